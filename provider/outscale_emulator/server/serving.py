"""The emulator as a server on a port, until it is told to stop.

The port is bound, and told, before everything else is imported: who is told of it can connect meanwhile.
"""

from __future__ import annotations

import signal
import socket
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from outscale_emulator.data.settings import Settings
from outscale_emulator.server.audience import Audience

#: How long requests may take to finish once the server has been told to stop, in seconds.
GRACE = 1

BACKLOG = 2048


@dataclass(frozen=True)
class Listening:
    """Where a server listens, and what it offers beside the API.

    `page` is who sees the page at the root: nobody, programs of this machine (local), or anyone who reaches the port.
    `log` is the file of the request log, "-" for the standard error, "" for none.
    """

    host: str = "127.0.0.1"
    port: int = 3000
    control: bool = False
    page: Audience = "local"
    log: str = ""
    print_env: bool = False


def serve(settings: Settings, listening: Listening) -> None:
    """Serves until SIGINT or SIGTERM. Raises OSError where the port is not free, UnusableFile for a file of the emulator."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # Uvicorn puts its own in the place of these while it serves, and calls these when it has ended.
        signal.signal(number, lambda *_: sys.exit())
    bound = _bind(listening.host, listening.port)
    _tell(settings, listening, bound.getsockname()[1])
    with ExitStack() as closing:
        _run(settings, listening, bound, closing)


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # The protocol is named so that asyncio sees that it is TCP, and sends small packets at once.
    bound = socket.socket(family, kind, protocol or socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(address)
    bound.listen(BACKLOG)
    return bound


def _tell(settings: Settings, listening: Listening, port: int) -> None:
    host = f"[{listening.host}]" if ":" in listening.host else listening.host
    if listening.print_env:
        print(environment(settings, f"http://{host}:{port}"), flush=True)
    elif listening.port == 0:
        print(port, flush=True)
    print(f"Serving the OUTSCALE API on http://{host}:{port}/api/v1; Ctrl-C stops it.", file=sys.stderr, flush=True)


def environment(settings: Settings, url: str) -> str:
    """Lines for a shell, by which clients use the seed's first account at the server with this address."""
    key = settings.catalogue["accounts"][0]["AccessKeys"][0]
    variables = {
        "OSC_ACCESS_KEY": key["AccessKeyId"],
        "OSC_SECRET_KEY": key["SecretKey"],
        "OSC_REGION": settings.region,
        "OSC_ENDPOINT_API": f"{url}/api/v1",
    }
    return "\n".join(f"export {name}={value}" for name, value in variables.items())


def _run(settings: Settings, listening: Listening, bound: socket.socket, closing: ExitStack) -> None:
    import uvicorn

    from outscale_emulator.requests.emulator import Emulator
    from outscale_emulator.server.app import create_app
    from outscale_emulator.server.connections import Closing, Connection
    from outscale_emulator.server.control import Control
    from outscale_emulator.server.page import Page
    from outscale_emulator.server.request_lines import JsonLines

    observers = [JsonLines(_opened(listening.log, closing))] if listening.log else []
    emulator = Emulator(settings)
    page = None if listening.page == "nobody" else Page(emulator, listening.page)
    routes = [*([Control(emulator).routes] if listening.control else []), *(page.routes if page else [])]
    app = create_app(emulator, routes=routes, observers=[*observers, *([page.recent] if page else [])])
    config = uvicorn.Config(
        Closing(app),
        access_log=False,
        http=Connection,
        log_level="warning",
        proxy_headers=False,
        # The API has its own.
        date_header=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[bound])


def _opened(log: str, closing: ExitStack) -> BinaryIO:
    return sys.stderr.buffer if log == "-" else closing.enter_context(Path(log).open("ab"))
