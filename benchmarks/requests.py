"""What an engine asks about a Vm with 40 properties."""

from __future__ import annotations

from typing import Any

from outscale_provider.protos import provider_pb2
from outscale_provider.wire import encode

TOKEN = "outscale-native:index:Vm"
CONFIGURATION = {"endpoint": "emulator::memory:", "region": "eu-west-2"}


def vm(number: int, owner: str = "somebody") -> dict[str, Any]:
    """Inputs with 40 properties, those of nested objects and tags counted."""
    return {
        "imageId": "ami-e0000001",
        "vmType": "tinav5.c2r4p2",
        "subnetId": f"subnet-{number:08x}",
        "securityGroupIds": [f"sg-{number:08x}", "sg-ffffffff"],
        "keypairName": "deployer",
        "userData": "server\n",
        "bsuOptimized": False,
        "deletionProtection": False,
        "performance": "high",
        "state": "running",
        "vmInitiatedShutdownBehavior": "stop",
        "privateIps": ["10.0.0.5"],
        "placement": {"subregionName": "eu-west-2a", "tenancy": "default"},
        "blockDeviceMappings": [
            {
                "deviceName": f"/dev/sd{letter}",
                "bsu": {"volumeSize": 10, "volumeType": "gp2", "deleteOnVmDeletion": True},
            }
            for letter in "abc"
        ],
        "tags": {"Owner": owner, **{f"Key{n}": f"value {n}" for n in range(11)}},
    }


def check_request(number: int, is_new: bool = False) -> Any:
    """The request for a resource as it is, or for a new one."""
    inputs = _encoded(number)
    olds = encode({}) if is_new else inputs
    return provider_pb2.CheckRequest(
        urn=urn(number), type=TOKEN, name=f"vm-{number}", news=inputs, olds=olds, randomSeed=bytes(32)
    )


def diff_request(number: int) -> Any:
    inputs = _encoded(number)
    return provider_pb2.DiffRequest(
        urn=urn(number), id=f"i-{number:08x}", type=TOKEN, olds=inputs, old_inputs=inputs, news=inputs
    )


def _encoded(number: int) -> Any:
    """The inputs as an engine sends them: the SDK makes a secret of what the schema says is one."""
    return encode(vm(number), frozenset({("userData",)}))


def urn(number: int) -> str:
    return f"urn:pulumi:dev::bench::{TOKEN}::vm-{number}"
