"""The backend VMs of load balancers, and their health."""

import pytest
from balancers import create, create_in_net, new_subnet, new_vms, read


async def register(client, *vms, name="web"):
    await client.call("RegisterVmsInLoadBalancer", LoadBalancerName=name, BackendVmIds=vms)


async def deregister(client, *vms):
    await client.call("DeregisterVmsInLoadBalancer", LoadBalancerName="web", BackendVmIds=vms)


async def refused(client, action, *vms, name="web"):
    return await client.refused(f"{action}VmsInLoadBalancer", LoadBalancerName=name, BackendVmIds=vms)


async def health(client, **request):
    found = (await client.call("ReadVmsHealth", LoadBalancerName="web", **request))["BackendVmHealth"]
    return {vm["VmId"]: (vm["State"], vm["StateReason"]) for vm in found}


async def test_vms_come_and_go(api):
    await create(api)
    one, two = await new_vms(api, 2)

    await register(api, two, one)
    await register(api, one, one)
    assert (await read(api))[0]["BackendVmIds"] == [two, one]
    await deregister(api, two)
    assert (await read(api))[0]["BackendVmIds"] == [one]
    assert await refused(api, "Deregister", one, two) == "5063"
    assert (await read(api))[0]["BackendVmIds"] == [one]


@pytest.mark.parametrize("action", ["Register", "Deregister"])
async def test_vms_and_load_balancers_are_known_and_the_accounts_own(api, neighbour, action):
    await create(api)
    (vm,) = await new_vms(api)
    (other,) = await new_vms(neighbour)

    assert await refused(api, action, vm, "toto") == "4104"
    assert await refused(api, action, vm, "i-12345678") == "5063"
    assert await refused(api, action, other) == "5063"
    assert await refused(api, action, vm, name="toto") == "5030"
    assert await refused(neighbour, action, other) == "5030"
    assert await refused(api, action) == "7000"


async def test_backends_are_in_the_same_network(api):
    subnet, elsewhere = await new_subnet(api), await new_subnet(api)
    await create(api, "public")
    await create_in_net(api, subnet, "private")
    (public,), (inside,) = await new_vms(api), await new_vms(api, SubnetId=subnet["SubnetId"])
    (outside,) = await new_vms(api, SubnetId=elsewhere["SubnetId"])

    await register(api, public, name="public")
    await register(api, inside, name="private")
    for vm, name in ((public, "private"), (inside, "public"), (outside, "private")):
        assert await refused(api, "Register", vm, name=name) == "4086"


async def test_a_stopped_vm_may_be_a_backend_a_terminated_one_not(api):
    await create(api)
    stopped, terminated = await new_vms(api, 2)
    await api.call("StopVms", VmIds=[stopped])
    await api.call("DeleteVms", VmIds=[terminated])

    await register(api, stopped)
    assert await refused(api, "Register", terminated) == "6003"


async def test_a_vm_that_ends_is_no_backend_any_more(api):
    await create(api)
    one, two = await new_vms(api, 2)
    await register(api, one, two)

    await api.call("DeleteVms", VmIds=[one])
    assert (await read(api))[0]["BackendVmIds"] == [two]
    assert await refused(api, "Deregister", one) == "5063"


async def test_a_vm_is_healthy_while_it_runs(api):
    await create(api)
    assert await health(api) == {}
    one, two = await new_vms(api, 2)
    await register(api, one, two)
    await api.call("StopVms", VmIds=[two])

    assert await health(api) == {one: ("UP", "N/A"), two: ("DOWN", "Instance")}
    assert await health(api, BackendVmIds=[one, "i-12345678"]) == {one: ("UP", "N/A")}


async def test_the_health_is_the_accounts_own(api, neighbour):
    await create(api)
    assert await neighbour.refused("ReadVmsHealth", LoadBalancerName="web") == "5030"
    assert await api.refused("ReadVmsHealth") == "7000"
    assert set(await api.call("ReadVmsHealth", LoadBalancerName="web", DryRun=True)) == {"ResponseContext"}
