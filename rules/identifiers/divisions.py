"""Administrative divisions as far as our numbers need them: provinces, and Xiamen's codes through the years."""

from dataclasses import dataclass

from models.said import said

PROVINCES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林",
    "23": "黑龙江", "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西",
    "37": "山东", "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南",
    "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃",
    "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾", "81": "香港", "82": "澳门", "83": "台湾",
}  # fmt: skip


EARLIEST, LATEST = 0, 9999  # years before and behind all editions: nothing is abolished yet, the name of today


@dataclass(frozen=True, slots=True)
class Era:
    """One name of one code, from the first through the last year (GB/T 2260 in its editions)."""

    name: str
    first: int = EARLIEST
    last: int = LATEST


XIAMEN = {
    "350200": (Era("厦门市"),),
    "350201": (Era("厦门市市辖区"),),
    "350202": (Era("厦门市鼓浪屿区", last=2003),),
    "350203": (Era("厦门市思明区", 1983),),
    "350204": (Era("厦门市开元区", last=2003),),
    "350205": (Era("厦门市杏林区", last=2002), Era("厦门市海沧区", 2003)),
    "350206": (Era("厦门市湖里区", 1987),),
    "350211": (Era("厦门市郊区", last=1986), Era("厦门市集美区", 1987)),
    "350212": (Era("厦门市同安区", 1996),),
    "350213": (Era("厦门市翔安区", 2003),),
    "350221": (Era("厦门市同安县", last=1996),),
}


def division_name(code: str, year: int) -> str | None:
    """Return what a code was called in a year; before its first year its first name, else None."""
    eras = XIAMEN.get(code)
    if eras is None:
        return PROVINCES.get(code[:2])
    for era in eras:
        if year <= era.last:
            return era.name
    return eras[-1].name


def division_warning(code: str, year: int) -> str | None:
    """Return why a code is unusual for a year, None when it is not; never a reason to reject a number."""
    if code[:2] not in PROVINCES:
        return said("区划代码{code}的省级代码不在国家标准内", code=code)
    if code[:4] != "3502":
        return None
    eras = XIAMEN.get(code)
    if eras is None:
        return said("厦门没有区划代码{code}", code=code)
    if year > eras[-1].last:
        return said(
            "区划代码{code}（{name}）已于{last}年撤销，早于该日期", code=code, name=eras[-1].name, last=eras[-1].last
        )
    return None
