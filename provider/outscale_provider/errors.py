"""What can go wrong, from the provider's point of view.

ProviderError
├── ConfigurationError        the provider is not, or wrongly, configured
├── UsageError                the request makes no sense: an import id of the wrong form, an unknown function
├── CloudError                a request to the API did not succeed
│   ├── Refused               the API answered with an error
│   │   ├── Throttled         … because of too many requests
│   │   └── Unauthenticated   … because of the credentials, the clock or the address: no other request will succeed
│   ├── Withheld              nothing came of it, since none can succeed, as other requests have shown
│   ├── Unreachable           nothing was sent: no connection could be made
│   ├── Unanswered            the request was sent and no usable answer came: its effect is not known
│   └── Lacking               an object was answered without what each of its kind has: nothing is known of it
├── Ambiguous                  something exists that a request of ours, whose answer was lost, may have created
├── Failed                    the resource itself says that it failed
├── TimedOut                  a wait came to the operation's deadline
├── Cancelled                 the user interrupted
├── Bug                       the provider itself is wrong
└── Incomplete                the resource exists, but not all of the operation was done
"""

from __future__ import annotations

from typing import Self

from outscale_provider.model.values import Values


class ProviderError(Exception):
    """The root: something that is told to the user, with what was learned of it on its way up.

    `because` is the part of the text that is the same for all that fails for one cause, "" where each has its own.
    """

    because: str = ""

    def add(self, sentence: str) -> None:
        """Adds what became of the resource or what to do, once."""
        if sentence not in getattr(self, "__notes__", ()):
            self.add_note(sentence)

    def again(self) -> Self:
        """The same error for another who waits for it, and who will have something else to add."""
        other = type(self).__new__(type(self), *self.args)
        vars(other).update(vars(self), __notes__=[*getattr(self, "__notes__", ())])
        return other

    @property
    def message(self) -> str:
        """All that is known, as the user reads it."""
        return ". ".join((str(self), *getattr(self, "__notes__", ())))


class ConfigurationError(ProviderError):
    """The provider is not, or wrongly, configured."""


class UsageError(ProviderError):
    """A request that makes no sense."""


class CloudError(ProviderError):
    """A request to the API did not succeed."""


class Refused(CloudError):
    """The API answered with an error."""

    def __init__(self, action: str, status: int, code: int, type: str, details: str, request_id: str) -> None:
        self.action = action
        self.status = status
        self.code = code
        self.type = type
        self.details = details
        self.request_id = request_id
        reason = ": ".join(filter(None, (type, details)))
        where = f"code {code}, HTTP {status}, RequestId {request_id}" if code else f"HTTP {status}"
        super().__init__(f"{action} was refused: {reason} ({where})")
        if not code:
            self.because = details


class Throttled(Refused):
    """There were too many requests; this one was not carried out."""

    def __init__(self, action: str, status: int, code: int, type: str, details: str, request_id: str) -> None:
        super().__init__(action, status, code, type, details, request_id)
        self.because = details


class Unauthenticated(Refused):
    """The API does not accept the credentials, the clock or the address."""

    def __init__(self, action: str, status: int, code: int, type: str, details: str, request_id: str) -> None:
        super().__init__(action, status, code, type, details, request_id)
        self.because = details


class Withheld(CloudError):
    """Nothing came of it, since none can succeed, as other requests have shown."""

    def __init__(self, action: str, what: str, because: str) -> None:
        super().__init__(f"{action} was not sent: {what}: {because}")
        self.because = because


class Unreachable(CloudError):
    """No connection could be made; nothing was sent."""

    def __init__(self, action: str, because: str) -> None:
        super().__init__(f"{action} was not sent: {because}")
        self.because = because


class Unanswered(CloudError):
    """The request was sent, and no usable answer came back. Where the action `mutates`, it may have taken effect."""

    def __init__(self, action: str, because: str, mutates: bool, request_id: str = "") -> None:
        which = f" (RequestId {request_id})" if request_id else ""
        effect = "; it may have taken effect" if mutates else ""
        super().__init__(f"{action} was sent{which}, but {because}{effect}")
        self.because = because


class Lacking(CloudError):
    """An object was answered without what each of its kind has."""

    def __init__(self, what: str, lacking: Exception) -> None:
        super().__init__(f"{what} as the API answered it cannot be told: it has nothing that fits under {lacking}")


class Ambiguous(ProviderError):
    """Something exists that a request of ours may have created. Only the user can tell."""


class Failed(ProviderError):
    """The resource itself says that it failed."""


class TimedOut(ProviderError):
    """A wait came to the operation's deadline."""


class Cancelled(ProviderError):
    """The user interrupted the operation."""


class Bug(ProviderError):
    """An exception that nobody foresaw. It counts as one, and the user is asked to report it."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__(
            f"this is a bug in the outscale-native provider, please report it: {type(error).__name__}: {error}"
        )


def as_provider_error(error: Exception) -> ProviderError:
    """An exception as something that can be told to the user."""
    return error if isinstance(error, ProviderError) else Bug(error)


class Incomplete(ProviderError):
    """The resource exists, but not everything was done. Carries what is known, so that the next `up` goes on."""

    def __init__(self, id: str, inputs: Values, outputs: Values, reason: ProviderError, what: str) -> None:
        self.id = id
        self.inputs = inputs
        self.outputs = outputs
        self.reason = reason
        self.because = reason.because
        super().__init__(
            f"{what} {id} exists, but is not complete: {reason.message}. The next `pulumi up` goes on from there."
        )
