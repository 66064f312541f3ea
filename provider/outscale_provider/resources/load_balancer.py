"""LoadBalancer: spreads connections over VMs. LoadBalancerVms says over which."""

from typing import Any

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import (
    Create,
    Delete,
    InPlace,
    Items,
    Members,
    Problem,
    Read,
    Replaces,
    Resource,
    Unique,
    Update,
    Updates,
    Wait,
)
from outscale_provider.model.values import Remote

#: What a program says of a listener. Policies are put in force by resources of their own.
LISTENER = ("BackendPort", "BackendProtocol", "LoadBalancerPort", "LoadBalancerProtocol", "ServerCertificateId")

NO_ACCESS_LOG = {"IsEnabled": False, "PublicationInterval": 60}

TAGS = Members(
    "Tags",
    key="Key",
    add=Items("CreateLoadBalancerTags", "Tags", by="LoadBalancerNames"),
    remove=Items("DeleteLoadBalancerTags", "Tags", by="LoadBalancerNames", send=lambda tag, _: {"Key": tag["Key"]}),
    overwrites=True,
    frees_first=True,
)


def _listeners(balancer: Remote) -> list[dict[str, Any]]:
    return [{name: each[name] for name in LISTENER if name in each} for each in balancer.get("Listeners", ())]


def _has_its_address(balancer: Remote) -> bool:
    """In v1.16 it shows no state, but the address of one that faces the Internet comes last (api-behaviour.md section 4)."""
    is_internal = balancer.get("LoadBalancerType") == "internal"
    return balancer.get("State", "active") == "active" and (is_internal or "PublicIp" in balancer)


def _as_stored(balancer: Remote) -> Remote:
    """A listener speaks to VMs as it is spoken to, unless it says otherwise."""
    listeners = balancer.get("Listeners")
    if not isinstance(listeners, list):
        return balancer
    return {**balancer, "Listeners": [_listener_as_stored(each) for each in listeners]}


def _listener_as_stored(listener: Any) -> Any:
    if not isinstance(listener, dict) or "LoadBalancerProtocol" not in listener:
        return listener
    return {"BackendProtocol": listener["LoadBalancerProtocol"], **listener}


def _check_access_log(inputs: Remote) -> list[Problem]:
    log = inputs.get("AccessLog")
    if not isinstance(log, dict):
        return []
    if "IsEnabled" not in log:
        return [Problem("AccessLog", "needs isEnabled: whether access logs are kept")]
    if log["IsEnabled"] is True and "OsuBucketName" not in log:
        return [Problem("AccessLog", "needs osuBucketName where access logs are kept")]
    return []


def _same_name(old: Remote, new: Remote) -> bool:
    return bool(old.get("LoadBalancerName") == new.get("LoadBalancerName"))


LOAD_BALANCER = Resource(
    "LoadBalancer",
    id="LoadBalancerName",
    object="LoadBalancer",
    description="A load balancer spreads connections over VMs, which `LoadBalancerVms` registers in it. With `subnets` it is in"
    " a Net, with `subregionNames` in the public cloud.",
    create=Create(
        "CreateLoadBalancer",
        exists={codes.LOAD_BALANCER_NAME_TAKEN: ["LoadBalancerName"]},
        unique=Unique(["LoadBalancerName"]),
    ),
    read=Read("ReadLoadBalancers", by="LoadBalancerNames"),
    update=[
        Members(
            "Listeners",
            key="LoadBalancerPort",
            add=Items("CreateLoadBalancerListeners", "Listeners"),
            remove=Items(
                "DeleteLoadBalancerListeners",
                "LoadBalancerPorts",
                send=lambda listener, _: listener["LoadBalancerPort"],
            ),
            in_place=InPlace("UpdateLoadBalancer", ["ServerCertificateId"]),
        ),
        Update(
            "UpdateLoadBalancer",
            ["AccessLog", "HealthCheck", "PublicIp", "SecurityGroups"],
            one_at_a_time=True,
            excluded={"PolicyNames": "policies are put in force by resources of their own"},
        ),
    ],
    delete=Delete("DeleteLoadBalancer", gone=[codes.UNKNOWN_LOAD_BALANCER], waits=True),
    inputs={
        "AccessLog": Updates(default=NO_ACCESS_LOG),
        "HealthCheck": Updates(kept=True),
        "Listeners": Updates(reads=_listeners),
        "LoadBalancerName": Replaces(autonamed=32),
        "LoadBalancerType": Replaces(),
        "PublicIp": Updates(kept=True),
        # Where a program names no group, it is in the Net's default one.
        "SecurityGroups": Updates(kept=True, moves=["SourceSecurityGroup"]),
        "Subnets": Replaces(),
        "SubregionNames": Replaces(),
    },
    exclusive=[("Subnets", "SubregionNames")],
    tags=TAGS,
    # Today's API shows one that is going.
    wait=Wait(until=_has_its_address, absent=["deleting", "deleted"]),
    conflicts=_same_name,
    loses=lambda balancer, _: f"the name {balancer['DnsName']}, to which clients may connect",
    as_stored=_as_stored,
    rules=[_check_access_log],
    id_example="web",
    example=Example(
        "HTTP with a health check",
        """
resource balancer "outscale-native:index:LoadBalancer" {
  subregionNames = ["eu-west-2a"]
  listeners = [{ loadBalancerPort = 80, loadBalancerProtocol = "HTTP", backendPort = 8080 }]
  healthCheck = {
    protocol = "HTTP"
    port = 8080
    path = "/health"
    checkInterval = 10
    timeout = 5
    healthyThreshold = 2
    unhealthyThreshold = 3
  }
}
""",
    ),
)
