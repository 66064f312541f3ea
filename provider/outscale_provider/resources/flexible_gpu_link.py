"""FlexibleGpuLink: gives a VM a flexible GPU, which works once the VM has stopped and started."""

from outscale_api import codes
from outscale_provider.model.operation import Operation
from outscale_provider.model.property import BOOLEAN
from outscale_provider.model.resource import Create, Delete, Harmless, Read, Replaces, Resource
from outscale_provider.model.values import Remote
from outscale_provider.procedures.vm_power import restart_if_running

READ_GPUS = Read("ReadFlexibleGpus", by="FlexibleGpuIds", key="FlexibleGpuId")


async def _follow(operation: Operation, id: str, known: Remote) -> None:
    """Lets the VM stop and start, if that is allowed and the GPU waits for it (api-behaviour.md section 4)."""
    gpu = await operation.find(READ_GPUS, id)
    if known.get("AllowStoppingVm") and gpu and gpu["State"] in ("attaching", "detaching"):
        await restart_if_running(operation, gpu["VmId"], f"so that {id} is {gpu['State'].removesuffix('ing')}ed")


def _links(gpu: Remote) -> list[Remote]:
    return [gpu] if gpu["State"] in ("attaching", "attached") else []


FLEXIBLE_GPU_LINK = Resource(
    "FlexibleGpuLink",
    # A GPU serves one VM at a time.
    id="FlexibleGpuId",
    object="FlexibleGpu",
    outputs=["FlexibleGpuId", "State", "VmId"],
    description="Links a flexible GPU to a VM. The GPU comes and goes when the VM stops: with `allowStoppingVm` a running one"
    " is stopped and started for that, else it waits for the next stop.",
    create=Create("LinkFlexibleGpu", adopts=True, retry_while=[codes.WRONG_STATE], after=_follow),
    read=Read("ReadFlexibleGpus", by="FlexibleGpuIds", parts=_links),
    delete=Delete("UnlinkFlexibleGpu", gone=[codes.UNKNOWN_FLEXIBLE_GPU, codes.WRONG_STATE], after=_follow),
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
    example="""
import pulumi_outscale_native as outscale

image = outscale.get_image(name="Ubuntu-22.04*", most_recent=True)
vm = outscale.Vm("trainer", image_id=image.image_id, vm_type="tinav5.c4r16p1")
gpu = outscale.FlexibleGpu("trainer", model_name="nvidia-p6", subregion_name="eu-west-2a")
link = outscale.FlexibleGpuLink("trainer", flexible_gpu_id=gpu.id, vm_id=vm.id, allow_stopping_vm=True)
""",
)
