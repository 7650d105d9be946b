"""Who applies: persons, sole traders, enterprises and other organisations, each with what the registers hold."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from city.common.dice import Dice, mark
from city.common.identifiers import id_check
from city.population.names import foreign_name, person_name, rare_name
from city.population.numbers import birthday, credit_code, identity_number
from city.population.plans import BLOCK, CHANNEL_PATTERN, Plan, plan_of
from city.population.shops import Shop, organisation_name, shop_of

_SALT = mark("parties")
_PREFIXES = {"sole_trader": "92", "enterprise": "91", "other": "93"}
_STRANGERS = ("554", "414", "516", "511")


@dataclass(frozen=True, slots=True)
class Party:
    """One applicant; `person` is the operator or legal representative where the applicant is no person."""

    index: int
    plan: Plan
    kind: str
    name: str
    person: str
    born: date
    person_no: str
    id_type: str
    id_no: str
    uscc: str | None
    entity: str | None
    shop: Shop
    mobile: str
    openid: str

    @property
    def organisation(self) -> bool:
        """Whether the applicant is an enterprise or another organisation."""
        return self.kind in {"enterprise", "other"}


class People:
    """Makes parties for a seed; `today` decides who is a minor."""

    def __init__(self, seed: int, today: date) -> None:
        self.seed = seed
        self.today = today
        self.party = lru_cache(maxsize=4096)(self._party)

    def number_of(self, index: int) -> int:
        """The party behind an application: rarely the one of an earlier application in another channel."""
        other = _twin_of(self.seed, index)
        return index if other is None else self.number_of(other)

    def _party(self, index: int) -> Party:
        plan = plan_of(self.seed, index)
        dice = Dice(self.seed, _SALT, index)
        shop = shop_of(self.seed, index)
        born = self._born(index, plan.variant, dice)
        number = identity_number(self.seed, index, born, ends_in_x=plan.variant == "lower_x")
        person, id_type, id_no = person_name(self.seed, index), "111", number
        if plan.profile == "clean" and plan.kind == "person" and dice.below(12) == 0:
            person, id_type, id_no = self._stranger(index, dice, born)
        organisation = plan.kind in {"enterprise", "other"}
        uscc = credit_code(self.seed, index, _PREFIXES[plan.kind], shop.district) if plan.kind in _PREFIXES else None
        entity = organisation_name(self.seed, index, plan.kind) if organisation else shop.name
        return Party(
            index=index,
            plan=plan,
            kind=plan.kind,
            name=entity if organisation else person,
            person=person,
            born=born,
            person_no=id_no,
            id_type=id_type,
            id_no=id_no,
            uscc=uscc,
            entity=entity if uscc else None,
            shop=shop,
            mobile=f"1{dice.pick('3578')}{dice.below(10)}{dice.below(10**8):08d}",
            openid=f"oLq{index:07d}{dice.below(36**10):018x}",
        )

    def rare(self, index: int) -> str:
        """A rare name in place of a party's own."""
        return rare_name(self.seed, index)

    def _born(self, index: int, variant: str, dice: Dice) -> date:
        if variant == "minor":
            return self.today - timedelta(days=5479 + dice.below(300))  # just 15
        if variant == "young":
            return self.today - timedelta(days=6000 + dice.below(300))  # 16 or 17
        return birthday(self.seed, index)

    def _stranger(self, index: int, dice: Dice, born: date) -> tuple[str, str, str]:
        id_type = dice.pick(_STRANGERS)
        serial = index % 10**8
        if id_type == "554":
            body = f"935{392 + dice.below(200)}{born:%Y%m%d}{1 + index % 999:03d}"
            return foreign_name(self.seed, index), id_type, body + id_check(body)
        letter = {"414": "E", "516": "H", "511": ""}[id_type]
        name = foreign_name(self.seed, index) if id_type == "414" else person_name(self.seed, index)
        return name, id_type, f"{letter}{serial:08d}"


def _twin_of(seed: int, index: int) -> int | None:
    plan = plan_of(seed, index)
    if plan.profile != "clean" or plan.item != "new" or Dice(seed, _SALT, index, 9).below(8):
        return None
    for other in range(index - 1, index - index % BLOCK - 1, -1):
        near = plan_of(seed, other)
        if near == plan and CHANNEL_PATTERN[other % 20] != CHANNEL_PATTERN[index % 20]:
            return other
    return None
