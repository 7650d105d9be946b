"""A2 to A7: the premises, only for new licences; what a site check found counts before what was stated."""

from datetime import date

from models.values import Outcome
from rules.basis import LegalBasis
from rules.lawrows import Law
from rules.periods import in_words
from rules.screening.case import Case, Finding, LayoutPlan, Premises, SiteCheck

BASIS = LegalBasis("烟草专卖法实施条例", 2023, "第九条", "TML_IR 9")
DENY, REVIEW, PASS = Outcome.DENY, Outcome.REVIEW, Outcome.PASS
Answer = tuple[Outcome, str] | tuple[Outcome, str, str]  # the last is what a decision states
SEEN = "实地核查，截至"  # the source of what two officers saw, and its day


def school(case: Case, law: Law) -> Finding:
    """Judge A2: at or within the school buffer of the district the licence is denied."""
    site = case.desk.site if case.desk else None
    distance, source = case.premises.school_distance_m, "填报"
    if site is not None and site.school_distance_m is not None:
        distance, source = site.school_distance_m, "，".join(filter(None, [f"{SEEN}{site.checked_on}", site.method]))
    plan = case.desk.layout if case.desk else None
    own = plan.school_buffer_m if plan else None
    buffer = _buffer(case.premises.district, law) if own is None else own
    seen = site.checked_on if site is not None and site.school_distance_m is not None else None
    outcome, text = _school(distance, source, buffer)
    limit = f"经营场所距最近的中小学校、幼儿园{distance:g}米，未超过规定的{buffer:g}米。" if outcome is DENY else ""
    return _finding("A2", law, (outcome, text, limit and f"{_how(seen)}{limit}"))


def _how(seen_on: date | None) -> str:
    """Return how a decision says where a fact comes from: two officers saw it, or the applicant stated it."""
    return f"经{in_words(seen_on)}实地核查，" if seen_on else "申请人填报的"


def _seen(site: SiteCheck, what: str) -> str:
    return f"{_how(site.checked_on)}经营场所{what}。"


def _school(distance: float | None, source: str, buffer: float | None) -> tuple[Outcome, str]:
    if distance is None:
        return REVIEW, "与最近的中小学校、幼儿园的距离没有测量。"
    if buffer is None:
        return REVIEW, f"距离{distance:g}米（{source}）；该区没有设定校园周边距离。"
    if distance <= buffer:
        return DENY, f"与中小学校、幼儿园的距离{distance:g}米（{source}），不超过{buffer:g}米。"
    return PASS, f"与中小学校、幼儿园的距离{distance:g}米（{source}），超过{buffer:g}米。"


def _buffer(district: str | None, law: Law) -> int | None:
    """Return the buffer of a district in metres; where districts differ, an unknown one has none."""
    buffers = law.settings.school_buffers
    if district is None:
        return buffers.get("*") if len(buffers) == 1 else None
    return buffers.get(district, buffers.get("*"))


def layout(case: Case, law: Law) -> Finding:
    """Judge A3: spacing and quota of the layout plan in force."""
    site, plan = (case.desk.site, case.desk.layout) if case.desk else (None, None)
    if plan is None:
        return _finding("A3", law, (REVIEW, "没有该区域的合理布局规划数据，请核对。"))
    nearest = site.nearest_shop_m if site else None
    return _finding("A3", law, _layout(plan, nearest))


def _layout(plan: LayoutPlan, nearest: float | None) -> Answer:
    spacing, quota, count = plan.min_spacing_m, plan.cell_quota, plan.cell_count
    if not plan.placed:
        return REVIEW, f"不能确定该场所在{plan.name}中的单元格，请在实地核查中写明。"
    if spacing is not None and nearest is not None and nearest < spacing:
        stated = f"经营场所与最近的烟草制品零售点相距{nearest:g}米，小于{plan.name}规定的{spacing:g}米。"
        return DENY, f"与最近零售点相距{nearest:g}米，小于{plan.name}规定的{spacing:g}米。", stated
    if quota is not None and count is not None and count >= quota:
        stated = f"经营场所所在的{plan.name}的单元格已有{count}个零售点，达到规定的上限{quota}个。"
        return DENY, f"{plan.name}的单元格已有{count}个零售点，上限{quota}个。", stated
    if quota is not None and count is not None and count + plan.ahead >= quota:
        free = quota - count
        return REVIEW, f"{plan.name}的单元格余{free}个名额，先受理的申请有{plan.ahead}件，按受理先后决定（ALL 57）。"
    if (spacing is not None and nearest is None) or (quota is not None and count is None):
        return REVIEW, f"间距没有测量或者单元格数量不明（{plan.name}）。"
    return PASS, f"符合{plan.name}的间距和数量要求。"


def one_licence(case: Case, law: Law) -> Finding:
    """Judge A4: one address, one licence."""
    words = {True: (DENY, "该经营场所已有有效的零售许可证。"), False: (PASS, "该经营场所没有有效的零售许可证。")}
    held = case.premises.holds_licence
    return _finding("A4", law, (REVIEW, "不知道该经营场所是否已有许可证。") if held is None else words[held])


def apart(case: Case, law: Law) -> Finding:
    """Judge A5: fixed premises, separate from the dwelling; a person looks before anybody is refused."""
    site = case.desk.site if case.desk else None
    return _finding("A5", law, _apart(case.premises, site))


def _apart(premises: Premises, site: SiteCheck | None) -> Answer:
    if site is not None and False in (site.fixed, site.separate_from_home):
        what = "场所不固定" if site.fixed is False else "未与住所相独立"
        return DENY, f"{SEEN}{site.checked_on}：{what}。", _seen(site, what.removeprefix("场所"))
    if site is not None and site.fixed and site.separate_from_home:
        return PASS, f"{SEEN}{site.checked_on}：场所固定，与住所相独立。"
    if premises.fixed is None or premises.separate_from_home is None:
        return REVIEW, "不知道场所是否固定、是否与住所相独立，须现场核查。"
    if premises.fixed and premises.separate_from_home:
        return PASS, "填报：场所固定，与住所相独立。"
    return REVIEW, f"填报：{'未与住所相独立' if premises.fixed else '场所不固定'}，须现场核查。"


def safe(case: Case, law: Law) -> Finding:
    """Judge A6: whether the premises are fit for safety reasons is seen on the spot only."""
    site = case.desk.site if case.desk else None
    if site is None or site.safe is None:
        return _finding("A6", law, (REVIEW, "场所安全须现场核查。"))
    if site.safe:
        return _finding("A6", law, (PASS, f"{SEEN}{site.checked_on}：没有不适宜经营的安全因素。"))
    stated = _seen(site, "基于安全因素不适宜经营卷烟")
    return _finding("A6", law, (DENY, f"{SEEN}{site.checked_on}：基于安全因素不适宜经营卷烟。", stated))


def vending(case: Case, law: Law) -> Finding:
    """Judge A7: no vending machines."""
    stated = "申请人拟利用自动售货机销售烟草制品。"
    words: dict[bool, Answer] = {
        True: (DENY, "拟利用自动售货机销售。", stated), False: (PASS, "不利用自动售货机销售。"),
    }  # fmt: skip
    machine = case.premises.vending_machine
    return _finding("A7", law, (REVIEW, "不知道是否利用自动售货机销售。") if machine is None else words[machine])


def _finding(rule: str, law: Law, answer: Answer) -> Finding:
    return Finding(rule, answer[0], law.rules[rule].cited, answer[1], stated=answer[2] if len(answer) == 3 else "")
