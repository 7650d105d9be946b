"""A made-up report to the hotline, and who made it."""

from datetime import date
from typing import TYPE_CHECKING

from models.complaints import HotlineKind, HotlineWay, Reporter
from tests.support.rows import OFFICERS
from usecases import complaints
from usecases.complaints import Intake

if TYPE_CHECKING:
    from wiring.office import Office

CLERK, SUPERVISOR = OFFICERS["clerk"], OFFICERS["supervisor"]
REPORTER = Reporter(
    "欧阳望潮", "13905920077", "350203198811223337", "厦门市湖里区枋湖北二路9号501室",
    ("白色面包车司机",), "我是隔壁开车的欧阳望潮，看见他后半夜卸货",
)  # fmt: skip
SECRETS = ("欧阳望潮", "13905920077", "350203198811223337", "枋湖北二路9号501室", "白色面包车司机", "看见他后半夜卸货")
REPORT = Intake(
    HotlineKind.REPORT,
    "fake",
    "某便利店夜间销售假烟",
    HotlineWay.PHONE,
    "350203",
    against="鹭岛便利店",
    place="厦门市思明区湖滨南路1号",
    acted_on=date(2026, 10, 30),
)


def received(office: "Office", intake: Intake = REPORT, reporter: Reporter | None = REPORTER) -> str:
    """Note an item; return its number."""
    return office.perform(complaints.receive, intake, reporter, by=CLERK)


def accepted(office: "Office", intake: Intake = REPORT, reporter: Reporter | None = REPORTER) -> str:
    """Note an item and accept it; return its number."""
    return office.perform(complaints.accept, received(office, intake, reporter), by=SUPERVISOR)
