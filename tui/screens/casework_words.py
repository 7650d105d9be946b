"""What the codes of enforcement cases are called and look like; steps and blanks have their names in the rules."""

from rules.casework.steps import STAGE_NAMES
from rules.goods import NATURES as NATURE_NAMES
from tui.language import N_
from tui.words import CARDS

STAGES = {stage.value: name for stage, name in STAGE_NAMES.items()}
NATURES = {nature.value: name for nature, name in NATURE_NAMES.items()}
SOURCES = {
    "report": N_("群众举报"), "patrol": N_("巡查发现"), "superior": N_("上级交办"), "transfer": N_("其他机关移送"),
    "warning": N_("分析预警"), "other": N_("其他来源"),
}  # fmt: skip
STAGE_TONES = {"lead": "warn", "archived": "quiet", "not_filed": "quiet", "transferred": "quiet", "cancelled": "quiet",
               "joined": "quiet", "annulled": "bad", "closed": "good"}  # fmt: skip
WITHIN = {"over": N_("已超期限"), "3": N_("3天内届满"), "7": N_("7天内届满"), "30": N_("30天内届满")}
CARD_KINDS = {kind: CARDS[kind] for kind in ("red", "yellow", "warning")} | {"none": N_("尚早")}
