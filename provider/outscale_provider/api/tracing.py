"""The opt-in trace: one JSON line a request, and a summary by action at the end."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TextIO


class Trace:
    """Writes lines to a file. Bodies are left out altogether, so that no secret can get in."""

    def __init__(self, path: Path) -> None:
        self._file: TextIO = path.open("a")
        self._calls: dict[str, list[float]] = defaultdict(list)
        self._retries: dict[str, int] = defaultdict(int)

    def request(self, action: str, seconds: float, attempt: int, outcome: str, request_id: str) -> None:
        """One attempt. `outcome` is "ok" or names what went wrong."""
        self._calls[action].append(seconds)
        self._retries[action] += attempt > 1
        line = {"action": action, "seconds": round(seconds, 4), "attempt": attempt, "outcome": outcome}
        self._write({**line, "requestId": request_id})

    def close(self) -> None:
        """Writes the summary."""
        summary = {
            action: {"calls": len(times), "retries": self._retries[action], "seconds": round(sum(times), 3)}
            for action, times in sorted(self._calls.items())
        }
        self._write({"summary": summary})
        self._file.close()

    def _write(self, line: object) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
