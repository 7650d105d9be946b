"""The registers answer through their profiles; what is not answered is never "nothing found"."""

from datetime import date
from typing import Any

import httpx
import pytest

from adapters import build
from city.server import City
from models.errors import OutsideRejected, OutsideUnavailable
from ports.registries import Query
from tests.adapters.conftest import Reach, crossed, outside, wait_of

CAUSE = "烟草专卖零售许可审查"


def party_with(city: City, *, variant: str | None = None, kind: str = "sole_trader") -> Any:
    people = city.world.people
    parties = (people.party(index) for index in range(2000))
    return next(p for p in parties if p.kind == kind and (variant is None or p.plan.variant == variant))


def query(number: str, name: str = "王明") -> Query:
    return Query(number, name, CAUSE, "LQ-2026-000001")


async def test_an_entity_comes_with_its_scope_and_its_operator(city: City, reach: Reach) -> None:
    party = party_with(city, variant=None)
    register = build.business(reach("business"))

    entity = await register.entity(query(party.uscc))

    assert entity is not None
    assert (entity.uscc, entity.name, entity.entity_type) == (party.uscc, party.entity, "sole_trader")
    assert entity.legal_rep_name == party.person
    assert entity.as_of
    assert city.journal.violations == []


async def test_no_such_entity_is_none_and_a_faulty_number_is_refused(city: City, reach: Reach) -> None:
    register = build.business(reach("business"))

    assert await register.entity(query("91110000600037341L")) is None
    with pytest.raises(OutsideRejected) as refusal:
        await register.entity(query("91110000600037341X"))

    assert refusal.value.code == "check_digit"


async def test_the_police_compare_name_and_number(city: City, reach: Reach) -> None:
    party = party_with(city, variant=None)
    register = build.police(reach("police"))

    same = await register.check(query(party.person_no, party.person))
    other = await register.check(query(party.person_no, "别人"))

    assert (same.result, other.result) == ("match", "mismatch")
    with pytest.raises(OutsideRejected) as refusal:
        await register.check(query("350203199001011234"))
    assert refusal.value.code == "check_digit"


async def test_an_electronic_certificate_comes_with_its_proven_file(city: City, reach: Reach) -> None:
    party = party_with(city, variant=None)
    register = build.elicence(reach("elicence"))

    found = await register.find(query(party.person_no, party.person), "id_card")
    content = await register.content(query(party.person_no, party.person), found[0])

    assert content is not None
    assert content.content.startswith(b"%PDF")
    assert content.holder_no == party.person_no


async def test_prior_records_and_licences_come_from_the_national_register(city: City, reach: Reach) -> None:
    party = party_with(city, variant="penalised_twice")
    register = build.case_register(reach("case_system"))

    as_of, records = await register.records(party.id_no)

    assert as_of
    assert [record.kind for record in records] == ["penalty", "penalty"]
    assert all(record.in_force and isinstance(record.on, date) for record in records)
    assert await register.licence("350203199999") is None


@pytest.mark.parametrize(
    ("variant", "result"), [("defaulter", "hit"), ("possible_defaulter", "possible"), (None, "clear")]
)
async def test_the_list_of_defaulters_says_hit_possible_or_clear(
    city: City, reach: Reach, variant: str | None, result: str
) -> None:
    party = party_with(city, variant=variant)
    answer = await build.defaulters(reach("joint")).query(query(party.id_no, party.name))

    assert answer.result == result
    assert bool(answer.rows) is (result != "clear")
    assert answer.log_no


@pytest.mark.parametrize(
    "answer",
    [
        {"code": "03", "message": "数据源不可用"},
        {"code": "99", "message": "fault"},
        {"code": "00", "logNo": "L1", "asOf": "2026-11-21T09:00:00+08:00", "data": [{"caseNo": "(2026)闽1"}]},
        {"code": "01", "logNo": "L1", "asOf": "2026-11-21T09:00:00+08:00", "data": []},
        {"code": "00", "data": []},
        {"code": 0, "data": []},
        {},
    ],
    ids=["no source", "fault", "clear with a case", "hit without a case", "no log number", "a number", "nothing"],
)
@outside
async def test_a_failed_query_of_the_defaulters_is_never_clear(reach: Reach, answer: dict[str, object]) -> None:
    outside.post("http://outside.test/joint/api/token").respond(
        json={"code": "00", "token": "t" * 20, "expiresIn": 1800}
    )
    outside.post("http://outside.test/joint/api/defaulter/query").respond(json=answer)

    with pytest.raises(OutsideUnavailable):
        await build.defaulters(reach("joint")).query(query("350203199001011234"))


@outside
async def test_a_page_of_html_is_no_answer(reach: Reach) -> None:
    outside.get(url__startswith="http://outside.test/business/v1/entities/").mock(
        return_value=httpx.Response(200, html="<html>登录</html>")
    )

    with pytest.raises(OutsideUnavailable) as failure:
        await build.business(reach("business")).entity(query("91110000600037341L"))

    assert crossed(failure.value).answer == "<html>登录</html>".encode()


@outside
async def test_the_quota_of_one_certificate_does_not_close_the_source(reach: Reach) -> None:
    full = httpx.Response(429, json={"code": "quota_exhausted"}, headers={"Retry-After": "3600"})
    outside.post("http://outside.test/elicence/v1/licences/content").mock(return_value=full)
    outside.post("http://outside.test/elicence/v1/licences/find").respond(json={"identifiers": ["E1"]})
    register = build.elicence(reach("elicence"))

    with pytest.raises(OutsideUnavailable) as failure:
        await register.content(query("350203199001011234"), "E1")

    assert wait_of(failure.value) == 3600
    assert await register.find(query("350203199001011234"), "id_card") == ("E1",)


@outside
async def test_a_nul_in_an_answer_is_shown(reach: Reach) -> None:
    entity = {
        "uscc": "91110000600037341L", "name": "店\0名", "entity_type": "enterprise", "status": "open",
        "investor_origin": "domestic", "franchise_of_foreign": False, "as_of": "2026-11-21T08:00:00+08:00",
    }  # fmt: skip
    outside.get(url__startswith="http://outside.test/business/v1/entities/").respond(json=entity)

    found = await build.business(reach("business")).entity(query("91110000600037341L"))

    assert found is not None
    assert found.name == "店␀名"
