"""What is declared of each action: what it answers, whether it changes something, whether it may be sent again."""

from __future__ import annotations

import re

import pytest

from outscale_api import Action, ObjectType, load
from outscale_api.compile import describe

API = load()
ACTIONS = list(API)

#: Objects in requests whose lists have no field that tells them apart: all that they say does.
WITHOUT_KEY = {"SecurityGroupRule", "SecurityGroupsMember", "Tag"}

#: What follows an action's verb names what it answers, and lists are named in the plural; but for these.
ANSWERS = {
    "AcceptNetPeering": "NetPeering",
    "CreateDhcpOptions": "DhcpOptionsSet",
    "CreateLoadBalancerListeners": "LoadBalancer",
    "CreateLoadBalancerPolicy": "LoadBalancer",
    "CreateLoadBalancerTags": None,
    "CreateRoute": "RouteTable",
    "CreateSecurityGroupRule": "SecurityGroup",
    "CreateTags": None,
    "CreateVpnConnectionRoute": None,
    "DeleteLoadBalancerListeners": "LoadBalancer",
    "DeleteLoadBalancerPolicy": "LoadBalancer",
    "DeleteRoute": "RouteTable",
    "DeleteSecurityGroupRule": "SecurityGroup",
    "DeleteVms": "Vms",
    "LinkVirtualGateway": "NetToVirtualGatewayLink",
    "ReadAdminPassword": None,
    "ReadApiLogs": "Logs",
    "ReadConsoleOutput": None,
    "ReadConsumptionAccount": "ConsumptionEntries",
    "ReadDhcpOptions": "DhcpOptionsSets",
    "ReadLoadBalancerTags": "Tags",
    "ReadNetAccessPointServices": "Services",
    "ReadPublicIpRanges": "PublicIps",
    "ReadQuotas": "QuotaTypes",
    "ReadSecretAccessKey": "AccessKey",
    "ReadVmsHealth": "BackendVmHealth",
    "ReadVmsState": "VmStates",
    "StartVms": "Vms",
    "StopVms": "Vms",
    "UpdateRoute": "RouteTable",
    "UpdateRoutePropagation": "RouteTable",
}

#: Actions that answer a list, beyond those that read.
LISTS = {"CreateVms", "DeleteVms", "StartVms", "StopVms"}

#: Reads that answer one object.
SINGLE = {"ReadApiAccessPolicy", "ReadSecretAccessKey"}

#: Actions that do more when they are done twice: what they add has no name of its own, or is refused the second time
#: without a word of what the first one made.
ADDS = {
    "LinkFlexibleGpu",
    "LinkInternetService",
    "LinkNic",
    "LinkPrivateIps",
    "LinkPublicIp",
    "LinkRouteTable",
    "LinkVirtualGateway",
    "LinkVolume",
    "RebootVms",
    "SendResetPasswordEmail",
}
SETS = {"CreateLoadBalancerTags", "CreateTags"}


def expected_answer(action: Action) -> str | None:
    verb, what = re.fullmatch(r"(Create|Read|Update|[A-Z][a-z]+)(\w+)", action.name).groups()  # type: ignore[union-attr]
    return ANSWERS.get(action.name, what if verb in ("Create", "Read", "Update") else None)


@pytest.mark.parametrize("action", ACTIONS, ids=repr)
def test_what_an_action_answers(action: Action) -> None:
    assert (action.answer and action.answer.name) == expected_answer(action)


@pytest.mark.parametrize("action", [action for action in ACTIONS if action.answer], ids=repr)
def test_reads_answer_lists_and_changes_one_object(action: Action) -> None:
    assert action.answer
    is_list = action.name in LISTS or (not action.mutates and action.name not in SINGLE)
    assert action.answer.type.kind == ("array" if is_list else "object")
    assert action.objects_in({action.answer.name: [{}] if is_list else {}}) == [{}]


def test_an_action_without_an_answer_has_no_objects() -> None:
    assert API.action("DeleteNet").objects_in({}) == []


@pytest.mark.parametrize("action", ACTIONS, ids=repr)
def test_what_changes_something_and_what_may_be_sent_again(action: Action) -> None:
    reads = action.name.startswith("Read") or action.name == "CheckAuthentication"
    creates = action.name.startswith("Create") and action.name not in SETS
    assert action.mutates is not reads
    assert action.is_idempotent is not (creates or action.name in ADDS)


def test_an_action_that_does_not_say_whether_it_may_be_sent_again_is_refused() -> None:
    silent = {"paths": {"DoIt": {"description": "Does it.", "security": []}}, "schemas": {}}
    with pytest.raises(ValueError, match="DoIt needs either x-reads or x-idempotent"):
        describe({"family": silent})


def lists_of_objects(type: ObjectType) -> set[tuple[str, str]]:
    """The types of the objects that are in lists of an object, at any depth, with the keys that those lists have."""
    found = set()
    for field in type.fields.values():
        inner = (field.type.items or field.type).object
        if inner is None:
            continue
        found |= lists_of_objects(inner)
        if field.type.items:
            found.add((inner.name, field.type.key))
    return found


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_the_objects_of_a_list_in_a_request_have_a_key_of_their_own(action: Action):
    for name, key in lists_of_objects(action.request):
        assert key in API.object(name).fields if name not in WITHOUT_KEY else key == ""
