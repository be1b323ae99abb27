"""`make bench`: pages a second, then what each costs; prints tables for docs/performance.md."""

import sys

from bench import pages, processor
from bench.demonstration import prepared

MEASURES = {"pages": pages.report, "processor": processor.report}


def main() -> None:
    with prepared() as ground:
        for name in sys.argv[1:] or MEASURES:
            MEASURES[name](ground)


if __name__ == "__main__":
    main()
