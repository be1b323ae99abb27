"""Gather into the French catalogues what code and templates say; new sentences come out empty."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["lms", "courses", "modules", "cohorts", "analytics"]


def gather(package: Path) -> None:
    """Run makemessages in one package; each has its own catalogue."""
    (package / "locale").mkdir(exist_ok=True)
    subprocess.run(
        ["django-admin", "makemessages", "-l", "fr", "--no-location", "-e", "html,txt,py"],
        cwd=package,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"},
        stdout=subprocess.DEVNULL,
        check=True,
    )


if __name__ == "__main__":
    for name in PACKAGES:
        gather(ROOT / name)
