"""The kiosk: events, their refusals in the order of the table, and files."""

import hashlib
from typing import Any

import pytest

from tests.city.conftest import Visit
from tests.city.deciding import DATES, KioskDesk, desk, event

__all__ = ["desk"]


async def test_an_application_is_accepted_and_granted(desk: KioskDesk, visit: Visit) -> None:
    ident = await desk.first()

    answers = [await desk.send(ident, event(kind)) for kind in ("accept", "progress", "result")]

    assert answers == [(200, {"duplicate": False})] * 3
    row = (await visit.inspect("state"))["applications"]["kiosk"]["rows"][ident]
    assert [one["type"] for one in row["events"]] == ["accept", "progress", "result"]
    assert (await desk.ref.get(f"/v1/applications/{ident}")).json()["state"] == "closed"
    assert visit.city.journal.violations == []
    assert len(visit.city.journal.write_backs) == 3


async def test_the_same_event_again_is_a_duplicate_and_other_content_a_conflict(desk: KioskDesk) -> None:
    ident, sent = await desk.first(), event("accept")
    await desk.send(ident, sent)

    again = await desk.send(ident, dict(reversed(sent.items())))
    other = await desk.send(ident, {**sent, "by": "张炜"})

    assert again == (200, {"duplicate": True})
    assert (other[0], other[1]["code"]) == (409, "event_conflict")


@pytest.mark.parametrize(
    "change",
    [
        {"opinion": ""},
        {"opinion": "x" * 501},
        {"materials": ["x"]},
        {"outcome": "granted"},
        {"licence_no": "350203100001"},
        {"valid_from": "2026-11-22"},
        {"at": "2026-11-22T08:00:00"},
        {"at": "2099-01-01T00:00:00+08:00"},
        {"by": "x" * 51},
        {"revision": "1"},
        {"revision": True},
        {"doc_no": None},
        {"event_id": "short"},
        {"event_id": "under_score"},
        {"unknown": 1},
        {"type": "granted"},
    ],
)
async def test_a_faulty_event_is_refused(desk: KioskDesk, change: dict[str, Any]) -> None:
    ident = await desk.first()

    status, body = await desk.send(ident, event("accept", **change))

    assert (status, body["code"]) == (400, "body_invalid")


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("accept", "doc_no"),
        ("refuse", "opinion"),
        ("supplement", "opinion"),
        ("supplement", "materials"),
        ("result", "outcome"),
        ("result", "licence_no"),
        ("result", "valid_to"),
    ],
)
async def test_a_field_that_the_condition_calls_for_must_be_there(desk: KioskDesk, kind: str, missing: str) -> None:
    ident, sent = await desk.first(), event(kind)
    del sent[missing]

    status, body = await desk.send(ident, sent)

    assert (status, body["code"]) == (400, "body_invalid")


async def test_a_suspension_is_granted_without_dates(desk: KioskDesk) -> None:
    ident = await desk.first("suspend")
    await desk.send(ident, event("accept"))
    sent = event("result")
    for name in DATES:
        del sent[name]

    assert (await desk.send(ident, sent))[0] == 200


async def test_the_refusals_of_an_event_come_in_the_order_of_the_table(desk: KioskDesk) -> None:
    window = {"updated_from": "2020-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}
    ident = (await desk.ref.get("/v1/applications", **window)).json()["items"][0]["id"]

    unknown = await desk.send("K26-99999999", event("accept"))
    stale = await desk.send(ident, event("accept", revision=2))
    unacknowledged = await desk.send(ident, event("result"))
    await desk.ref.post(f"/v1/applications/{ident}/ack", {"revision": 1})
    order = await desk.send(ident, event("result"))

    assert [(status, body["code"]) for status, body in (unknown, stale, unacknowledged, order)] == [
        (404, "not_found"),
        (409, "revision_stale"),
        (422, "ack_missing"),
        (422, "order_invalid"),
    ]


async def test_nothing_follows_a_refusal_or_a_result(desk: KioskDesk) -> None:
    ident = await desk.first()
    await desk.send(ident, event("refuse"))

    for kind in ("accept", "supplement", "progress", "result", "refuse"):
        assert (await desk.send(ident, event(kind)))[0] == 422


async def test_the_kiosk_gives_a_file_or_sends_to_one_on_the_same_host(visit: Visit) -> None:
    kiosk, statuses = visit.ref("kiosk"), set()
    window = {"updated_from": "2020-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}
    rows = (await kiosk.get("/v1/applications", **window)).json()["items"]
    for one in [one for row in rows[:12] for one in row["attachments"]]:
        response = await kiosk.get(f"/v1/attachments/{one['id']}")
        statuses.add(response.status_code)
        if response.status_code == 302:
            location = response.headers["Location"]
            assert location.startswith("/")
            assert (await visit.http.get(location, headers={"X-Ref-Key": "luqiao-kiosk"})).status_code == 400
            response = await visit.http.get(location)
        assert hashlib.sha256(response.content).hexdigest() == one["sha256"]

    assert statuses == {200, 302}
