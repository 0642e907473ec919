"""``python -m workbench``, and the ``workbench`` executable."""

from __future__ import annotations

import sys


def main() -> None:
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # a large response is read in a process of its own, which is this program again

    from workbench.app import main as start

    sys.exit(start())


if __name__ == "__main__":
    main()
