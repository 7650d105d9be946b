"""Serving the papers of a case: every way with its proof, public notice with its day, a hearing that is refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from content.lawbook import built_in_calendar, lawbook
from models.casework import CaseStage
from rules.casework.asked import Asked
from rules.casework.serving import SERVING, WAYS
from rules.casework.standing import Standing, Taken

DAY = date(2026, 11, 2)  # a Monday
DEEMED = date(2026, 12, 2)  # thirty days later
NOTICED, OFFERED = Taken("case.noticed", DAY, "inspector"), {"hearing": True}
ANNOUNCED = Taken("case.service_announced", DAY, "inspector")
PROOF: dict[str, dict[str, Any]] = {
    "直接送达": {},
    "留置送达": {"refusal": "拒绝签收", "witness": "居委会王某"},
    "邮寄送达": {"mail_no": "EA123456785CN"},
    "委托送达": {"entrusted": "漳州市烟草专卖局"},
    "转交送达": {"entrusted": "某监狱"},
    "电子送达": {"consented_on": "2026-11-02", "sent_to": "a@example.test"},
}
NAMES = {
    "refusal": "拒收的理由", "witness": "见证人或者录像", "mail_no": "邮件号码", "entrusted": "受托、转交的单位",
    "consented_on": "同意电子送达的日期", "sent_to": "送达的电子地址",
}  # fmt: skip
DAYS = ["签收", "留置", "回执", "受送达人签收", "受送达人签收", "到达受送达人系统", "公告期满"]


def asked(on: date, **said: Any) -> Asked:
    return Asked(on, lawbook().in_force(DAY), built_in_calendar(), said)


def why(condition: str, *taken: Taken, on: date = DAY, stage: CaseStage = CaseStage.NOTICED, **said: Any) -> str:
    return SERVING[condition](Standing(stage, DAY, taken=taken), asked(on, **said))


@pytest.mark.parametrize("way", PROOF)
def test_a_way_with_all_its_proof_is_service(way: str) -> None:
    assert why("service_proved", NOTICED, **{"way": way, **PROOF[way]}) == ""


@pytest.mark.parametrize(("way", "left"), [(way, key) for way, proof in PROOF.items() for key in proof])
def test_a_way_without_one_proof_names_it(way: str, left: str) -> None:
    rest: dict[str, Any] = {key: value for key, value in PROOF[way].items() if key != left}
    assert why("service_proved", NOTICED, way=way, **rest) == f"{way}没有写明{NAMES[left]}"
    assert why("service_proved", NOTICED, way=way, **(rest | {left: "  "})) == f"{way}没有写明{NAMES[left]}"


def test_a_way_that_the_law_does_not_know_names_all_that_it_does() -> None:
    told = "送达方式应为直接送达、留置送达、邮寄送达、委托送达、转交送达、电子送达、公告送达"
    assert [why("service_proved", NOTICED, way="微信"), why("service_proved", NOTICED)] == [told, told]


def test_every_way_says_which_day_is_that_of_the_service() -> None:
    assert [way.day.removesuffix("的日期").removesuffix("上注明的收件日期") for way in WAYS.values()] == DAYS


def test_consent_to_electronic_service_comes_before_it() -> None:
    said: dict[str, Any] = {"way": "电子送达", "sent_to": "a@example.test"}
    assert why("service_proved", NOTICED, **said, consented_on="2026-11-03") == "同意电子送达应在送达以前"
    assert why("service_proved", NOTICED, on=DAY + timedelta(days=1), **said, consented_on="2026-11-03") == ""


@pytest.mark.parametrize(
    ("on", "told"),
    [(DEEMED - timedelta(days=1), f"公告送达的日期是公告期满的{DEEMED}"), (DEEMED, ""),
     (DEEMED + timedelta(days=1), f"公告送达的日期是公告期满的{DEEMED}")],
)  # fmt: skip
def test_public_notice_serves_on_its_last_day(on: date, told: str) -> None:
    assert why("service_proved", NOTICED, ANNOUNCED, on=on, way="公告送达") == told


def test_public_notice_that_other_steps_overtook_serves_on_the_day_of_the_last_of_them() -> None:
    later = Taken("case.order_to_correct", DEEMED + timedelta(days=2), "inspector")
    assert why("service_proved", NOTICED, ANNOUNCED, later, on=later.on, way="公告送达") == ""
    assert why("service_proved", NOTICED, ANNOUNCED, later, on=DEEMED, way="公告送达") != ""


def test_a_notice_of_other_papers_serves_nothing() -> None:
    none = "还没有公告送达"
    assert why("service_proved", NOTICED, on=DEEMED, way="公告送达") == none
    assert why("service_proved", ANNOUNCED, NOTICED, on=DEEMED, way="公告送达") == none
    decided = Taken("case.decided", DAY, "chief")
    stage = CaseStage.DECIDED
    assert why("service_proved", NOTICED, ANNOUNCED, decided, on=DEEMED, way="公告送达", stage=stage) == none
    assert why("service_proved", NOTICED, decided, ANNOUNCED, on=DEEMED, way="公告送达", stage=stage) == ""
    unpunished = Taken("case.not_punished", DAY, "chief")
    assert why("service_proved", NOTICED, ANNOUNCED, unpunished, on=DEEMED, way="公告送达", stage=stage) == none
    assert why("service_proved", NOTICED, unpunished, ANNOUNCED, on=DEEMED, way="公告送达", stage=stage) == ""


def test_what_was_served_is_not_announced() -> None:
    served = Taken("case.notice_served", DAY, "inspector")
    assert why("unserved", NOTICED, served) == "事先告知书已经送达"
    assert why("unserved", NOTICED) == ""
    assert why("unserved", served, NOTICED) == ""  # a newer notice
    assert why("unserved", NOTICED, served, stage=CaseStage.DECIDED) == ""


@pytest.mark.parametrize(
    ("on", "told"), [(date(2026, 11, 9), "当事人在2026-11-09以前有权要求听证"), (date(2026, 11, 10), "")]
)
def test_a_hearing_is_refused_only_when_its_term_is_over(on: date, told: str) -> None:
    offered, served = Taken("case.noticed", DAY, "inspector", OFFERED), Taken("case.notice_served", DAY, "inspector")
    assert why("hearing_refusable", offered, served, on=on) == told
    assert why("hearing_refusable", offered, on=on) == "事先告知书还没有送达"
    assert why("hearing_refusable", NOTICED, on=on) == ""


def test_a_hearing_that_was_asked_for_in_time_is_not_refused_behind_its_term() -> None:
    offered, served = Taken("case.noticed", DAY, "inspector", OFFERED), Taken("case.notice_served", DAY, "inspector")
    wanted, waived = Taken("case.hearing_requested", DAY, "inspector"), Taken("case.hearing_waived", DAY, "inspector")
    behind = date(2026, 11, 10)
    assert why("hearing_refusable", offered, served, wanted, on=behind) == "当事人在期限内要求了听证"
    assert why("hearing_refusable", offered, served, waived, wanted, on=behind) == "当事人在期限内要求了听证"
    assert why("hearing_refusable", offered, served, wanted, waived, on=behind) == ""
    held = Taken("case.hearing_held", DAY, "reviewer")
    assert why("hearing_refusable", offered, served, wanted, held, on=behind) == ""
    assert why("hearing_refusable", offered, served, wanted, held, wanted, on=behind) == "当事人在期限内要求了听证"
    assert why("hearing_refusable", offered, served, wanted, offered, served, on=behind) == ""
