"""What a verb may use while it runs: the API, the clock, the user's ear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import NoReturn, Protocol

from outscale_provider.model.read import Read
from outscale_provider.model.values import Remote


@dataclass(frozen=True)
class Caller:
    """Whom the API sees in this provider's requests, by the access key. `requests` are the numbers of some of them."""

    access_key: str
    shows_certificate: bool
    requests: Sequence[str]


class Operation(Protocol):
    """One operation on one resource."""

    @property
    def caller(self) -> Caller:
        """Whose requests these are."""
        ...

    async def call(self, action: str, request: Remote, retry_while: Sequence[int] = ()) -> Remote:
        """Sends one request; answers the API's response. Raises a CloudError where there is none.

        Refusals with one of the codes in `retry_while` are repeated until the operation's deadline.
        """
        ...

    async def remote(self, id: str) -> Remote | None:
        """The resource as the API has it now, None where it does not exist."""
        ...

    async def find(self, read: Read, id: str) -> Remote | None:
        """Another object, as it is now, None where it does not exist."""
        ...

    async def wait_for(self, read: Read, id: str, done: Callable[[Remote | None], bool], what: str) -> Remote | None:
        """Waits for another object as `wait_until` does for the resource."""
        ...

    async def wait_until(self, id: str, done: Callable[[Remote | None], bool], what: str) -> Remote | None:
        """Polls until `done` holds. `what` names, for the user, what is waited for.

        Raises TimedOut at the operation's deadline and Cancelled when the user interrupts.
        """
        ...

    async def look(self, action: str, request: Remote) -> Remote | None:
        """What a Read action answers now, None where the API does not tell."""
        ...

    def turn(self, name: str) -> AbstractAsyncContextManager[Remote]:
        """Has operations that take a turn of one name come one after the other. Answers the notes of those before."""
        ...

    def fail(self, reason: str) -> NoReturn:
        """Ends the operation: what is asked for can't be done."""
        ...

    def warn(self, message: str) -> None:
        """Warns the user, beside the resource that is worked on."""
        ...

    def tell(self, message: str) -> None:
        """Says something to the user, beside the resource that is worked on."""
        ...
