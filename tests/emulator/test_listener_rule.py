"""Rules of listeners."""

import pytest
from balancers import LISTENER, create, new_vms

MORE = {"BackendPort": 8081, "LoadBalancerPort": 81, "LoadBalancerProtocol": "HTTP"}


@pytest.fixture
async def vms(api):
    await create(api, Listeners=[LISTENER, MORE])
    return await new_vms(api, 2)


def request(vms, port=80, name="web", **rule):
    rule = {"ListenerRuleName": "rule", "Priority": 100, "HostNamePattern": "*.com"} | rule
    return {
        "Listener": {"LoadBalancerName": name, "LoadBalancerPort": port},
        "ListenerRule": {parameter: value for parameter, value in rule.items() if value is not None},
        "VmIds": vms,
    }


async def add(client, vms, **rule):
    return (await client.call("CreateListenerRule", **request(vms, **rule)))["ListenerRule"]


async def read(client, **filters):
    return (await client.call("ReadListenerRules", Filters=filters))["ListenerRules"]


async def test_a_rule_says_what_it_was_made_of(api, vms):
    rule = await add(api, vms, PathPattern="/a/*")

    assert isinstance(rule.pop("ListenerId"), int)
    assert isinstance(rule.pop("ListenerRuleId"), int)
    assert rule == {
        "Action": "forward",
        "HostNamePattern": "*.com",
        "ListenerRuleName": "rule",
        "PathPattern": "/a/*",
        "Priority": 100,
        "VmIds": vms,
    }


async def test_rules_of_a_listener_share_its_number(api, vms):
    one, two = await add(api, vms), await add(api, vms, ListenerRuleName="two", Priority=1)
    other = await add(api, vms, ListenerRuleName="other", port=81)

    assert one["ListenerId"] == two["ListenerId"] != other["ListenerId"]
    assert await read(api) == [one, two, other]
    assert await read(api, ListenerRuleNames=["two", "none"]) == [two]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Priority": 0}, "4047"),
        ({"Priority": 20000}, "4047"),
        ({"Priority": None}, "7000"),
        ({"Action": "redirect"}, "4047"),
        ({"HostNamePattern": None}, "7000"),
        *(({"HostNamePattern": f"{char}.com"}, "4047") for char in "_$/\\\"'@:+"),
        ({"HostNamePattern": "*.abc.*.abc.*.abc.*.com"}, "4047"),
        ({"HostNamePattern": "x" * 129}, "4106"),
        ({"PathPattern": ";"}, "4047"),
        ({"PathPattern": "*/*/*/*"}, "4047"),
        ({"port": 4210}, "5028"),
        ({"name": "toto"}, "5030"),
    ],
)
async def test_what_cannot_be_a_rule_is_refused(api, vms, change, code):
    assert await api.refused("CreateListenerRule", **request(vms, **change)) == code


@pytest.mark.parametrize(
    "patterns",
    [
        {"HostNamePattern": "*.abc.?.abc.*.com"},
        {"HostNamePattern": "a-b." + "x" * 124},
        *({"HostNamePattern": None, "PathPattern": f"/{char}.com"} for char in "_-.$/~\"'@:+&*?"),
    ],
)
async def test_patterns_may_have_some_signs(api, vms, patterns):
    rule = await add(api, vms, **patterns)
    assert {name: rule.get(name) for name in patterns} == patterns


async def test_names_and_priorities_are_taken_once(api, neighbour, vms):
    await add(api, vms)

    assert await api.refused("CreateListenerRule", **request(vms, Priority=1)) == "9054"
    assert await api.refused("CreateListenerRule", **request(vms, ListenerRuleName="two")) == "9047"
    await add(api, vms, ListenerRuleName="two", port=81)
    await create(neighbour)
    await add(neighbour, await new_vms(neighbour))


async def test_vms_are_the_accounts_own(api, neighbour, vms):
    assert await api.refused("CreateListenerRule", **request(await new_vms(neighbour))) == "5063"
    assert await api.refused("CreateListenerRule", **request(["toto"])) == "4104"
    assert await api.refused("CreateListenerRule", **request([])) == "7000"
    assert await api.refused("CreateListenerRule", **request([{"VmId": vms[0]}])) == "4110"


async def test_patterns_change(api, vms):
    rule = await add(api, vms)

    changed = await api.call("UpdateListenerRule", ListenerRuleName="rule", HostPattern="*.org", PathPattern="/b")
    assert changed["ListenerRule"] == {**rule, "HostNamePattern": "*.org", "PathPattern": "/b"}
    assert await read(api) == [changed["ListenerRule"]]
    for change, code in (({}, "7000"), ({"HostPattern": ["*"]}, "4110"), ({"HostPattern": "_"}, "4047")):
        assert await api.refused("UpdateListenerRule", ListenerRuleName="rule", **change) == code
    assert await api.refused("UpdateListenerRule", ListenerRuleName="none", PathPattern="/") == "5029"


async def test_a_rule_is_deleted_by_its_account(api, neighbour, vms):
    await add(api, vms)

    assert await neighbour.refused("DeleteListenerRule", ListenerRuleName="rule") == "5029"
    assert await api.refused("DeleteListenerRule") == "7000"
    await api.call("DeleteListenerRule", ListenerRuleName="rule", DryRun=True)
    await api.call("DeleteListenerRule", ListenerRuleName="rule")
    assert await api.refused("DeleteListenerRule", ListenerRuleName="rule") == "5029"


async def test_rules_go_with_their_listener_and_their_load_balancer(api, vms):
    await add(api, vms)
    other = await add(api, vms, ListenerRuleName="other", port=81)

    await api.call("DeleteLoadBalancerListeners", LoadBalancerName="web", LoadBalancerPorts=[80])
    assert await read(api) == [other]
    await api.call("DeleteLoadBalancer", LoadBalancerName="web")
    assert await read(api) == []
