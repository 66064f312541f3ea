"""What the user reads of errors and pauses: a reason that many have in common is told with the first of them alone."""

from __future__ import annotations

from outscale_provider.errors import ProviderError

ELSEWHERE = "the reason stands in another error"


class Diagnostics:
    """Errors as they are told one after the other. `elsewhere` stands for a reason that was told."""

    def __init__(self, elsewhere: str = ELSEWHERE) -> None:
        self._told: set[str] = set()
        self._elsewhere = elsewhere

    def text(self, error: ProviderError) -> str:
        """All that is to be told of an error."""
        if error.because in self._told:
            return error.message.replace(error.because, self._elsewhere)
        if error.because:
            self._told.add(error.because)
        return error.message
