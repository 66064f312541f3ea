"""Tag: one label of an object that is declared elsewhere."""

from outscale_api import Type, codes
from outscale_api.missing import MISSING
from outscale_provider.model.example import Example
from outscale_provider.model.operation import Operation
from outscale_provider.model.property import STRING
from outscale_provider.model.resource import Changes, Create, Delete, Read, Replaces, Resource, Run, Updates
from outscale_provider.model.values import Remote


def _ids(tag: Remote) -> list[str]:
    return [tag["ResourceId"]]


def _tags(tag: Remote) -> list[Remote]:
    return [{"Key": tag["Key"], "Value": tag["Value"]}]


async def _overwrite(operation: Operation, id: str, changes: Changes) -> None:
    await operation.call("CreateTags", {"ResourceIds": _ids(changes.new), "Tags": _tags(changes.new)})


TAG = Resource(
    "Tag",
    id=("ResourceId", "Key"),
    object="Tag",
    description="One tag of an object that is declared elsewhere, such as the main route table of a Net or a VM of another"
    " stack. What a stack declares itself has its tags in its input `tags`, which takes away those that it does not name. A tag"
    " that is there already is taken over and gets this value.",
    create=Create("CreateTags", sends={"ResourceIds": _ids, "Tags": _tags}, adopts=True),
    read=Read("ReadTags", by="ResourceIds"),
    update=[Run(_overwrite, ["Value"], actions=["CreateTags"])],
    delete=Delete(
        "DeleteTags",
        by={"ResourceIds": "ResourceId"},
        # A tag only goes by the value that it has.
        looks=True,
        sends={"Tags": _tags},
        gone=[*MISSING, codes.NOT_OWNED],
    ),
    inputs={
        "Key": Replaces(
            type=Type("string", min_length=1, max_length=255),
            required=True,
            description="The key of the tag, 1 to 255 characters. An object has one tag of a key.",
        ),
        "ResourceId": Replaces(
            type=STRING,
            required=True,
            description="The ID of the object that gets the tag, such as `i-12345678`. Load balancers have no such ID.",
        ),
        "Value": Updates(
            type=Type("string", max_length=255),
            required=True,
            description="The value of the tag, up to 255 characters. It may be empty.",
        ),
    },
    advice={codes.NOT_TAGGABLE: "Tags are for objects with an ID of the API's form, such as i-12345678"},
    id_example="i-12345678/Name",
    repeats=lambda _: "what has tags says them",
    example=Example(
        "A tag on a VM that something else manages",
        """
config vmId string {}

resource owner "outscale-native:index:Tag" {
  resourceId = vmId
  key = "owner"
  value = "web"
}
""",
    ),
)
