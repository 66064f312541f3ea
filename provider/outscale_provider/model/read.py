"""How objects are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from outscale_provider.model.values import Remote


@dataclass(frozen=True)
class Read:
    """The action that reads the resource.

    `by` is the filter that takes identifiers, "" where the action has none and all objects are listed; `key` is the path of
    the same identifiers in an answered object, by default the field of the id ("" where that is fixed, since the account has
    one such object). `parts` are the resources that an answered object consists of, where it is none itself: each with the
    fields of its identifier. Where several objects have the first part of an identifier in common, the other parts say which
    is meant.
    """

    action: str
    by: str = ""
    key: str = ""
    parts: Callable[[Remote], list[Remote]] | None = None
