"""The `outscale-emulator` command."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from outscale_emulator.dispatch import Emulator
from outscale_emulator.http import create_app
from outscale_emulator.settings import DEFAULT_SEED, Settings
from outscale_emulator.states import Clock


def main() -> None:
    """Serves the emulated API until it is interrupted."""
    arguments = _parser().parse_args()
    settings = Settings(
        database=arguments.db, region=arguments.region, clock=arguments.clock, seed=Path(arguments.seed)
    )
    app = create_app(Emulator(settings))
    # The API has its own Server header.
    uvicorn.run(app, host=arguments.host, port=arguments.port, log_level=arguments.log_level, server_header=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("outscale-emulator", description="Emulates the 3DS OUTSCALE API v1.16.")
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="answer requests over HTTP")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument("--port", type=int, default=3000, help="port to listen on (default: %(default)s)")
    serve.add_argument("--db", default=":memory:", help="SQLite file that keeps the data (default: none)")
    serve.add_argument("--region", default="eu-west-2", help="Region to play (default: %(default)s)")
    serve.add_argument("--seed", default=str(DEFAULT_SEED), help="JSON file with the accounts and the catalogue")
    serve.add_argument(
        "--clock",
        type=Clock.parse,
        default=Clock(),
        help="when transient states pass: immediate, reads:N or seconds:S (default: immediate)",
    )
    serve.add_argument("--log-level", default="info", help="uvicorn's log level (default: %(default)s)")
    return parser


if __name__ == "__main__":
    main()
