"""Goods and days in the papers of an inquiry: preserved, sampled, priced, returned, destroyed, extended."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from models.said import said
from rules.basis import LegalBasis
from rules.casework.clashes import LEAST_OFFICERS, Clash, File, Paper, dated, differ, field_of, law_says
from rules.casework.conditions import inquiry_until
from rules.casework.standing import Standing
from rules.goods import samples

BASIS = LegalBasis("行政处罚法", 2021, "第四十条、第五十六条", "APL 40, 56")
EXTENDED, SAMPLING = "case.inquiry_extended", "抽样取证的通行做法"


def _preservation(file: File) -> Iterator[Clash]:
    """Hold each notice of preservation against its approval: two officers, one day, one cause, the same goods."""
    for notice in file.every("evidence_preservation"):
        for approval in file.every("preservation_approval"):
            if approval.said["notice"] != notice.said["notice"]:
                continue
            yield from _two_officers(approval)
            for name in ("things", "cause_name"):
                yield from differ("preservation", notice, approval, name)
            if notice.said["kept_on"] != approval.said["approved_on"]:
                yield Clash("preservation", field_of(notice, "kept_on"), field_of(approval, "approved_on"), "不一致")
        yield from _listed_in_full(notice)
        signer = notice.said.get("signer")
        if signer and signer != notice.said.get("party"):
            yield Clash("signer", field_of(notice, "signer"), field_of(notice, "party"), "不一致", warning=True)
    for approval in file.every("preservation_approval"):
        yield from _listed_in_full(approval)
        if approval.said.get("proposed_on") != approval.said["approved_on"]:
            yield Clash("one_day", field_of(approval, "proposed_on"), field_of(approval, "approved_on"), "不一致")


def _listed_in_full(paper: Paper) -> Iterator[Clash]:
    """Hold the number of kinds and the cartons of a list of goods against its rows."""
    rows = paper.said["things"]
    for name, counted in (("kinds", len(rows)), ("cartons", _cartons(rows))):
        if Decimal(paper.said.get(name) or 0) != counted:
            yield Clash("totals", field_of(paper, name), law_says(paper.title, "各行", counted), "不符")


def _cartons(rows: Sequence[Sequence[str]]) -> Decimal:
    """Return the cartons of the rows of a list; a row without them counts nothing."""
    return sum((Decimal(row[3]) for row in rows if len(row) > 3 and row[3]), Decimal(0))


def _two_officers(paper: Paper) -> Iterator[Clash]:
    if len(paper.said["team"]) < LEAST_OFFICERS:
        law = law_says("行政处罚法第四十二条", "team", said("不少于{least}人", least=LEAST_OFFICERS))
        yield Clash("two_officers", field_of(paper, "team"), law, "不符")


def _sampling(file: File) -> Iterator[Clash]:
    """Hold each list of samples against what was preserved: names, base, number, time to the minute."""
    approvals = file.every("preservation_approval")
    kept = [row for approval in approvals for row in approval.said["things"]]
    for sampled in file.every("sampling_list"):
        yield from _two_officers(sampled)
        yield from _sample_size(sampled)
        names = {row[1] for row in sampled.said["things"]}
        if approvals and not names <= {row[1] for row in kept}:
            yield Clash("sampling", field_of(sampled, "things"), field_of(approvals[-1], "things"), "不一致")
        elif approvals and abs(_cartons([row for row in kept if row[1] in names]) - sampled.said["base"]) >= 1:
            yield Clash("sample_base", field_of(sampled, "base"), field_of(approvals[-1], "things"), "不符")


def _sample_size(sampled: Paper) -> Iterator[Clash]:
    """Hold number and time of a sample against the usual practice (domain 3.6)."""
    least, most = samples(Decimal(sampled.said["base"]))
    if not least <= sampled.said["sampled"] <= most:
        law = law_says(SAMPLING, "sampled", said("{least}至{most}条", least=least, most=most))
        yield Clash("sample_size", field_of(sampled, "sampled"), law, "不符", warning=True)
    if not str(sampled.said["sampled_at"]).endswith("分"):
        yield Clash(
            "sample_time", field_of(sampled, "sampled_at"), law_says(SAMPLING, "sampled_at", "写到分钟"), "不符"
        )


def _prices(file: File) -> Iterator[Clash]:
    """Hold the newest price sheet against the goods at the scene, and its sums against its rows."""
    sheet, scene = file.newest("price_appraisal"), file.newest("scene_record")
    if sheet is None:
        return
    rows = sheet.said["goods"]
    for row in rows:
        if not _adds_up(row):
            yield Clash(
                "arithmetic", field_of(sheet, "goods"), law_says(sheet.title, "单价×数量", "、".join(row)), "不符"
            )
    total = sum((Decimal(row[4] or 0) for row in rows), Decimal(0))
    if rows and total != Decimal(sheet.said["total"]):
        yield Clash("arithmetic", field_of(sheet, "total"), law_says(sheet.title, "各行金额之和", total), "不符")
    if scene is not None and scene.said["goods"] and _listed(scene) != _listed(sheet):
        yield Clash("inventory", field_of(sheet, "goods"), field_of(scene, "goods"), "不一致")


def _adds_up(row: Sequence[str]) -> bool:
    """Tell whether price times cartons is the amount, to the fen; a row without a price does not add up."""
    if not row[3] or not row[4]:
        return False
    return abs(Decimal(row[2].removesuffix("条")) * Decimal(row[3]) - Decimal(row[4])) < Decimal("0.01")


def _listed(paper: Paper) -> list[list[str]]:
    return sorted(row[:3] for row in paper.said["goods"])


def _extension(file: File) -> Iterator[Clash]:
    """Hold the day of an extension against the day on which the inquiry would have ended, on paper and by the law."""
    for paper in file.every("inquiry_extension"):
        if paper.said["approved_on"] > paper.said["due_on"]:
            yield Clash("extension", field_of(paper, "approved_on"), field_of(paper, "due_on"), "相比已经逾期")
        until = inquiry_until(_before(file.case, EXTENDED), replace(file.asked, on=paper.on))
        if until is not None and paper.said["due_on"] != until.isoformat():
            law = law_says("关于调查期限的规定", "due_on", until)
            # a warning: a calendar that came later moves the day, which is no fault of the paper
            yield Clash("inquiry_term", field_of(paper, "due_on"), law, "不符", warning=True)


def _before(case: Standing, deed: str) -> Standing:
    """Return how a case stood before the first step of a kind."""
    first = next((n for n, step in enumerate(case.taken) if step.deed == deed), len(case.taken))
    return replace(case, taken=case.taken[:first])


def _returns(file: File) -> Iterator[Clash]:
    """Hold each list of returned goods against the notice of what becomes of the evidence that it names."""
    for paper in file.every("goods_return_list"):
        for disposal in file.every("evidence_disposal"):
            named = paper.said["disposal_no"] in (disposal.number, disposal.original)
            if named and paper.on < disposal.on:
                yield Clash("returned", dated(paper), dated(disposal), "相比过早")


def _destruction(file: File) -> Iterator[Clash]:
    """Hold each record of destruction against the service of the decision, or the decision on goods without owner."""
    handled = file.newest("handling_decision")
    served = file.case.day("case.served") or (handled.on if handled else None)
    for paper in file.every("destruction_record"):
        if served is None or paper.on < served:
            law = law_says("行政处罚决定书", "送达日期", served or "")
            yield Clash("destroyed", dated(paper), law, "相比过早，送达以前不得销毁")


def _disposal(file: File) -> Iterator[Clash]:
    """Hold each disposal of evidence against its preservation; nothing is destroyed before a decision is served."""
    for paper in file.every("evidence_disposal"):
        if paper.on.isoformat() < paper.said["preserved_on"]:
            yield Clash("disposal", dated(paper), field_of(paper, "preserved_on"), "相比过早")
        served = file.case.day("case.served")
        if "销毁" in paper.said["disposal"] and (served is None or paper.on < served):
            law = law_says("行政处罚决定书", "送达日期", served or "")
            yield Clash("destroyed", field_of(paper, "disposal"), law, "不符，送达以前不得销毁")


RULES_OF_GOODS: tuple[Callable[[File], Iterator[Clash]], ...] = (
    _preservation,
    _sampling,
    _prices,
    _extension,
    _disposal,
    _returns,
    _destruction,
)
