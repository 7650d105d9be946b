"""Rows are read strictly: what is malformed has a place, what is incomplete is received, nothing is changed."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from adapters import build
from adapters.intake.channel import DeclaredChannel
from models.forms import Change
from models.values import Item, PartyKind
from tests.adapters.conftest import Reach
from tests.adapters.rows import MD5, NAME, ROWS, SHA, Gone, form_of, ixiamen, kiosk, raw, website, wechat

Open = Callable[[str], DeclaredChannel]
MORNING = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


@pytest.fixture
def channel(reach: Reach) -> Open:
    def open_channel(name: str) -> DeclaredChannel:
        return build.intake(reach(name))

    return open_channel


@pytest.mark.parametrize("name", ROWS)
async def test_the_same_application_reads_the_same_from_every_channel(channel: Open, name: str) -> None:
    row = channel(name).read(raw(ROWS[name]()))

    form = form_of(row)
    assert (row.channel, row.revision) == (name, 1)
    assert (form.item, form.applicant.kind, form.applicant.name) == (Item.NEW, PartyKind.SOLE_TRADER, NAME)
    assert (form.applicant.id_type, form.applicant.uscc) == ("111", "92350203MA2Y9DXW8R")
    assert (form.premises.is_hotel, form.premises.fixed) == (False, True)
    assert (form.premises.separate_from_home, form.premises.vending_machine) == (True, False)
    assert form.submitted_at == form.updated_at
    assert form.channel_state == "submitted"
    assert [file.kind for file in form.attachments] == ["id_card"]
    assert form.attachments[0].digest == (MD5 if name == "website" else SHA)
    assert row.raw == raw(ROWS[name]())


async def test_numbers_and_file_names_stay_exactly_as_they_came(channel: Open) -> None:
    form = form_of(channel("wechat").read(raw(wechat())))

    assert form.applicant.id_no == " 11010519491231002x"
    assert form.attachments[0].name == "../身份证.jpg"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("wechat", {"id_no": Gone}),
        ("wechat", {"id_no": None, "uscc": "", "is_hotel": ""}),
        ("website", {"sfbg": "", "zjhm": Gone}),
        ("kiosk", {"premises": {"name": "店", "address": "路", "district": "350203"}}),
        ("kiosk", {"licence_no": "３５０２０３１００００１ "}),
        ("ixiamen", {"unknownField": {"a": [1, None]}}),
    ],
    ids=["absent", "null and empty", "empty text", "inner object", "full width", "an unknown field"],
)
async def test_an_incomplete_application_is_received(channel: Open, name: str, change: dict[str, object]) -> None:
    row = channel(name).read(raw(ROWS[name](**change)))

    assert row.form is not None, (row.fault, row.place)


async def test_no_value_is_none_whether_absent_null_or_empty(channel: Open) -> None:
    read = channel("wechat").read
    rows = [read(raw(wechat(uscc=value))) for value in (Gone, None, "")]

    assert [form_of(row).applicant.uscc for row in rows] == [None, None, None]
    assert len({row.digest for row in rows}) == 1


@pytest.mark.parametrize(
    ("name", "change", "place"),
    [
        ("wechat", {"applicant_name": Gone}, "$.applicant_name"),
        ("wechat", {"mobile": ""}, "$.mobile"),
        ("wechat", {"openid": None}, "$.openid"),
        ("wechat", {"item_code": "99"}, "$.item_code"),
        ("wechat", {"applicant_type": "2"}, "$.applicant_type"),
        ("wechat", {"applicant_type": True}, "$.applicant_type"),
        ("wechat", {"applicant_type": 9}, "$.applicant_type"),
        ("wechat", {"revision": True}, "$.revision"),
        ("wechat", {"revision": 0}, "$.revision"),
        ("wechat", {"revision": 1.5}, "$.revision"),
        ("wechat", {"revision": 2**63}, "$.revision"),
        ("wechat", {"is_hotel": 1}, "$.is_hotel"),
        ("wechat", {"is_hotel": "yes"}, "$.is_hotel"),
        ("wechat", {"id_type": "999"}, "$.id_type"),
        ("wechat", {"district_code": "350299"}, "$.district_code"),
        ("wechat", {"applicant_name": "王" * 101}, "$.applicant_name"),
        ("wechat", {"shop_address": "路" * 201}, "$.shop_address"),
        ("wechat", {"reason": "因" * 501}, "$.reason"),
        ("wechat", {"apply_id": "W" * 33}, "$.apply_id"),
        ("wechat", {"apply_id": "../x"}, "$.apply_id"),
        ("wechat", {"media": Gone}, "$.media"),
        ("wechat", {"media": {"media_id": "M1"}}, "$.media"),
        ("wechat", {"media": [{"media_id": "M1"}]}, "$.media[...].kind"),
        ("wechat", {"update_time": "2026-11-21"}, "$.update_time"),
        ("wechat", {"update_time": 10**18}, "$.update_time"),
        ("wechat", {"suspend_from": "2026-02-30"}, "$.suspend_from"),
        ("wechat", {"status": "lost"}, "$.status"),
        ("website", {"bbh": "１"}, "$.bbh"),
        ("website", {"bbh": 1}, "$.bbh"),
        ("website", {"sfgd": "2"}, "$.sfgd"),
        ("website", {"gxsj": "2026-11-21T09:30:00"}, "$.gxsj"),
        ("website", {"gxsj": "2026-11-21 24:00:00"}, "$.gxsj"),
        ("website", {"zt": "12"}, "$.zt"),
        ("kiosk", {"applicant": Gone}, "$.applicant.kind"),
        ("kiosk", {"applicant": None}, "$.applicant.kind"),
        ("kiosk", {"applicant": [1]}, "$.applicant"),
        ("kiosk", {"updated_at": "2026-11-21"}, "$.updated_at"),
        ("kiosk", {"updated_at": "0001-01-01T00:00:00+08:00"}, "$.updated_at"),
        ("ixiamen", {"updateTime": 1795224600}, "$.updateTime"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_malformed_row_says_what_and_where(
    channel: Open, name: str, change: dict[str, object], place: str
) -> None:
    row = channel(name).read(raw(ROWS[name](**change)))

    assert row.form is None
    assert row.fault
    assert row.place == place
    assert row.raw == raw(ROWS[name](**change))


@pytest.mark.parametrize(
    "broken",
    [
        b'{"apply_id":"WX1","apply_id":"WX2"}',
        raw(wechat()).replace(b'"revision":1', b'"revision":1,"revision":2'),
        raw(wechat()).replace(b'"kind":"id_card"', b'"kind":"id_card","kind" : "photo"'),
        raw(wechat()).replace(b'"revision":1', b'"revision":NaN'),
        raw(wechat()).replace(b'"revision":1', b'"revision":1e999'),
        raw(wechat(reason="x")).replace(b'"x"', b'"\\ud83d"'),
        raw(wechat(reason="x")).replace(b'"x"', b'"\xff\xfe"'),
        raw(wechat(reason="x")).replace(b'"x"', b'"\xed\xa0\x80"'),
        b"[]",
        b"null",
        b'"text"',
        b"{",
        b"[" * 5000 + b"]" * 5000,
    ],
    ids=[
        "two references", "two revisions", "two kinds", "NaN", "infinity", "half a pair", "not UTF-8",
        "CESU", "a list", "null", "a text", "cut", "deep",
    ],
)  # fmt: skip
async def test_what_no_parser_should_take_is_malformed(channel: Open, broken: bytes) -> None:
    row = channel("wechat").read(broken)

    assert row.form is None
    assert row.fault
    assert row.raw == broken
    assert len(row.digest) == 64


async def test_a_text_that_only_looks_like_a_twin_is_taken(channel: Open) -> None:
    reason = ':"revision":2 \\u0000 {"a":1}'
    row = channel("wechat").read(raw(wechat(reason=reason)))

    assert row.form is not None, row.fault
    assert form_of(row).reason == reason


async def test_a_nul_is_shown_and_costs_no_row(channel: Open) -> None:
    broken = raw(wechat(reason="x", shop_name="店")).replace(b'"x"', b'"a\\u0000b\\\\u0000\\\\\\u0000"')

    row = channel("wechat").read(broken)

    assert form_of(row).reason == "a␀b\\u0000\\␀"
    assert form_of(row).notes == ("nul_shown",)
    assert row.raw == broken


async def test_control_characters_and_markup_are_kept(channel: Open) -> None:
    name = "王\x1b]52;c;cm0=\x07\u202e[b]明"

    assert form_of(channel("wechat").read(raw(wechat(applicant_name=name)))).applicant.name == name


async def test_reference_and_revision_of_a_malformed_row_are_kept_as_far_as_they_go(channel: Open) -> None:
    row = channel("website").read(raw(website(sxlx="77", bbh="3")))
    broken = channel("website").read(b'{"sqid": 7, "bbh": "x"}')

    assert (row.ref, row.revision) == ("XM1", 3)
    assert (broken.ref, broken.revision) == ("", 0)


async def test_links_and_state_do_not_belong_to_the_content(channel: Open) -> None:
    read = channel("website").read
    first = read(raw(website()))
    later = read(raw(website(zt="19", cl=[{**website()["cl"][0], "url": "/api/fj/C1?t=2"}])))
    other = read(raw(website(jydmc="别的店")))
    bad = [read(raw(website(sxlx="77", zt=state))).digest for state in ("10", "19")]

    assert first.digest == later.digest != other.digest
    assert bad[0] == bad[1]


async def test_the_order_of_members_does_not_belong_to_the_content(channel: Open) -> None:
    row = kiosk()

    assert channel("kiosk").read(raw(row)).digest == channel("kiosk").read(raw(dict(reversed(row.items())))).digest


async def test_a_moment_without_an_offset_is_of_here_and_noted(channel: Open) -> None:
    form = form_of(channel("ixiamen").read(raw(ixiamen(updateTime="2026-11-21T09:30:00"))))

    assert form.updated_at == MORNING
    assert form.notes == ("time_without_offset",)


@pytest.mark.parametrize(
    "text", ["2026-11-21T01:30:00Z", "2026-11-21T09:30:00.000000000+08:00", "2026-11-21t01:30:00z"]
)
async def test_moments_may_have_fractions_and_any_offset(channel: Open, text: str) -> None:
    form = form_of(channel("kiosk").read(raw(kiosk(updated_at=text))))

    assert form.updated_at == MORNING
    assert form.notes == ()


async def test_changes_and_suspension_are_read(channel: Open) -> None:
    change = [{"field": "shop_name", "old": "旧", "new": "新"}, {"field": "address", "new": "x"}]
    row = kiosk(item="change", changes=change, suspend={"from": "2026-12-01", "to": "2027-02-28"})
    form = form_of(channel("kiosk").read(raw(row)))

    assert form.changes == (Change("shop_name", "旧", "新"), Change("address", "", "x"))
    assert (form.suspend_from, form.suspend_to) == (date(2026, 12, 1), date(2027, 2, 28))


async def test_a_list_without_attachments_is_a_complete_row(channel: Open) -> None:
    assert form_of(channel("kiosk").read(raw(kiosk(attachments=[])))).attachments == ()


async def test_a_character_that_the_editions_write_differently_is_noted(channel: Open) -> None:
    form = form_of(channel("website").read(raw(website(sqrxm="ḿ"))))

    assert form.notes == ("gb18030_edition",)


async def test_a_row_with_blanks_between_its_members_is_read_the_same(channel: Open) -> None:
    loose = json.dumps(kiosk(), ensure_ascii=False, indent=2).encode()

    assert channel("kiosk").read(loose).digest == channel("kiosk").read(raw(kiosk())).digest
