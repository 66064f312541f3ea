"""FlexibleGpuLink: gives a VM a flexible GPU, which works once the VM has stopped and started."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.operation import Operation
from outscale_provider.model.property import BOOLEAN
from outscale_provider.model.resource import Create, Delete, Harmless, Read, Replaces, Resource
from outscale_provider.model.values import Remote
from outscale_provider.procedures.vm_power import restart_if_running

READ_GPUS = Read("ReadFlexibleGpus", by="FlexibleGpuIds", key="FlexibleGpuId")


#: The states of a GPU that has a link.
LINKED = ("attaching", "attached")


async def _attach(operation: Operation, id: str, asked: Remote) -> None:
    if asked.get("AllowStoppingVm"):
        # One look is not enough: it may show the GPU as it was before.
        gpu = await operation.wait_for(
            READ_GPUS, id, lambda gpu: gpu is not None and _serves(gpu, asked), f"{id} to be linked"
        )
        await _follow(operation, gpu or {})


async def _detach(operation: Operation, id: str, known: Remote) -> None:
    if known.get("AllowStoppingVm"):
        gpu = await operation.wait_for(
            READ_GPUS, id, lambda gpu: gpu is None or not _serves(gpu, known), f"{id} to be unlinked"
        )
        await _follow(operation, gpu or {})


async def _go_on_detaching(operation: Operation, gpu: Remote, asked: Remote) -> str:
    """Does what an unlinking has left over that was cut off."""
    if asked.get("AllowStoppingVm") and gpu["State"] == "detaching":
        await _follow(operation, gpu)
    return ""


async def _follow(operation: Operation, gpu: Remote) -> None:
    """Lets the VM stop and start if the GPU waits for it (api-behaviour.md section 4)."""
    if gpu.get("State") in ("attaching", "detaching"):
        became = f"{gpu['State'].removesuffix('ing')}ed"
        await restart_if_running(operation, gpu["VmId"], f"so that {gpu['FlexibleGpuId']} is {became}")


def _serves(gpu: Remote, link: Remote) -> bool:
    return gpu["State"] in LINKED and gpu["VmId"] == link.get("VmId")


def _links(gpu: Remote) -> list[Remote]:
    return [gpu] if gpu["State"] in LINKED else []


FLEXIBLE_GPU_LINK = Resource(
    "FlexibleGpuLink",
    # A GPU serves one VM at a time.
    id="FlexibleGpuId",
    object="FlexibleGpu",
    outputs=["FlexibleGpuId", "State", "VmId"],
    description="Links a flexible GPU to a VM. The GPU comes and goes when the VM stops: with `allowStoppingVm` a running one"
    " is stopped and started for that, else it waits for the next stop.",
    create=Create(
        "LinkFlexibleGpu",
        adopts=True,
        retry_while=[codes.WRONG_STATE],
        when_refused=_go_on_detaching,
        after=_attach,
    ),
    read=Read("ReadFlexibleGpus", by="FlexibleGpuIds", parts=_links),
    delete=Delete("UnlinkFlexibleGpu", gone=[codes.UNKNOWN_FLEXIBLE_GPU, codes.WRONG_STATE], after=_detach),
    inputs={
        "AllowStoppingVm": Harmless(
            "it only matters when the GPU is linked or unlinked",
            type=BOOLEAN,
            default=False,
            description="Whether a running VM may be stopped and started, when the link is made and when it goes.",
        ),
        "FlexibleGpuId": Replaces(),
        "VmId": Replaces(),
    },
    conflicts=lambda old, new: True,
    advice={
        codes.VM_DOES_NOT_FIT_GPU: "The GPU needs a VM type of its processor generation with the highest performance, not"
        " larger than it serves"
    },
    example=Example(
        "A VM with a GPU",
        """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource vm "outscale-native:index:Vm" {
  imageId = ubuntu.imageId
  vmType = "tinav5.c4r16p1"
}

resource gpu "outscale-native:index:FlexibleGpu" {
  modelName = "nvidia-p6"
  subregionName = "eu-west-2a"
}

resource link "outscale-native:index:FlexibleGpuLink" {
  flexibleGpuId = gpu.flexibleGpuId
  vmId = vm.vmId
  allowStoppingVm = true
}
""",
    ),
)
