"""What it takes to adopt an account: the calls, the time and the memory of `outscale-native adopt`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cloud import Cloud, served

#: Nets of the account; what each of them has is in `_fill`.
NETS = 50


@dataclass(frozen=True)
class Adoption:
    """`listed` objects were read, of which `declared` are in the program; seconds, and megabytes at most."""

    listed: int
    declared: int
    calls: Counter[str]
    seconds: float
    memory: float


def measure() -> Adoption:
    """Adopts an account of some 5,000 objects, which a server has."""
    with tempfile.TemporaryDirectory() as name, served() as cloud:
        _fill(cloud)
        folder, trace = Path(name) / "adopted", Path(name) / "trace.jsonl"
        environment = {**os.environ, **cloud.environment, "OUTSCALE_NATIVE_TRACE": str(trace), "PULUMI_HOME": name}
        command = [Path(sys.executable).with_name("outscale-native"), "adopt", folder]
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        if status:
            raise RuntimeError(said)
        declared = len(json.loads((folder / "import.json").read_text())["resources"])
        left_out = sum(int(line.split()[2]) for line in said.splitlines() if line.startswith("left out:"))
        calls = Counter(line["action"] for line in map(json.loads, trace.read_text().splitlines()) if "action" in line)
        return Adoption(declared + left_out, declared, calls, seconds, used.ru_maxrss / 1024)


def _fill(cloud: Cloud) -> None:
    """Of each Net: 4 Subnets with 2 VMs each, 10 security groups with a rule, and beside it 20 volumes and 20 addresses."""
    for number in range(NETS):
        net = cloud.call("CreateNet", IpRange=f"10.{number}.0.0/16")["Net"]["NetId"]
        cloud.call("CreateTags", ResourceIds=[net], Tags=[{"Key": "Name", "Value": f"net-{number}"}])
        for place in range(4):
            subnet = cloud.call("CreateSubnet", NetId=net, IpRange=f"10.{number}.{place}.0/24")["Subnet"]["SubnetId"]
            cloud.call("CreateVms", ImageId="ami-e0000001", SubnetId=subnet, MinVmsCount=2, MaxVmsCount=2)
        for place in range(10):
            group = cloud.call("CreateSecurityGroup", NetId=net, SecurityGroupName=f"group-{place}", Description="web")
            id = group["SecurityGroup"]["SecurityGroupId"]
            rule = {
                "Flow": "Inbound",
                "IpProtocol": "tcp",
                "FromPortRange": 80,
                "ToPortRange": 80,
                "IpRange": "0.0.0.0/0",
            }
            cloud.call("CreateSecurityGroupRule", SecurityGroupId=id, **rule)
        for _ in range(20):
            cloud.call("CreateVolume", SubregionName="eu-west-2a", Size=1)
            cloud.call("CreatePublicIp")
