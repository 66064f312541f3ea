"""Flexible GPUs, which move between VMs: a link or its end only shows when the VM stops or starts."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.actions.subregion import check_subregion
from outscale_emulator.actions.vm_type import vm_type
from outscale_emulator.data.kind import Object
from outscale_emulator.data.kinds import FLEXIBLE_GPU, VM
from outscale_emulator.data.transaction import Transaction
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action, effect


@action("CreateFlexibleGpu")
def create_flexible_gpu(call: Call) -> dict[str, Any]:
    """Checks model and generation (4047) and Subregion (5009); allocated at once."""
    model = _model(call, call.request["ModelName"])
    generation = call.request.get("Generation", model["Generations"][0])
    if generation not in model["Generations"]:
        raise ApiError(codes.BAD_VALUE, f"'{model['ModelName']}' is for processors of {model['Generations']}.")
    gpu = call.add(
        FLEXIBLE_GPU,
        {
            "DeleteOnVmDeletion": call.request.get("DeleteOnVmDeletion", False),
            "FlexibleGpuId": call.new_id(FLEXIBLE_GPU),
            "Generation": generation,
            "ModelName": model["ModelName"],
            "State": "allocated",
            "SubregionName": check_subregion(call, call.request["SubregionName"]),
        },
    )
    return {"FlexibleGpu": _as_read(call, gpu)}


@action("ReadFlexibleGpus")
def read_flexible_gpus(call: Call) -> dict[str, Any]:
    """Lists GPUs; all filters."""
    return {"FlexibleGpus": read(call, FLEXIBLE_GPU, view=_as_read)}


@action(
    "ReadFlexibleGpuCatalog",
    simplified="The models and maxima of v1.16 are illustrative, those of today as recorded in 2026.",
)
def read_flexible_gpu_catalog(call: Call) -> dict[str, Any]:
    """The models of the seed."""
    return {"FlexibleGpuCatalog": call.settings.catalogue["flexibleGpuModels"]}


@action("UpdateFlexibleGpu")
def update_flexible_gpu(call: Call) -> dict[str, Any]:
    """Changes DeleteOnVmDeletion, by which it goes with its VM."""
    if "DeleteOnVmDeletion" not in call.request:
        raise ApiError(codes.MISSING_PARAMETER, "The parameter DeleteOnVmDeletion is required.")
    gpu = call.owned(FLEXIBLE_GPU, call.request["FlexibleGpuId"])
    gpu["DeleteOnVmDeletion"] = call.request["DeleteOnVmDeletion"]
    call.store.save(FLEXIBLE_GPU, gpu)
    return {"FlexibleGpu": _as_read(call, gpu)}


@action("LinkFlexibleGpu", simplified="Another Subregion is 4045 (inferred).")
def link_flexible_gpu(call: Call) -> None:
    """attaching until the VM runs again; the VM must have the generation, the highest performance and no more than
    the model's maxima (9072).
    """
    gpu = call.owned(FLEXIBLE_GPU, call.request["FlexibleGpuId"])
    vm = call.owned(VM, call.request["VmId"])
    _check_state(gpu, ("allocated",))
    if vm["State"] in ("shutting-down", "terminated"):
        raise ApiError(codes.WRONG_STATE, f"'{vm['VmId']}' is {vm['State']}.")
    if vm["Placement"]["SubregionName"] != gpu["SubregionName"]:
        raise ApiError(codes.NOT_TOGETHER, f"'{vm['VmId']}' is not in '{gpu['SubregionName']}'.")
    _check_fit(call, gpu, vm["VmType"], vm["Performance"])
    gpu.update(State="attaching", VmId=vm["VmId"])
    call.store.save(FLEXIBLE_GPU, gpu)


@action("UnlinkFlexibleGpu", simplified="One that is attaching still, or whose VM is stopped, is allocated at once.")
def unlink_flexible_gpu(call: Call) -> None:
    """detaching until the VM has stopped, also where the VM then starts again by itself."""
    gpu = call.owned(FLEXIBLE_GPU, call.request["FlexibleGpuId"])
    _check_state(gpu, ("attaching", "attached"))
    vm = call.store.get(VM, gpu["VmId"])
    if gpu["State"] == "attached" and vm and vm["State"] != "stopped":
        gpu["State"] = "detaching"
        call.store.save(FLEXIBLE_GPU, gpu)
    else:
        _free(call.store, gpu)


@action("DeleteFlexibleGpu")
def delete_flexible_gpu(call: Call) -> None:
    """Only an allocated one goes (6003)."""
    gpu = call.owned(FLEXIBLE_GPU, call.request["FlexibleGpuId"])
    _check_state(gpu, ("allocated",))
    call.store.remove(FLEXIBLE_GPU, gpu)


def _as_read(_: Call, gpu: Object) -> Object:
    """A flexible GPU with its tags, which name it as no other tags name what they are on."""
    owner = {"ResourceId": gpu["FlexibleGpuId"], "ResourceType": "flexible-gpu"}
    return {**gpu, "Tags": [{**tag, **owner} for tag in gpu.get("Tags", ())]}


@effect("Vm")
def follow_vm(store: Transaction, vm: Object, passed: str) -> None:
    """Lets the flexible GPUs of a VM follow it: to work with it once it has started, to be free once it has stopped.

    A stop frees a GPU also where the VM then starts again by itself.
    """
    # A VM that is created without being booted passes "pending" too.
    started = passed == "pending" and vm["State"] == "running" and "_StaysStopped" not in vm
    for gpu in store.find(FLEXIBLE_GPU, "VmId", vm["VmId"]):
        if started and gpu["State"] == "attaching":
            gpu["State"] = "attached"
            store.save(FLEXIBLE_GPU, gpu)
        elif passed == "shutting-down" and gpu["DeleteOnVmDeletion"]:
            store.remove(FLEXIBLE_GPU, gpu)
        elif passed == "shutting-down" or (passed == "stopping" and gpu["State"] == "detaching"):
            _free(store, gpu)


def check_gpus_fit(call: Call, vm: Object, type_name: str) -> None:
    """Raises ApiError if the flexible GPUs of a VM cannot be used with a type that it may get."""
    for gpu in call.store.find(FLEXIBLE_GPU, "VmId", vm["VmId"]):
        _check_fit(call, gpu, type_name, vm["Performance"])


def _model(call: Call, name: str) -> Object:
    for model in call.settings.catalogue["flexibleGpuModels"]:
        if model["ModelName"] == name:
            found: Object = model
            return found
    raise ApiError(codes.BAD_VALUE, f"There is no flexible GPU '{name}'.")


def _check_state(gpu: Object, allowed: tuple[str, ...]) -> None:
    if gpu["State"] not in allowed:
        raise ApiError(codes.WRONG_STATE, f"'{gpu['FlexibleGpuId']}' is {gpu['State']}.")


def _check_fit(call: Call, gpu: Object, type_name: str, performance: str) -> None:
    """A GPU needs processors of its generation and highest performance, and does not serve VMs of any size."""
    model, type = _model(call, gpu["ModelName"]), vm_type(call, type_name)
    fits = type.vcores <= model["MaxCpu"] and type.memory <= model["MaxRam"]
    is_right = gpu["Generation"] == f"v{type.generation}" and type.performance_of(performance) == "highest"
    if not fits or not is_right:
        raise ApiError(
            codes.VM_DOES_NOT_FIT_GPU, f"A VM of the type '{type_name}' cannot use '{gpu['FlexibleGpuId']}'."
        )


def _free(store: Transaction, gpu: Object) -> None:
    gpu["State"] = "allocated"
    del gpu["VmId"]
    store.save(FLEXIBLE_GPU, gpu)
