"""A small stack's life, led through whatever calls the API for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Calls an action with its parameters. Gives the answer.
Call = Callable[..., dict[str, Any]]

IMAGE = "ami-e0000001"
TAG = {"Key": "Name", "Value": 'a web server: déjà vu & "more"'}


def lead_a_life(call: Call) -> None:
    """Creates a stack, finds it as it was asked for, tags it, deletes it, and finds nothing of it."""
    net = call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"]
    subnet = call("CreateSubnet", NetId=net, IpRange="10.0.1.0/24")["Subnet"]["SubnetId"]
    group = call("CreateSecurityGroup", NetId=net, SecurityGroupName="web", Description="Web")
    group = group["SecurityGroup"]["SecurityGroupId"]
    https = {"Flow": "Inbound", "IpProtocol": "tcp", "FromPortRange": 443, "ToPortRange": 443, "IpRange": "0.0.0.0/0"}
    call("CreateSecurityGroupRule", SecurityGroupId=group, **https)
    vm = call("CreateVms", ImageId=IMAGE, SubnetId=subnet, SecurityGroupIds=[group])["Vms"][0]["VmId"]
    volume = call("CreateVolume", Size=10, SubregionName="eu-west-2a")["Volume"]["VolumeId"]
    call("LinkVolume", VolumeId=volume, VmId=vm, DeviceName="/dev/xvdb")
    call("CreateTags", ResourceIds=[net, vm], Tags=[TAG])

    def found(action: str, items: str, **filters: list[str]) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = call(action, Filters=filters)[items]
        return answer

    def stack() -> list[list[dict[str, Any]]]:
        return [
            found("ReadNets", "Nets", NetIds=[net]),
            found("ReadSubnets", "Subnets", SubnetIds=[subnet]),
            found("ReadSecurityGroups", "SecurityGroups", SecurityGroupIds=[group]),
            found("ReadVolumes", "Volumes", VolumeIds=[volume]),
            found("ReadTags", "Tags", ResourceIds=[net, vm]),
        ]

    ((read_net,), (read_subnet,), (read_group,), (read_volume,), tags) = stack()
    (read_vm,) = found("ReadVms", "Vms", VmIds=[vm])
    assert (read_net["IpRange"], read_net["Tags"]) == ("10.0.0.0/16", [TAG])
    assert (read_subnet["NetId"], read_subnet["IpRange"]) == (net, "10.0.1.0/24")
    assert (read_group["Description"], len(read_group["InboundRules"])) == ("Web", 1)
    assert (read_vm["SubnetId"], read_vm["State"], read_vm["Tags"]) == (subnet, "running", [TAG])
    assert read_volume["LinkedVolumes"][0]["VmId"] == vm
    assert sorted(tag["ResourceId"] for tag in tags) == sorted([net, vm])

    call("DeleteTags", ResourceIds=[net, vm], Tags=[TAG])
    call("UnlinkVolume", VolumeId=volume)
    call("DeleteVolume", VolumeId=volume)
    call("DeleteVms", VmIds=[vm])
    call("DeleteSecurityGroup", SecurityGroupId=group)
    call("DeleteSubnet", SubnetId=subnet)
    call("DeleteNet", NetId=net)

    assert stack() == [[], [], [], [], []]
    assert [gone["State"] for gone in found("ReadVms", "Vms", VmIds=[vm])] == ["terminated"]
