"""A case on paper: facts and party, goods, terms, what comes next, and what each step says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.casework import CaseStage
from models.said import said
from rules.casework import forms, steps, voting
from rules.goods import totals
from tui.language import N_, _, in_turn, told
from tui.screens.casework_words import NATURES, SOURCES, STAGE_TONES, STAGES
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import CARDS, KINDS, PENALTY_KINDS, TERMS, day, moment, office, tone, word, yuan

if TYPE_CHECKING:
    from usecases.casework_book import Book, Chapter, Term
    from usecases.casework_list import Next, StepLine

COURSE = tuple(CaseStage[name] for name in (
    "LEAD", "INVESTIGATING", "REPORTED", "REVIEWED", "NOTICED", "DECIDED", "EXECUTING", "CLOSED", "ARCHIVED",
))  # fmt: skip
Mask = Callable[[str | None], str]
Names = Mapping[str, str]


def step_name(deed: str, known: Names) -> str:
    """Return what a step, or another deed on a case, is called."""
    return _(known.get(deed, deed))


def facts(book: "Book", mask: Mask, names: Names) -> list[Entry]:
    """Return facts and party; numbers as they may be shown."""
    row, case = book.detail.case.row, book.detail.case
    return [
        *waiting(book, names),
        pair(_("阶段"), word(STAGES, case.standing.stage), STAGE_TONES.get(row["stage"], "strong")),
        *([pair(_("涉嫌犯罪"), row["alarm"], "bad")] if row["alarm"] else []),
        pair(_("须办"), due_words(row, nearest(book)), tone(nearest(book))),
        heading(_("案情")),
        pair(_("来源"), f"{word(SOURCES, row['source'])} {row['source_ref']}".strip()),
        pair(_("发现日期"), day(row["found_on"])), pair(_("行为终了"), day(row["acted_on"])),
        pair(_("案由"), cause(book)), pair(_("案情摘要"), row["summary"]), pair(_("案发地点"), row["place"]),
        *party(book, mask),
        heading(_("承办")),
        pair(_("机构"), office(row["office"])), pair(_("承办人"), names.get(row["handler"], row["handler"])),
        pair(_("办案人员"), _people(case.standing.team)),
        pair(_("立案"), f"{day(row['filed_on'])}  {row['filing_no']}".strip()),
        pair(_("决定"), f"{day(row['decided_on'])}  {row['decision_no']}".strip()),
        pair(_("罚款（元）"), yuan(row["fine"])), pair(_("没收（元）"), yuan(row["confiscated"])),
        pair(_("尚欠（元）"), _owed(row), "warn" if row["owed"] or row["confiscated_owed"] else ""),
    ]  # fmt: skip


def _owed(row: Mapping[str, Any]) -> str:
    """Return what is open of fine and confiscated sum together, empty where nothing was decided."""
    sums = [row[name] for name in ("owed", "confiscated_owed") if row[name] is not None]
    return yuan(sum(sums)) if sums else ""


def party(book: "Book", mask: Mask) -> list[Entry]:
    """Return whom the case is against."""
    row = book.detail.case.row
    who = row["party"] or {}
    if row["ownerless"]:
        return [heading(_("当事人")), note(_("无主物品"))]
    told_of = [
        ("legal_rep", N_("负责人")),
        ("address", N_("住址")),
        ("nation", N_("民族")),
        ("dead_on", N_("死亡日期")),
    ]
    return [
        heading(_("当事人")),
        pair(_("名称"), f"{row['party_name']}（{word(KINDS, who['kind'])}）" if who.get("kind") else ""),
        pair(_("证件号码"), mask(row["party_no"])),
        pair(_("电话"), mask(who.get("phone"))),
        pair(_("出生日期"), mask(who.get("born_on"))),
        pair(_("许可证号"), row["licence_no"]),
        *[pair(_(label), who[name]) for name, label in told_of if who.get(name)],
    ]


def cause(book: "Book") -> str:
    """Return code and name of the cause."""
    from content.lawbook import lawbook

    row = book.detail.case.row
    known = lawbook().in_force(row["found_on"]).causes.get(row["cause"])
    return row["cause"] if known is None else f"{known.id} {known.name}（{known.basis}）"


def nearest(book: "Book") -> str:
    """Return the card of the nearest last day of the bureau."""
    return next((term.card for term in book.terms if term.due.ours), "none")


def due_words(row: Mapping[str, Any], card: str) -> str:
    """Return what must be done next until when, with its card."""
    shown = "" if card == "none" else f"  {word(CARDS, card)}"
    return f"{day(row['due_on'])}  {word(TERMS, row['due_term'])}{shown}" if row["due_on"] else ""


def waiting(book: "Book", names: Names) -> list[Entry]:
    """Return what was proposed and waits for the second officer."""
    one = book.detail.waiting
    if one is None:
        return []
    what = next((each.name for each in book.detail.next if each.deed == one.deed), one.deed)
    words = _("{by} 提请“{what}”，等待另一名人员按 y 批准，或按 N 驳回")
    return [note(words.format(by=names.get(one.by, one.by), what=_(what)), "warn")]


def terms(book: "Book") -> list[Entry]:
    """Return the terms that run: ours with their cards, then the party's."""
    ours = [_term(term) for term in book.terms if term.due.ours]
    theirs = [_term(term) for term in book.terms if not term.due.ours]
    nothing = [note(_("没有"), "quiet")]
    return [
        heading(_("本局的期限")), *(each for term in ours or [nothing] for each in term),
        heading(_("当事人的期限")), *(each for term in theirs or [nothing] for each in term),
    ]  # fmt: skip


def _term(term: "Term") -> list[Entry]:
    shown = "" if term.card == "none" else f"  {word(CARDS, term.card)}"
    words = _("{start} 起算，{until} 届满").format(start=day(term.due.start), until=day(term.due.until))
    return [
        pair(word(TERMS, term.due.term), f"{words}{shown}", tone(term.card)),
        pair(" ", f"{term.due.term} {term.law.name}（{term.law.basis}）", "quiet"),
        *([pair(" ", term.law.effect, "quiet")] if term.law.effect else []),
    ]


def coming(book: "Book", names: Names) -> list[Entry]:
    """Return what may be done now, and what still stands against the rest."""
    ways = in_order(book.detail.next, book.detail.case.standing.stage)
    able, lacking = ([one for one in ways if bool(one.missing) is lacks] for lacks in (False, True))
    nothing = [note(_("没有"), "quiet")]
    return [
        *waiting(book, names),
        heading(_("现在可以办理（按 a）")), *([_next(one) for one in able] or nothing),
        heading(_("还缺条件")), *([each for one in lacking for each in _lacking(one)] or nothing),
    ]  # fmt: skip


def in_order(ways: "Sequence[Next]", stage: CaseStage) -> "list[Next]":
    """Return the steps of a stage: what can be taken first, and what leads on before what ends the case otherwise."""

    def rank(one: "Next") -> tuple[bool, int]:
        to = steps.STEPS[one.deed].to
        leads_on = to in COURSE and COURSE.index(to) > COURSE.index(stage)
        return bool(one.missing), 0 if leads_on else 2 if to is not None else 1

    return sorted(ways, key=rank) if stage in COURSE else list(ways)


def _next(one: "Next") -> Entry:
    return note(f"✓ {_(one.name)}{two(one)}", "good")


def two(one: "Next") -> str:
    """Return the sign of a step that another officer must confirm."""
    return _("（须另一人批准）") if one.needs_two else ""


def _lacking(one: "Next") -> Iterable[Entry]:
    yield note(f"× {_(one.name)}{two(one)}")
    for why in one.missing:
        yield note(told(why), "warn", indent=4)


def goods(book: "Book") -> list[Entry]:
    """Return the goods with their totals."""
    if not book.goods:
        return [note(_("还没有登记物品。"), "quiet")]
    now = totals(book.goods)
    sums = _("{kinds} 种  {cartons} 条  {sticks} 支").format(kinds=now.kinds, cartons=now.cartons, sticks=now.sticks)
    entries = [pair(_("合计"), sums, "strong"), pair(_("价值（元）"), yuan(now.value))]
    for one in book.goods:
        words = (one.product, f"{one.cartons} {_('条')}", word(NATURES, one.nature.value), yuan(one.value), one.barcode)
        entries.append(note("  ".join(part for part in words if part)))
    return entries


def chapter(found: "Chapter", names: Names) -> list[Entry]:
    """Return one stage with everything that its steps say."""
    if not found.steps:
        return [note(_("这一阶段还没有办理步骤。"), "quiet")]
    return [entry for one in found.steps for entry in step(one, names)]


def step(one: "StepLine", names: Names) -> list[Entry]:
    """Return one step: when, by whom, its paper, and every blank."""
    proposed = one.said.get("proposed_by")
    by = names.get(one.by, one.by)
    who = by if not proposed else _("{by} 批准，{other} 提请").format(by=by, other=names.get(proposed, proposed))
    return [
        heading(f"{day(one.on)}  {_(one.name)}"),
        pair(_("办理"), f"{moment(one.at)}  {who}"),
        *([pair(_("文书"), one.document_no)] if one.document_no else []),
        *_said(one, names),
    ]


def _said(one: "StepLine", names: Names) -> Iterable[Entry]:
    if one.deed not in forms.FORMS:
        yield from (pair(" ", str(value)) for value in one.said.values())
        return
    for blank in forms.blanks(one.deed):
        value = one.said.get(blank.key)
        if value not in (None, "") and blank.key != "on":
            yield from _blank(blank, value, names)


def _blank(blank: forms.Blank, value: Any, names: Names) -> Iterable[Entry]:
    if blank.key == "votes":
        from tui.screens import casework_votes

        yield pair(_("表决"), casework_votes.summary(value), "strong")
    if blank.kind == "rows":
        for place, row in enumerate(value):
            cells = row if isinstance(row, list | tuple) else [row]
            words = "  ".join(str(cell) for cell in cells if cell != "")
            against = blank.key == "votes" and voting.dissenting(cells)
            yield pair(_(blank.name) if place == 0 else " ", words, "warn" if against else "")
        return
    yield pair(_(blank.name), shown(blank, value, names))


def _people(rows: Sequence[Sequence[str]]) -> str:
    """Return officers with their certificates."""
    return in_turn(said("{name}（{detail}）", name=one[1], detail=one[2]) for one in rows)


def shown(blank: forms.Blank, value: Any, names: Names) -> str:
    """Return the value of a blank for a reader."""
    if blank.kind == "people":
        return _people(value)
    if blank.kind == "fen":
        return f"{yuan(value)} {_('元')}"
    if blank.kind == "flag":
        return _("是") if value else _("否")
    if blank.kind == "texts":
        return in_turn(word(PENALTY_KINDS, each) for each in value)
    if blank.kind == "moment":
        return moment(datetime.fromisoformat(str(value)))
    return names.get(value, str(value)) if blank.key in ("login", "host", "recorder") else str(value)


def said_lines(deed: str, said: Mapping[str, Any], names: Names) -> Sequence[Entry]:
    """Return what a proposed step says, to be read before it is confirmed."""
    return [
        entry
        for blank in forms.blanks(deed)
        if said.get(blank.key) not in (None, "")
        for entry in _blank(blank, said[blank.key], names)
    ]
