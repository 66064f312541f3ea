"""Tags of a whole provider: those that every resource gets, and those that are somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from outscale_provider.lifecycle.property_path import key_part
from outscale_provider.model.values import Value, Values
from outscale_provider.violations import Violation


@dataclass(frozen=True)
class TagPolicy:
    """`default` tags are added where a program gives none of that key; what is `ignored` is neither shown nor touched.

    An ignored key that ends in `*` stands for all that begin so.
    """

    default: Mapping[str, str] = field(default_factory=dict)
    ignored: Sequence[str] = ()

    def completed(self, tags: Value) -> Value:
        """A program's tags with the default ones. Those that are not known yet stay unknown."""
        if not self.default or not (tags is None or isinstance(tags, dict)):
            return tags
        return {**self.default, **(tags or {})}

    def ignores(self, key: str) -> bool:
        return any(key.startswith(own[:-1]) if own.endswith("*") else key == own for own in self.ignored)

    def own(self, values: Values) -> Values:
        """Stored values without the ignored tags, which may be there from before they were ignored."""
        tags = values.get("tags")
        if not self.ignored or not isinstance(tags, dict):
            return values
        return {**values, "tags": {key: value for key, value in tags.items() if not self.ignores(key)}}

    def violations(self, tags: Value, path: str) -> list[Violation]:
        """What is wrong with the tags of a resource: what is left to others can't be set."""
        keys: Iterable[str] = tags if self.ignored and isinstance(tags, dict) else ()
        reason = "is left to others by the provider's setting ignoreTags: take it out of one of the two"
        return [Violation(f"{path}{key_part(key)}", reason) for key in keys if self.ignores(key)]
