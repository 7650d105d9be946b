"""Every fault at once: a patient client reads everything all the same."""

import json
import time
from typing import Any

import httpx

from city.common.timing import Timing
from tests.city.conftest import Visit, visiting
from tests.city.faulty import WINDOW, Ahead, attempt


class Patient:
    """Asks again, with a new signature, until the answer is whole and good."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.offsets: dict[str, float] = {}

    async def json(self, ask: Any, good: Any) -> Any:
        for _ in range(40):
            response = await attempt(ask())
            if response is None or response.status_code == 302 or "html" in response.headers.get("Content-Type", ""):
                continue
            try:
                value = json.loads(response.content.decode("utf-8-sig"))
            except ValueError:
                continue
            if good(value):
                return value
            self._learn(response, value)
        raise AssertionError("never answered")

    def _learn(self, response: httpx.Response, value: Any) -> None:
        if isinstance(value, dict) and "server_time" in value:
            self.offsets[response.request.url.path.split("/")[1]] = value["server_time"] / 1000 - time.time()


async def test_a_patient_client_reads_everything_in_spite_of_all_faults() -> None:
    timing = Timing(drip_every=0.001, rate_per_second=0)
    async with visiting(faults="all", fault_rate=0.2, timing=timing) as visit:
        patient, seen = Patient(visit), set()
        for _ in range(6):
            seen |= await one_walk(visit, patient)
            await visit.advance(15)

    assert len(seen) == 30
    assert visit.city.journal.violations == []
    assert len({name for _, name in visit.city.journal.faults}) > 8


async def one_walk(visit: Visit, patient: Patient) -> set[str]:
    """What one walk through the kiosk's list finds; a page that was seen before ends it."""
    found: set[str] = set()
    pages, cursor = set(), None
    while True:
        query = {**WINDOW, "limit": 7} | ({"cursor": cursor} if cursor else {})

        def ask(query: dict[str, Any] = query) -> Any:
            return Ahead(visit.http, "kiosk", patient.offsets.get("kiosk", 0.0)).get("/v1/applications", **query)

        page = await patient.json(ask, lambda value: "items" in value)
        mark = str([row["id"] for row in page["items"]])
        found |= {row["id"] for row in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None or mark in pages:
            return found
        pages.add(mark)
