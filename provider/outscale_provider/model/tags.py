"""What is known of tags: they are the same for all resources that have them."""

from __future__ import annotations

from outscale_provider.model.resource import Join

#: Resources that get or lose the same tags share a request.
TAG_JOINS = (Join("CreateTags", ("ResourceIds",)), Join("DeleteTags", ("ResourceIds",)))
