"""Waits until an emulator answers: what a script does between its start and the first request."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

#: Seconds between two looks, and how long one may take.
INTERVAL = 0.1
LONGEST_LOOK = 5.0


class StillSilent(Exception):
    """Nobody has answered in time; the message says what was asked and what came of it."""


def wait_for(url: str, timeout: float) -> None:
    """Returns once the emulator at a URL, of which any path is left out, says that it is well.

    Raises StillSilent where it has not within `timeout` seconds, and ValueError for what is no URL of HTTP.
    """
    health = health_url(url)
    deadline = time.monotonic() + timeout
    while (reason := _why_not(health)) is not None:
        if time.monotonic() >= deadline:
            raise StillSilent(f"{health} does not answer after {timeout:g} s: {reason}")
        time.sleep(INTERVAL)


def health_url(url: str) -> str:
    """The address that tells whether the emulator at a URL is well, to which no request has to be signed."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"{url!r} is no URL such as http://127.0.0.1:3000")
    return f"{parts.scheme}://{parts.netloc}/health"


def _why_not(health: str) -> str | None:
    """Why an emulator does not count as well, or nothing."""
    # Here, since the command that serves has no use for them, and starts sooner.
    import urllib.request
    from http.client import HTTPException

    # Whatever the environment says of proxies: they are for what lies further away.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(health, timeout=LONGEST_LOOK):
            return None
    except (OSError, HTTPException) as error:
        return str(error)
