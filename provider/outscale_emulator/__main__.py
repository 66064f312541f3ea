"""The `outscale-emulator` command."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, get_args

from outscale_emulator.data.files import UnusableFile
from outscale_emulator.data.settings import DEFAULT_SEED, Era, Settings
from outscale_emulator.data.states import Clock
from outscale_emulator.requests.faults import KINDS, Faults
from outscale_emulator.server.audience import Audience
from outscale_emulator.server.serving import Listening, serve
from outscale_emulator.server.waiting import StillSilent, health_url, wait_for

LAST_PORT = 65535

T = TypeVar("T")


def main() -> None:
    """Serves the emulated API until it is told to stop, or waits for one that somebody else serves."""
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except (OSError, UnusableFile, StillSilent) as error:
        sys.exit(f"outscale-emulator: {error}")


def _wait(arguments: argparse.Namespace) -> None:
    wait_for(arguments.url, arguments.timeout)


def _serve(arguments: argparse.Namespace) -> None:
    settings = Settings(
        database=arguments.db,
        region=arguments.region,
        clock=arguments.clock,
        seed=arguments.seed,
        clock_window=arguments.clock_window,
        era=arguments.era,
        faults=arguments.faults,
        page_size=arguments.page_size,
    )
    listening = Listening(
        host=arguments.host,
        port=arguments.port,
        control=arguments.control,
        page=arguments.page,
        log=arguments.log,
        print_env=arguments.print_env,
    )
    serve(settings, listening)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("outscale-emulator", description="Emulates the API of the 3DS OUTSCALE cloud.")
    commands = parser.add_subparsers(required=True)
    _add_wait(commands.add_parser("wait", help="wait until an emulator answers, such as one that was just started"))
    serve = commands.add_parser(
        "serve",
        help="answer requests over HTTP",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="kinds of faults:\n" + "\n".join(f"  {kind:9} {text}" for kind, (text, _) in KINDS.items()),
    )
    serve.set_defaults(run=_serve)
    option = serve.add_argument
    listening = Listening()
    settings = Settings()
    option("--host", default=listening.host, help="address to listen on (default: %(default)s)")
    option(
        "--port",
        type=_checked(_port),
        default=listening.port,
        help="port; 0 takes a free one and prints it (default: %(default)s)",
    )
    option("--db", default=settings.database, help="SQLite file that keeps the data (default: none)")
    option("--region", default=settings.region, help="Region to play (default: %(default)s)")
    option("--seed", type=_file, default=DEFAULT_SEED, help="JSON file with the accounts and the catalogue")
    option(
        "--era", choices=get_args(Era), default=settings.era, help="version of the API to play (default: %(default)s)"
    )
    option(
        "--clock",
        type=_checked(Clock.parse),
        default=settings.clock,
        help="when transient states pass: immediate, reads:N or seconds:S (default: %(default)s)",
    )
    option(
        "--clock-window",
        type=_checked(_seconds),
        default=settings.clock_window,
        help="seconds that the date of a request may lie in the past; 0 takes any date (default: %(default)g)",
    )
    option(
        "--faults",
        type=_checked(_faults),
        default=settings.faults,
        metavar="[ACTIONS:]KIND[=VALUE][@PROBABILITY|*TIMES],…",
        help="what goes wrong on purpose, such as 'throttle@10%%, Create*:lost@5%%, seed=7'",
    )
    option(
        "--page-size",
        type=_checked(_count),
        default=settings.page_size,
        help="objects in a page of --era today where a request names no size; 0 is all there are (default: %(default)s)",
    )
    option("--control", action="store_true", help="let anyone steer the emulator by requests to /control")
    option(
        "--page",
        choices=get_args(Audience),
        default=listening.page,
        help="who sees the page at / with accounts, objects and latest requests: programs of this machine, at a name such"
        " as localhost, or anyone who reaches the port, without a log-in (default: %(default)s)",
    )
    option("--log", default="", metavar="FILE", help="write a line of JSON for each request; - for the standard error")
    option("--print-env", action="store_true", help="print the environment variables that other clients need")
    return parser


def _add_wait(wait: argparse.ArgumentParser) -> None:
    default = f"http://{Listening.host}:{Listening.port}"
    wait.set_defaults(run=_wait)
    wait.add_argument(
        "url", nargs="?", type=_url, default=default, help="of the emulator or of its API (default: %(default)s)"
    )
    wait.add_argument(
        "--timeout", type=_checked(_seconds), default=60.0, help="seconds after which it fails (default: %(default)g)"
    )


def _url(text: str) -> str:
    """The text, in which an emulator's address is found."""
    try:
        health_url(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"{text!r} is no number from 0 on")
    return int(text)


def _port(text: str) -> int:
    """A port. The system would take a greater number, and listen somewhere else."""
    port = _count(text)
    if port > LAST_PORT:
        raise ValueError(f"ports end at {LAST_PORT}")
    return port


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < math.inf:
        raise ValueError(f"{text} is no number of seconds from 0 on")
    return seconds


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text)


def _faults(text: str) -> str:
    """The text, which is understood. It is parsed again where the faults begin."""
    Faults.parse(text)
    return text


def _checked(parse: Callable[[str], T]) -> Callable[[str], T]:
    """A type of option whose mistakes are reported as `parse` words them."""

    def parsed(text: str) -> T:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return parsed


if __name__ == "__main__":
    main()
