"""Refusals, as the API words them: a code decides the type and the HTTP status (api-behaviour.md section 2.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outscale_emulator.data.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Family:
    """A range of error codes, both ends included, that share their type and HTTP status."""

    first: int
    last: int
    type: str
    status: int


# The first match counts, so exceptions come before their family.
FAMILIES = (
    Family(0, 0, "DefaultError", 400),
    Family(2, 2, "AccessDenied", 405),
    Family(6, 6, "AccessDenied", 503),
    Family(8, 8, "WrongAuthenticationMethod", 403),
    Family(9, 9, "AuthFailure", 401),
    Family(10, 10, "MissingLoginPassword", 403),
    Family(20, 20, "PasswordExpired", 401),
    Family(24, 25, "AccessDenied", 429),
    Family(1, 99, "AccessDenied", 401),
    Family(1000, 1999, "DependencyProblem", 424),
    Family(2000, 2999, "InternalError", 500),
    Family(3007, 3008, "InvalidParameterCombination", 400),
    Family(3000, 3999, "InvalidParameter", 400),
    Family(4000, 4999, "InvalidParameterValue", 400),
    Family(5000, 5999, "InvalidResource", 400),
    Family(6000, 6999, "InvalidState", 409),
    Family(7000, 7999, "MissingParameter", 400),
    Family(8000, 8999, "OperationNotSupported", 400),
    Family(9000, 9999, "ResourceConflict", 409),
    Family(10001, 10001, "InsufficientCapacity", 400),
    Family(10002, 10999, "TooManyResources (QuotaExceded)", 400),  # The API's own spelling.
    Family(11000, 11999, "UserAccountProblem", 401),
    Family(12000, 12999, "InvalidAction", 404),
)


class ApiError(Exception):
    """A request that the API refuses. `aftermath` is what remains of it, in a transaction of its own.

    `reason` tells cases apart that have one code in v1.16 and several today (`eras`).
    """

    aftermath: Callable[[Transaction], None] | None = None

    def __init__(self, code: int, details: str = "", reason: str = "") -> None:
        super().__init__(f"{code}: {details}")
        self.code = code
        self.details = details
        self.reason = reason


def family(code: int) -> Family:
    """The family of a code."""
    return next(f for f in FAMILIES if f.first <= code <= f.last)
