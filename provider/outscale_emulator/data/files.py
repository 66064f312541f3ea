"""Files that the emulator can't do its work with."""

from __future__ import annotations


class UnusableFile(Exception):
    """A file of the emulator, its data or its seed, that can't be read or written. Says which, and why."""

    def __init__(self, path: str, reason: object) -> None:
        super().__init__(f"the emulator can't use the file {path}: {reason}")
