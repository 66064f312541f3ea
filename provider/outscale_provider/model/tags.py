"""Tags: labels that most objects have. Programs give a map, the API takes a list."""

from __future__ import annotations

from outscale_provider.model.steps import Items, Members
from outscale_provider.model.verbs import Batchable

#: The fields of a tag, as a map's key and value.
ENTRIES = ("Key", "Value")

#: What is tagged by its identifier. A resource has at most 20 tags, so what goes makes room first.
TAGS = Members(
    "Tags",
    key="Key",
    add=Items("CreateTags", "Tags", by="ResourceIds"),
    remove=Items("DeleteTags", "Tags", by="ResourceIds"),
    overwrites=True,
    frees_first=True,
)

#: Resources that get or lose the same tags share a request.
BATCHABLE_TAGS = (Batchable("CreateTags", ("ResourceIds",)), Batchable("DeleteTags", ("ResourceIds",)))
