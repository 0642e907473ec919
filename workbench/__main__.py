"""``python -m workbench``, and the ``workbench`` executable."""

from __future__ import annotations

import sys


def main() -> None:
    from workbench.app import main as start

    sys.exit(start())


if __name__ == "__main__":
    main()
