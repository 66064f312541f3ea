"""The `outscale-native` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Does what the command line says."""
    try:
        # Here, since this takes longer than many a read: whoever interrupts it is told the same.
        from outscale_native.command import run

        run()
    except KeyboardInterrupt:
        sys.exit("outscale-native: interrupted")


if __name__ == "__main__":
    main()
