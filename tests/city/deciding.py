"""What a bureau sends to the channels when it decides: events of the kiosk, acknowledgements of i厦门."""

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.city.conftest import Visit

_EVENTS = itertools.count(1)
DATES = {"valid_from": "2026-11-22", "valid_to": "2031-11-21"}


def now_text() -> str:
    return datetime.now(UTC).isoformat()


def event(kind: str, **more: Any) -> Any:
    """An event in the kiosk's words."""
    base = {"event_id": f"event-{next(_EVENTS):06d}", "revision": 1, "type": kind, "at": now_text(), "by": "周雅"}
    if kind != "progress":
        base["doc_no"] = f"厦烟〔2026〕第{next(_EVENTS)}号"
    if kind in {"refuse", "supplement"}:
        base["opinion"] = "材料不全"
    if kind == "supplement":
        base["materials"] = ["经营场所证明"]
    if kind == "result":
        base |= {"outcome": "granted", "licence_no": "350203100001", **DATES}
    return {**base, **more}


class KioskDesk:
    """Sends events to the kiosk; `row` is an acknowledged application."""

    def __init__(self, visit: Visit) -> None:
        self.ref = visit.ref("kiosk")

    async def first(self, item: str = "new") -> Any:
        window = {"updated_from": "2020-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}
        rows = (await self.ref.get("/v1/applications", **window)).json()["items"]
        row = next(row for row in rows if row["item"] == item)
        await self.ref.post(f"/v1/applications/{row['id']}/ack", {"revision": 1})
        return row["id"]

    async def send(self, ident: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        response = await self.ref.post(f"/v1/applications/{ident}/events", sent)
        return response.status_code, response.json()


@pytest.fixture
def desk(visit: Visit) -> KioskDesk:
    return KioskDesk(visit)


async def acknowledge(visit: Visit, ident: str, revision: int) -> Any:
    answer = await visit.ixiamen.post("ack", {"items": [{"projectNo": ident, "revision": revision}]})
    return answer.json()["data"]["results"][0]["state"]
