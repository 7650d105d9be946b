"""What the registers know about the invented parties: entities, past decisions, defaulters, licences."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from city.common.dice import Dice, mark
from city.common.identifiers import id_valid, uscc_valid
from city.population.applications import licence_number
from city.population.numbers import parties_born, party_of_code
from city.population.parties import Party, People
from city.population.plans import minors, plan_of
from city.population.shops import DISTRICT_CODES, district_of

_SALT = mark("registers")
_NO_TOBACCO = "食品销售;日用百货销售;水果零售。"
_TOBACCO = "烟草制品零售;食品销售;日用百货销售;酒类经营。"


@dataclass(frozen=True, slots=True)
class Found:
    """A party found by number; `own` is False for the legal representative of an organisation."""

    party: Party
    own: bool


class Registers:
    """Answers by number for every party below `limit`; nothing is stored."""

    def __init__(self, people: People, limit: int, today: date) -> None:
        self.people = people
        self.limit = limit
        self.today = today
        self._minors: dict[str, int] | None = None

    def find(self, number: str) -> Found | None:
        """The party with this identity number or credit code."""
        if uscc_valid(number):  # one identity number in thirty looks like a credit code, too
            index = party_of_code(self.people.seed, number)
            if index < self.limit and self.people.party(index).uscc == number:
                return Found(self.people.party(index), own=True)
        return self._person(number) if id_valid(number) else self._stranger(number)

    def _person(self, number: str) -> Found | None:
        candidates = [
            *parties_born(self.people.seed, number, self.limit),
            *self._minor(number),
            *self._resident(number),
        ]
        for index in candidates:
            party = self.people.party(index)
            if party.person_no == number:
                return Found(party, own=not party.organisation)
        return None

    def _resident(self, number: str) -> range:
        """Holders of a permanent residence card, whose number ends in their place modulo 999."""
        return range(int(number[14:17]) - 1, self.limit, 999) if number.startswith("935") else range(0)

    def entity(self, code: str) -> dict[str, Any] | None:
        """The entity in the commercial register with this credit code, without `as_of`."""
        found = self.find(code)
        if found is None or found.party.uscc != code or found.party.plan.variant == "no_entity":
            return None
        party, variant = found.party, found.party.plan.variant
        dice = Dice(self.people.seed, _SALT, party.index)
        origin = "domestic"
        if variant == "foreign_invested":
            origin = dice.pick(("foreign", "hk", "macao", "taiwan"))
        return {
            "uscc": code,
            "name": party.entity,
            "entity_type": party.kind,
            "status": "revoked" if variant == "licence_revoked" else "open",
            "established_on": str(self.today - timedelta(days=200 + dice.below(4000))),
            "legal_rep": {"name": party.person, "id_no": party.person_no},
            "address": party.shop.address,
            "district": party.shop.district,
            "scope": _NO_TOBACCO if variant == "no_tobacco_scope" else _TOBACCO,
            "investor_origin": origin,
            "franchise_of_foreign": variant == "franchise",
        }

    def identity(self, number: str, name: str) -> str:
        """What the police say about a pair of name and number: match, mismatch or no_record."""
        found = self.find(number)
        if found is None:
            return "no_record"
        same = name == found.party.person and found.party.plan.variant != "identity_mismatch"
        return "match" if same else "mismatch"

    def records(self, number: str) -> list[dict[str, Any]]:
        """What was ever decided on this number, oldest first."""
        found = self.find(number)
        if found is None or not found.own:
            return []
        party = found.party
        dice = Dice(self.people.seed, _SALT, party.index, 1)
        rows = [_record(party, place, row) for place, row in enumerate(self._decisions(party, dice))]
        return sorted(rows, key=lambda row: str(row["on"]))

    def _decisions(self, party: Party, dice: Dice) -> list[tuple[str, date, str, bool, str, str]]:
        def ago(low: int, high: int) -> date:
            return self.today - timedelta(days=low + dice.below(high - low))

        later = ago(30, 900)
        earlier = later - timedelta(days=60 + dice.below(250))
        barring: dict[str, list[tuple[str, date, str, bool, str, str]]] = {
            "disqualified": [("disqualification", ago(30, 1000), "other", True, "取消从事烟草专卖业务资格", "tobacco")],
            "concealed": [
                (
                    dice.pick(("non_acceptance", "refusal")),
                    ago(20, 350),
                    "concealment",
                    True,
                    "隐瞒经营场所权属",
                    "tobacco",
                )
            ],
            "annulled": [
                ("annulment", ago(60, 1000), dice.pick(("fraud", "bribery")), True, "撤销零售许可证", "tobacco")
            ],
            "penalised_twice": [
                ("penalty", earlier, "unlicensed_trading", True, "无证经营卷烟", "tobacco"),
                ("penalty", later, "unlicensed_trading", True, "再次无证经营卷烟", "market_supervision"),
            ],
        }
        if party.plan.variant in barring:
            return barring[party.plan.variant]
        if party.plan.profile == "clean" and dice.below(15) == 0:
            return [
                ("penalty", ago(1300, 2500), "unlicensed_trading", True, "无证经营卷烟", "tobacco"),
                ("refusal", ago(400, 800), "other", False, "布局不符", "tobacco"),
            ]
        return []

    def defaulter(self, number: str, name: str) -> tuple[str, dict[str, Any] | None]:
        """`01` with the list row, `02` with a masked one, or `00`: what the list of defaulters says."""
        found = self.find(number)
        if found is None or not self._agrees(found, number, name):
            return "00", None
        variant, own = found.party.plan.variant, found.own
        listed = (variant == "defaulter" and own) or (variant == "legal_rep_defaulter" and not own)
        if listed:
            return "01", _judgment(found.party, name, number)
        if variant == "possible_defaulter" and own:
            return "02", _judgment(found.party, name, f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}")
        return "00", None

    def licence(self, number: str) -> dict[str, Any] | None:
        """The licence with this number that the national register has held since before."""
        serial = number[7:]
        if len(number) != 12 or number[:6] not in DISTRICT_CODES or int(serial) < 50_000:
            return None
        for index in range(int(serial) - 50_000, self.limit, 50_000):
            if district_of(self.people.number_of(index)) == number[:6]:
                held = self._licence_of(index)
                if held is not None and held["licence_no"] == number:
                    return held
        return None

    def licences_of(self, number: str) -> list[dict[str, Any]]:
        """The licences that the holder with this number has had since before."""
        found = self.find(number)
        held = self._licence_of(found.party.index) if found and found.own else None
        return [held] if held else []

    def _licence_of(self, index: int) -> dict[str, Any] | None:
        plan = plan_of(self.people.seed, index)
        if plan.item == "new":
            return None
        party = self.people.party(index)
        dice = Dice(self.people.seed, _SALT, index, 2)
        left = 20 + dice.below(60) if plan.item == "renew" else 100 + dice.below(1500)
        until = self.today + timedelta(days=left)
        since = until - timedelta(days=1825)
        holder = {"kind": party.kind, "name": party.name, "id_no": party.id_no, "uscc": party.uscc}
        return {
            "licence_no": licence_number(index, party),
            "version": 1,
            "status": "suspended" if plan.item == "resume" else "active",
            "holder": {name: value for name, value in holder.items() if value and (name != "id_no" or _citizen(party))},
            "shop_name": party.shop.name,
            "address": party.shop.address,
            "district": party.shop.district,
            "valid_from": str(since),
            "valid_to": str(until),
            "decided_on": str(since),
            "doc_no": f"厦烟许〔{since.year}〕第{1000 + index % 9000}号",
        }

    def _agrees(self, found: Found, number: str, name: str) -> bool:
        party = found.party
        return name in ({party.person} if number == party.person_no else {party.name, party.entity})

    def _minor(self, number: str) -> list[int]:
        if int(number[6:10]) < 2005:
            return []
        if self._minors is None:
            young = minors(self.people.seed, self.limit)
            self._minors = {self.people.party(index).person_no: index for index in young}
        return [self._minors[number]] if number in self._minors else []

    def _stranger(self, number: str) -> Found | None:
        digits = number[-8:]
        if not digits.isascii() or not digits.isdigit() or int(digits) >= self.limit:
            return None
        party = self.people.party(int(digits))
        return Found(party, own=not party.organisation) if party.person_no == number else None


def _citizen(party: Party) -> bool:
    return not party.organisation and party.id_type == "111"


def _record(party: Party, place: int, row: tuple[str, date, str, bool, str, str]) -> dict[str, Any]:
    kind, day, cause, in_force, act, by = row
    named: dict[str, Any] = {"kind": party.kind, "name": party.name}
    if not party.organisation:
        named["id_no"] = party.id_no
    if party.uscc:
        named["uscc"] = party.uscc
    return {
        "id": f"R{party.index:08d}-{place + 1}",
        "kind": kind,
        "on": str(day),
        "cause": cause,
        "in_force": in_force,
        "act": act,
        "by": by,
        "party": named,
    }


def _judgment(party: Party, name: str, number: str) -> dict[str, Any]:
    year = 2019 + party.index % 6
    return {
        "caseNo": f"({year})闽0203执{1000 + party.index}号",
        "iname": name,
        "cardNum": number,
        "courtName": "厦门市思明区人民法院",
        "gistCid": f"({year})闽0203民初{2000 + party.index}号",
        "regDate": f"{year}-03-12",
        "publishDate": f"{year}-09-01",
        "duty": "偿还借款本金人民币50000元及利息",
        "performance": "全部未履行",
        "disruptType": "有履行能力而拒不履行生效法律文书确定义务",
    }
