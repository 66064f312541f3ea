"""What may come in place of an answer of the API: from a gateway, from a page that says it is under maintenance, by a fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from outscale_api import load

API = load()
CONTEXT = {"ResponseContext": {"RequestId": "0c6d7a4e-0000-4000-8000-000000000000"}}

#: Makes what comes in answer to an action, or raises what httpx would.
Useless = Callable[[str], httpx.Response]


def _instead(action: str, value: Any) -> dict[str, Any]:
    """An answer of the API whose own field has something else in it."""
    answer = API.action(action).answer
    return {**CONTEXT, answer.name: value} if answer else {"ResponseContext": value}


def _null_inside(action: str) -> Any:
    answer = API.action(action).answer
    return [None] if answer and answer.type.items else None


def _json(status: int, body: Any) -> Useless:
    return lambda _: httpx.Response(status, json=body)


USELESS: dict[str, Useless] = {
    "502": lambda _: httpx.Response(502, html="<html><h1>502 Bad Gateway</h1></html>"),
    "empty": lambda _: httpx.Response(200, content=b""),
    "cut": lambda _: httpx.Response(200, content=b'{"Nets":[{"NetId":"vpc-1'),
    "redirect": lambda _: httpx.Response(302, headers={"Location": "http://login"}),
    "{}": _json(200, {}),
    "list": _json(200, []),
    "message": _json(200, {"message": "maintenance"}),
    "another object": _json(200, {"Quota": {"Name": "it"}, **CONTEXT}),
    "null": lambda action: httpx.Response(200, json=_instead(action, None)),
    "null inside": lambda action: httpx.Response(200, json=_instead(action, _null_inside(action))),
    "text": lambda action: httpx.Response(200, json=_instead(action, "maintenance")),
    "nested too deep": lambda _: httpx.Response(200, content=b"[" * 100_000),
    "no text": lambda _: httpx.Response(200, content=b'{"Nets": "\xff\xfe"}'),
    "403 of a gateway": _json(403, {"message": "Forbidden"}),
    "code is a word": _json(400, {"Errors": [{"Code": "Oops", "Type": "Odd", "Details": "maintenance"}]}),
    "errors are texts": _json(500, {"Errors": ["maintenance"]}),
    "errors are one text": _json(503, {"Errors": "maintenance"}),
    "errors are none": _json(400, {"Errors": []}),
    "error without a code": _json(409, {"Errors": [{}], "ResponseContext": None}),
}
