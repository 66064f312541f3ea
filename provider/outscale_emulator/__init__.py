"""An emulator of the OUTSCALE API. What others need of it is here; everything below may move.

Each name is imported when it is first asked for, so that the command can tell its port before the rest is loaded.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outscale_emulator.data.files import UnusableFile
    from outscale_emulator.data.settings import ACCESS_KEY, SECRET_KEY, Era, Settings
    from outscale_emulator.data.states import Clock
    from outscale_emulator.requests.emulator import Emulator
    from outscale_emulator.server.app import create_app
    from outscale_emulator.server.in_process import InProcess

__all__ = [
    "ACCESS_KEY",
    "SECRET_KEY",
    "Clock",
    "Emulator",
    "Era",
    "InProcess",
    "Settings",
    "UnusableFile",
    "create_app",
]

_HOMES = {
    "ACCESS_KEY": "data.settings",
    "SECRET_KEY": "data.settings",
    "Clock": "data.states",
    "Emulator": "requests.emulator",
    "Era": "data.settings",
    "InProcess": "server.in_process",
    "Settings": "data.settings",
    "UnusableFile": "data.files",
    "create_app": "server.app",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
