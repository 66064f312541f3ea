"""Settings that hold for all resources of a provider: tags, accounts, the name that requests go by."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outscale_emulator import ACCESS_KEY, SECRET_KEY
from outscale_provider.model.values import UNKNOWN
from provider.cloud import Account, Way
from provider.engine import Engine, Failed, Resource
from provider.messages import bare

NET = {"ipRange": "10.0.0.0/16"}
TEAM = {"team": "web", "stage": "test"}


async def configured(engine: Engine, **settings: Any) -> Engine:
    """An engine with settings, each as the engine sends it: JSON, if it is no text."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in settings.items()}
    await engine.configure(endpoint="http://emulator", accessKey=ACCESS_KEY, secretKey=SECRET_KEY, **texts)
    return engine


async def tags_of(account: Account, id: str) -> dict[str, str]:
    tags = (await account.call("ReadTags", Filters={"ResourceIds": [id]}))["Tags"]
    return {tag["Key"]: tag["Value"] for tag in tags}


async def hold(engine: Engine, resource: Resource, inputs: dict[str, Any]) -> None:
    """The same program again finds nothing to do, nor does a refresh."""
    assert not await engine.diff(resource, await engine.checked(resource.type, inputs, resource.inputs))
    assert await engine.read(resource) == resource


async def test_default_tags_are_on_every_resource_and_seen_in_the_preview(stranger: Engine, account: Account):
    engine = await configured(stranger, defaultTags=TEAM)
    inputs = await engine.checked("Net", {**NET, "tags": {"stage": "production"}})
    assert inputs["tags"] == {"team": "web", "stage": "production"}
    assert (await engine.create("Net", inputs, preview=True)).outputs["tags"] == inputs["tags"]
    net = await engine.create("Net", inputs)
    assert await tags_of(account, net.id) == inputs["tags"]
    await hold(engine, net, {**NET, "tags": {"stage": "production"}})
    assert (await engine.checked("Net", NET))["tags"] == TEAM
    assert "tags" not in await engine.checked("RouteTableLink", {"routeTableId": UNKNOWN, "subnetId": UNKNOWN})


async def test_default_tags_come_and_go_with_the_setting(stranger: Engine, account: Account):
    engine = await configured(stranger)
    net = await engine.made("Net", **NET, tags={"Name": "main"})
    for default, change in ((TEAM, "ADD"), ({"team": "api"}, "UPDATE"), ({}, "DELETE")):
        engine = await configured(stranger, defaultTags=default)
        inputs = await engine.checked("Net", {**NET, "tags": {"Name": "main"}}, net.inputs)
        assert (await engine.diff(net, inputs)).details["tags.team"] == change
        net = await engine.update(net, inputs)
        assert await tags_of(account, net.id) == {"Name": "main", **default}


async def test_tags_that_are_not_known_yet_stay_unknown(stranger: Engine):
    engine = await configured(stranger, defaultTags=TEAM)
    assert bare((await engine.checked("Net", {**NET, "tags": UNKNOWN}))["tags"]) is UNKNOWN
    assert bare((await engine.checked("Net", {**NET, "tags": {"a": UNKNOWN}}))["tags"]) == {**TEAM, "a": UNKNOWN}


@pytest.mark.parametrize(
    ("type", "inputs", "tag"),
    [
        ("Net", NET, ("CreateTags", "ResourceIds")),
        (
            "LoadBalancer",
            {
                "loadBalancerName": "web",
                "subregionNames": ["eu-west-2a"],
                "listeners": [
                    {
                        "backendPort": 80,
                        "backendProtocol": "TCP",
                        "loadBalancerPort": 80,
                        "loadBalancerProtocol": "TCP",
                    }
                ],
            },
            ("CreateLoadBalancerTags", "LoadBalancerNames"),
        ),
    ],
    ids=["by id", "by its own actions"],
)
async def test_ignored_tags_are_neither_shown_nor_touched(
    type: str, inputs: dict[str, Any], tag: tuple[str, str], stranger: Engine, account: Account
):
    engine = await configured(stranger, ignoreTags=["billing:*", "owner"])
    resource = await engine.made(type, **inputs, tags={"Name": "main", "old": "x"})
    foreign = {"billing:unit": "42", "owner": "finance"}
    action, parameter = tag
    pairs = [{"Key": key, "Value": value} for key, value in foreign.items()]
    await account.call(action, **{parameter: [resource.id], "Tags": pairs})
    await hold(engine, resource, {**inputs, "tags": {"Name": "main", "old": "x"}})
    changed = await engine.checked(type, {**inputs, "tags": {"Name": "other"}}, resource.inputs)
    resource = await engine.update(resource, changed)
    assert resource.outputs["tags"] == {"Name": "other"}
    # An operation that was cut off is finished without them as well.
    resource = await engine.update(resource, changed)
    imported = await engine.imported(type, resource.id)
    assert imported and imported.inputs["tags"] == {"Name": "other"}
    engine = await configured(stranger)
    seen = await engine.read(resource)
    assert seen and seen.outputs["tags"] == {"Name": "other", **foreign}


async def test_tags_that_the_state_has_from_before_are_left_alone_once_they_are_ignored(
    stranger: Engine, account: Account
):
    engine = await configured(stranger)
    net = await engine.made("Net", **NET, tags={"Name": "main"})
    await account.call("CreateTags", ResourceIds=[net.id], Tags=[{"Key": "owner", "Value": "finance"}])
    refreshed = await engine.read(net)
    assert refreshed and refreshed.inputs["tags"] == {"Name": "main", "owner": "finance"}
    engine = await configured(stranger, ignoreTags=["owner"])
    program = {**NET, "tags": {"Name": "main"}}
    assert not await engine.diff(refreshed, await engine.checked("Net", program, refreshed.inputs))
    renamed = await engine.checked("Net", {**NET, "tags": {"Name": "other"}}, refreshed.inputs)
    assert (await engine.diff(refreshed, renamed)).details == {"tags.Name": "UPDATE"}
    assert (await engine.update(refreshed, renamed)).outputs["tags"] == {"Name": "other"}
    assert await tags_of(account, net.id) == {"Name": "other", "owner": "finance"}


async def test_a_default_tag_is_not_ignored_at_once(stranger: Engine):
    engine = await configured(stranger, defaultTags=TEAM, ignoreTags=["team"])
    assert "ignoreTags" in (await engine.check("Net", NET)).failures["tags.team"]


async def test_a_tag_is_not_set_and_ignored_at_once(stranger: Engine):
    engine = await configured(stranger, ignoreTags=["billing:*"])
    checked = await engine.check("Net", {**NET, "tags": {"billing:unit": "42", "Name": "main"}})
    [(path, reason)] = checked.failures.items()
    assert path == 'tags["billing:unit"]' and "ignoreTags" in reason


@pytest.mark.parametrize(
    ("settings", "refused"),
    [
        ({"allowedAccountIds": ["{own}", "999999999999"]}, ""),
        ({"allowedAccountIds": ["999999999999"]}, "allowedAccountIds does not name"),
        ({"forbiddenAccountIds": ["999999999999"]}, ""),
        ({"forbiddenAccountIds": ["{own}"]}, "forbiddenAccountIds names"),
    ],
    ids=["allowed", "another is allowed", "another is forbidden", "forbidden"],
)
async def test_only_accounts_that_are_allowed_are_worked_in(
    settings: dict[str, list[str]], refused: str, stranger: Engine, account: Account, way: Way
):
    own = (await account.call("ReadAccounts"))["Accounts"][0]["AccountId"]
    filled = {name: [own if id == "{own}" else id for id in ids] for name, ids in settings.items()}
    engine = await configured(stranger, **filled)
    if not refused:
        for index in range(2):
            await engine.made("Net", ipRange=f"10.{index}.0.0/16")
        assert way.actions.count("ReadAccounts") == 1
        return
    net = Resource("Net", "vpc-12345678", NET, NET)
    for call in (engine.made("Net", **NET), engine.read(net), engine.delete(net), engine.invoke("getNets")):
        with pytest.raises(Failed, match=f"account {own}, which {refused}"):
            await call
    assert set(way.actions) == {"ReadAccounts"}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("defaultTags", '["a"]', "expected a map of texts"),
        ("defaultTags", '{"a": 1}', "expected a map of texts"),
        ("ignoreTags", "owner", "expected a list of texts"),
        ("allowedAccountIds", "[1]", "expected a list of texts"),
        ("userAgentSuffix", "a\nb: c", "line breaks"),
    ],
)
async def test_a_wrong_setting_is_told(name: str, value: str, told: str, stranger: Engine):
    with pytest.raises(Failed, match=told):
        await configured(stranger, **{name: value})


@pytest.mark.parametrize(
    ("setting", "own", "is_allowed"),
    [(True, {}, True), (False, {}, False), (None, {}, False)]
    + [(whole, {"allowStoppingForUpdate": own}, own) for whole, own in ((True, False), (False, True))],
)
async def test_whether_updates_may_stop_vms(
    setting: bool | None, own: dict[str, Any], is_allowed: bool, stranger: Engine, way: Way
):
    """A VM's own word counts more; its inputs are those of its program, whatever the provider says."""
    engine = await configured(stranger, **({} if setting is None else {"allowStoppingForUpdate": setting}))
    asked = {"imageId": "ami-e0000001", **own}
    vm = await engine.made("Vm", **asked)
    assert vm.inputs == asked
    changed = await engine.checked("Vm", {**asked, "vmType": "tinav5.c1r2p2"}, vm.inputs)
    if is_allowed:
        await engine.update(vm, changed, preview=True)
        assert (await engine.update(vm, changed)).outputs["vmType"] == "tinav5.c1r2p2"
        assert "StopVms" in way.actions
    else:
        with pytest.raises(Failed, match="set allowStoppingForUpdate"):
            await engine.update(vm, changed, preview=True)
