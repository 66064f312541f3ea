"""The command and a real process: port, environment, stop, kill, lost connections, request log."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from emulator.server import Server, client, served


def command(*options: str, name: str = "serve") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "outscale_emulator", name, *options], capture_output=True, text=True, timeout=30
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_prints_its_port_and_stops_when_told(number: signal.Signals) -> None:
    with served() as server:
        async with httpx.AsyncClient(base_url=server.url) as http:
            health = await http.get("/health")
            assert health.json() == {"Status": "ok"}
            assert len(health.headers.get_list("Date")) == 1
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


@pytest.mark.parametrize("path", ["", "/api/v1"])
def test_a_script_waits_for_a_server_until_it_answers(path: str) -> None:
    with served() as server:
        ended = command(f"{server.url}{path}", name="wait")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_a_script_does_not_wait_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ended = command(f"http://127.0.0.1:{port}", "--timeout", "0.2", name="wait")
    assert ended.returncode == 1
    assert f"http://127.0.0.1:{port}/health does not answer after 0.2 s" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_is_no_emulator_is_not_waited_for() -> None:
    ended = command("emulator:cloud.sqlite", name="wait")
    assert ended.returncode == 2
    assert "is no URL such as" in ended.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--clock", "never"),
        ("--faults", "explode"),
        ("--era", "1.17"),
        ("--seed", "/nonexistent.json"),
        ("--port", "99999"),
        ("--clock-window", "nan"),
    ],
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


def ask(server: Server, sent: bytes, seconds: float = 30) -> tuple[bytes, float]:
    """What comes back for these bytes until the connection ends, and how long that takes."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as connection:
        connection.sendall(sent)
        received = b""
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65536):
                received += part
    return received, time.monotonic() - began


HEAD = b"POST /api/v1/ReadNets HTTP/1.1\r\nHost: emulator\r\nContent-Length: %d\r\n"


def test_a_large_body_is_refused_by_its_length_alone() -> None:
    with served() as server:
        received, _ = ask(server, HEAD % 2_000_000 + b"\r\n")
        assert received.startswith(b"HTTP/1.1 413 ")


def test_a_request_that_never_arrives_ends() -> None:
    with served() as server:
        halves = (HEAD % 10, HEAD % 10 + b'\r\n{"Fil')
        with ThreadPoolExecutor() as clients:
            for received, seconds in clients.map(partial(ask, server), halves):
                assert (received, 14 < seconds < 20) == (b"", True)
        assert httpx.get(f"{server.url}/health").json() == {"Status": "ok"}
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=20)
        assert server.process.stderr is not None
        assert "Traceback" not in server.process.stderr.read()


@pytest.mark.parametrize("options", [(), ("--faults", "*:delay=60*9")], ids=["half-sent", "slow"])
def test_a_stuck_client_does_not_keep_the_server(options: tuple[str, ...]) -> None:
    body = b"" if not options else b"0123456789"
    with served(*options) as server, socket.create_connection(("127.0.0.1", server.port)) as stuck:
        stuck.sendall(HEAD % 10 + b"\r\n" + body)
        assert httpx.get(f"{server.url}/health").json() == {"Status": "ok"}
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=20) == 0
        assert time.monotonic() - began < 3
        assert server.process.stderr is not None
        assert "Traceback" not in server.process.stderr.read()


def test_a_client_that_goes_away_leaves_no_traceback() -> None:
    with served() as server:
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(HEAD % 10 + b"\r\n{")
        assert httpx.get(f"{server.url}/health").json() == {"Status": "ok"}
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=20)
        assert server.process.stderr is not None
        assert len(server.process.stderr.read().splitlines()) == 1


# Files


def damaged(path: Path) -> Path:
    file = path / "damaged.sqlite"
    file.write_bytes(b"This is no database. " * 500)
    return file


def of_newer_version(path: Path) -> Path:
    file = path / "newer.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    return file


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (damaged, "not a database"),
        (of_newer_version, "newer version"),
        (lambda path: path / "missing" / "cloud.sqlite", "folder"),
        (lambda path: path, "open"),
    ],
)
def test_data_that_can_not_be_used_is_explained(tmp_path: Path, make: Callable[[Path], Path], reason: str) -> None:
    file = make(tmp_path)
    ended = command("--port", "0", "--db", str(file))
    assert ended.returncode == 1
    told = ended.stderr.splitlines()[-1]
    assert str(file) in told and reason in told
    assert "Traceback" not in ended.stderr


def test_a_seed_that_is_no_json_is_explained(tmp_path: Path) -> None:
    (tmp_path / "seed.json").write_text("{")
    ended = command("--port", "0", "--seed", str(tmp_path / "seed.json"))
    assert ended.returncode == 1
    assert str(tmp_path / "seed.json") in ended.stderr
    assert "Traceback" not in ended.stderr


async def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    """No file of the server may grow beyond 600 kB, which SQLite meets as it does a full disk."""
    file, log = tmp_path / "cloud.sqlite", tmp_path / "requests.log"
    with served("--db", str(file), "--log", str(log), file_size=600_000) as server:
        async with client(server) as api:
            made = []
            answer: dict[str, Any] = {}
            for _ in range(150):
                body = json.dumps({"IpRange": "10.0.0.0/16"})
                response = await api.post("CreateNet", body)
                if response.status_code != 200:
                    answer = response.json()
                    break
                made.append(response.json()["Net"]["NetId"])
            assert made and answer["Errors"][0]["Code"] == "2000"
            assert str(file) in answer["Errors"][0]["Details"]
            # What was acknowledged is there, and can be read.
            assert [net["NetId"] for net in (await api.call("ReadNets"))["Nets"]] == made
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=20) == 0
        assert server.process.stderr is not None
        assert "Traceback" not in server.process.stderr.read()
