"""Automatic names: a resource's name in the program, as far as the API takes it, and random digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outscale_provider.lifecycle.validation import violations
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi

SUFFIX_DIGITS = 7


def automatic(bound: Bound, resource_name: str, seed: bytes) -> str:
    """A name for a resource for which the program gives none."""
    import random  # Only here: it takes 10 ms, and most programs name things themselves.

    digits = random.Random(seed or None).getrandbits(4 * SUFFIX_DIGITS)
    return _first_taken(bound, resource_name, f"-{digits:0{SUFFIX_DIGITS}x}")


def adapted(bound: Bound, proposed: str) -> str:
    """The name that the user's pattern for names makes, as the API takes it."""
    return _first_taken(bound, proposed, "")


def is_automatic(bound: Bound, name: str, resource_name: str) -> bool:
    """Whether a name looks like one that was made here; a replacement then gets another one."""
    stem, _, suffix = name.rpartition("-")
    if not stem or len(suffix) != SUFFIX_DIGITS or not set(suffix) <= set("0123456789abcdef"):
        return False
    return any(of.startswith(stem) for of in _stems(bound, resource_name))


def _first_taken(bound: Bound, text: str, suffix: str) -> str:
    """The first form of a text that the API takes with a suffix; where it takes none, the text as it is."""
    resource = bound.resource
    longest = resource.inputs[resource.autonamed].autonamed - len(suffix)
    shape = bound.inputs[to_pulumi(resource.autonamed)].shape
    names = [f"{stem[:longest]}{suffix}" for stem in _stems(bound, text)]
    return next((name for name in names if not violations(shape, name, "")), names[0])


def _stems(bound: Bound, text: str) -> Iterator[str]:
    """The forms of a text from the one that is most like it to the one that most properties take."""
    import unicodedata  # Most names are taken as they are.

    yield text
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().strip()
    words = re.sub("[^A-Za-z0-9]+", "-", plain).strip("-")
    if words:
        yield plain
        yield words
    type = re.sub("(?<!^)(?=[A-Z])", "-", bound.resource.name).lower()
    yield f"{type}-{words}" if words else type
