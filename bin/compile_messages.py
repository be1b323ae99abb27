"""Compile the message catalogues that changed, without the gettext programs."""

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_changed(root: Path = ROOT) -> None:
    # A package, and the subjects it is split into.
    for source in (
        *root.glob("*/locale/*/LC_MESSAGES/*.po"),
        *root.glob("*/*/locale/*/LC_MESSAGES/*.po"),
    ):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(compiled))


if __name__ == "__main__":
    compile_changed()
