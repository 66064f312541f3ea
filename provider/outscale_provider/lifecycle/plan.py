"""What a preview has planned so far: it may resolve what a dry run refuses, which is asked before any of it is done."""

from __future__ import annotations

from collections import defaultdict

from outscale_provider.lifecycle.secrecy import leaves
from outscale_provider.model.bound import Bound
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.values import Remote, Values


class Plan:
    """The objects that are to be made, changed or replaced, by the texts that name them in requests.

    The engine tells of them in the order in which they depend on one another. Of what a program no longer declares it
    tells nothing, but that goes last.
    """

    def __init__(self) -> None:
        self._named: dict[str, set[str]] = defaultdict(set)
        self._planned: set[str] = set()
        #: Whether something is replaced, and so may be gone before something else is made.
        self.replaces = False

    def note(self, bound: Bound, urn: str, id: str, inputs: Values, replaces: bool = False) -> None:
        """Something will become of a resource. `id` is "" where it is made: anew, if it was told of before."""
        resource = bound.resource
        self.replaces = self.replaces or replaces or (not id and urn in self._planned)
        names = [resource.autonamed, *resource.id_parts[:1]]
        said = [inputs.get(to_pulumi(name)) for name in names if name]
        said += list(resource.split_id(id)[:1]) if id else []
        for text in said:
            if isinstance(text, str):
                self._named[text].add(urn)
        self._planned.add(urn)

    def touches(self, request: Remote, urn: str) -> bool:
        """Whether a request of one resource names something that becomes another one's, or of which another one is a part."""
        return any(self._named.get(leaf, set()) - {urn} for leaf in leaves(request) if isinstance(leaf, str))

    def has_more_than(self, urn: str) -> bool:
        """Whether anything becomes of other resources as well."""
        return bool(self._planned - {urn})
