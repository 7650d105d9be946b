"""The columns of 2015 (SGS_XZXK, SGS_XZCF) and the validators of such a receiver, its own mistakes among them."""

import re
from datetime import date
from typing import NamedTuple

TABLES = {"SGS_XZXK": "xk", "SGS_XZCF": "cf"}
MISSING, FORMAT, FUTURE, LABEL, BROKEN_RULE = "10003", "10004", "10005", "30001", "40001"
REPEATED, REPAIRED, STALE = "20001", "20002", "20003"
Data = dict[str, str]


class Result(NamedTuple):
    """Why a row is doubtful: code, column, and the words of the receiver."""

    code: str
    field: str
    message: str


def _columns(listed: str) -> dict[str, tuple[int, bool]]:
    """`NAME bytes` each, `!` behind the length of a mandatory one."""
    pairs = (entry.split() for entry in listed.split(","))
    return {name: (int(length.rstrip("!")), length.endswith("!")) for name, length in pairs}


COLUMNS = {
    "xk": _columns(
        "XK_WSH 128!, XK_XMMC 256!, XK_BM 40!, XK_SPLB 16!, XK_NR 2048!, XK_XDR 256!, XK_XDR_SHXYM 64, XK_XDR_ZDM 64,"
        "XK_XDR_GSDJ 64, XK_XDR_SWDJ 64, XK_XDR_SFZ 64, XK_FR 256, XK_JDRQ 200!, XK_JZQ 200, XK_XZJG 64!, XK_ZT 1!,"
        "DFBM 6!, SJC 200!, BZ 4000, XK_SYFW 1"
    ),
    "cf": _columns(
        "CF_WSH 128!, CF_CFMC 256!, CF_BM 40!, CF_CFLB1 36!, CF_CFLB2 36, CF_SY 2048!, CF_YJ 2048!, CF_XDR_MC 128!,"
        "CF_XDR_SHXYM 64, CF_XDR_ZDM 64, CF_XDR_GSDJ 64, CF_XDR_SWDJ 64, CF_XDR_SFZ 64, CF_FR 256, CF_JG 2048!,"
        "CF_JDRQ 200!, CF_XZJG 64!, CF_ZT 1!, DFBM 6!, SJC 200!, BZ 4000, CF_SYFW 1, CF_SXYZCD 1, CF_GSJZQ 200"
    ),
}
_CODES = ("XDR_SHXYM", "XDR_ZDM", "XDR_GSDJ", "XDR_SWDJ", "XDR_SFZ")  # at least one of them
_DATES = {"xk": ("XK_JDRQ", "XK_JZQ", "SJC"), "cf": ("CF_JDRQ", "CF_GSJZQ", "SJC")}
_ENDS = {"xk": "XK_JZQ", "cf": "CF_GSJZQ"}
_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_RULES = {  # as such receivers have them: what is right may well be refused
    "XDR_SHXYM": (FORMAT, re.compile(r"^[1-9A-GY]{1}[1239]{1}[1-5]{1}[0-9]{5}[0-9A-HJ-NPQRTUWXY]{10}$")),
    "XDR_ZDM": (FORMAT, re.compile(r"[a-zA-Z0-9]{8}[a-zA-Z0-9]")),
    "XDR_GSDJ": (FORMAT, re.compile(r"^\d{15}$", re.ASCII)),
    "XDR_SWDJ": (BROKEN_RULE, re.compile(r"/^[A-Z0-9]{15}$|^[A-Z0-9]{17}$|^[A-Z0-9]{18}$/")),  # its slashes are literal
    "SPLB": (LABEL, re.compile("^普通$|^特许$|^认可$|^核准$|^登记$|^其他$")),
    "ZT": (LABEL, re.compile("^[0-3]$")),
    "SYFW": (LABEL, re.compile("^[0-2]$")),
    "SXYZCD": (LABEL, re.compile("^[0-3]$")),
    "DFBM": (FORMAT, re.compile(r"^\d{6}$", re.ASCII)),
}
_PENALTY = re.compile(
    "^警告$|^罚款$|^没收违法所得、没收非法财物$|^责令停产停业$|^暂扣或者吊销许可证、暂扣或者吊销执照$|^行政拘留$|^其他$"
)


def doubt(kind: str, data: Data, today: date) -> Result | None:
    """Return the first thing that such a receiver objects to, None where it takes the row."""
    return _mandatory(kind, data) or _form(kind, data, today) or _ruled(kind, data)


def _mandatory(kind: str, data: Data) -> Result | None:
    prefix = kind.upper() + "_"
    for name, (_, mandatory) in COLUMNS[kind].items():
        if mandatory and not data.get(name):
            return Result(MISSING, name, "必填日期为空" if name in _DATES[kind] else "必填项为空")
    if not any(data.get(prefix + code) for code in _CODES):
        return Result(MISSING, prefix + _CODES[0], "行政相对人代码至少填写一项")
    return None


def _form(kind: str, data: Data, today: date) -> Result | None:
    for name, value in data.items():
        if name not in COLUMNS[kind]:
            return Result(FORMAT, name, "表中没有此列")
        if len(value.encode("gb18030")) > COLUMNS[kind][name][0]:
            return Result(FORMAT, name, "超过列的长度")
    days = {name: day_of_text(data[name]) for name in _DATES[kind] if name in data}
    for name, day in days.items():
        if day is None:
            return Result(FORMAT, name, "格式转换错误")
    return _order(kind, {name: day for name, day in days.items() if day is not None}, today)


def _order(kind: str, days: dict[str, date], today: date) -> Result | None:
    decided, stamp, end = days[f"{kind.upper()}_JDRQ"], days["SJC"], days.get(_ENDS[kind])
    if decided > today or stamp > today:
        return Result(FUTURE, "SJC" if decided <= today else f"{kind.upper()}_JDRQ", "不得晚于今日")
    if stamp < decided:
        return Result(FORMAT, "SJC", "数据更新时间早于决定日期")
    return Result(FORMAT, _ENDS[kind], "早于决定日期") if end is not None and end < decided else None


def _ruled(kind: str, data: Data) -> Result | None:
    for name, value in data.items():
        stem = name.removeprefix(kind.upper() + "_")
        code, rule = (LABEL, _PENALTY) if stem in {"CFLB1", "CFLB2"} else _RULES.get(stem, ("", None))
        if rule is not None and not rule.search(value):
            message = "规则解析错误" if code == BROKEN_RULE else "类型错误" if code == LABEL else "格式转换错误"
            return Result(code, name, message)
    return None


def day_of_text(text: str) -> date | None:
    """Return a date in one of the forms that are taken, None for anything else."""
    found = _DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None
