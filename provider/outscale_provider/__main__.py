"""The plugin's entry point: `pulumi-resource-outscale-native [flags] [engine address]`."""

from __future__ import annotations

import sys

from outscale_provider.version import VERSION

USAGE = f"""\
pulumi-resource-outscale-native {VERSION}: the Pulumi provider for the 3DS OUTSCALE API.

Pulumi starts it by itself where it is on PATH or in its plugin cache. Started by hand, it prints its port and serves until
Ctrl-C; then PULUMI_DEBUG_PROVIDERS=outscale-native:PORT makes `pulumi up` use it.

usage: pulumi-resource-outscale-native [--help | --version] [ADDRESS OF THE ENGINE]
"""


async def run(engine: str, on_windows: bool | None = None) -> None:
    """Prints the port, the only thing that goes to stdout, and serves until the process is told to end."""
    from outscale_provider.ending import ON_WINDOWS, Lifetime

    lifetime = Lifetime(engine, ON_WINDOWS if on_windows is None else on_windows)

    from outscale_provider.listening import listen

    server, port = listen()
    print(port, flush=True)

    from outscale_provider.plugin import serve

    await serve(server, engine, lifetime)


def main() -> None:
    """Serves the provider. The engine passes flags of its own first and its address last."""
    arguments = sys.argv[1:]
    if {"--help", "-h"} & set(arguments):
        print(USAGE, end="")
    elif "--version" in arguments:
        print(VERSION)
    else:
        # Only now: a question is answered at once.
        import asyncio

        address = arguments[-1] if arguments else ""
        asyncio.run(run("" if address.startswith("-") else address))


if __name__ == "__main__":
    main()
