"""Words that several papers of a case share: moments, goods, evidence, who approved, what was violated."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from content.documents import catalogue
from models.values import SHANGHAI, yuan
from rules import prices
from rules.casework.standing import Taken
from rules.goods import Goods, totals
from rules.lawrows import Cause
from rules.payments import PERCENT_A_DAY
from usecases import casework_goods, casework_judging, casework_rows, documents, officers
from usecases.casework_rows import EnforcementCase
from usecases.desk import desk_of

Said = Mapping[str, Any]
Facts = Callable[[Session, EnforcementCase, Said], dict[str, Any]]
EVIDENCE = {
    "case.scene_recorded": "现场笔录",
    "case.evidence_preserved": "证据先行登记保存通知书",
    "case.sampled": "抽样取证物品清单",
    "case.evidence_copied": "证据复制（提取）单",
    "case.interviewed": "询问笔录",
    "case.priced": "涉案烟草专卖品核价表",
    "case.authenticated": "鉴别检验报告",
}
SHORT = {  # how causes call an instrument, and its key
    "实施条例": "TML_IR",
    "烟草专卖法": "TML",
    "未成年人保护法": "MINOR",
    "许可证管理办法": "LIC",
    "电子烟管理办法": "ECIG",
}
PACKS = 10  # of a carton in standard packing (domain 3.7)
BANK = "持缴款书到财政指定的银行或者以电子支付方式缴纳"
REVIEWER_BODY = "有管辖权的行政复议机关"  # of the province or of the government: which is not settled (E33)


def now(case: EnforcementCase) -> Taken:
    """Return the step that is being taken."""
    return case.standing.taken[-1]


def name_of(session: Session, login: object) -> str:
    """Return an officer's name, "" for somebody who is not known."""
    known = officers.find(session, str(login or ""))
    return known.name if known else ""


def named(session: Session, who: object) -> str:
    """Return the name of somebody who was given by login or by name, "" for nobody."""
    return name_of(session, who) or str(who or "")


def moment(text: str) -> str:
    """Return a moment as documents write it, to the minute: 2026年11月2日9时5分."""
    at = datetime.fromisoformat(text).astimezone(SHANGHAI)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute}分"


def times(said: Said) -> dict[str, Any]:
    """Return when a record was begun and ended."""
    return {"started": moment(said["started_at"]), "ended": moment(said["ended_at"])}


def approval(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    """Return who proposed and who approved the step that is being taken."""
    step = now(case)
    return {
        "proposed_by": name_of(session, said.get("proposed_by")),
        "proposed_on": said.get("proposed_on"),
        "approved_by": name_of(session, step.by),
        "approved_on": step.on,
    }


def cells(rows: Iterable[object]) -> list[list[str]]:
    """Return free rows of a step as rows of words."""
    return [[str(cell) for cell in row] if isinstance(row, list | tuple) else [str(row)] for row in rows]


def things(session: Session, case: EnforcementCase, rows: Iterable[object]) -> dict[str, Any]:
    """Return goods of a step (barcode, product, packs) as a list prints them, with their kinds and cartons.

    How many packs a carton has is as the goods of the case were listed, ten where they were not.
    """
    packing = {key: one.packs_per_carton for one in casework_goods.of_case(session, case) for key in _keys(one)}
    listed = [_thing(row, packing) for row in cells(rows)]
    cartons = sum((Decimal(row[3]) for row in listed if row[3]), Decimal(0))
    return {"things": listed, "kinds": len(listed), "cartons": str(cartons)}


def _keys(one: Goods) -> list[str]:
    return [key for key in (one.barcode, one.product) if key]


def _thing(row: list[str], packing: Mapping[str, int]) -> list[str]:
    code, product, packs = row if len(row) == 3 else ("", "　".join(row), "")
    if not packs.isdecimal():
        return [code, product, packs, ""]
    per_carton = packing.get(code) or packing.get(product) or PACKS
    return [code, product, f"{packs}盒", str(Goods(product, int(packs), per_carton).cartons)]


def goods(session: Session, case: EnforcementCase) -> dict[str, Any]:
    """Return the goods of a case as a table with their total."""
    found = casework_goods.of_case(session, case)
    return {"goods": [_goods_line(one) for one in found], "goods_total": _goods_total(found) if found else ""}


def _goods_line(one: Goods) -> list[str]:
    price = "" if one.carton_price is None else yuan(one.carton_price)
    value = "" if one.value is None else yuan(one.value)
    return [one.barcode, one.product, f"{one.cartons}条", price, value, str(prices.in_words(one.price_basis))]


def brands(session: Session, case: EnforcementCase) -> list[list[str]]:
    """Return the sums of each brand of a case: brand, kinds, cartons, value."""
    sheet = prices.sheet(casework_goods.of_case(session, case))
    return [[one.brand, f"{one.totals.kinds}种", f"{one.totals.cartons}条", yuan(one.totals.value)] for one in sheet]


def _goods_total(found: list[Goods]) -> str:
    every = totals(found)
    return f"{every.kinds}种、{every.cartons}条、{yuan(every.value)}元" + ("（另有未核价的）" if every.unpriced else "")


def cause_of(session: Session, case: EnforcementCase) -> Cause | None:
    """Return the cause of a case in the law that counts for the step that is being taken (APL 37)."""
    step = case.standing.taken[-1] if case.standing.taken else None
    on, told = (step.on, step.said) if step else (case.row["found_on"], {})
    return casework_judging.cause_of(session, case, on, told)


def violated(session: Session, case: EnforcementCase) -> dict[str, Any]:
    """Return what was violated, and the article of the penalty."""
    cause = cause_of(session, case)
    return {
        "violated": formal(cause.violated, desk_of(session).templates) if cause else "",
        "article": documents.article(session, cause.basis) if cause else "",
    }


def formal(words: str, templates: str = "") -> str:
    """Return an article with the whole title of its instrument: 《中华人民共和国烟草专卖法》第十六条."""
    for short, key in SHORT.items():
        if words.startswith(short):
            return f"《{catalogue(templates).formal.get(key, short)}》{words.removeprefix(short)}"
    return words


def evidence(case: EnforcementCase) -> str:
    """Return the evidence of a case, each kind once."""
    kinds = [EVIDENCE[step.deed] for step in case.standing.taken if step.deed in EVIDENCE]
    return "、".join(dict.fromkeys(kinds or ["本案案卷材料"]))


def reckoning(said: Said) -> str:
    """Return how the fine of a step was reckoned, by what it was weighed, why it leaves a standard; "" without one."""
    parts = [said.get("arithmetic"), *said.get("weighing", ()), said.get("deviation")]
    return "；".join(str(part).rstrip("。") for part in parts if part)


def remedies(session: Session, case: EnforcementCase) -> dict[str, Any]:
    """Return where and until when a decision of a case may be contested (E30, E31)."""
    terms = casework_rows.asked(session, now(case).on).law.terms
    suit = terms["E31"]
    return {
        "review_days": terms["E30"].count,
        "reviewer_body": REVIEWER_BODY,
        "suit_days": suit.count if suit.unit == "d" else 0,
        "suit_months": suit.count if suit.unit == "m" else 0,
    }


def payment(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    """Return how a fine is paid, and what comes of not paying it (E25, E27)."""
    pay = casework_rows.asked(session, now(case).on).law.terms["E25"]
    return {
        "fine": yuan(said["fine"]) if said.get("fine") else "",
        "bank": BANK,
        "pay_days": pay.count,
        "surcharge_percent": PERCENT_A_DAY,
    }
