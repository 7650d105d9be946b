"""The legacy profiles against the legacy systems of the city: SOAP with ROWDATA, a form in GB18030, token scheme A."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from adapters import build, offline, probing
from adapters.engine.client import OutsideSystem
from adapters.engine.loading import load, profile_text
from adapters.platforms.credit import DeclaredCreditPlatform
from city.faults.catalogue import FAULTS
from city.server import City
from models.errors import InvalidInput, OutsideError, OutsideRejected
from ports.exchanges import Crossing, Verdict
from ports.platforms import Feedback, Held, Outgoing, RowAnswer
from ports.registries import Query
from tests.adapters.conftest import StoppedClock, secrets_of
from tests.adapters.records import OPERATOR_NO, licence, message, penalty

KEYS = dict(secrets_of("legacy_credit"))
SMS = {"api_key": "luqiao-legacy-sms-test-key"}
Open = Callable[[str, str, dict[str, str]], OutsideSystem]


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
async def legacy(city: City, passing: StoppedClock, crossings: list[Crossing]) -> AsyncIterator[Open]:
    """Open a legacy system of the city by profile, name and secrets."""
    opened: list[OutsideSystem] = []

    def open_system(profile: str, name: str, secrets: dict[str, str]) -> OutsideSystem:
        setting = build.Setting(name, f"{city.base_url}/{name}", secrets, now, passing, crossings.append)
        opened.append(build.system(profile, setting))
        return opened[-1]

    yield open_system
    for system in opened:
        await system.aclose()


@pytest.fixture
async def credit(legacy: Open) -> DeclaredCreditPlatform:
    return build.credit(legacy("legacy/credit_soap", "legacy_credit", KEYS))


def decided(city: City) -> str:
    return str(city.world.today - timedelta(days=1))


def odd(city: City, number: str = "1号") -> Outgoing:
    """A licence whose words need care in XML."""
    record = licence(number, content="卷烟 <雪茄烟> & “细支” ]]> 零售 𠮷", decided_on=decided(city))
    return message(record, key=number)


async def test_a_licence_is_published_confirmed_reconciled_and_withdrawn(
    city: City, credit: DeclaredCreditPlatform
) -> None:
    prepared = credit.prepare([odd(city), odd(city, "2号")], batch_no="B1", at=now())

    sent = await credit.send(prepared)
    again = await credit.send(prepared)
    receipt = await credit.receipt(sent.receipt_no)
    asked = await credit.inquire(prepared)

    assert sent.alike == RowAnswer("", Verdict.OK, "1")
    assert (again.answer.verdict, again.receipt_no) == (Verdict.DUPLICATE, sent.receipt_no)
    assert receipt is not None
    assert [(row.record_key, row.version) for row in receipt.rows] == [(key, 1) for key in prepared.record_keys]
    assert asked is not None
    assert {row.verdict for row in asked.rows} == {Verdict.OK}
    kept = city.town.legacy_credit.records.by_key[prepared.record_keys[0]]
    assert kept.hash == prepared.hashes[0]
    day = date.fromisoformat(decided(city))
    held, digest = await credit.held("xk", day), await credit.held_digest("xk", day)
    ours = [Held(key, 1, one, "") for key, one in zip(prepared.record_keys, prepared.hashes, strict=True)]
    assert {(row.record_key, row.hash) for row in held} == {(row.record_key, row.hash) for row in ours}
    assert (digest.count, digest.digest) == (2, credit.digest_of(ours))

    gone = await credit.send(credit.prepare([withdrawal(odd(city))], batch_no="B2", at=now()))

    assert gone.alike == RowAnswer("", Verdict.OK, "1")
    revoked = city.town.legacy_credit.records.by_key[prepared.record_keys[0]]
    assert (revoked.newest, revoked.data) == (2, kept.data | {"XK_ZT": "1"})
    assert city.journal.violations == []


def withdrawal(of: Outgoing) -> Outgoing:
    """The record once more: this receiver knows no other withdrawal."""
    named = {name: of.payload[name] for name in ("document_no", "agency_code")}
    reason = {"reason": "许可决定依法撤销", "authority_no": "厦烟撤〔2026〕第1号"}
    return message({**named, **reason, "record": of.payload}, key="w", op="withdraw", version=2)


async def test_the_columns_are_those_of_2015_and_the_number_is_hidden_in_the_bytes_that_cross(
    city: City, credit: DeclaredCreditPlatform, crossings: list[Crossing]
) -> None:
    prepared = credit.prepare([odd(city)], batch_no="B1", at=now())
    await credit.send(prepared)

    sent, kept = crossings[-1].request, city.town.legacy_credit.records.by_key[prepared.record_keys[0]].data
    assert OPERATOR_NO.encode() not in b"".join([prepared.request, *(one.request for one in crossings)])
    assert b"<XK_XDR_SFZ>11010519******002X</XK_XDR_SFZ>" in sent
    assert b"<XK_ZT>0</XK_ZT>" in sent
    assert f"<XK_JDRQ>{decided(city).replace('-', '/')}</XK_JDRQ>".encode() in sent
    assert kept.keys() == {
        "XK_WSH", "XK_XMMC", "XK_BM", "XK_SPLB", "XK_NR", "XK_XDR", "XK_XDR_SHXYM", "XK_XDR_SFZ", "XK_FR", "XK_JDRQ",
        "XK_JZQ", "XK_XZJG", "XK_ZT", "DFBM", "SJC", "XK_SYFW",
    }  # fmt: skip


async def test_a_record_is_confirmed_three_times(city: City, credit: DeclaredCreditPlatform) -> None:
    known = next(code for n in range(99) if (code := city.world.people.party(n).uscc) and in_register(city, code))
    party = {**licence()["party"], "uscc": known}
    rows = [message(licence("1号", party=party, decided_on=decided(city)), key="a"), odd(city, "2号")]
    sent = await credit.send(credit.prepare(rows, batch_no="B1", at=now()))

    seen = []
    for seconds in (0, 2, 3, 20):
        city.world.clock.advance(seconds)
        receipt = await credit.receipt(sent.receipt_no)
        assert receipt is not None
        seen.append((receipt.done, *(row.state for row in receipt.rows)))

    assert seen == [
        (False, "received", "received"),
        (False, "validated", "held"),
        (False, "published", "held"),
        (True, "published", "published"),
    ]


def in_register(city: City, code: str) -> bool:
    return city.world.registers.entity(code) is not None


async def test_a_profile_of_2018_gets_nothing_in_there(city: City, legacy: Open, crossings: list[Crossing]) -> None:
    text, source = profile_text("legacy/credit_soap")
    other = text.replace('expected = "2015"', 'expected = "424-2018"')
    setting = build.Setting("legacy_credit", f"{city.base_url}/legacy_credit", KEYS, now, journal=crossings.append)
    credit = build.credit(build.system_of_text(other, source, setting))

    with pytest.raises(OutsideRejected, match="对方说它收“2015”代"):
        await credit.send(credit.prepare([odd(city)], batch_no="B1", at=now()))

    await credit.aclose()
    assert [crossing.operation for crossing in crossings] == ["token", "generation"]
    with pytest.raises(InvalidInput, match="2018 代"):
        load(text.replace('generation = "2015"', 'generation = "424-2018"', 1), source)
    assert city.town.legacy_credit.by_batch == {}


@pytest.mark.parametrize("call", ["record", "generation", "calls.acknowledge"])
def test_a_recorded_answer_is_read_in_the_form_that_its_own_call_says(call: str) -> None:
    text, source = profile_text("legacy/credit_soap")
    place = f"[push.{call}]\n" if "." in call else f"[push.{call}.request]\n"
    changed = text.replace(place, f'{place}answer = "json"\n')
    operation = call.rpartition(".")[2]

    told = [offline.media_of(one, source, operation) for one in (text, changed)]

    assert told == ["application/soap+xml", "application/json"]


async def test_what_the_receiver_holds_comes_back_whole(city: City, credit: DeclaredCreditPlatform) -> None:
    prepared = credit.prepare([odd(city)], batch_no="B1", at=now())
    await credit.send(prepared)

    found, nothing = await credit.whole(prepared.record_keys[0]), await credit.whole("xk|9号|11350200MB1A2B3CXA")

    assert nothing is None
    assert found is not None
    assert (found.version, found.columns) == (1, city.town.legacy_credit.records.by_key[prepared.record_keys[0]].data)


async def test_a_penalty_goes_to_its_own_operation_and_a_bad_row_costs_no_other(
    city: City, credit: DeclaredCreditPlatform, crossings: list[Crossing]
) -> None:
    day = decided(city)
    good, early = penalty("9号", decided_on=day), penalty("10号", decided_on=str(city.world.today + timedelta(days=3)))
    early["valid_to"] = "2030-01-01"
    prepared = credit.prepare([message(good, "cf", key="a"), message(early, "cf", key="b")], batch_no="B1", at=now())

    sent = await credit.send(prepared)

    assert [(row.key, row.verdict, row.code) for row in sent.rows] == [
        ("a", Verdict.OK, ""),
        ("b", Verdict.RETRY, "10005"),
    ]
    assert sent.answer.verdict is Verdict.OK
    assert b"<w:importPunishXml>" in crossings[-1].request
    assert b"<![CDATA[<ROWDATA><ROW><ROW_KEY>cf|9" in crossings[-1].request


async def test_feedback_is_listed_until_it_is_taken(city: City, credit: DeclaredCreditPlatform) -> None:
    prepared = credit.prepare([odd(city)], batch_no="B1", at=now())
    await credit.send(prepared)
    city.town.legacy_credit.feedback.create(prepared.record_keys[0], "correction")

    (found,) = await credit.feedback()
    assert isinstance(found, Feedback)
    answer = await credit.acknowledge_feedback(found.id, decision="taken", note="", by="周雅", at=now())
    again = await credit.acknowledge_feedback(found.id, decision="taken", note="", by="周雅", at=now())

    assert found.fields == (("XK_XDR", "旧名称", "新名称"),)
    assert (answer.verdict, again.verdict) == (Verdict.OK, Verdict.DUPLICATE)
    assert await credit.feedback() == ()


async def test_a_token_that_ended_is_signalled_by_a_header_and_replaced_once(
    city: City, credit: DeclaredCreditPlatform, crossings: list[Crossing]
) -> None:
    await credit.send(credit.prepare([odd(city)], batch_no="B1", at=now()))
    tokens = city.town.legacy_credit.gate.tokens
    for token in list(tokens._ends):
        tokens.end(token)

    sent = await credit.send(credit.prepare([odd(city, "2号")], batch_no="B2", at=now()))

    assert sent.answer.verdict is Verdict.OK
    assert [crossing.operation for crossing in crossings] == ["token", "generation", "send", "send", "token", "send"]
    assert crossings[3].rule == "invalid_when 1"
    assert city.journal.violations == []


async def test_a_message_goes_out_as_a_form_in_gb18030_and_is_followed(
    city: City, legacy: Open, crossings: list[Crossing]
) -> None:
    platform = build.platform(legacy("legacy/sms_form", "legacy_sms", SMS))
    city.world.timing.sms_step = 1e-9
    text: dict[str, object] = {
        "client_id": "N-2026-0001",
        "mobile": "13900000001",
        "text": "您的申请已受理<1>&𠮷",
        "project_no": "A-1",
    }
    prepared = platform.prepare([Outgoing("k", "sms", "upsert", 1, text)], batch_no="", at=now())

    sent, again = await platform.send(prepared), await platform.send(prepared)
    asked, receipt = await platform.inquire(prepared), await platform.receipt("N-2026-0001")

    assert [row.verdict for row in (*sent.rows, *again.rows)] == [Verdict.OK, Verdict.DUPLICATE]
    assert asked is not None
    assert receipt is not None
    assert (receipt.done, receipt.rows[0].state) == (True, "delivered")
    assert city.journal.violations == []
    form = dict(httpx.QueryParams(crossings[0].request.decode("latin-1")))
    assert form["apikey"] == "***"
    assert "luqiao-legacy-sms-test-key" not in repr(crossings)
    assert (
        crossings[0]
        .answer.decode("gb18030")
        .endswith("<msg>提交成功</msg><id>N-2026-0001</id><state></state></RESULT>")
    )


@pytest.mark.parametrize(
    "city", [(",".join(FAULTS.keys() - {"bad_row"}), 0.5)], indirect=True, ids=["every fault of the way"]
)
async def test_with_every_fault_each_record_is_there_once_and_the_city_has_no_complaint(
    city: City, credit: DeclaredCreditPlatform, passing: StoppedClock
) -> None:
    city.world.timing.drip_every = 0.0
    prepared = [credit.prepare([odd(city, f"{n}号")], batch_no=f"B{n}", at=now()) for n in range(12)]
    verdicts = Counter[Verdict]()

    for one in prepared:
        for _ in range(40):
            passing.seconds += 301
            city.world.clock.advance(301)
            try:
                sent = await credit.send(one)
            except OutsideError:
                continue
            verdicts[sent.answer.verdict] += 1
            if sent.receipt_no:
                break

    assert verdicts[Verdict.UNKNOWN] > 0
    assert set(city.town.legacy_credit.records.by_key) >= {key for one in prepared for key in one.record_keys}
    assert len(city.town.legacy_credit.by_batch) == 12
    assert [entry for entry in city.journal.violations if entry["system"] == "legacy_credit"] == []


async def test_a_probe_changes_nothing_and_says_what_it_asked(
    city: City, legacy: Open, crossings: list[Crossing]
) -> None:
    own = Query("11350200MB1A2B3CXA", "厦门市烟草专卖局", "连通性检查", "PROBE")
    systems = [legacy("legacy/credit_soap", "legacy_credit", KEYS), legacy("legacy/sms_form", "legacy_sms", SMS)]

    said = [await probing.probe(one, own, city.world.today) for one in systems]

    assert said == ["询问今天的核对摘要", "查询一条不存在的短信"]
    assert [crossing.operation for crossing in crossings] == ["token", "generation", "digest", "receipt"]
    assert city.journal.violations == []
