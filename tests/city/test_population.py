"""The population: believable, consistent with the registers, the same for the same seed."""

from collections import Counter
from typing import Any

import orjson
import pytest

from city.city import Town
from city.common.identifiers import id_check, id_valid, organisation_check, uscc_check, uscc_valid
from city.population.attachments import KIND_LETTERS, content_of
from city.population.plans import ITEMS, KINDS, plan_of
from city.population.shops import DISTRICTS
from city.world import CHANNELS, Settings, World, index_of, place_of

BEGIN = 1_795_237_200.0  # 2026-11-21, a Saturday
PAPERS = {"new": {"id_card", "business_licence", "premises_proof"}}


def town(seed: int = 1, applications: int = 600, **more: Any) -> Town:
    return Town(Settings(seed, applications, pace=0, begins_at=BEGIN, **more))


def papers(city: Town) -> list[Any]:
    return [book.paper(place) for book in city.arrivals.books.values() for place in range(len(book.updated))]


@pytest.mark.parametrize(
    "number", ["350203199003070014", "350206198512310025", "35020519880808004X", "810000199001010027"]
)
def test_right_identity_numbers_pass(number: str) -> None:
    assert id_valid(number)
    assert id_check("11010519491231002") == "X"


@pytest.mark.parametrize(
    "number", ["350203199002290019", "350203199002290015", "35020519880808004x", "350203900307001"]
)
def test_wrong_identity_numbers_do_not_pass(number: str) -> None:
    assert not id_valid(number)


@pytest.mark.parametrize(
    "code", ["91110000600037341L", "91350200MA00000XYL", "91350203MA31ABCD0Q", "92350206MA2YFAKE0X"]
)
def test_right_credit_codes_pass(code: str) -> None:
    assert uscc_valid(code)
    assert (uscc_check("91230500MA1B3N1N2"), organisation_check("MA31ABCD")) == ("M", "0")


@pytest.mark.parametrize("code", ["00000000000000000X", "91350213MA8TEST1AB", "92350206MA2YFAKE0x"])
def test_wrong_credit_codes_do_not_pass(code: str) -> None:
    assert not uscc_valid(code)


def test_the_same_seed_gives_the_same_city_and_another_one_another() -> None:
    first, second, other = (
        {name: [book.row(place) for place in range(20)] for name, book in town(seed).arrivals.books.items()}
        for seed in (5, 5, 6)
    )

    assert first == second
    assert first != other


def test_the_faults_of_rows_are_the_same_for_the_same_seed() -> None:
    faults = frozenset({"malformed_row", "odd_numbers", "late_commit"})
    first, second = (
        [book.row(place) for place in book.places(0, 20)]
        for book in (town(7, faults=faults).arrivals.books["kiosk"] for _ in range(2))
    )

    assert first == second


def test_every_number_leads_to_one_channel_and_back() -> None:
    places = [place_of(index) for index in range(500)]

    assert len(set(places)) == 500
    assert all(index_of(*place) == index for index, place in enumerate(places))
    assert {channel for channel, _ in places} == set(CHANNELS)


def test_sixty_applications_show_every_item_kind_profile_and_bar() -> None:
    plans = [plan_of(1, index) for index in range(60)]

    assert {plan.item for plan in plans} == set(ITEMS)
    assert {plan.kind for plan in plans} == set(KINDS)
    shares = Counter(plan.profile for plan in plans)
    assert shares == {"clean": 32, "incomplete": 9, "barred": 8, "review": 5, "odd": 6}
    barred = {plan.variant for plan in plans if plan.profile == "barred"}
    assert {"disqualified", "concealed", "annulled", "penalised_twice", "foreign_invested", "defaulter"} <= barred
    assert {"licence_revoked", "minor"} <= barred


def test_every_number_is_valid_unless_it_is_meant_to_be_wrong() -> None:
    wrong = []
    for paper in papers(town()):
        numbers = [(paper.id_no, id_valid) if paper.id_type == "111" else (None, id_valid), (paper.uscc, uscc_valid)]
        variant = plan_of(1, paper.index).variant
        wrong += [variant for number, valid in numbers if number and not valid(number)]

    odd = {"full_width", "zero_width", "fifteen_digits", "lower_x", "blanks", "wrong_check_digit"}
    assert set(wrong) <= odd
    assert len(set(wrong)) == len(odd)


def test_complete_applications_have_what_the_contract_asks_for() -> None:
    for paper in papers(town()):
        plan = plan_of(1, paper.index)
        kinds = {one.kind for one in paper.attachments}
        lacks = [
            paper.kind in {"person", "sole_trader"} and not (paper.id_type and paper.id_no),
            paper.kind != "person" and not paper.uscc,
            paper.kind in {"enterprise", "other"} and not (paper.legal_name and paper.legal_id_no),
            paper.item == "new" and None in {paper.is_hotel, paper.is_fixed, paper.is_separate, paper.is_vending},
            paper.item != "new" and not paper.licence_no,
            paper.item == "change" and not paper.changes,
            paper.item == "suspend" and not (paper.suspend_from and paper.suspend_to),
            not PAPERS.get(paper.item, set()) <= kinds,
        ]
        assert any(lacks) is (plan.profile == "incomplete"), (plan, lacks)


def test_the_shops_stand_in_the_six_districts() -> None:
    found = papers(town())

    assert {paper.district for paper in found} == set(DISTRICTS)
    assert all(DISTRICTS[paper.district] in paper.shop_address for paper in found)
    assert all(len(paper.shop_name) <= 100 and len(paper.shop_address) <= 200 for paper in found)
    assert len({paper.shop_name for paper in found}) > 300


def test_names_hold_rare_characters_and_dots() -> None:
    names = [paper.name for paper in papers(town(applications=2000))]

    assert any("·" in name for name in names)
    assert any(ord(letter) > 0xFFFF for name in names for letter in name)


def test_two_channels_rarely_carry_the_same_persons_application() -> None:
    found = [paper for paper in papers(town(applications=1200)) if paper.item == "new" and paper.id_no]
    people = Counter((paper.id_no, paper.shop_name) for paper in found)

    twins = [key for key, count in people.items() if count > 1]
    assert 3 < len(twins) < 40


def test_everybody_is_found_in_the_registers_by_number() -> None:
    world = World(Settings(1, 30_000, begins_at=BEGIN))
    for index in (*range(200), 17_000, 29_999):
        party = world.people.party(index)
        found = world.registers.find(party.person_no)
        assert found is not None
        assert found.party.index == index
        if party.uscc:
            by_code = world.registers.find(party.uscc)
            assert by_code is not None
            assert (by_code.party.index, by_code.own) == (index, True)


def test_the_licences_of_holders_are_all_different() -> None:
    numbers = [paper.licence_no for paper in papers(town(applications=3000)) if paper.licence_no]

    assert len(numbers) == len(set(numbers))
    assert all(number[:6] in DISTRICTS and number[6] in "12" and int(number[7:]) >= 50_000 for number in numbers)


def test_the_first_applications_came_within_five_working_days() -> None:
    moments = [moment for book in town().arrivals.books.values() for moment in book.updated]

    assert min(moments) / 1000 >= BEGIN - 7 * 86400
    assert max(moments) / 1000 < BEGIN


@pytest.mark.parametrize("kind", KIND_LETTERS)
def test_an_attachment_is_a_file_of_its_type(kind: str) -> None:
    content = content_of("AT000000001x", kind)

    starts = (b"\xff\xd8\xff\xfe", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n")
    ends = (b"\xff\xd9", b"IEND\xaeB`\x82", b"%%EOF\n")
    assert content.startswith(starts)
    assert content.endswith(ends)
    assert content != content_of("AT000000002x", kind)


def test_two_hundred_thousand_applications_start_at_once_and_page_anywhere() -> None:
    import time

    began = time.perf_counter()
    city = Town(Settings(1, 200_000, pace=0))
    started = time.perf_counter() - began
    book = city.arrivals.books["kiosk"]
    rows = [orjson.loads(book.row(place)) for place in book.places(49_000, 49_050)]

    assert started < 2.0
    assert len(rows) == 50
    assert [row["updated_at"] for row in rows] == sorted(row["updated_at"] for row in rows)
