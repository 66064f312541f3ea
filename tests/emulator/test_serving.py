"""The command and a real process: port, environment, stop, kill, lost connections, request log."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from emulator.server import client, served


def command(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "outscale_emulator", "serve", *options], capture_output=True, text=True, timeout=30
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_prints_its_port_and_stops_when_told(number: signal.Signals) -> None:
    with served() as server:
        async with httpx.AsyncClient(base_url=server.url) as http:
            assert (await http.get("/health")).json() == {"Status": "ok"}
            server.process.send_signal(number)
            assert server.process.wait(timeout=20) == 0
        assert server.process.stderr is not None
        assert "Traceback" not in server.process.stderr.read()


async def test_a_connection_is_really_cut_and_the_server_goes_on() -> None:
    with served("--faults", "CreateNet:cut, CreateNet:lost") as server:
        async with client(server) as api:
            for _ in range(2):
                with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
                    await api.call("CreateNet", IpRange="10.0.0.0/16")
            assert len((await api.call("ReadNets"))["Nets"]) == 1
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=20) == 0
        assert server.process.stderr is not None
        assert len(server.process.stderr.read().splitlines()) == 1


async def test_a_line_of_json_tells_of_each_request(tmp_path: Path) -> None:
    log = tmp_path / "requests.log"
    with served("--log", str(log), "--faults", "CreateNet:lost") as server:
        async with client(server) as api:
            with pytest.raises(httpx.TransportError):
                await api.call("CreateNet", IpRange="10.0.0.0/16")
            await api.call("ReadNets")
            await api.refused("DeleteNet", NetId="vpc-00000000")
    lost, read, refused = [json.loads(line) for line in log.read_text().splitlines()]
    assert (lost["action"], lost["cut"]) == ("CreateNet", True)
    assert (read["action"], read["status"], read["account"]) == ("ReadNets", 200, "100000000001")
    assert (refused["status"], refused["code"]) == (400, "5065")
    assert refused["milliseconds"] >= 0


def test_it_prints_what_other_clients_need() -> None:
    options = [sys.executable, "-m", "outscale_emulator", "serve", "--port", "0", "--print-env"]
    with subprocess.Popen(options, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for _ in range(4)]
        process.kill()
    names = [line.removeprefix("export ").partition("=")[0] for line in lines]
    assert names == ["OSC_ACCESS_KEY", "OSC_SECRET_KEY", "OSC_REGION", "OSC_ENDPOINT_API"]
    assert lines[3].endswith("/api/v1")


@pytest.mark.parametrize(
    "options",
    [("--clock", "never"), ("--faults", "explode"), ("--era", "1.17"), ("--seed", "/nonexistent.json")],
)
def test_an_option_that_makes_no_sense_is_explained(options: tuple[str, str]) -> None:
    ended = command(*options)
    assert ended.returncode == 2
    assert options[0] in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_in_use_is_explained() -> None:
    with served() as server:
        ended = command("--port", str(server.port))
    assert ended.returncode == 1
    assert "in use" in ended.stderr
    assert "Traceback" not in ended.stderr
