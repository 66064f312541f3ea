"""Circuit breakers: when nothing usable comes any more, all give up together instead of each for itself.

There is one for all requests of a connection and one for each action, since one kind of request may fail alone. One opens
when the first failure and several after it got nothing usable for as long as a single request may take; the rest is
then not sent, but for a try now and then.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from outscale_provider.clock import now, time_of_day
from outscale_provider.errors import Withheld

#: Failures in a row that say that it is no accident.
SEVERAL = 3

#: How long after the last failure of an open circuit one request tries whether it is over, in seconds.
REST = 15.0


@dataclass
class _Circuit:
    """An unbroken row of failures: when the first of them was sent, and why it failed; when the latest of them failed."""

    patience: float
    failures: int = 0
    began: float = 0.0
    began_at: str = ""
    latest: float = 0.0
    because: str = ""

    @property
    def is_open(self) -> bool:
        return self.failures >= SEVERAL and self.latest - self.began >= self.patience

    def fail(self, sent: float, because: str) -> None:
        time = now()
        if not self.failures or time - self.latest > self.patience:
            # What failed long ago says nothing of now.
            self.failures, self.began, self.began_at, self.because = 0, sent, time_of_day(sent), because
        self.failures += 1
        self.latest = time

    def may_be_tried(self) -> bool:
        """Whether it is time to look if it is over. The one who asks is the one who looks."""
        if now() - self.latest < REST:
            return False
        self.latest = now()
        return True


class CircuitBreaker:
    """The circuits of a connection. `patience` is how long a request may take with all its attempts, in seconds."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._all = _Circuit(patience)
        self._actions: dict[str, _Circuit] = {}
        self._stops: dict[str, asyncio.Event] = {}
        self._interrupted = asyncio.Event()

    def interrupt(self) -> None:
        """Lets nothing more through."""
        self._interrupted.set()
        self._tell_who_waits()

    def admit(self, action: str) -> asyncio.Event:
        """Lets a request go on. What is answered happens when it is to stop all the same.

        Raises Withheld where a circuit is open.
        """
        circuit = self._open_circuit(action)
        if circuit is None:
            if action not in self._stops:
                self._stops[action] = asyncio.Event()
                self._tell_who_waits()
            return self._stops[action]
        if circuit.may_be_tried():
            return self._interrupted
        raise self.withheld(action)

    def is_open(self, action: str) -> bool:
        """Whether requests of an action are not sent, since none gets a usable answer."""
        return self._open_circuit(action) is not None

    def withheld(self, action: str) -> Withheld:
        """The error of a request that is not sent."""
        circuit = self._open_circuit(action)
        assert circuit
        what = "the API has given no usable answer" + ("" if circuit is self._all else f" to {action}")
        return Withheld(action, f"{what} since {circuit.began_at} UTC", circuit.because)

    def answered(self, action: str) -> None:
        """Tells of a usable answer: one that carries a request out, or refuses it."""
        for circuit in (self._all, self._circuit(action)):
            circuit.failures = 0
        self._tell_who_waits()

    def failed(self, action: str, sent: float, because: str) -> None:
        """Tells of a request that got no usable answer; when it was sent, and why."""
        for circuit in (self._all, self._circuit(action)):
            circuit.fail(sent, because)
        self._tell_who_waits()

    def _circuit(self, action: str) -> _Circuit:
        return self._actions.setdefault(action, _Circuit(self._patience))

    def _open_circuit(self, action: str) -> _Circuit | None:
        return next((circuit for circuit in (self._all, self._circuit(action)) if circuit.is_open), None)

    def _tell_who_waits(self) -> None:
        for action, stop in self._stops.items():
            if self._interrupted.is_set() or self.is_open(action):
                stop.set()
            else:
                stop.clear()
