"""The one table of jobs: what each does, for whom, how often, and how late is too late."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from daemon.jobs import (
    ask_defaulters,
    close_dossiers,
    decide_instantly,
    drain_outbox,
    evaluate_retailers,
    fetch_attachments,
    follow_receipts,
    make_documents,
    note_missed,
    poll_intake,
    poll_payments,
    poll_ratings,
    prune,
    recompute_deadlines,
    reconcile,
    reconcile_payments,
    recount_fines,
    refresh_blacklists,
    remind_renewals,
    rescan,
    rescreen,
    screen_applications,
    serve_documents,
    take_feedback,
    tally_statistics,
    trace_letters,
    watch_licences,
)
from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import InvalidInput
from wiring.config import OutsideSystem, Settings

Run = Callable[[Shift, str], Awaitable[JobReport]]
CHANNELS, CREDIT = frozenset({"intake"}), frozenset({"credit"})
RECEIPTS = frozenset({"credit", "case_system", "sms"})
RECEIVERS = frozenset({"intake", "credit", "joint", "case_system", "sms", "post", "rating", "nontax"})
TREASURY = frozenset({"nontax"})
POST, RATING = frozenset({"post"}), frozenset({"rating"})
NOBODY: frozenset[str] = frozenset()
NEWS = ("screen_applications", "fetch_attachments")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """One line of the table; `systems` are the kinds of outside systems that get a job each (none: one job)."""

    name: str
    what: str
    run: Run
    systems: frozenset[str]
    grace: timedelta  # so much after its time a run is too late
    then: tuple[str, ...] = ()  # kinds that run at once when a run changed something


KINDS = (  # in the order in which one pass over everything runs them
    Kind("poll_intake", "接收申请", poll_intake.run, CHANNELS, 5 * MINUTE, NEWS),
    Kind("rescan", "重读最近七天", rescan.run, CHANNELS, DAY, NEWS),
    Kind("fetch_attachments", "取附件", fetch_attachments.run, CHANNELS, 5 * MINUTE),
    Kind("refresh_blacklists", "从来源更新名单", refresh_blacklists.run, NOBODY, DAY, ("rescreen",)),
    Kind("rescreen", "名单变动后重新比对", rescreen.run, NOBODY, 30 * MINUTE, ("screen_applications",)),
    Kind("screen_applications", "审查申请", screen_applications.run, NOBODY, 5 * MINUTE, ("decide_instantly",)),
    Kind("ask_defaulters", "决定前重查失信", ask_defaulters.run, NOBODY, 30 * MINUTE),
    Kind("decide_instantly", "秒批", decide_instantly.run, NOBODY, 5 * MINUTE, ("make_documents", "drain_outbox")),
    Kind("make_documents", "制作文书", make_documents.run, NOBODY, 5 * MINUTE, ("serve_documents",)),
    Kind("serve_documents", "安排送达", serve_documents.run, NOBODY, 5 * MINUTE),
    Kind("recompute_deadlines", "重算期限与红黄牌", recompute_deadlines.run, NOBODY, 30 * MINUTE),
    Kind("drain_outbox", "发送待发消息", drain_outbox.run, RECEIVERS, 5 * MINUTE, ("follow_receipts",)),
    Kind("trace_letters", "查询邮件", trace_letters.run, POST, 30 * MINUTE),
    Kind("follow_receipts", "查询回执", follow_receipts.run, RECEIPTS, 10 * MINUTE),
    Kind("take_feedback", "接收异议与修复", take_feedback.run, CREDIT, 10 * MINUTE),
    Kind("poll_ratings", "接收评价", poll_ratings.run, RATING, 30 * MINUTE),
    Kind("poll_payments", "接收缴款通知", poll_payments.run, TREASURY, 30 * MINUTE),
    Kind("recount_fines", "重算未缴罚款", recount_fines.run, NOBODY, DAY),
    Kind("reconcile_payments", "与财政核对缴款", reconcile_payments.run, TREASURY, DAY),
    Kind("reconcile", "与平台核对", reconcile.run, CREDIT, DAY),
    Kind("watch_licences", "监督许可证的期限", watch_licences.run, NOBODY, DAY),
    Kind("evaluate_retailers", "评定零售户信用", evaluate_retailers.run, NOBODY, DAY),
    Kind("remind_renewals", "提醒延续", remind_renewals.run, NOBODY, DAY),
    Kind("tally_statistics", "汇总统计", tally_statistics.run, NOBODY, DAY),
    Kind("close_dossiers", "提示可以归档的案卷", close_dossiers.run, NOBODY, DAY),
    Kind("note_missed", "登记未到场的预约", note_missed.run, NOBODY, 30 * MINUTE),
    Kind("prune", "清理过期记录", prune.run, NOBODY, DAY),
)
OWN_RHYTHM = frozenset({  # `every` of the system
    "poll_intake", "drain_outbox", "follow_receipts", "take_feedback", "trace_letters", "poll_ratings",
    "poll_payments",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """One job of this bureau, e.g. poll_intake:wechat; `system` is "" where it belongs to none."""

    kind: Kind
    system: str
    every: timedelta

    @property
    def name(self) -> str:
        """Return the name under which it is run, leased and remembered."""
        return f"{self.kind.name}:{self.system}" if self.system else self.kind.name

    @property
    def lease(self) -> str:
        """Return the lease that a run needs; both readings of a channel share one."""
        return f"poll_intake:{self.system}" if self.kind.run is rescan.run else self.name

    @property
    def late_after(self) -> timedelta:
        """Return how long after its last run it is too late."""
        return self.every + self.kind.grace


def table(settings: Settings) -> list[Job]:
    """Return every job of a bureau, in the order of one pass."""
    return [job for kind in KINDS for job in _jobs(kind, settings)]


def _jobs(kind: Kind, settings: Settings) -> Iterator[Job]:
    if not kind.systems:
        yield Job(kind, "", _every(kind, settings, None))
    for system in settings.outside.values():
        if system.enabled and system.kind in kind.systems:
            yield Job(kind, system.name, _every(kind, settings, system))


def _every(kind: Kind, settings: Settings, system: OutsideSystem | None) -> timedelta:
    if system is not None and kind.name in OWN_RHYTHM:
        return system.every
    every: timedelta = getattr(settings.daemon.every, kind.name)
    return every


def following(job: Job, jobs: list[Job]) -> list[Job]:
    """Return the jobs that have work at once when a run of `job` changed something; without a system: for every one."""
    return [
        each for each in jobs if each.kind.name in job.kind.then and (not job.system or each.system in {"", job.system})
    ]


def chosen(jobs: list[Job], names: list[str]) -> list[Job]:
    """Return the jobs that are named, e.g. poll_intake or poll_intake:wechat; raises InvalidInput."""
    for name in names:
        if not any(name in {job.name, job.kind.name} for job in jobs):
            known = "、".join(sorted({job.kind.name for job in jobs}))
            raise InvalidInput(f"没有任务“{name}”。", kept="什么都没有做。", do_next=f"可用的任务：{known}。")
    return [job for job in jobs if job.name in names or job.kind.name in names]
