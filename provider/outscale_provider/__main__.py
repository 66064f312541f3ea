"""The plugin's entry point: `pulumi-resource-outscale-native [flags] [engine address]`."""

from __future__ import annotations

import asyncio
import sys

from outscale_provider.listening import listen


async def run(engine: str) -> None:
    """Prints the port, the only thing that goes to stdout, and serves until the process is told to end."""
    server, port = listen()
    print(port, flush=True)

    from outscale_provider.plugin import serve

    await serve(server, engine)


def main() -> None:
    """Serves the provider. The engine passes flags of its own first and its address last."""
    address = sys.argv[-1] if len(sys.argv) > 1 else ""
    asyncio.run(run("" if address.startswith("-") else address))


if __name__ == "__main__":
    main()
