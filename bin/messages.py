"""Gather into the French catalogues what code and templates say; new sentences come out empty."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["lms", "courses", "modules", "cohorts", "analytics"]


def gather(package: Path) -> None:
    """Run makemessages in one package; it and each subject with a `locale` have their own."""
    (package / "locale").mkdir(exist_ok=True)
    subprocess.run(
        ["django-admin", "makemessages", "-l", "fr", "--no-location", "-e", "html,txt,py"],
        cwd=package,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    for catalogue in package.glob("**/locale/*/LC_MESSAGES/*.po"):
        # The hour of gathering says nothing, and makes every two branches disagree.
        text = re.sub(r'"POT-Creation-Date:.*\n', "", catalogue.read_text())
        catalogue.write_text(text)


if __name__ == "__main__":
    for name in PACKAGES:
        gather(ROOT / name)
