"""The French catalogues hold every sentence of code and templates, and no draft."""

import shutil

import polib
import pytest

from bin.messages import PACKAGES, ROOT, gather

pytestmark = pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is missing")


@pytest.mark.parametrize("name", PACKAGES)
def test_every_sentence_has_its_french(name, tmp_path):
    package = tmp_path / name
    shutil.copytree(ROOT / name, package, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))

    gather(package)

    # The package's own, and one for each subject that it is split into.
    for source in package.glob("**/locale/fr/LC_MESSAGES/django.po"):
        catalogue = polib.pofile(str(source))
        assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
        assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
        assert catalogue.metadata["Plural-Forms"] == "nplurals=2; plural=(n > 1);"
