"""One enforcement case in a real city: counted at the scene, paid at the treasury, held by platform and register."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from typing_extensions import override

from city.systems.credit_hash import data_hash
from models.casework import CaseSource
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from rules.goods import Goods
from rules.penalties import canonical_number
from tests.stories.casework import SHOP, TEAM, Story
from tests.support.agreement import OPEN, hurry
from tests.support.bridge import Bridge, CityDays
from tests.support.casework import INSPECTOR, START
from usecases import casework, casework_consistency, casework_scene
from wiring.scene_journal import Journal, read_scene

OUTBOX = table_of(OutboxRow)
UNDER_WAY = ("received", "held", "validated")  # with the platform, and not published yet
MADE = {  # the columns that are the same in every record of these stories
    "CF_CFJG": "厦门市烟草专卖局",
    "CF_CFJGDM": "11350200MB1A2B3CXA",
    "CF_SJLY": "厦门市烟草专卖局",
    "CF_SJLYDM": "11350200MB1A2B3CXA",
    "CF_YXQ": "2099-12-31",
}
OF_SHOP = {
    "CF_XDR_MC": "思明区鹭岛便利店",
    "CF_XDR_LB": "个体工商户",
    "CF_XDR_SHXYM": "92350206MA2YFAKE0X",
    "CF_FRDB": "林海生",
    "CF_FR_ZJLX": "身份证",
    "CF_FR_ZJHM": "350203199003070014",
}
OF_DRIVER = {
    "CF_XDR_MC": "陈建国",
    "CF_XDR_LB": "自然人",
    "CF_XDR_ZJLX": "身份证",
    "CF_XDR_ZJHM": "350206198512310025",
}


class TownStory(Story):
    """A story whose money and messages really go to the city."""

    def __init__(self, bridge: Bridge, facts: casework.Facts, folder: Path) -> None:
        """Enter the lead."""
        self.bridge, self.folder = bridge, folder
        super().__init__(bridge.office, CityDays(bridge), facts)

    @override
    def seen(self, goods: Sequence[Goods] = ()) -> None:
        """File the case, count its goods at the scene without a network, send them home, record and price them."""
        if not goods:
            super().seen()
            return
        self.agreed("case.filed", officers=TEAM, reason="有证据证明违法")
        head = {"case": self.number, "place": self.row["place"], "officers": TEAM}
        file = self.folder / f"{self.number}.jsonl"
        with Journal.open(file, head, self.office.now) as journal:
            for one in goods:
                journal.count(one, "scan")
            journal.end()
        self.office.perform(casework_scene.bring, self.number, *read_scene(file.read_bytes()), by=INSPECTOR)
        with self.office.reading() as session:
            said = casework_scene.said(session, self.number, at=self.office.now())
        self.did("case.scene_recorded", **said, certificates_shown=True, present=self.row["party_name"] or "无")
        if all(one.price_basis for one in goods):
            with self.office.reading() as session:
                sheet = casework_scene.priced(session, self.number)
            self.did("case.priced", **sheet)

    async def told(self) -> None:
        """Let the daemon work until the city has got, confirmed and published everything."""
        for _round in range(40):
            hurry(self.office)
            await self.bridge.run("drain_outbox", "follow_receipts")
            rows = self.bridge.rows(OUTBOX)
            if not {row.state for row in rows} & set(OPEN) and not {row.receiver_state for row in rows} & set(
                UNDER_WAY
            ):
                return
            self.bridge.later(60)

    async def paid_in_town(self) -> None:
        """Let the party pay at the treasury, and its notices come."""
        for _round in range(40):
            hurry(self.office)
            await self.bridge.run("drain_outbox:nontax", "poll_payments")
            if not (self.row["owed"] or self.row["confiscated_owed"]):
                return
            self.bridge.later(60)

    @property
    def key(self) -> str:
        """Return the key by which the platform knows the penalty."""
        return f"cf|{canonical_number(self.row['decision_no'])}|11350200MB1A2B3CXA"

    def published(self) -> dict[str, str]:
        """Return every record that the platform holds, by its key: how it stands."""
        credit, now = self.bridge.city.town.credit, self.bridge.city.world.now()
        return {key: str(credit.shown(one, now)["state"]) for key, one in credit.records.by_key.items()}

    def holds(self, columns: dict[str, str]) -> bool:
        """Tell whether the platform holds exactly these columns in the newest version that has any."""
        days = {"CF_JDRQ": self.row["decided_on"].isoformat(), "CF_WSH": canonical_number(self.row["decision_no"])}
        return self.bridge.city.town.credit.records.by_key[self.key].hash == data_hash(MADE | days | columns)

    def register(self) -> list[dict[str, Any]]:
        """Return every version of the case that the register took, the oldest first."""
        number = canonical_number(self.row["filing_no"] or self.row["decision_no"])
        return [one.content for one in self.bridge.city.town.case_system.cases.get(number, [])]

    def registered(self) -> list[str]:
        """Return the stages of the case that the register took, the oldest first."""
        return [str(one["stage"]) for one in self.register()]

    def agrees(self) -> None:
        """Nothing is open, no paper contradicts another one, and the city complains of nothing."""
        with self.office.reading() as session:
            _, count, clashes = casework_consistency.clashes(session, self.number, at=self.office.now())
        assert (count > 0, [clash for clash in clashes if not clash.warning]) == (True, [])
        assert {row.state for row in self.bridge.rows(OUTBOX)} <= {"confirmed", "cancelled"}
        assert self.bridge.city.journal.snapshot()["violations"] == []


def facts_of(cause: str, summary: str, **more: Any) -> casework.Facts:
    """Return what is known of the case of a story from its first day."""
    source, place = more.pop("source", CaseSource.REPORT), "厦门市思明区湖滨南路1号"
    known: dict[str, Any] = {"party": SHOP} | more
    return casework.Facts(source, START, summary, place, "350203", cause, date(2026, 10, 30), **known)
