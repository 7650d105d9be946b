"""The command and the inspector's calls."""

import asyncio
import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from city.__main__ import main
from city.server import city_in_thread
from city.world import Settings
from tests.city.conftest import Visit, visiting

ROOT = Path(__file__).parents[2]


async def start(*options: str) -> Any:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "city", "--port", "0", *options, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
async def test_the_command_says_where_it_listens_and_stops_within_a_second(number: signal.Signals, status: int) -> None:
    process = await start("--applications", "20", "--faults", "slow_drip,cut", "--fault-rate", "0.5")
    line = await asyncio.wait_for(process.stdout.readline(), 20)
    base_url = json.loads(line)["listening"]
    async with httpx.AsyncClient() as http:
        state = (await http.get(f"{base_url}/_city/state")).json()
        process.send_signal(number)
        began = time.monotonic()
        code = await asyncio.wait_for(process.wait(), 5)

    assert base_url.startswith("http://127.0.0.1:")
    assert sum(one["visible"] for one in state["applications"].values()) == 16
    assert (code, time.monotonic() - began < 1.5) == (status, True)


def test_an_unknown_fault_stops_the_command_before_it_listens(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--faults", "nonsense"]) == 2
    shown = capsys.readouterr()
    assert (shown.out, "nonsense" in shown.err) == ("", True)


async def test_a_port_that_is_taken_is_said(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    port = visit.city.base_url.rpartition(":")[2]

    code = await asyncio.to_thread(main, ["--port", port])

    assert (code, port in capsys.readouterr().err) == (3, True)


def test_a_city_runs_in_a_thread_of_its_own() -> None:
    with city_in_thread(Settings(applications=20, pace=0)) as city:
        state = httpx.get(f"{city.base_url}/_city/state").json()

    assert sum(one["visible"] for one in state["applications"].values()) == 20
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{city.base_url}/_city/state")


async def test_applications_trickle_in_at_the_pace() -> None:
    async with visiting(applications=100, pace=60) as visit:
        before = await visible(visit)
        await visit.advance(10.5)
        after = await visible(visit)
        await visit.advance(100)
        last = await visible(visit)

    assert (before, after, last) == (80, 90, 100)


async def visible(visit: Visit) -> Any:
    return sum(one["visible"] for one in (await visit.inspect("state"))["applications"].values())


async def test_an_inspector_adds_revises_and_withdraws_an_application(visit: Visit) -> None:
    fields = {"name": "王\u001b]52;c;x\u0007明", "shop_name": "[bold]店[/]"}
    added = (await visit.http.post("/_city/applications", json={"channel": "kiosk", "fields": fields})).json()
    kiosk = visit.ref("kiosk")
    row = (await kiosk.get(f"/v1/applications/{added['id']}")).json()
    await visit.http.post("/_city/revise", json={"id": added["id"], "fields": {"mobile": "13900000000"}})
    newer = (await kiosk.get(f"/v1/applications/{added['id']}")).json()
    await visit.http.post("/_city/withdraw", json={"id": added["id"]})
    last = (await kiosk.get(f"/v1/applications/{added['id']}")).json()

    assert (row["applicant"]["name"], row["premises"]["name"]) == (fields["name"], fields["shop_name"])
    assert (newer["revision"], newer["state"], newer["applicant"]["mobile"]) == (2, "supplemented", "13900000000")
    assert (last["revision"], last["state"]) == (3, "withdrawn")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("applications", {"channel": "kiosk", "fields": {"nonsense": 1}}),
        ("applications", {"channel": "nowhere"}),
        ("feedback", {"key": "none"}),
        ("withdraw", {"id": "none"}),
        ("advance", {}),
    ],
)
async def test_a_wrong_inspection_is_a_400(visit: Visit, path: str, body: dict[str, Any]) -> None:
    response = await visit.http.post(f"/_city/{path}", json=body)

    assert (response.status_code, "error" in response.json()) == (400, True)
    assert (await visit.http.get("/_city/nothing")).status_code == 404


async def test_faults_are_switched_while_the_city_runs(visit: Visit) -> None:
    await visit.http.post("/_city/faults", json={"faults": ["unavailable"], "rate": 1})
    hit = await visit.ref("sms").get("/v1/messages/message-0001")
    await visit.http.post("/_city/faults", json={"faults": []})
    free = await visit.ref("sms").get("/v1/messages/message-0001")

    assert (hit.status_code, free.status_code) == (503, 404)
    journal = await visit.inspect("journal")
    assert journal["faults"] == {"sms": {"unavailable": 1}}
    assert (journal["violations"], journal["requests"]) == ([], {"sms": 2})
    assert journal["normal"] == {"sms": {"not_found": 1}}


async def test_a_client_that_ignores_retry_after_is_noted(visit: Visit) -> None:
    await visit.http.post("/_city/faults", json={"faults": ["rate_limit"], "rate": 1})
    await visit.ref("sms").get("/v1/messages/message-0001")
    await visit.http.post("/_city/faults", json={"faults": []})
    for _ in range(25):
        await visit.ref("sms").get("/v1/messages/message-0001")

    journal = await visit.inspect("journal")
    assert [one["code"] for one in journal["violations"]] == ["retry_after_ignored"]
    assert journal["early_after_429"]["sms"] == 25
