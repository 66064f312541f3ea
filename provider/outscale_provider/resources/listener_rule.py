"""ListenerRule: sends what a listener gets for certain hosts or paths to VMs of its own."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Problem, Read, Replaces, Resource, Unique, Update, Updates
from outscale_provider.model.values import Remote


def _check_pattern(inputs: Remote) -> list[Problem]:
    if "HostNamePattern" in inputs or "PathPattern" in inputs:
        return []
    return [Problem("PathPattern", "or hostNamePattern is required: a rule says for which paths or hosts it is")]


def _is_taken_away(old: str | None, new: str | None) -> bool:
    """The API changes a pattern, but never takes one away."""
    return old is not None and new is None


def _collides(old: Remote, new: Remote) -> bool:
    """A name is unique in the account, a priority in its listener."""
    same_listener = all(old.get(name) == new.get(name) for name in ("LoadBalancerName", "LoadBalancerPort"))
    return old.get("ListenerRuleName") == new.get("ListenerRuleName") or (
        same_listener and old.get("Priority") == new.get("Priority")
    )


LISTENER_RULE = Resource(
    "ListenerRule",
    id="ListenerRuleName",
    object="ListenerRule",
    description="A rule of a load balancer's listener: requests for a host or a path go to VMs of its own. It needs a pattern"
    " for one of them at least.",
    create=Create(
        "CreateListenerRule",
        opens=["Listener", "ListenerRule"],
        exists={codes.LISTENER_RULE_NAME_TAKEN: ["ListenerRuleName"]},
        unique=Unique(["ListenerRuleName"]),
    ),
    read=Read("ReadListenerRules", by="ListenerRuleNames"),
    update=[Update("UpdateListenerRule", {"HostNamePattern": "HostPattern", "PathPattern": "PathPattern"})],
    delete=Delete("DeleteListenerRule", gone=[codes.UNKNOWN_LISTENER_RULE]),
    inputs={
        "Action": Replaces(),
        "HostNamePattern": Updates(replaces_when=_is_taken_away),
        "ListenerRuleName": Replaces(autonamed=32),
        # The API answers a listener's own number instead.
        "LoadBalancerName": Replaces(),
        "LoadBalancerPort": Replaces(),
        "PathPattern": Updates(replaces_when=_is_taken_away),
        "Priority": Replaces(),
        "VmIds": Replaces(),
    },
    rules=[_check_pattern],
    conflicts=_collides,
    advice={
        codes.PRIORITY_TAKEN: "Another rule of the listener has this priority",
        codes.UNKNOWN_LISTENER: "The load balancer has no listener on this port: declare it in its `listeners`",
    },
    id_example="api",
    example=Example(
        "Paths that a VM of its own answers",
        """
ubuntu = invoke("outscale-native:index:getImage", {
  name = "Ubuntu-22.04*"
  accountAlias = "Outscale"
  mostRecent = true
})

resource vm "outscale-native:index:Vm" {
  imageId = ubuntu.imageId
}

resource balancer "outscale-native:index:LoadBalancer" {
  subregionNames = ["eu-west-2a"]
  listeners = [{ loadBalancerPort = 80, loadBalancerProtocol = "HTTP", backendPort = 8080 }]
}

resource backends "outscale-native:index:LoadBalancerVms" {
  loadBalancerName = balancer.loadBalancerName
  backendVmIds = [vm.vmId]
}

resource rule "outscale-native:index:ListenerRule" {
  loadBalancerName = backends.loadBalancerName
  loadBalancerPort = 80
  pathPattern = "/api/*"
  priority = 10
  vmIds = [vm.vmId]
}
""",
    ),
)
