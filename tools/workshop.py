"""The place where tools are made: a temporary folder in the cache, and steps run in it with their progress shown.

Making a tool takes minutes and gigabytes, so three things matter here: nobody waits without a sign of life, two
runs at once do not make the same thing twice, and a run that is killed leaves nothing that looks like a result.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HEARTBEAT = 15.0
"""Seconds between two signs of life of a step."""

LAST_WORDS = 10
"""How many lines of a failed step's output its error shows."""


class StepError(Exception):
    """A step ended without its result; the message is the end of its output, or why it was ended."""


def say(message: str) -> None:
    """Tells the user something, on stderr since stdout is for the answer."""
    print(f"[tools] {message}", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Workshop:
    """A folder for one run's intermediate files, which goes when the run ends."""

    folder: Path

    def step(
        self,
        title: str,
        command: Sequence[str | Path],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] = os.environ,
        stall: float | None = None,
    ) -> None:
        """Runs a command with its temporary files in the workshop; raises StepError unless it exits with 0.

        With `stall`, a command that has written nothing in the workshop for that many seconds is given up: unlike a
        limit on the whole, this ends a download that hangs and lets a slow one finish.
        """
        say(title)
        started = time.monotonic()
        try:
            self._run(command, cwd or self.folder, {**env, "TMPDIR": str(self.folder)}, stall)
        except (StepError, OSError) as error:
            last_line = str(error).splitlines()[-1]
            say(f"    failed after {time.monotonic() - started:.0f} s: {last_line}")
            raise StepError(str(error)) from error
        say(f"    done in {time.monotonic() - started:.0f} s")

    def _run(self, command: Sequence[str | Path], cwd: Path, env: Mapping[str, str], stall: float | None) -> None:
        log = self.folder / "log"
        with log.open("w") as output:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # to end its children with it
            )
        try:
            self._watch(process, log, stall)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode != 0:
            last_words = _lines(log)[-LAST_WORDS:] or [f"exit status {process.returncode}"]
            raise StepError("\n".join(last_words))

    def _watch(self, process: subprocess.Popen[bytes], log: Path, stall: float | None) -> None:
        """Waits for a process, showing that it lives."""
        started = shown = moved = time.monotonic()
        size = 0
        while True:
            try:
                process.wait(timeout=1)
                return
            except subprocess.TimeoutExpired:
                now = time.monotonic()
            if now - shown >= HEARTBEAT:
                shown = now
                say(" … ".join([f"    {now - started:.0f} s", *(line[:90] for line in _lines(log)[-1:])]))
            if stall is not None:
                if (current := _size(self.folder)) != size:
                    size, moved = current, now
                elif now - moved >= stall:
                    raise StepError(f"no progress for {stall:.0f} s")


@contextmanager
def open_workshop(cache: Path) -> Iterator[Workshop]:
    """Opens the workshop of a cache for one run at a time, and clears it away at the end.

    The system drops the lock of a killed run. What such a run left is removed by the next one; processes of it that
    still write there fail for lack of their folder, and cannot mix their files with those of the new run.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another run to finish")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for left in cache.glob("work-*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix="work-", dir=cache))
        try:
            yield Workshop(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _lines(log: Path) -> list[str]:
    """The lines of a log that say something."""
    return [line.rstrip() for line in log.read_text(errors="replace").splitlines() if line.strip()]


def _size(folder: Path) -> int:
    """The bytes in a folder, as far as its files stay long enough to be counted."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except FileNotFoundError:
                continue
    return total
