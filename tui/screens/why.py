"""Why an application was judged as it was: each rule with its article and days, computed again, and by today's law."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from textual import work
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from rules.basis import without_key
from tui.language import N_, _
from tui.screens.application_sections import EXACT, yes_no
from tui.view import View
from tui.widgets.paper import Entry, Paper, heading, note, pair
from tui.words import OUTCOMES, day, moment, tone, word

if TYPE_CHECKING:
    from usecases.law_explain import Compared, Explained
    from usecases.law_rows import RowInForce

SOURCES = {
    "business": N_("商事登记"), "police": N_("公安人口"), "elicence": N_("电子证照"), "records": N_("许可和处罚记录"),
    "defaulter": N_("失信被执行人"), "licence": N_("原许可证"), "licences": N_("名下许可证"),
}  # fmt: skip
ANSWERS = {
    "ok": N_("已答复"), "clear": N_("没有记录"), "hit": N_("有记录"), "possible": N_("可能有记录"),
    "unavailable": N_("没有答复"), "not_found": N_("没有登记"), "not_asked": N_("没有查询"),
}  # fmt: skip
MARKS = {
    "copy": N_("据转载"), "paraphrase": N_("据转述"), "practice": N_("据实务"), "inference": N_("推断，待确认"),
    "unverified": N_("原文未核实"), "press": N_("据报道"), "estimate": N_("估计"),
}  # fmt: skip


class WhyView(View):
    """Shows why; it asks nothing and changes nothing."""

    NAME = N_("理由")

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number

    @override
    def body(self) -> Iterable[Widget]:
        yield Paper([note(_("正在重新计算……"), "quiet")], id="page")

    @override
    def ready(self) -> None:
        self.query_one("#page").focus()

    @override
    def where(self) -> Sequence[str]:
        return (self.number,)

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        from usecases import law_explain

        try:
            key = self.office.require_key()
            found = await self.read(law_explain.explain, self.number, key=key, at=self.office.now())
        except BureauError as error:
            entries = [note(f"{error.message}{error.do_next}", "bad")]
        else:
            entries = list(explained(found))
        self.query_one("#page", Paper).show(entries, keep_place=True)


def explained(found: "Explained") -> Iterator[Entry]:
    """Yield the sheet: the answer, what differs, the rules, the sources, the terms."""
    if found.judged_on is None:
        yield note(_("尚未完成筛查。守护进程会自动查询各数据来源。"), "warn")
    else:
        yield from _answer(found)
        yield from _today(found)
        rows = {row.id: row for row in found.rows}
        for each in sorted(found.findings, key=_passed):
            yield from _finding(each, rows)
        yield heading(_("本局的开关"))
        yield from (_switch(row) for row in found.rows if row.table == "setting")
        yield heading(_("证据来源"))
        for source in found.sources:
            yield pair(word(SOURCES, source.name), f"{word(ANSWERS, source.status)}  {_as_of(source.as_of)}".rstrip())
    for term in found.terms:
        yield heading(_("期限 {term} {name}").format(term=term.term, name=term.name))
        yield from (pair(label, text) for label, text in term.arithmetic)


def _answer(found: "Explained") -> Iterator[Entry]:
    yield pair(_("结论"), word(OUTCOMES, found.outcome), tone(found.outcome))
    words = _("按当日法规和保存的事实，结果一致") if found.same else _("与当时的结果不同")
    yield pair(_("重新计算"), words, "good" if found.same else "bad")
    yield pair(_("判断日期"), day(found.judged_on))
    yield pair(_("筛查时间"), moment(found.at) if found.at else None)
    kept = "" if found.rulebook_kept else _("（当时的版本没有保存，按现行版本）")
    yield pair(_("法规库"), f"{found.rulebook[:12]}{kept}")
    if found.differences:
        yield heading(_("不同之处"))
        yield from (note(each, "bad") for each in found.differences)


def _today(found: "Explained") -> Iterator[Entry]:
    if not found.today:
        yield pair(_("现行法规"), _("结果相同"))
        return
    yield heading(_("按现行法规会有不同：{outcome}").format(outcome=word(OUTCOMES, found.today_outcome)))
    for each in found.today:
        then, now = (word(OUTCOMES, side["outcome"]) if side else _("没有这一项") for side in (each.then, each.again))
        cited = without_key(str((each.again or each.then or {}).get("basis", "")))
        yield note(f"{each.rule}  {then} → {now}  {cited}", "warn")


def _passed(each: "Compared") -> bool:
    return bool(each.then and each.then["outcome"] == "pass")


def _finding(each: "Compared", rows: "dict[str, RowInForce]") -> Iterator[Entry]:
    """Yield one rule: what it says, where, from when on, and what was known."""
    said: Any = each.then or each.again or {}
    yield Entry(f"{each.rule}  {word(OUTCOMES, said['outcome'])}", tone=tone(said["outcome"]), heading=True)
    row = rows.get(each.rule)
    if row is not None:
        yield pair(_("规定"), row.name)
        yield pair(_("有效"), span_of(row))
    yield pair(_("依据"), without_key(said["basis"]))
    yield pair(_("证据"), EXACT.sub(r" \1", said["evidence"]))
    if said.get("barred_through"):
        yield pair(_("禁止至"), said["barred_through"], "bad")


def span_of(row: "RowInForce") -> str:
    """Return the days of a row, and how sure its text is where that is not beyond doubt."""
    days = _("{first} 起").format(first=row.valid_from)
    if row.valid_to is not None:
        days = _("{first} 至 {last}").format(first=row.valid_from, last=row.valid_to)
    return f"{days}（{word(MARKS, row.mark)}）" if row.mark in MARKS else days


def _switch(row: "RowInForce") -> Entry:
    """Return one switch: its value, and what it changes in the words of the law book."""
    from rules.lawswitches import SWITCHES

    value = yes_no(row.value) if isinstance(row.value, bool) else row.value
    return note(f"{row.id} = {value}  {SWITCHES[row.id.partition(' ')[0]].changes}")


def _as_of(text: str) -> str:
    return _("截至 {moment}").format(moment=text[:16].replace("T", " ")) if text else ""
