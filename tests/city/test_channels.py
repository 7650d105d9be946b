"""The four channels alike: what was withdrawn is decided no more."""

import time
from collections.abc import Awaitable, Callable

import pytest

from tests.city.conftest import Visit
from tests.city.deciding import KioskDesk, acknowledge, event, now_text


@pytest.mark.parametrize("channel", ["wechat", "website", "ixiamen", "kiosk"])
async def test_an_application_that_was_withdrawn_is_decided_no_more(
    visit: Visit, channel: str, sending: Callable[[Visit, str, str, int], Awaitable[str]]
) -> None:
    added = (
        await visit.http.post("/_city/applications", json={"channel": channel, "fields": {"name": "王\u001b[31m明"}})
    ).json()
    await visit.http.post("/_city/withdraw", json={"id": added["id"]})

    assert await sending(visit, channel, added["id"], 1) == "stale"
    assert await sending(visit, channel, added["id"], 2) == "order"


@pytest.fixture
def sending() -> Callable[[Visit, str, str, int], Awaitable[str]]:
    """Sends an accept in the words of a channel and says which refusal came."""

    async def send(visit: Visit, channel: str, ident: str, revision: int) -> str:
        number = f"withdrawn-{channel}-{revision}"
        if channel == "wechat":
            body = {
                "event_id": number, "apply_id": ident, "revision": revision, "type": "accept",
                "occur_time": int(time.time()), "operator": "周雅", "doc_no": "W1",
            }  # fmt: skip
            answer = await visit.wechat.post("/apply/status", body)
            return {61512: "stale", 61513: "order"}[answer["errcode"]]
        if channel == "website":
            moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 8 * 3600))
            fields = {
                "sjid": number,
                "sqid": ident,
                "bbh": str(revision),
                "sjlx": "20",
                "sj": moment,
                "blr": "周",
                "wsh": "1",
            }
            return {"412": "stale", "422": "order"}[(await visit.website.post(fields))["code"]]
        if channel == "ixiamen":
            await acknowledge(visit, ident, revision)
            body = {
                "eventId": number, "projectNo": ident, "revision": revision, "eventType": "accept",
                "eventTime": now_text(), "operator": "周雅", "docNo": "1",
            }  # fmt: skip
            refused = await visit.ixiamen.post("events", body)
            return {"revision_stale": "stale", "order_invalid": "order"}[refused.headers["x-error-code"]]
        desk = KioskDesk(visit)
        await desk.ref.post(f"/v1/applications/{ident}/ack", {"revision": revision})
        answer = (await desk.send(ident, event("accept", revision=revision)))[1]
        return {"revision_stale": "stale", "order_invalid": "order"}[answer["code"]]

    return send
