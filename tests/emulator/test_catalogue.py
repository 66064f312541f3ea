"""What the seed lists and anybody may read: Regions, locations, product types."""

import pytest


@pytest.mark.parametrize("action", ["ReadRegions", "ReadLocations", "ReadProductTypes"])
async def test_the_catalogue_needs_no_signature(http, action):
    response = await http.post(f"/api/v1/{action}", content="{}")
    assert response.status_code == 200


async def test_regions_have_their_endpoint(api):
    regions = (await api.call("ReadRegions"))["Regions"]
    assert {"Endpoint": "api.eu-west-2.outscale.com", "RegionName": "eu-west-2"} in regions


async def test_locations_are_those_of_the_region(api):
    locations = (await api.call("ReadLocations"))["Locations"]
    assert {"Code": "PAR1", "Name": "Paris 1"} in locations
    assert all(set(location) == {"Code", "Name"} for location in locations)


async def test_product_types_are_filtered_by_identifier(api):
    found = await api.call("ReadProductTypes", Filters={"ProductTypeIds": ["0001"]})
    assert [product["ProductTypeId"] for product in found["ProductTypes"]] == ["0001"]
    assert (await api.call("ReadProductTypes", Filters={"ProductTypeIds": ["foo"]}))["ProductTypes"] == []


@pytest.mark.parametrize("clock", ["reads:1"])
async def test_the_catalogue_does_not_change_by_reading(api):
    assert (await api.call("ReadProductTypes"))["ProductTypes"] == (await api.call("ReadProductTypes"))["ProductTypes"]
