"""The trace: one JSON line a request, and a summary by action at the end."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

Write = Callable[[str], None]


class TraceFile:
    """A file of lines. When it can't be written, `warn` is told once, and what is traced goes on without it."""

    def __init__(self, file: Path, warn: Write) -> None:
        self._file = file
        self._warn = warn
        self._works = True

    def write(self, line: str) -> None:
        if not self._works:
            return
        try:
            with self._file.open("a") as opened:
                opened.write(f"{line}\n")
        except OSError as error:
            self._works = False
            self._warn(f"the trace of requests ends here: {self._file} cannot be written ({error.strerror or error})")


class Trace:
    """Tells `writers` of requests. Bodies are left out altogether, so that no secret can get in."""

    def __init__(self, writers: Sequence[Write]) -> None:
        self._writers = writers
        self._calls: dict[str, list[float]] = defaultdict(list)
        self._retries: dict[str, int] = defaultdict(int)
        self._has_news = False

    def request(self, action: str, seconds: float, attempt: int, outcome: str, request_id: str) -> None:
        """One attempt. `outcome` is "ok" or names what went wrong."""
        self._calls[action].append(seconds)
        self._retries[action] += attempt > 1
        self._has_news = True
        line = {"action": action, "seconds": round(seconds, 4), "attempt": attempt, "outcome": outcome}
        self._write({**line, "requestId": request_id})

    def summarize(self) -> None:
        """Writes the summary of all requests so far, if there were any since the last one."""
        if not self._has_news:
            return
        self._has_news = False
        summary = {
            action: {"calls": len(times), "retries": self._retries[action], "seconds": round(sum(times), 3)}
            for action, times in sorted(self._calls.items())
        }
        self._write({"summary": summary})

    def _write(self, line: object) -> None:
        text = json.dumps(line)
        for write in self._writers:
            write(text)
