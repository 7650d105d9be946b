"""The columns of a licence and a penalty at the credit platform, and what each one must hold (sections 8.3, 8.4)."""

import re
import unicodedata
from datetime import date

from city.common.identifiers import id_valid, uscc_valid
from city.common.moments import parse_date

PARTY_KINDS = {"法人及非法人组织": "L", "个体工商户": "G", "自然人": "N"}
PAPERS = ("身份证", "护照号", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证")
LICENCE_KINDS = ("普通", "特许", "认可", "核准", "登记")
PENALTY_LABELS = (
    "警告",
    "罚款",
    "没收违法所得、没收非法财物",
    "责令停产停业",
    "暂扣或者吊销许可证、暂扣或者吊销执照",
    "行政拘留",
)
_FORBIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})\.[0-9]{6}", re.ASCII)
_OTHER = "其他-"


def _columns(listed: str) -> dict[str, tuple[int, bool]]:
    """`NAME length` each, `!` behind the length of a mandatory one."""
    pairs = (entry.split() for entry in listed.split(","))
    return {name: (int(length.rstrip("!")), length.endswith("!")) for name, length in pairs}


_PARTY = _columns(
    "XDR_MC 200!, XDR_LB 16!, XDR_SHXYM 18, XDR_GSZC 15, XDR_ZZJG 9, XDR_SWDJ 20, XDR_SYDW 12, XDR_SHZZ 50,"
    "FRDB 50, FR_ZJLX 64, FR_ZJHM 64, XDR_ZJLX 64, XDR_ZJHM 64"
)
_OWN = {
    "xk": _columns(
        "XK_XKWS 64!, XK_WSH 64!, XK_XKLB 256!, XK_XKZS 64, XK_XKBH 64, XK_NR 4000!, XK_JDRQ 10!, XK_YXQZ 10!,"
        "XK_YXQZI 10!, XK_XKJG 200!, XK_XKJGDM 18!, XK_ZT 1!, XK_LYDW 200!, XK_LYDWDM 18!, BZ 512"
    ),
    "cf": _columns(
        "CF_WSH 128!, CF_WFXW 2000!, CF_SY 5000!, CF_YJ 2048!, CF_CFLB 200!, CF_NR 4000!, CF_NR_FK 19, CF_NR_WFFF 19,"
        "CF_NR_ZKDX 200, CF_JDRQ 10!, CF_YXQ 10!, CF_GSJZQ 10, CF_CFJG 200!, CF_CFJGDM 18!, CF_SJLY 200!,"
        "CF_SJLYDM 18!, BZ 512"
    ),
}
COLUMNS = {
    kind: {**{f"{kind.upper()}_{name}": rule for name, rule in _PARTY.items()}, **own} for kind, own in _OWN.items()
}
AGENCY = {"xk": "XK_XKJGDM", "cf": "CF_CFJGDM"}
NUMBER = {"xk": "XK_WSH", "cf": "CF_WSH"}
DECIDED_ON = {"xk": "XK_JDRQ", "cf": "CF_JDRQ"}
_DATES = {"xk": ("XK_JDRQ", "XK_YXQZ", "XK_YXQZI"), "cf": ("CF_JDRQ", "CF_YXQ", "CF_GSJZQ")}
_NOT_BEFORE = {"xk": (("XK_YXQZI", "XK_YXQZ"),), "cf": (("CF_YXQ", "CF_JDRQ"), ("CF_GSJZQ", "CF_JDRQ"))}
_CODES = {"xk": ("XK_XKJGDM", "XK_LYDWDM"), "cf": ("CF_CFJGDM", "CF_SJLYDM")}


class RowFault(Exception):
    """Why one row of a batch is rejected; `excuse` is `injected` by a fault or `unknown` to the client yet."""

    def __init__(self, code: str, field: str, excuse: str = "") -> None:
        super().__init__(f"{field}: {code}")
        self.code = code
        self.field = field
        self.excuse = excuse


Data = dict[str, str]


def check_data(kind: str, data: Data, today: date) -> None:
    """Raise RowFault unless the columns are all right; `today` is the server's day (+08:00)."""
    _check_texts(kind, data)
    _check_party(kind, data)
    _check_dates(kind, data, today)
    if kind == "xk":
        _check_licence(data)
    else:
        _check_penalty(data)
    for column in _CODES[kind]:
        _must(uscc_valid(data[column]), "check_digit", column)


def canonical_number(number: str) -> str:
    """A document number as it stands in a key."""
    folded = unicodedata.normalize("NFKC", number)
    bare = "".join(letter for letter in folded if not letter.isspace() and letter not in "\u200b\ufeff")
    return bare.translate(_BRACKETS)


_BRACKETS = str.maketrans({"(": "〔", "[": "〔", "【": "〔", ")": "〕", "]": "〕", "】": "〕"})


def _must(right: bool, code: str, field: str) -> None:
    if not right:
        raise RowFault(code, field)


def _check_texts(kind: str, data: Data) -> None:
    columns = COLUMNS[kind]
    for name, value in data.items():
        _must(name in columns, "column_unknown", name)
        _must(value != "", "value_invalid", name)
        _must(not _FORBIDDEN.search(value) and value == value.strip(), "character_forbidden", name)
        _must(len(value) <= columns[name][0], "too_long", name)
    for name, (_, mandatory) in columns.items():
        _must(not mandatory or name in data, "column_missing", name)


def _check_party(kind: str, data: Data) -> None:
    prefix = kind.upper() + "_"
    _must(data[prefix + "XDR_LB"] in PARTY_KINDS, "code_invalid", prefix + "XDR_LB")
    party = PARTY_KINDS[data[prefix + "XDR_LB"]]
    for name in _forbidden_columns(party):
        _must(prefix + name not in data, "column_forbidden", prefix + name)
    for name in _needed_columns(party):
        _must(prefix + name in data, "column_missing", prefix + name)
    if party == "G":
        _must(prefix + "XDR_GSZC" in data or prefix + "XDR_SHXYM" in data, "column_missing", prefix + "XDR_SHXYM")
    _check_party_numbers(prefix, party, data)
    for stem in ("FR_", "XDR_"):
        _check_paper(prefix + stem, data)


def _forbidden_columns(party: str) -> tuple[str, ...]:
    organisations = ("XDR_ZZJG", "XDR_SWDJ", "XDR_SYDW", "XDR_SHZZ")
    if party == "N":
        return ("XDR_SHXYM", "XDR_GSZC", "FRDB", "FR_ZJLX", "FR_ZJHM", *organisations)
    return ("XDR_ZJLX", "XDR_ZJHM", *(organisations if party == "G" else ()))


def _needed_columns(party: str) -> tuple[str, ...]:
    if party == "N":
        return ("XDR_ZJLX", "XDR_ZJHM")
    return ("FRDB", "FR_ZJLX", "FR_ZJHM", *(("XDR_SHXYM",) if party == "L" else ()))


def _check_party_numbers(prefix: str, party: str, data: Data) -> None:
    code, registration = data.get(prefix + "XDR_SHXYM"), data.get(prefix + "XDR_GSZC")
    if code is not None:
        _must(uscc_valid(code), "check_digit", prefix + "XDR_SHXYM")
        _must(party == "G" or not code.startswith("92"), "value_invalid", prefix + "XDR_SHXYM")
    if registration is not None:
        right = re.fullmatch("[0-9]{15}", registration) is not None
        _must(right, "value_invalid", prefix + "XDR_GSZC")


def _check_paper(stem: str, data: Data) -> None:
    kind, number = data.get(stem + "ZJLX"), data.get(stem + "ZJHM")
    if kind is not None:
        _must(kind in PAPERS or _is_other(kind), "code_invalid", stem + "ZJLX")
    if kind == "身份证" and number is not None:
        _must(id_valid(number), "check_digit", stem + "ZJHM")


def _is_other(label: str) -> bool:
    return label.startswith(_OTHER) and len(label) > len(_OTHER)


def _check_dates(kind: str, data: Data, today: date) -> None:
    for column in _DATES[kind]:
        if column in data:
            _must(parse_date(data[column]) is not None, "date_invalid", column)
    for later, earlier in _NOT_BEFORE[kind]:
        _must(later not in data or data[later] >= data[earlier], "date_invalid", later)
    column = DECIDED_ON[kind]
    _must(data[column] <= today.isoformat(), "date_future", column)


def _check_licence(data: Data) -> None:
    label = data["XK_XKLB"]
    _must(label in LICENCE_KINDS or _is_other(label), "code_invalid", "XK_XKLB")
    _must("XK_XKZS" not in data or "XK_XKBH" in data, "column_missing", "XK_XKBH")
    if "XK_XKBH" in data:
        _must(re.fullmatch(r"\d{6}[12]\d{5}", data["XK_XKBH"], re.ASCII) is not None, "value_invalid", "XK_XKBH")
    _must(data["XK_ZT"] in {"1", "2"}, "code_invalid", "XK_ZT")


def _check_penalty(data: Data) -> None:
    labels = data["CF_CFLB"].split(";")
    right = len(set(labels)) == len(labels) and all(one in PENALTY_LABELS or _is_other(one) for one in labels)
    _must(right, "code_invalid", "CF_CFLB")
    for column, label in (("CF_NR_FK", 1), ("CF_NR_WFFF", 2), ("CF_NR_ZKDX", 4)):
        due = PENALTY_LABELS[label] in labels
        _must(not due or column in data, "column_missing", column)
        _must(due or column not in data, "column_forbidden", column)
    for column in ("CF_NR_FK", "CF_NR_WFFF"):
        if column in data:
            right = _AMOUNT.fullmatch(data[column]) is not None and float(data[column]) > 0
            _must(right, "amount_format", column)
