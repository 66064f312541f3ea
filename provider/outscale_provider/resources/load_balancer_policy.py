"""LoadBalancerPolicy: keeps a client at one VM by a cookie, on the listeners of a load balancer that it is in force on."""

from operator import itemgetter

from outscale_api import Type, codes
from outscale_provider.model.example import Example
from outscale_provider.model.operation import Operation
from outscale_provider.model.resource import (
    Changes,
    Create,
    Delete,
    Problem,
    Read,
    Replaces,
    Resource,
    Run,
    Timeouts,
    Unique,
    Updates,
)
from outscale_provider.model.values import UNKNOWN, Remote

#: The lists of a load balancer's policies, by type.
LISTS = {"app": "ApplicationStickyCookiePolicies", "load_balancer": "LoadBalancerStickyCookiePolicies"}

NAME = ("LoadBalancerName", "PolicyName")
PORTS = "LoadBalancerPorts"
READ_BALANCERS = Read("ReadLoadBalancers", by="LoadBalancerNames", key="LoadBalancerName")


def _policies(balancer: Remote) -> list[Remote]:
    return [
        {
            **policy,
            "LoadBalancerName": balancer["LoadBalancerName"],
            "PolicyType": type,
            PORTS: [port for port, names in _in_force(balancer).items() if policy["PolicyName"] in names],
        }
        for type, field in LISTS.items()
        for policy in balancer[field]
    ]


def _in_force(balancer: Remote) -> dict[int, list[str]]:
    """The names of the policies that are in force, by the port of the listener."""
    return {each["LoadBalancerPort"]: each.get("PolicyNames", []) for each in balancer["Listeners"]}


async def _put_in_force(operation: Operation, id: str, changes: Changes) -> Remote | None:
    await _set_ports(operation, id, changes.new[PORTS])
    return None


async def _take_off(operation: Operation, id: str, known: Remote) -> None:
    """One that is in force can't be deleted."""
    await _set_ports(operation, id, [])


async def _set_ports(operation: Operation, id: str, wanted: list[int]) -> None:
    """Lets a policy be in force on the listeners at these ports, and on no others; other policies stay as they are."""
    balancer_name, name = id.split("/")
    balancer = await operation.find(READ_BALANCERS, balancer_name)
    in_force = _in_force(balancer) if balancer else {}
    for port in [port for port, names in in_force.items() if name in names and port not in wanted]:
        await _update(operation, balancer_name, port, [other for other in in_force[port] if other != name])
    for port in [port for port in wanted if name not in in_force.get(port, [])]:
        await _wait_for_others(operation, balancer_name, port)
        await _update(operation, balancer_name, port, [name])


async def _wait_for_others(operation: Operation, balancer_name: str, port: int) -> None:
    """Waits until no policy is in force on a listener, which has one at most: the program may be taking the other one off."""

    def is_free(balancer: Remote | None) -> bool:
        return balancer is None or not _in_force(balancer).get(port)

    what = f"listener {port} of {balancer_name} to have no other policy in force"
    await operation.wait_for(READ_BALANCERS, balancer_name, is_free, what)


async def _update(operation: Operation, balancer: str, port: int, names: list[str]) -> None:
    request = {"LoadBalancerName": balancer, "LoadBalancerPort": port, "PolicyNames": names}
    await operation.call("UpdateLoadBalancer", request)


def _check_cookie(inputs: Remote) -> list[Problem]:
    type = inputs["PolicyType"]
    if type == "app" and "CookieExpirationPeriod" in inputs:
        return [Problem("CookieExpirationPeriod", "is only for a policy of the type load_balancer")]
    if type is not UNKNOWN and (type == "app") != ("CookieName" in inputs):
        return [Problem("CookieName", "is required for a policy of the type app, and is for no other")]
    return []


def _collides(old: Remote, new: Remote) -> bool:
    """A name is unique in its load balancer, and a listener has one policy in force."""
    same_balancer = old.get("LoadBalancerName") == new.get("LoadBalancerName")
    share_listener = not set(old.get(PORTS, ())).isdisjoint(new.get(PORTS, ()))
    return same_balancer and (share_listener or old.get("PolicyName") == new.get("PolicyName"))


LOAD_BALANCER_POLICY = Resource(
    "LoadBalancerPolicy",
    id=NAME,
    object="LoadBalancerStickyCookiePolicy",
    # Those of the other type have no period.
    outputs=["PolicyName"],
    description="A stickiness policy of a load balancer: a client stays at the same VM by a cookie, of the load balancer or of"
    " the application. `loadBalancerPorts` says on which HTTP and HTTPS listeners it is in force.",
    create=Create(
        "CreateLoadBalancerPolicy",
        exists={codes.POLICY_NAME_TAKEN: NAME},
        unique=Unique(NAME, within="LoadBalancerName"),
    ),
    read=Read("ReadLoadBalancers", by="LoadBalancerNames", parts=_policies),
    update=[Run(_put_in_force, [PORTS], actions=["UpdateLoadBalancer"])],
    delete=Delete(
        "DeleteLoadBalancerPolicy", before=_take_off, gone=[codes.UNKNOWN_LOAD_BALANCER, codes.UNKNOWN_POLICY]
    ),
    # It gets no automatic name: a replacement could not be put in force beside the old one, whatever its name.
    inputs={
        "CookieExpirationPeriod": Replaces(
            default_without=["CookieName"], reads=lambda policy: policy.get("CookieExpirationPeriod")
        ),
        "CookieName": Replaces(reads=lambda policy: policy.get("CookieName")),
        "LoadBalancerName": Replaces(),
        PORTS: Updates(
            type=Type("array", items=Type("integer", minimum=1, maximum=65535)),
            default=[],
            description="The ports of the listeners on which the policy is in force. A listener has one policy at most, so the"
            " policy waits until the one that a listener has is taken off it. None by default.",
            reads=itemgetter(PORTS),
        ),
        "PolicyName": Replaces(),
        "PolicyType": Replaces(reads=itemgetter("PolicyType")),
    },
    rules=[_check_cookie],
    conflicts=_collides,
    advice={
        codes.UNKNOWN_LISTENER: "The load balancer has no listener at one of the loadBalancerPorts",
        codes.POLICY_OF_OTHER_PROTOCOL: "Only HTTP and HTTPS listeners have policies",
    },
    # What is longer is no wait for another change of the program.
    timeouts=Timeouts(create=2 * 60, update=2 * 60),
    id_example="web/sticky",
    example=Example(
        "Users who stay with their VM for an hour",
        """
resource balancer "outscale-native:index:LoadBalancer" {
  subregionNames = ["eu-west-2a"]
  listeners = [{ loadBalancerPort = 80, loadBalancerProtocol = "HTTP", backendPort = 8080 }]
}

resource policy "outscale-native:index:LoadBalancerPolicy" {
  loadBalancerName = balancer.loadBalancerName
  policyName = "sticky"
  policyType = "load_balancer"
  cookieExpirationPeriod = 3600
  loadBalancerPorts = [80]
}
""",
    ),
)
