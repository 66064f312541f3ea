"""What the user reads of errors: a reason that many have in common is told with the first of them alone."""

from __future__ import annotations

from outscale_provider.errors import ProviderError

ELSEWHERE = "the reason stands in another error"


class Telling:
    """The errors of one operation of the engine, as they are told one after the other."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def text(self, error: ProviderError) -> str:
        """All that is to be told of an error."""
        if error.because in self._told:
            return error.message.replace(error.because, ELSEWHERE)
        if error.because:
            self._told.add(error.because)
        return error.message
