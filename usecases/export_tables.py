"""What can be exported: applications, penalties and blacklists as tables, page by page, numbers masked unless asked."""

from collections.abc import Iterator

from sqlmodel import Session

from models.values import yuan
from rules.identifiers import masked
from usecases import application_list, blacklist, penalty_list
from usecases.application_list import ApplicationFilter, ApplicationLine
from usecases.exports import Table

PAGE = 1000
APPLICATION_COLUMNS = (
    "编号", "渠道", "渠道编号", "版本", "事项", "状态", "当事人类型", "申请人", "店名", "区划", "许可证号",
    "收件时间", "提交时间", "办理期限", "期限为暂定", "督办牌", "审查结果", "办理人",
)  # fmt: skip
PENALTY_COLUMNS = (
    "文号", "当事人类型", "当事人", "案由", "罚款（元）", "没收（元）", "决定日期", "状态", "版本", "简易程序",
)  # fmt: skip
BLACKLIST_COLUMNS = ("条目", "名单", "名称", "号码", "类别", "理由", "开始", "结束", "来源", "列入时间", "列入人")


def applications(session: Session, wanted: ApplicationFilter) -> Table:
    """Return the applications that a filter selects, in its order."""
    return Table(APPLICATION_COLUMNS, _applications(session, wanted))


def blacklist_entries(session: Session, *, list_name: str = "", full: bool = False) -> Table:
    """Return the entries of one list, or of all."""
    return Table(BLACKLIST_COLUMNS, _entries(session, list_name, full))


def penalties(session: Session, *, state: str = "") -> Table:
    """Return the penalty decisions of a state, or all, newest first; amounts in yuan."""
    return Table(PENALTY_COLUMNS, _penalties(session, state))


def _applications(session: Session, wanted: ApplicationFilter) -> Iterator[tuple[object, ...]]:
    after = None
    while page := application_list.page(session, wanted, after=after, limit=PAGE):
        yield from (_application(line) for line in page)
        after = page[-1].key


def _application(line: ApplicationLine) -> tuple[object, ...]:
    return (
        line.number, line.channel, line.channel_ref, line.revision, line.item, line.state, line.party_kind,
        line.party_name, line.shop_name, line.district, line.licence_no, line.received_at, line.submitted_at,
        line.due_on, "是" if line.due_provisional else "", line.card, line.screening, line.assigned_to,
    )  # fmt: skip


def _penalties(session: Session, state: str) -> Iterator[tuple[object, ...]]:
    after = None
    while page := penalty_list.page(session, state=state, after=after, limit=PAGE):
        for line in page:
            amounts = ("" if amount is None else yuan(amount) for amount in (line.fine, line.confiscated))
            yield (
                line.document_no, line.party_kind, line.party_name, line.cause, *amounts, line.decided_on,
                line.state, line.version, "是" if line.simple_procedure else "",
            )  # fmt: skip
        after = page[-1].key


def _entries(session: Session, list_name: str, full: bool) -> Iterator[tuple[object, ...]]:
    after = None
    while page := blacklist.entries(session, list_name=list_name, limit=PAGE, after=after):
        for entry in page:
            number = entry.number if full else masked(entry.number)
            yield (
                entry.id, entry.list_name, entry.name, number, entry.kind, entry.reason, entry.from_on, entry.to_on,
                entry.source, entry.added_at, entry.added_by,
            )  # fmt: skip
        after = page[-1].id
