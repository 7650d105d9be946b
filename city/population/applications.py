"""What one application says in one revision, before a channel writes it down in its own way."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from city.common.dice import Dice, mark
from city.population.attachments import KIND_LETTERS, Attachment, describe
from city.population.parties import Party, People
from city.population.plans import Plan, plan_of

_SALT = mark("applications")
NEEDED = {
    "new": ("id_card", "business_licence", "premises_proof"),
    "renew": ("id_card",),
    "change": ("id_card",),
    "reissue": ("id_card",),
    "suspend": ("old_licence",),
    "resume": ("old_licence",),
    "close": ("old_licence",),
}
_REASONS = {
    "new": ("本人经营需要", "新开门店,申请办证", "方便周边居民"),
    "renew": ("许可证即将到期,申请延续",),
    "change": ("店招更换,名称变更", "营业执照信息变更"),
    "suspend": ("店面装修,暂停营业", "家中有事无人看店", "外出探亲"),
    "resume": ("装修完成,恢复营业",),
    "close": ("门店到期不再续租", "转行,不再经营"),
    "reissue": ("许可证正本遗失", "许可证受潮破损"),
}
_ODD_REASONS = (
    "请尽快\x1b[31m办理\x1b[0m",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script> 谢谢",
    "第一行\r\n第二行\t制表",
    "[bold red]加急[/]",
)


@dataclass(slots=True)
class Application:
    """One revision of one application; None and empty lists mean: no value."""

    index: int
    id: str
    revision: int
    item: str
    kind: str
    name: str
    id_type: str | None
    id_no: str | None
    uscc: str | None
    legal_name: str | None
    legal_id_no: str | None
    mobile: str
    openid: str
    shop_name: str
    shop_address: str
    district: str
    is_hotel: bool | None = None
    is_fixed: bool | None = None
    is_separate: bool | None = None
    is_vending: bool | None = None
    licence_no: str | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    suspend_from: str | None = None
    suspend_to: str | None = None
    reason: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    submitted: float = 0.0
    updated: float = 0.0
    state: str = "submitted"


@dataclass(slots=True)
class Writer:
    """Writes applications of one population; `today` is the day on which the city began."""

    people: People
    today: date

    def write(self, index: int, ident: str, revision: int, *, whole: bool) -> Application:
        """The application `index`; `whole` = with everything that the applicant had forgotten."""
        seed = self.people.seed
        plan = plan_of(seed, index)
        party = self.people.party(self.people.number_of(index))
        dice = Dice(seed, _SALT, index)
        paper = _basic(index, ident, revision, party)
        paper.item = plan.item
        if plan.item == "new":
            _describe_premises(paper, plan)
        else:
            paper.licence_no = licence_number(index, party)
        if plan.item == "change":
            paper.changes = _changes(dice, party)
        if plan.item == "suspend":
            first = self.today + timedelta(days=10 + dice.below(20))
            paper.suspend_from, paper.suspend_to = str(first), str(first + timedelta(days=60 + dice.below(200)))
        paper.reason = _reason(dice, plan)
        kinds = list(NEEDED[plan.item]) + (["photo"] if dice.below(4) == 0 else [])
        if not whole:
            _forget(paper, kinds, plan)
        odd = 1 + dice.below(60) if dice.below(60) == 0 else 0
        paper.attachments = [describe(attachment_id(index, kind), kind, odd) for kind in kinds]
        _make_odd(paper, plan, whole=whole)
        return paper


def attachment_id(index: int, kind: str) -> str:
    """The identifier of an attachment, the same in every revision."""
    return f"AT{index:09d}{KIND_LETTERS[kind]}"


def licence_number(index: int, party: Party) -> str:
    """The licence that the holder has had before; serials from 50000 up, so that new ones never meet them."""
    nature = "1" if party.kind in {"sole_trader", "person"} else "2"
    return f"{party.shop.district}{nature}{50_000 + index % 50_000:05d}"


def _basic(index: int, ident: str, revision: int, party: Party) -> Application:
    person = party.kind in {"person", "sole_trader"}
    return Application(
        index=index,
        id=ident,
        revision=revision,
        item="new",
        kind=party.kind,
        name=party.name,
        id_type=party.id_type if person else None,
        id_no=party.id_no if person else None,
        uscc=party.uscc,
        legal_name=party.person if party.organisation else None,
        legal_id_no=party.person_no if party.organisation else None,
        mobile=party.mobile,
        openid=party.openid,
        shop_name=party.shop.name,
        shop_address=party.shop.address,
        district=party.shop.district,
    )


def _describe_premises(paper: Application, plan: Plan) -> None:
    paper.is_hotel = plan.variant == "franchise"
    paper.is_fixed = plan.variant != "not_fixed"
    paper.is_separate = plan.variant != "not_separate"
    paper.is_vending = plan.variant == "vending"


def _changes(dice: Dice, party: Party) -> list[tuple[str, str, str]]:
    fields = ["shop_name"] + (["legal_rep"] if party.organisation else [])
    name = dice.pick(fields)
    new = party.shop.name if name == "shop_name" else party.person
    old = f"{new}(旧)" if name == "shop_name" else "陈旧人"
    return [(name, old, new)]


def _reason(dice: Dice, plan: Plan) -> str | None:
    draw = dice.below(40)
    if draw == 0:
        return dice.pick(_ODD_REASONS)
    return dice.pick(_REASONS[plan.item]) if draw % 2 or plan.item in {"suspend", "close"} else None


def _forget(paper: Application, kinds: list[str], plan: Plan) -> None:
    """Take out what an incomplete application lacks; other applications stay whole."""
    gaps: dict[str, dict[str, Any]] = {
        "no_flags": {"is_fixed": None, "is_separate": None},
        "no_legal_rep": {"legal_name": None, "legal_id_no": None},
        "no_uscc": {"uscc": None},
        "no_changes": {"changes": []},
        "no_suspend": {"suspend_from": None, "suspend_to": None},
        "no_licence_no": {"licence_no": None},
    }
    for name, value in gaps.get(plan.variant, {}).items():
        setattr(paper, name, value)
    missing = plan.variant.removeprefix("no_")
    if missing in kinds:
        kinds.remove(missing)


def _make_odd(paper: Application, plan: Plan, *, whole: bool) -> None:
    if plan.profile == "odd" and not (whole and plan.variant == "wrong_check_digit"):
        write_oddly(paper, plan.variant)


def write_oddly(paper: Application, variant: str) -> None:
    """Change the way the number is written; all but `wrong_check_digit` have the same normal form."""
    name = "uscc" if paper.id_no is None else "id_no"
    number = getattr(paper, name)
    if number and not (variant == "fifteen_digits" and not _has_old_form(number)):
        setattr(paper, name, _ODD_FORMS[variant](number))


def _has_old_form(number: str) -> bool:
    return len(number) == 18 and number[6:8] == "19"


def _wrong(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


_ODD_FORMS = {
    "full_width": lambda number: "".join(chr(ord(letter) + 0xFEE0) for letter in number),
    "zero_width": lambda number: f"{number[:6]}\u200b{number[6:]}\ufeff",
    "fifteen_digits": lambda number: number[:6] + number[8:17],
    "lower_x": str.lower,
    "blanks": lambda number: f" {number[:6]} {number[6:14]} {number[14:]}\u3000",
    "wrong_check_digit": _wrong,
}
ODD_VARIANTS = tuple(_ODD_FORMS)
