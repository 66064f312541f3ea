"""The latest requests that this process was sent, in memory.

The log in the data (`api_log`) would show those of other processes too, but has neither answers nor codes, nor what a
fault kept from the API.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outscale_emulator.server.request_lines import Exchange

#: How many requests are remembered, and how many bytes of each body.
REMEMBERED = 200
LONGEST_BODY = 32 * 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """A request and its answer. `status` is 0 where the connection was cut; a body that is too long is None."""

    number: int
    action: str
    account: str
    status: int
    code: str
    began: float
    seconds: float
    source_ip: str
    user_agent: str
    request_id: str
    request: bytes | None
    answer: bytes | None

    @property
    def succeeded(self) -> bool:
        return self.status == 200


class Recent:
    """An observer of requests (`request_lines`) that remembers the latest."""

    def __init__(self) -> None:
        self._seen: deque[Seen] = deque(maxlen=REMEMBERED)
        self._numbers = count(1)

    def __call__(self, exchange: Exchange) -> None:
        request, answer = exchange.request, exchange.answer
        self._seen.append(
            Seen(
                number=next(self._numbers),
                action=request.action,
                account=answer.account if answer else "",
                status=answer.status if answer else 0,
                code=exchange.code,
                began=exchange.began,
                seconds=exchange.seconds,
                source_ip=request.source_ip,
                user_agent=request.headers.get("user-agent", ""),
                request_id=answer.body.get("ResponseContext", {}).get("RequestId", "") if answer else "",
                request=_kept(request.body),
                answer=_kept(answer.content) if answer else b"",
            )
        )

    def __iter__(self) -> Iterator[Seen]:
        """The newest first."""
        return reversed(self._seen)

    def __getitem__(self, number: int) -> Seen:
        """The request of that number. Raises KeyError where it is forgotten."""
        for seen in self._seen:
            if seen.number == number:
                return seen
        raise KeyError(number)


def _kept(body: bytes) -> bytes | None:
    return body if len(body) <= LONGEST_BODY else None
