"""What bin/ relies on."""

import re
from pathlib import Path

import polib

from bin.compile_messages import compile_changed

ROOT = Path(__file__).resolve().parent.parent


def pinned(lock: str) -> dict[str, str]:
    return dict(
        re.findall(r"^([\w.\-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)
    )


def test_the_lock_for_tests_holds_what_the_platform_runs_on():
    everything = pinned("requirements-dev.lock")

    assert {name: everything.get(name) for name in pinned("requirements.lock")} == pinned(
        "requirements.lock"
    )


def test_locks_name_no_package_host():
    for lock in ("requirements.lock", "requirements-dev.lock", "package-lock.json"):
        text = (ROOT / lock).read_text()
        assert "--index-url" not in text
        assert "--find-links" not in text
        assert '"resolved"' not in text


def test_catalogues_are_compiled_again_only_when_they_change(tmp_path):
    source = tmp_path / "rooms/locale/fr/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="room", msgstr="salle"))
    catalogue.save(str(source))

    compile_changed(tmp_path)

    compiled = source.with_suffix(".mo")
    first = compiled.stat().st_mtime_ns
    assert [entry.msgstr for entry in polib.mofile(str(compiled))] == ["salle"]
    compile_changed(tmp_path)
    assert compiled.stat().st_mtime_ns == first
