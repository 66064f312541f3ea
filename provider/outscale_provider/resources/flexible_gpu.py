"""FlexibleGpu: a GPU that FlexibleGpuLink links to a VM."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Read, Replaces, Resource, Update, Updates

FLEXIBLE_GPU = Resource(
    "FlexibleGpu",
    id="FlexibleGpuId",
    object="FlexibleGpu",
    description="A GPU of the account's own. `FlexibleGpuLink` links it to a VM, one at a time.",
    create=Create("CreateFlexibleGpu", fresh=lambda gpu: gpu["State"] == "allocated"),
    read=Read("ReadFlexibleGpus", by="FlexibleGpuIds"),
    update=[Update("UpdateFlexibleGpu", ["DeleteOnVmDeletion"])],
    # One that is detaching is free once its VM has stopped or is gone.
    delete=Delete("DeleteFlexibleGpu", gone=[codes.UNKNOWN_FLEXIBLE_GPU], retry_while=[codes.WRONG_STATE]),
    inputs={
        "DeleteOnVmDeletion": Updates(),
        # Where a program names none, it is the oldest one of the model.
        "Generation": Replaces(kept=True),
        "ModelName": Replaces(),
        "SubregionName": Replaces(),
    },
    advice={
        codes.WRONG_STATE: "A GPU can't go before it is free: one that is attached has to be unlinked, and a running VM then"
        " has to stop",
    },
    example=Example(
        "A GPU of a generation",
        """
resource gpu "outscale-native:index:FlexibleGpu" {
  modelName = "nvidia-p6"
  generation = "v5"
  subregionName = "eu-west-2a"
}
""",
    ),
)
