"""VM types: a list that needs no authentication, and its filters."""


async def test_types_are_listed_without_authentication(api):
    response = await api.http.post("/api/v1/ReadVmTypes", content="{}")

    assert response.status_code == 200
    assert {
        "BsuOptimized",
        "MaxPrivateIps",
        "MemorySize",
        "VcoreCount",
        "VmTypeName",
        "VolumeCount",
        "VolumeSize",
    } == set(response.json()["VmTypes"][0])


async def test_types_are_found(api):
    async def found(**filters):
        return {item["VmTypeName"] for item in (await api.call("ReadVmTypes", Filters=filters))["VmTypes"]}

    assert await found(VmTypeNames=["t2.small"]) == {"t2.small"}
    assert await found(VcoreCounts=[8], BsuOptimized=True) >= {"m4.2xlarge"}
    assert "t2.small" in await found(MemorySizes=[2])
    assert await found(VmTypeNames=["none"]) == set()


async def test_a_type_may_have_a_volume_of_its_own(api):
    (found,) = (await api.call("ReadVmTypes", Filters={"VmTypeNames": ["m3.large"]}))["VmTypes"]
    assert (found["MemorySize"], found["VolumeCount"], found["VolumeSize"]) == (8, 1, 32)
