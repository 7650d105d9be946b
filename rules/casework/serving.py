"""Serving the papers of a case: its ways, what proves each, and the day from which the terms run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from models.casework import CaseStage
from models.said import said
from rules.basis import LegalBasis
from rules.casework.asked import Asked
from rules.casework.standing import Standing

BASIS = LegalBasis("行政处罚法", 2021, "第六十一条", "APL 61")
PUBLIC, ANNOUNCED = "公告送达", "case.service_announced"
DECISIONS = ("case.decided", "case.not_punished")  # that are served


@dataclass(frozen=True, slots=True)
class Way:
    """A way of service: the blanks that prove it (key: what it is called), and which day is that of the service."""

    proof: Mapping[str, str]
    day: str


WAYS: Mapping[str, Way] = {
    "直接送达": Way({}, "签收的日期"),
    "留置送达": Way({"refusal": "拒收的理由", "witness": "见证人或者录像"}, "留置的日期"),
    "邮寄送达": Way({"mail_no": "邮件号码"}, "回执上注明的收件日期"),
    "委托送达": Way({"entrusted": "受托、转交的单位"}, "受送达人签收的日期"),
    "转交送达": Way({"entrusted": "受托、转交的单位"}, "受送达人签收的日期"),
    "电子送达": Way({"consented_on": "同意电子送达的日期", "sent_to": "送达的电子地址"}, "到达受送达人系统的日期"),
    PUBLIC: Way({}, "公告期满的日期"),
}


def _service_proved(case: Standing, asked: Asked) -> str:
    way = WAYS.get(str(asked.said.get("way") or ""))
    if way is None:
        return said("送达方式应为{ways}", ways="、".join(WAYS))
    lacking = [name for key, name in way.proof.items() if not str(asked.said.get(key) or "").strip()]
    if lacking:
        return said("{way}没有写明{lacking}", way=asked.said["way"], lacking="、".join(lacking))
    if str(asked.said.get("consented_on") or "") > asked.on.isoformat():
        return "同意电子送达应在送达以前"
    return _announced(case, asked) if asked.said["way"] == PUBLIC else ""


def _announced(case: Standing, asked: Asked) -> str:
    """Return what stands against service by public notice: no notice of these papers, or another day than its last."""
    issued = ("case.noticed",) if case.stage is CaseStage.NOTICED else DECISIONS
    notice = case.last(ANNOUNCED)
    if notice is None or any(case.last(ANNOUNCED, after=paper) is None for paper in issued):
        return "还没有公告送达"
    last = max(asked.until("E24", notice.on), case.taken[-1].on)
    return "" if asked.on == last else said("公告送达的日期是公告期满的{last}", last=last)


def _unserved(case: Standing, _: Asked) -> str:
    served = case.stage is CaseStage.NOTICED and case.last("case.notice_served", after="case.noticed")
    return "事先告知书已经送达" if served else ""


def _hearing_refusable(case: Standing, asked: Asked) -> str:
    served = case.last("case.notice_served", after="case.noticed")
    if not case.hearing_offered:
        return ""
    if served is None:
        return "事先告知书还没有送达"
    if case.hearing_wanted and case.last("case.hearing_held", after="case.hearing_requested") is None:
        return "当事人在期限内要求了听证"
    until = asked.until("E19", served.on)
    return "" if asked.on > until else said("当事人在{until}以前有权要求听证", until=until)


SERVING: Mapping[str, Callable[[Standing, Asked], str]] = {
    "service_proved": _service_proved,
    "unserved": _unserved,
    "hearing_refusable": _hearing_refusable,
}
