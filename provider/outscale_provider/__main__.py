"""The plugin's entry point: `pulumi-resource-outscale-native [flags] [engine address]`."""

from __future__ import annotations

import asyncio
import sys


def main() -> None:
    """Serves the provider. The engine passes flags of its own first and its address last."""
    from outscale_provider.plugin import serve

    address = sys.argv[-1] if len(sys.argv) > 1 else ""
    asyncio.run(serve("" if address.startswith("-") else address))


if __name__ == "__main__":
    main()
