"""What a verb may use while it runs: the API, the clock, the user's ear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn, Protocol

from outscale_provider.model.read import Read
from outscale_provider.model.values import Remote


class Operation(Protocol):
    """One operation on one resource."""

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

    def fail(self, reason: str) -> NoReturn:
        """Ends the operation: what is asked for can't be done."""
        ...

    def tell(self, message: str) -> None:
        """Says something to the user, beside the resource that is worked on."""
        ...
