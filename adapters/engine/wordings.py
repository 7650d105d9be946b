"""Say in words for administrators what is wrong with a value of a profile."""

import re
from functools import reduce
from typing import get_args

from adapters.engine.vocabulary.words import (
    Duration,
    Host,
    Hours,
    Path,
    Proxy,
    Quota,
    Rate,
    Size,
    Source,
    Stretch,
    Ttl,
    Wait,
)
from models.said import said

KINDS = {
    "str": "文本（写在引号里）",
    "int": "整数（不加引号）",
    "float": "小数（不加引号）",
    "bool": "true 或 false（不加引号）",
    "array": "列表（写在方括号里）",
    "object": "表（写在花括号里）",
    "null": "空",
}
FORMS = (
    (Path, "路径写作 $.data.rows，以 $ 开头"),
    (Source, "写作 party.name，不以 $ 开头"),
    (Duration, "时长写作 30s、15m、7d"),
    (Size, "大小写作 8MiB"),
    (Rate, "速率写作 40/s 或 30/m"),
    (Quota, "次数写作 500/day"),
    (Hours, "时段写作 00:00-05:00"),
    (Stretch, "起止写作 2026-11-28T22:00/2026-11-29T06:00"),
    (Wait, "写作 60s 或 midnight"),
    (Host, "主机写作 api.example.gov.cn、host:8443 或 *.example.gov.cn"),
    (Proxy, "代理写作 http://HOST:PORT"),
    (Ttl, "写作 7200s，或回答中的路径 $.expires_in"),
)
PATTERNS = {repr(get_args(form)[1].pattern): words for form, words in FORMS}
_TYPES = re.compile(r"Expected `([^`]+)`, got `([^`]+)`.*")
_FORM = re.compile(r"Expected `str` matching regex (.+?)(?: - at .*)?", re.DOTALL)
_CHOICE = re.compile(r"Invalid enum value (.+?)(?: - at .*)?", re.DOTALL)


def in_words(message: str) -> str:
    """Return what the reader of the file said of a value in words; what is not known stays as it was said."""
    if found := _TYPES.fullmatch(message):
        wanted, got = (reduce(_or, [KINDS.get(one, one) for one in part.split(" | ")]) for part in found.groups())
        return said("应为{wanted}，写成了{got}", wanted=wanted, got=got)
    if found := _FORM.fullmatch(message):
        return PATTERNS.get(found[1], "写法不对")
    if found := _CHOICE.fullmatch(message):
        return said("没有 {found} 这个词", found=found[1])
    return message


def _or(one: str, other: str) -> str:
    return said("{one}或{other}", one=one, other=other)
