"""What an account consumed: by the hour, since the creation of what there is."""

import pytest
from balancers import create, new_vms

MARCH = {"FromDate": "2022-03-01", "ToDate": "2022-04-01"}


async def entries(client, **period):
    found = (await client.call("ReadConsumptionAccount", **MARCH | period))["ConsumptionEntries"]
    return {entry["Type"]: entry["Value"] for entry in found}


async def test_a_fresh_account_consumed_nothing(api, time):
    time.advance(3600)
    assert await entries(api) == {}


async def test_an_entry_tells_what_was_consumed_where(api, time):
    await create(api)
    time.advance(36 * 3600)

    (entry,) = (await api.call("ReadConsumptionAccount", **MARCH))["ConsumptionEntries"]
    assert entry == {
        "AccountId": "100000000001",
        "Category": "network",
        "FromDate": "2022-03-01T00:00:00.000Z",
        "Operation": "CreateLoadBalancer",
        "PayingAccountId": "100000000001",
        "Service": "TinaOS-LBU",
        "SubregionName": "eu-west-2a",
        "Title": "Load balancers, in hours",
        "ToDate": "2022-04-01T00:00:00.000Z",
        "Type": "LBU:Usage",
        "Value": 36,
    }


async def test_each_kind_has_its_own_measure(api, time):
    await new_vms(api, 2, VmType="tinav5.c1r2p2")
    await api.call("CreateVolume", SubregionName="eu-west-2a", Size=100, VolumeType="gp2")
    await api.call("CreateVolume", SubregionName="eu-west-2a", Size=10, VolumeType="io1", Iops=200)
    await api.call("CreatePublicIp")
    time.advance(3600)

    assert await entries(api) == {
        "BoxUsage:tinav5.c1r2p2": 2,
        "BSU:VolumeIOPS:io1": 200,
        "BSU:VolumeUsage:gp2": 100,
        "BSU:VolumeUsage:io1": 10,
        "BSU:VolumeUsage:standard": 20,
        "ElasticIP:IdleAddress": 1,
    }


async def test_only_the_period_counts_and_what_exists(api, neighbour, time):
    time.advance(12 * 3600)
    await create(api)
    (vm,) = await new_vms(api)
    await api.call("DeleteVms", VmIds=[vm])
    time.advance(86400)

    assert await entries(api) == {"LBU:Usage": 24}
    assert await entries(api, ToDate="2022-03-02") == {"LBU:Usage": 12}
    assert await entries(api, FromDate="2022-03-02T06:00:00Z") == {"LBU:Usage": 6}
    assert await entries(api, FromDate="2022-03-02T06:00:00+06:00") == {"LBU:Usage": 12}
    assert await entries(api, ToDate="2022-03-01T12:00:00Z") == {}
    assert await entries(api, FromDate="2022-03-10") == {}
    assert await entries(neighbour) == {}


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({"FromDate": "2022-03-02", "ToDate": "2022-03-01"}, "4118"),
        ({"FromDate": "2022-03-01", "ToDate": "2022-03-01"}, "4118"),
        ({"FromDate": "2022-03-01"}, "7000"),
        ({"FromDate": "yesterday", "ToDate": "2022-03-01"}, "4047"),
        ({**MARCH, "ShowPrice": True}, "3001"),
    ],
)
async def test_a_period_has_a_beginning_and_a_later_end(api, period, code):
    assert await api.refused("ReadConsumptionAccount", **period) == code
