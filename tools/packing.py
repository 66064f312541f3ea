"""Packs folders so that the same files give the same archive, whoever packs them and when."""

from __future__ import annotations

import gzip
import tarfile
from pathlib import Path


def pack(folder: Path, archive: Path, top: str = "") -> None:
    """Packs what is in a folder as a tar.gz, in which all of it is in the folder `top`, or in none."""
    with (
        archive.open("wb") as raw,
        # Neither a name nor a date in the head of the file.
        gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w") as tar,
    ):
        for path in sorted(folder.iterdir()):
            tar.add(path, Path(top, path.name), filter=anonymous)


def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry without owner and date, and with rights for all to read."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    entry.mode |= 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry
