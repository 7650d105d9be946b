"""Which steps must have been taken before an application may be granted, refused or archived; there is no way round."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from models.errors import Refused
from models.said import said
from models.values import Item
from rules.applications import ITEM_NAMES, STEPS
from rules.basis import LegalBasis
from rules.licences import PENDING
from rules.licences import STEPS as ACTS

BASIS = LegalBasis("行政许可法", 2019, "第三十四条、第三十八条、第四十六条至第四十八条", "ALL 34, 38, 46–48")
ITEMS = frozenset(Item)
DECISIONS = ("application.granted", "application.refused")


@dataclass(frozen=True, slots=True)
class Required:
    """Before `deed` on one of `items`, one of `steps` must have been taken; `after` = only where that was done."""

    deed: str
    items: frozenset[Item]
    steps: tuple[str, ...]
    after: str = ""
    said: str = ""

    @property
    def name(self) -> str:
        """What is wanted, as a clerk reads it."""
        return self.said or "或者".join((STEPS.get(step) or ACTS[step]).name for step in self.steps)


HANDED_OVER = tuple(act for act, step in ACTS.items() if step.to.get(PENDING, PENDING) is not PENDING)
REQUIRED = (
    Required("application.granted", ITEMS, ("application.screened",)),
    Required("application.refused", ITEMS, ("application.refusal_proposed",)),
    Required("application.not_accepted", ITEMS, ("application.refusal_proposed",)),
    *(
        Required(deed, ITEMS, ("application.hearing_held", "application.hearing_waived"), "application.hearing_offered")
        for deed in DECISIONS
    ),
    *(Required(deed, ITEMS, ("application.reviewed_by_unit",), "application.review_asked") for deed in DECISIONS),
    Required("application.archived", frozenset({Item.NEW}), HANDED_OVER, "application.granted", "送达许可证"),
)


def course(deeds: Sequence[str]) -> tuple[str, ...]:
    """Return the steps that still count: a newer revision is screened anew, and a hearing is offered anew."""
    counting: list[str] = []
    for deed in deeds:
        if deed == "application.revised":
            counting = [
                each for each in counting if each not in {"application.screened", "application.refusal_proposed"}
            ]
        counting.append(deed)
    return tuple(counting)


def missing(deed: str, item: Item, done: Collection[str], more: Collection[str] = ()) -> tuple[Required, ...]:
    """Return what a deed still wants; `more` are the steps of the law office (`item:step`) before a grant."""
    wanted = [r for r in REQUIRED if r.deed == deed and item in r.items and (not r.after or r.after in done)]
    if deed == "application.granted":
        own = (text.partition(":") for text in more)
        wanted += [Required(deed, frozenset({item}), (step,)) for name, _, step in own if name == item.value]
    return tuple(r for r in wanted if not set(r.steps) & set(done))


def check(deed: str, item: Item, done: Collection[str], more: Collection[str] = ()) -> None:
    """Raise Refused, naming every missing step, when a deed may not be done yet. KeyError for an unknown step."""
    lacking = missing(deed, item, done, more)
    if lacking:
        step = STEPS[deed]
        names = "、".join(dict.fromkeys(r.name for r in lacking))
        raise Refused(
            said(
                "{item}申请尚未完成：{names}，不能办理“{name}”（{basis}）。",
                item=ITEM_NAMES[item],
                names=names,
                name=step.name,
                basis=step.basis,
            ),
            kept="申请未变更。",
            do_next=said("请先办理：{names}。", names=names),
        )
