"""Form filling: register, earlier applications and stored answers fill the form; a fresh source is not asked again."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidInput
from models.values import Item
from ports.registries import IdentityAnswer, Query
from rules.prefill import BUSINESS, EARLIER, NATIONAL, OWN, POLICE, STATED, FilledValue
from tests.support.instant import ONE, arrived, decided, opened, proved
from tests.support.rows import LICENCE_NO, OPERATOR_ID, SHOP_USCC, form
from usecases import prefill
from usecases.application_detail import detail
from usecases.evidence import Registers

if TYPE_CHECKING:
    from wiring.office import Office


@pytest.fixture
def bureau(office: "Office") -> "Office":
    """Return a bureau that granted a renewal, so that register, application and answers are stored."""
    opened(office)
    decided(office, arrived(office, form(), proved()))
    return office


def filled(office: "Office", **numbers: str) -> dict[str, FilledValue]:
    with office.reading() as session:
        return {one.field: one for one in prefill.prefill(session, at=office.now(), **numbers)}


@pytest.mark.parametrize(
    "number",
    [{"id_no": OPERATOR_ID}, {"uscc": SHOP_USCC}, {"licence_no": LICENCE_NO}],
    ids=["identity card", "credit code", "licence"],
)
def test_one_number_fills_the_form_with_source_and_time(bureau: "Office", number: dict[str, str]) -> None:
    found = filled(bureau, **number)

    assert (found["applicant.name"].value, found["applicant.name"].source) == ("林海生", POLICE)
    assert set(found["applicant.name"].agreeing) == {BUSINESS, OWN, NATIONAL, EARLIER}
    assert (found["premises.address"].source, found["applicant.mobile"].source) == (OWN, OWN)
    assert (found["licence_no"].value, found["attachment.business_licence"].value) == (LICENCE_NO, "EL1")
    assert all(one.as_of for one in found.values())


def test_sources_that_differ_stand_side_by_side_in_the_application(office: "Office") -> None:
    opened(office)
    other = proved().facts["business"] | {"legal_rep_name": "林海声", "address": "厦门市思明区湖滨南路9号"}
    arrived(office, form(), proved(business=other))

    with office.reading() as session:
        found = {one.field: one for one in detail(session, ONE, at=office.now()).filled}

    assert [(c.source, c.value) for c in found["applicant.name"].conflicts] == [(BUSINESS, "林海声")]
    address = found["premises.address"]
    assert (address.source, [c.source for c in address.conflicts]) == (BUSINESS, [STATED])


def test_who_is_unknown_fills_nothing_and_no_number_is_refused(bureau: "Office") -> None:
    assert filled(bureau, id_no="350203198001010011") == {}
    with bureau.reading() as session, pytest.raises(InvalidInput, match="号码"):
        prefill.prefill(session, at=bureau.now())


class CountingPolice:
    """A register that counts how often it was asked."""

    asked = 0

    async def check(self, query: Query) -> IdentityAnswer:
        """Say that it fits."""
        self.asked += 1
        return IdentityAnswer("match", "S2", f"2026-11-23T10:00:00+08:00 {query.number[-1]}")


async def test_a_fresh_answer_is_used_again_and_an_old_one_is_asked_anew(bureau: "Office") -> None:
    police = CountingPolice()
    registers = Registers(police=police)
    wanted = prefill.blank(name="林海生", id_no=OPERATOR_ID, at=bureau.now())
    with bureau.reading() as session:
        stored = prefill.known(session, id_no=OPERATOR_ID)

    soon, late = bureau.now() + timedelta(hours=24), bureau.now() + timedelta(hours=25)
    same = await prefill.ask(registers, stored, wanted, "prefill", at=soon)
    assert (police.asked, same.facts["police"]["serial"]) == (0, "S1")
    assert not prefill.fresh(stored, at=late)
    anew = await prefill.ask(registers, stored, wanted, "prefill", at=late)

    assert (police.asked, anew.facts["police"]["serial"], wanted.item) == (1, "S2", Item.NEW)
