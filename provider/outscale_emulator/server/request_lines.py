"""What the emulator tells about the requests it serves, while it serves them: lines of JSON.

Not the API's own log, which `api_log` writes into the data.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from outscale_emulator.data.times import format_time

if TYPE_CHECKING:
    from outscale_emulator.requests.emulator import Answer
    from outscale_emulator.requests.request import Request


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what went back: None where the connection was cut. Times in seconds, `began` since the epoch."""

    request: Request
    answer: Answer | None
    began: float
    seconds: float

    @property
    def code(self) -> str:
        """The code of the refusal, "" where there is none."""
        errors = self.answer.body.get("Errors") if self.answer else None
        return str(errors[0]["Code"]) if errors else ""


Observer = Callable[[Exchange], None]


class JsonLines:
    """Writes one line of JSON for each request, without what the request and the answer contain."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._failed = False

    def _tell(self, error: OSError) -> None:
        """Says once that lines get lost: no request fails for that."""
        if not self._failed:
            print(f"outscale-emulator: no more lines can be written to the log: {error}", file=sys.stderr, flush=True)
        self._failed = True

    def __call__(self, exchange: Exchange) -> None:
        try:
            self._file.write(msgspec.json.encode(_line(exchange)) + b"\n")
            self._file.flush()
        except OSError as error:
            self._tell(error)


def _line(exchange: Exchange) -> dict[str, Any]:
    request, answer = exchange.request, exchange.answer
    line: dict[str, Any] = {
        "time": format_time(exchange.began),
        "action": request.action,
        "ip": request.source_ip,
        "userAgent": request.headers.get("user-agent", ""),
        "milliseconds": round(exchange.seconds * 1000, 3),
        "requestBytes": len(request.body),
    }
    if answer is None:
        return line | {"cut": True}
    answered = {
        "status": answer.status,
        "code": exchange.code,
        "account": answer.account,
        "requestId": answer.body.get("ResponseContext", {}).get("RequestId", ""),
        "responseBytes": len(answer.content),
    }
    return line | {name: value for name, value in answered.items() if value != ""}
