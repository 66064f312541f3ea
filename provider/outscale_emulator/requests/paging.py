"""Pages of what Read actions answer, which came after v1.16 (api-behaviour.md section 7).

A page goes on after the last object of the one before, so that nothing is answered twice whatever is deleted meanwhile.
A request that names no size of its pages gets everything, as those of v1.16 do, unless the emulator's settings have one.
"""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from outscale_api import Action, codes
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError

#: How long a token is good for. The real time is not known.
TOKEN_SECONDS = 3600


class _Token(msgspec.Struct, array_like=True):
    action: str
    after: int
    made: float


def has_pages(action: Action) -> bool:
    """Whether an action has pages since a later version. ReadApiLogs always had, and makes them itself."""
    field = action.request.fields.get("NextPageToken")
    return field is not None and bool(field.since)


def page(call: Call, answer: dict[str, Any]) -> dict[str, Any]:
    """The page of an answer that the request asks for. Raises ApiError for a token that is no good."""
    size = call.request.get("ResultsPerPage")
    token = call.request.get("NextPageToken")
    if size is None and token is not None:
        raise ApiError(codes.MISSING_PARAMETER, "'NextPageToken' needs 'ResultsPerPage'.")
    size = size or call.settings.page_size
    if not size:
        return answer
    name, rows = next((name, value) for name, value in answer.items() if isinstance(value, list))
    after = _read(call, token) if token is not None else -1
    left = [(at, row) for place, row in enumerate(rows) if (at := _order(row, place)) > after]
    paged = {**answer, name: [row for _, row in left[:size]]}
    if len(left) > size:
        paged["NextPageToken"] = _write(_Token(call.action.name, left[size - 1][0], call.store.now))
    return paged


def _order(row: Any, place: int) -> int:
    """What tells a row apart from those before it: for what is not stored, such as the catalogue, its place in the list."""
    return int(row.get("_seq", place)) if isinstance(row, dict) else place


def _write(token: _Token) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(token)).decode()


def _read(call: Call, text: str) -> int:
    try:
        token = msgspec.json.decode(base64.urlsafe_b64decode(text), type=_Token)
    except (ValueError, msgspec.DecodeError) as error:
        raise ApiError(codes.BAD_TOKEN, f"The token '{text}' is not valid.") from error
    if token.action != call.action.name:
        raise ApiError(codes.BAD_TOKEN, f"The token '{text}' is not one of this action.")
    if token.made + TOKEN_SECONDS < call.store.now:
        raise ApiError(codes.TOKEN_EXPIRED, f"The token '{text}' has expired.")
    return token.after
