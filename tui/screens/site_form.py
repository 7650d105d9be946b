"""The forms of a site check: who goes when, what two inspectors found on the spot, the photos they took."""

import hashlib
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput
from models.values import SHANGHAI, Officer, Role
from tui.language import N_, _
from tui.widgets.form import Blank, Faults, Values

if TYPE_CHECKING:
    from rules.site_checks import Photo
    from tui.office import Office

FOUND = {"": N_("未核查"), "true": N_("是"), "false": N_("否")}
DISTANCES = ("school_distance_m", "nearest_shop_m")
ANSWERS = ("fixed", "separate_from_home", "safe", "vending_machine", "dangerous_goods", "online_sales")
TEXTS = ("school", "nearest_shop", "method", "cell", "present", "relation", "remark", "signature", "conclusion")
DAY = N_("写作 2026-01-31")
CLOCK = N_("写作 09:30")


def _people(people: Sequence[Officer], chosen: Sequence[str] = ()) -> Blank:
    names = {o.login: f"{o.name} {o.certificate_no}" for o in people if Role.INSPECTOR in o.roles}
    hint = N_("两名以上持证核查员")
    return Blank("inspectors", N_("核查人员"), value=",".join(chosen), needed=True, options=names, many=True, hint=hint)


def plan_blanks(people: Sequence[Officer], today: date) -> list[Blank]:
    """Return the fields of a plan."""
    day = Blank("planned_on", N_("核查日期"), 10, value=today.isoformat(), needed=True, hint=DAY)
    return [_people(people), day]


def blanks(people: Sequence[Officer], now: datetime, chosen: Sequence[str] = ()) -> list[Blank]:
    """Return the fields of a record; `chosen` are the inspectors of the plan."""
    metres, here = N_("米；不填为未测量"), now.astimezone(SHANGHAI)
    return [
        _people(people, chosen),
        Blank("checked_on", N_("核查日期"), 10, value=here.date().isoformat(), needed=True, hint=DAY),
        Blank("started", N_("开始时间"), 5, value=f"{here:%H:%M}", needed=True, hint=CLOCK),
        Blank("ended", N_("结束时间"), 5, value=f"{here:%H:%M}", needed=True, hint=CLOCK),
        Blank("school_distance_m", N_("距学校"), 10, hint=metres),
        Blank("school", N_("学校及出入口"), 100, hint=N_("量到哪所学校、幼儿园的哪个出入口")),
        Blank("nearest_shop_m", N_("距最近零售点"), 10, hint=metres),
        Blank("nearest_shop", N_("最近零售点"), 100, hint=N_("店名或许可证号")),
        Blank("method", N_("测量方法"), 100, hint=N_("例如：激光测距仪，按步行路径")),
        Blank("cell", N_("布局单元"), 20, hint=N_("单元代码；不填则按地址判断")),
        Blank("fixed", N_("固定场所"), options=FOUND),
        Blank("separate_from_home", N_("与住所独立"), options=FOUND),
        Blank("safe", N_("安全"), options=FOUND, hint=N_("没有不适宜经营卷烟的安全因素")),
        Blank("vending_machine", N_("自动售货机"), options=FOUND),
        Blank("dangerous_goods", N_("存放危险物品"), options=FOUND),
        Blank("online_sales", N_("网络销售"), options=FOUND),
        Blank("photos", N_("照片文件"), 2000, hint=N_("JPEG 或 PNG，多个文件用分号隔开")),
        Blank("present", N_("在场人"), 50),
        Blank("relation", N_("与申请人关系"), 50),
        Blank("remark", N_("申请人意见"), 500),
        Blank("signature", N_("签名"), 100, hint=N_("在场人签名或者拒签的情况")),
        Blank("conclusion", N_("核查结论"), 500, needed=True),
        Blank("note", N_("告知申请人"), 300, hint=N_("写入办理进度；不填为“正在审查”")),
    ]


def faults_of(values: Values, today: date) -> Faults:
    """Return what cannot be kept: too few inspectors, no day, no hour, no distance."""
    found = [] if len(values["inspectors"].split(",")) > 1 else [("inspectors", _("实地核查须由两名以上人员进行"))]
    if not _is_past_day(values["checked_on"], today):
        found.append(("checked_on", _("应为不晚于今天的日期，写作 2026-01-31")))
    found += [(name, _("应为时间，写作 09:30")) for name in ("started", "ended") if _hour(values[name]) is None]
    found += [(name, _("应为不小于零的数")) for name in DISTANCES if values[name] and not _is_distance(values[name])]
    if not values["method"] and any(values[name] for name in DISTANCES):
        found.append(("method", _("填写了距离，还应写明测量方法")))
    return found


def site_check(values: Values) -> dict[str, Any]:
    """Return what usecases.site_checks.record keeps; what nobody looked at is left out."""
    texts = {name: values[name] for name in TEXTS if values[name]}
    metres = {name: float(values[name]) for name in DISTANCES if values[name]}
    return {**texts, **metres, **{name: values[name] == "true" for name in ANSWERS if values[name]}}


def times(values: Values) -> tuple[datetime, datetime]:
    """Return start and end of a visit whose fields have no fault."""
    day = date.fromisoformat(values["checked_on"])
    first, last = (_hour(values[name]) or time() for name in ("started", "ended"))
    return _moment(day, first), _moment(day, last)


def keep_photos(text: str, office: "Office") -> "list[Photo]":
    """Put the named picture files into the store and return them; raises InvalidInput, then none counts."""
    from rules.site_checks import MOST_BYTES
    from usecases import site_checks

    read = []
    for name in filter(None, (part.strip() for part in text.replace("；", ";").split(";"))):
        try:
            with Path(name).expanduser().open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            raise InvalidInput(_("读不到照片文件：{name}").format(name=name)) from error
        read.append((content, site_checks.photo(name, content, hashlib.sha256(content).hexdigest())))
    for content, _photo in read:
        office.store.put(content)
    return [photo for _content, photo in read]


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI).astimezone(UTC)


def _hour(text: str) -> time | None:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is None else None


def _is_past_day(text: str, today: date) -> bool:
    try:
        return date.fromisoformat(text) <= today
    except ValueError:
        return False


def _is_distance(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and float(text) >= 0
    except ValueError:
        return False
