"""InternetService: what connects a Net to the Internet, once it is linked to it."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Resource
from outscale_provider.model.tags import TAGS

INTERNET_SERVICE = Resource(
    "InternetService",
    id="InternetServiceId",
    object="InternetService",
    description="An Internet service connects a Net to the Internet. `InternetServiceLink` links it to a Net.",
    create=Create("CreateInternetService", fresh=lambda service: not service.get("NetId")),
    read=Read("ReadInternetServices", by="InternetServiceIds"),
    delete=Delete("DeleteInternetService", gone=[codes.UNKNOWN_GATEWAY], retry_while=[codes.IN_USE]),
    inputs={},
    tags=TAGS,
    example=Example(
        "An internet service with a name",
        """
resource internetService "outscale-native:index:InternetService" {
  tags = { Name = "internet" }
}
""",
    ),
)
