"""Evidence: every register is asked in normal form, and what does not answer is never "nothing found"."""

from dataclasses import dataclass, field, replace
from typing import Any

from models.errors import OutsideUnavailable
from models.values import PartyKind
from ports.registries import BusinessEntity, DefaulterAnswer, DefaulterRow, IdentityAnswer, Query
from tests.support.rows import OPERATOR_ID, SHOP_USCC, form
from usecases import evidence
from usecases.evidence import Registers

AS_OF = "2026-11-21T12:00:00+08:00"


@dataclass
class Police:
    """Answers match, and remembers what it was asked."""

    asked: list[Query] = field(default_factory=list)

    async def check(self, query: Query) -> IdentityAnswer:
        self.asked.append(query)
        return IdentityAnswer("match", "S1", AS_OF)


@dataclass
class Business:
    """Is down for the first `down` questions."""

    down: int = 0
    retry_after: float | None = None
    asked: list[Query] = field(default_factory=list)

    async def entity(self, query: Query) -> BusinessEntity | None:
        self.asked.append(query)
        if len(self.asked) <= self.down:
            raise OutsideUnavailable("503", retry_after=self.retry_after)
        return BusinessEntity(
            query.number, "店", "sole_trader", "open", "烟草制品零售", "domestic", False, "林海生", OPERATOR_ID,
            "路1号", "350203", "2020-01-01", AS_OF,
        )  # fmt: skip


@dataclass
class Defaulters:
    """Knows one defaulter."""

    number: str
    asked: list[Query] = field(default_factory=list)

    async def query(self, query: Query) -> DefaulterAnswer:
        self.asked.append(query)
        if query.number != self.number:
            return DefaulterAnswer("clear", f"L{len(self.asked)}", AS_OF, ())
        return DefaulterAnswer(
            "hit", "L9", AS_OF, (DefaulterRow("执1号", query.name, query.number, "院", "2026-01-01"),)
        )


async def gathered(registers: Registers, **changes: Any) -> evidence.Evidence:
    who = replace(form().applicant, **changes)
    return await evidence.gather(registers, form(applicant=who), "A-2026-000001")


async def test_numbers_are_asked_about_in_their_normal_form_with_cause_and_our_number() -> None:
    police = Police()

    await gathered(Registers(police=police), id_no=" ３５０２０３900307001 ")

    (asked,) = police.asked
    assert (asked.number[:6], len(asked.number), asked.project_no) == ("350203", 18, "A-2026-000001")
    assert 4 <= len(asked.cause) <= 200


async def test_a_faulty_number_is_never_sent_on() -> None:
    police, business = Police(), Business()

    found = await gathered(Registers(police=police, business=business), id_no="350203199002290015", uscc="123")

    assert (police.asked, business.asked) == ([], [])
    assert found.facts["police"] == {"status": "not_asked"}


async def test_a_source_that_is_down_is_unavailable_and_the_others_go_on() -> None:
    found = await gathered(Registers(police=Police(), business=Business(down=9)))

    assert (found.facts["business"]["status"], found.facts["police"]["status"]) == ("unavailable", "ok")
    assert found.failures[0][0] == "business"


async def test_a_source_that_asks_us_to_wait_a_moment_is_asked_again() -> None:
    business = Business(down=1, retry_after=0.01)

    found = await gathered(Registers(business=business))

    assert (found.facts["business"]["status"], len(business.asked)) == ("ok", 2)


async def test_a_source_that_wants_a_long_pause_is_unavailable_for_now() -> None:
    found = await gathered(Registers(business=Business(down=1, retry_after=60.0)))

    assert found.facts["business"]["status"] == "unavailable"


async def test_a_hit_on_the_operator_names_number_and_cases() -> None:
    found = await gathered(Registers(defaulters=Defaulters(OPERATOR_ID)))

    hit = found.facts["defaulter"]
    assert (hit["status"], hit["number_kind"], hit["case_nos"], hit["log_no"]) == ("hit", "id_no", ["执1号"], "L9")


async def test_of_an_enterprise_the_legal_representative_is_asked_about_too() -> None:
    defaulters = Defaulters(OPERATOR_ID)
    company = {"kind": PartyKind.ENTERPRISE, "uscc": "91350203MA31ABCD0Q", "id_no": None}

    found = await gathered(
        Registers(defaulters=defaulters), **company, legal_rep_name="林海生", legal_rep_id_no=OPERATOR_ID
    )

    assert [query.number for query in defaulters.asked] == ["91350203MA31ABCD0Q", OPERATOR_ID]
    assert (found.facts["defaulter"]["role"], SHOP_USCC[:2]) == ("legal_rep", "92")
