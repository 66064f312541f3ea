"""What the log says of a request (ReadApiLogs). Passwords and keys do not enter it."""

from __future__ import annotations

import msgspec

from outscale_api import ObjectType
from outscale_emulator.data.kind import Object
from outscale_emulator.data.times import format_time
from outscale_emulator.requests.request import Request, parsed
from outscale_emulator.rules.masking import MASK, SECRET_NAMES, masked

API_NAME = "oapi"
_encode = msgspec.json.Encoder().encode


def entry(
    request: Request,
    *,
    time: float,
    request_id: str,
    account: str,
    access_key: str,
    api_version: str,
    seconds: float,
    status: int,
    response_size: int,
    type: ObjectType | None,
) -> Object:
    """The log's entry of a request that took so many seconds to answer. `type` is what its body should be, if that is known."""
    headers = "\n".join(
        f"{name}: {MASK if name == 'authorization' else value}" for name, value in request.headers.items()
    )
    logged = {
        "AccountId": account,
        "CallDuration": round(seconds * 1_000_000),
        "QueryAccessKey": access_key,
        "QueryApiName": API_NAME,
        "QueryApiVersion": api_version,
        "QueryCallName": request.action,
        "QueryDate": format_time(time),
        "QueryHeaderRaw": headers,
        "QueryHeaderSize": len(headers),
        "QueryIpAddress": request.source_ip,
        "QueryPayloadRaw": _without_secrets(request.body, type),
        "QueryPayloadSize": len(request.body),
        "QueryUserAgent": request.headers.get("user-agent", ""),
        "RequestId": request_id,
        "ResponseSize": response_size,
        "ResponseStatusCode": status,
    }
    if not access_key:
        del logged["QueryAccessKey"]
    return logged


def _without_secrets(body: bytes, type: ObjectType | None) -> str:
    """The body as it was sent, unless there is something to mask in it."""
    text = body.decode(errors="replace")
    try:
        content = parsed(body)
    except msgspec.DecodeError:
        return MASK if any(name in text for name in SECRET_NAMES) else text
    hidden = masked(content, type)
    return text if hidden == content else _encode(hidden).decode()
