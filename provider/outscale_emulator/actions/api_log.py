"""The log of the account's requests, which the emulator writes as it answers them (`api_log`)."""

from __future__ import annotations

import base64
import re
from typing import Any

from outscale_api import codes
from outscale_emulator.data.kind import Object
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import passes
from outscale_emulator.rules.registry import action

PAGE_SIZE = 100

#: Details that a log has unless the request says otherwise, even where it names those that it wants.
ALWAYS = ("AccountId", "RequestId")


_POSITION = re.compile(rb"before (\d{1,18})")


@action(
    "ReadApiLogs",
    ResultsPerPage=codes.BAD_PAGE_SIZE,
    QueryIpAddresses=codes.BAD_IP_ADDRESS,
    simplified="Passwords, keys and tokens are masked. Requests of an unknown caller belong to no account.",
)
def read_api_logs(call: Call) -> dict[str, Any]:
    """The requests of the account that this database served, newest first, in pages, 30 days, all filters and
    details; a period that ends before it begins is 4098.
    """
    _check_period(call.request.get("Filters", {}))
    size = call.request.get("ResultsPerPage", PAGE_SIZE)
    before = _position(call.request["NextPageToken"]) if "NextPageToken" in call.request else None
    logs: list[Object] = []
    last = before
    for number, entry in call.store.logged(call.account, before):
        if not passes(call, entry):
            continue
        if len(logs) == size:
            return {"Logs": logs, "NextPageToken": _token(last)}
        logs.append(_details(call, entry))
        last = number
    return {"Logs": logs}


def _check_period(filters: Object) -> None:
    """Raises ApiError where a period ends before it begins. Both filters came after v1.16."""
    if {"QueryDateAfter", "QueryDateBefore"} <= filters.keys() and filters["QueryDateAfter"] > filters[
        "QueryDateBefore"
    ]:
        raise ApiError(codes.DATES_REVERSED, "QueryDateAfter has to be before QueryDateBefore.")


def _details(call: Call, entry: Object) -> Object:
    """What the request wants of an entry: everything, unless it names what."""
    if "With" not in call.request:
        return entry
    wanted = dict.fromkeys(ALWAYS, True) | call.request["With"]
    return {name: value for name, value in entry.items() if wanted.get(name)}


def _token(position: int | None) -> str:
    return base64.urlsafe_b64encode(f"before {position}".encode()).decode()


def _position(token: str) -> int:
    try:
        position = _POSITION.fullmatch(base64.urlsafe_b64decode(token))
    except ValueError:
        position = None
    if position is None:
        raise ApiError(codes.BAD_TOKEN, f"The token '{token}' is not valid.")
    return int(position[1])
