"""DirectLink: a dedicated line between one's own network and the cloud."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Wait

DIRECT_LINK = Resource(
    "DirectLink",
    id="DirectLinkId",
    object="DirectLink",
    description="A dedicated line between your network and the cloud. People lay it, which takes days: until it is available,"
    " each `pulumi up` waits as long as the time-out of the creation allows, and the next one goes on with the same line.",
    create=Create("CreateDirectLink"),
    read=Read("ReadDirectLinks", by="DirectLinkIds"),
    # Interfaces that are on their way out.
    delete=Delete("DeleteDirectLink", gone=[codes.UNKNOWN_DIRECT_LINK], retry_while=[codes.IN_USE]),
    inputs={"Bandwidth": Replaces(), "DirectLinkName": Replaces(), "Location": Replaces()},
    wait=Wait(
        pending=["requested", "pending"], ready=["available"], failed=["disabled"], absent=["deleting", "deleted"]
    ),
    loses=lambda line, _: f"the line to {line['Location']}, which people have laid",
    advice={codes.UNKNOWN_LOCATION: "The API's action ReadLocations has the codes of the data centres of the Region"},
    example=Example(
        "A line to an office",
        """
resource line "outscale-native:index:DirectLink" {
  directLinkName = "office"
  bandwidth = "1Gbps"
  location = "PAR1"
}
""",
    ),
)
