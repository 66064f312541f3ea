"""Moments, as the API writes them."""

from __future__ import annotations

from datetime import UTC, datetime

#: How access keys write the zone of their dates (api-behaviour.md section 3).
ACCESS_KEY_ZONE = "+0000"


def format_time(seconds: float, zone: str = "Z") -> str:
    """A moment as the API writes it."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}{zone}"


def parse_time(text: str) -> float:
    """The seconds since the epoch at a date, or a date and time, of a request; in UTC unless it says otherwise."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
