"""The HTTP around the actions: methods, paths, content types, headers."""

import json
import re
from email.utils import parsedate_to_datetime

import pytest


@pytest.mark.parametrize("path", ["/api/v1/ReadNets", "/api/latest/ReadNets", "//api/latest/Foo"])
async def test_options_tell_what_is_allowed(http, path):
    response = await http.options(f"http://emulator{path}")

    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Methods"] == "GET,OPTIONS,POST"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Max-Age"] == "86400"


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "ANYTHING"])
async def test_only_post_calls_an_action(http, method):
    response = await http.request(method, "/api/v1/ReadVolumes")

    assert response.status_code == 404
    (error,) = response.json()["Errors"]
    assert (error["Type"], error["Code"]) == ("InvalidAction", "12000")
    assert error["Details"] == f"CallName 'ReadVolumes' : unsupported method '{method}'"


@pytest.mark.parametrize(
    "path", ["/api/v1/ReadNot", "/api/v2/ReadRegions", "/api/v0", "/api/v1/ReadRegions/more", "/", "/elsewhere"]
)
async def test_an_unknown_action_is_an_error_of_the_api(http, path):
    response = await http.post(path, content="{}")

    assert response.status_code == 404
    assert response.json()["Errors"][0]["Code"] == "12000"
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", response.json()["ResponseContext"]["RequestId"])


@pytest.mark.parametrize("path", ["/api", "/api/v1", "/elsewhere"])
async def test_only_post_lists_anything(http, path):
    response = await http.get(path)
    assert response.status_code == 404
    assert response.json()["Errors"][0]["Code"] == "12000"


@pytest.mark.parametrize("path", ["/api/v1/ReadNets", "/health", "/elsewhere"])
async def test_answers_have_the_date_of_the_clock_that_signatures_go_by(http, time, path):
    date = (await http.post(path)).headers["Date"]
    assert parsedate_to_datetime(date).timestamp() == int(time())


@pytest.mark.parametrize("path", ["/api", "//api"])
async def test_the_versions_are_listed_to_anyone(http, path):
    response = await http.post(f"http://emulator{path}")
    assert response.json() == {"Versions": ["v1.16"]}


@pytest.mark.parametrize("version", ["v1", "v1.16", "latest"])
async def test_the_actions_of_a_version_are_listed_to_anyone(http, version):
    answer = (await http.post(f"/api/{version}")).json()
    assert (answer["Version"], answer["Minor"]) == ("1", "16")
    assert len(answer["Calls"]) == 170
    assert "CreateVms" in answer["Calls"]


async def test_answers_have_the_headers_of_the_api(http):
    response = await http.post("/api/v1/ReadRegions", content="{}")

    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Server"] == "nginx"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "Application/JSON", "application/x-www-form-urlencoded"],
)
async def test_json_is_taken_also_by_the_name_that_curl_gives_it(http, content_type):
    response = await http.post("/api/v1/ReadRegions", content="{}", headers={"Content-Type": content_type})
    assert response.status_code == 200


async def test_a_body_may_be_empty_and_of_no_type(http):
    assert (await http.post("/api/v1/ReadRegions")).status_code == 200


@pytest.mark.parametrize("content_type", ["application/toto", "text/plain", "multipart/form-data"])
async def test_another_content_type_is_refused(http, content_type):
    response = await http.post("/api/v1/ReadRegions", content="{}", headers={"Content-Type": content_type})
    assert response.status_code == 400
    assert response.json()["Errors"][0]["Code"] == "3010"


@pytest.mark.parametrize("body", ["{", "[]", "toto", '"text"', "null", b"\xff"])
async def test_a_body_that_is_no_json_object_is_refused(http, body):
    response = await http.post("/api/v1/ReadRegions", content=body)
    assert response.json()["Errors"][0]["Code"] == "4110"


async def test_health(http):
    assert (await http.get("/health")).json() == {"Status": "ok"}


@pytest.mark.parametrize("body", ["\n", " ", "{", "\x00"])
async def test_a_body_is_json_or_absent(http, body):
    response = await http.post("/api/v1/ReadRegions", content=body, headers={"Content-Type": "application/json"})

    assert response.status_code == 400
    assert response.json()["Errors"][0]["Code"] == "4110"


async def test_json_may_be_nested_but_not_endlessly(http):
    async def answer(depth, **before):
        body = json.dumps(before)[:-1] + (", " if before else "") + '"Filters": ' + "[" * depth + "]" * depth + "}"
        return await http.post("/api/v1/ReadRegions", content=body)

    for depth in (100, 900, 5_000, 100_000):
        response = await answer(depth, Password="secret")
        assert response.status_code == 400
        assert "deep" in response.json()["Errors"][0]["Details"]
    assert (await answer(99)).json()["Errors"][0]["Code"] == "3001"
    wide = '{"Filters": [' + ",".join(["{}"] * 1000) + "]}"
    assert (await http.post("/api/v1/ReadRegions", content=wide)).json()["Errors"][0]["Code"] == "3001"


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(http):
    sent = 0

    async def chunks():
        nonlocal sent
        for _ in range(100):
            sent += 100_000
            yield b" " * 100_000

    for body in (b" " * 1_000_001, chunks()):
        response = await http.post("/api/v1/ReadRegions", content=body)
        assert response.status_code == 413
    assert sent < 2_000_000
    assert (await http.post("/api/v1/ReadRegions", content=b" " * 999_998 + b"{}")).status_code == 200
