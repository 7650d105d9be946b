"""Site checks: who may go, what a record needs, how what was found is said on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.errors import InvalidInput, Refused
from models.said import said
from models.values import SHANGHAI, Officer, Role
from rules.basis import LegalBasis

BASIS = LegalBasis("行政许可法", 2019, "第三十四条第三款", "ALL 34(3)")
LEAST = 2  # officers (L09)
QUESTIONS = {  # what is answered yes or no: name, and the answer that speaks for the applicant
    "fixed": ("固定经营场所", True),
    "separate_from_home": ("与住所相独立", True),
    "safe": ("没有不适宜经营卷烟的安全因素", True),
    "vending_machine": ("利用自动售货机销售", False),
    "dangerous_goods": ("存放易燃易爆等危险物品", False),
    "online_sales": ("通过信息网络销售", False),
}
DISTANCES = {"school_distance_m": "与最近中小学、幼儿园出入口的距离", "nearest_shop_m": "与最近零售点的距离"}
TEXTS = {"method": 100, "school": 100, "nearest_shop": 100, "conclusion": 500, "present": 50, "relation": 50,
         "remark": 500, "signature": 100, "cell": 20}  # fmt: skip
FARTHEST = 100_000.0  # metres; more is a slip of the pen
MOST_PHOTOS, MOST_BYTES = 20, 10 * 2**20
PHOTO_TYPES = frozenset({"image/jpeg", "image/png"})


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture from the premises; its bytes lie in the store under `sha256`, `name` is untrusted text."""

    sha256: str
    name: str
    media_type: str
    size: int

    def check(self) -> None:
        """Raise InvalidInput for a file that is no picture, empty or too large."""
        if self.media_type not in PHOTO_TYPES:
            raise InvalidInput(said("照片“{name}”不是JPEG或PNG图片。", name=self.name), kept="核查未记录。")
        if not 0 < self.size <= MOST_BYTES:
            raise InvalidInput(
                said("照片“{name}”为空或者超过{most}MB。", name=self.name, most=MOST_BYTES // 2**20),
                kept="核查未记录。",
            )


def check_inspectors(people: Sequence[Officer]) -> None:
    """Raise Refused for fewer than two different inspectors, or one without the role or a certificate number."""
    if len({one.login for one in people}) < LEAST:
        raise Refused(
            said("实地核查须由两名以上人员进行（{basis}）。", basis=BASIS),
            kept="核查未记录。",
            do_next="请再选一名核查员。",
        )
    for one in people:
        if Role.INSPECTOR not in one.roles or not one.certificate_no.strip():
            raise Refused(
                said("{name}不是持有执法证号的核查员，不能进行实地核查（{basis}）。", name=one.name, basis=BASIS),
                kept="核查未记录。",
                do_next="请选派持证的核查员。",
            )


def check_times(started_at: datetime, ended_at: datetime, now: datetime) -> None:
    """Raise InvalidInput for a visit that ends before it begins, lasts over a day, or lies in the future."""
    if not started_at <= ended_at <= now:
        raise InvalidInput("核查的起止时间不对：应先开始、后结束，且不晚于现在。", kept="核查未记录。")
    if started_at.astimezone(SHANGHAI).date() != ended_at.astimezone(SHANGHAI).date():
        raise InvalidInput("核查应在同一天内开始和结束。", kept="核查未记录。", do_next="隔日的核查请分两次记录。")


def checked(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was found, without what nobody looked at.

    Raises InvalidInput naming the field: unknown, a distance below zero or not finite, measured without a method,
    a text too long, no conclusion.
    """
    unknown = [name for name in found if name not in {*QUESTIONS, *DISTANCES, *TEXTS}]
    if unknown:
        raise InvalidInput(said("核查记录没有这些栏目：{unknown}。", unknown="、".join(unknown)), kept="核查未记录。")
    kept = {name: value for name, value in found.items() if value is not None and value != ""}
    for name, value in kept.items():
        _check_value(name, value)
    if DISTANCES.keys() & kept.keys() and not kept.get("method"):
        raise InvalidInput("填写了距离，还应写明测量方法。", kept="核查未记录。")
    if not str(kept.get("conclusion", "")).strip():
        raise InvalidInput("核查记录缺少结论。", kept="核查未记录。")
    return kept


def _check_value(name: str, value: Any) -> None:
    if name in DISTANCES:
        if type(value) not in (int, float) or not 0 <= value <= FARTHEST:  # NaN is in no range
            raise InvalidInput(
                said("{distance}应为0至{most}米。", distance=DISTANCES[name], most=f"{FARTHEST:g}"),
                kept="核查未记录。",
            )
    elif name in QUESTIONS:
        if type(value) is not bool:
            raise InvalidInput(said("“{question}”应答是或否。", question=QUESTIONS[name][0]), kept="核查未记录。")
    elif type(value) is not str or len(value) > TEXTS[name]:
        raise InvalidInput(said("核查记录的文字过长或者不是文字（{name}）。", name=name), kept="核查未记录。")


def rows(found: Mapping[str, Any]) -> list[list[str]]:
    """Return what was found as rows of the form: what, result, remark."""
    told = []
    for name, what in DISTANCES.items():
        if name in found:
            beside = found.get("school" if name == "school_distance_m" else "nearest_shop", "")
            told.append([what, f"{found[name]:g}米", "；".join(filter(None, [beside, f"测量方法：{found['method']}"]))])
    for name, (what, good) in QUESTIONS.items():
        if name in found:
            told.append([what, "是" if found[name] else "否", "" if found[name] is good else "不符合"])
    if found.get("remark"):
        told.append(["申请人意见", found["remark"], f"签名：{found.get('signature') or '未签名'}"])
    return told or [["现场情况", "见结论", ""]]
