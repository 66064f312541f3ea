"""Who works on something: a file that its process holds locked for as long as it lives.

The system lets go of a lock when its process ends, however it ends; so neither a kill nor a process number that is given
away again deceives. Where the file system has no locks, the file says which process it is, and when that began.
"""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def lock(file: IO[bytes]) -> None:
        """Locks a file until it is closed. Raises BlockingIOError or PermissionError where it is locked already."""
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def lock(file: IO[bytes]) -> None:
        """Locks a file until it is closed. Raises BlockingIOError or PermissionError where it is locked already."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


Lock = Callable[[IO[bytes]], None]

#: Where a file is locked on systems that lock bytes and let nobody read those: behind all that it says.
_BEHIND = 1 << 20


class Owner:
    """The owner of what it gives its name to. Others see it in a file of that name, which there is from `appear` on."""

    def __init__(self, folder: Path, take: Lock = lock) -> None:
        self.name = secrets.token_hex(8)
        self._path = _path(folder, self.name)
        self._take = take
        self._file: IO[bytes] | None = None

    def appear(self) -> None:
        """Shows that it lives. Raises OSError where no file can be made."""
        if self._file:
            return
        # Open for as long as the process lives.
        self._file = self._path.open("w+b", buffering=0)
        self._file.write(_description(os.getpid()).encode())
        self._file.seek(_BEHIND)
        with contextlib.suppress(OSError):
            self._take(self._file)

    def end(self) -> None:
        """Takes its file away, as far as that can be done."""
        if self._file:
            self._file.close()
            self._file = None
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)


def lives(folder: Path, name: str, take: Lock = lock) -> bool:
    """Whether the owner of that name lives. What a dead one has left is cleared away."""
    path = _path(folder, name)
    try:
        with path.open("r+b", buffering=0) as file:
            said = file.read().decode()
            file.seek(_BEHIND)
            if _is_locked(file, said, take):
                return True
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return False


def _is_locked(file: IO[bytes], said: str, take: Lock) -> bool:
    try:
        take(file)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:
        # No locks here.
        host, _, rest = said.partition(" ")
        number = rest.partition(" ")[0]
        return host == platform.node() and number.isdecimal() and said == _description(int(number))
    return False


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.owner"


def _description(process: int) -> str:
    return f"{platform.node()} {process} {_beginning(process)}"


def _beginning(process: int) -> str:
    """When a process began, which tells it from a later one of the same number. "" where there is none."""
    try:
        # The 22nd field; the second is a name that may have anything in it.
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        pass
    import subprocess  # Only here: systems without /proc that have no locks either are rare.

    try:
        asked = subprocess.run(["ps", "-o", "lstart=", "-p", str(process)], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return asked.stdout.strip()
