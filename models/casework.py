"""The words of an enforcement case: where it stands, where it came from, what its goods were found to be."""

from enum import StrEnum


class CaseStage(StrEnum):
    """Where an enforcement case stands (烟草专卖行政处罚程序规定; domain 3.1)."""

    LEAD = "lead"
    NOT_FILED = "not_filed"
    INVESTIGATING = "investigating"
    REPORTED = "reported"
    REVIEWED = "reviewed"
    NOTICED = "noticed"
    DECIDED = "decided"
    EXECUTING = "executing"
    CLOSED = "closed"
    ARCHIVED = "archived"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"
    ANNULLED = "annulled"
    JOINED = "joined"


class CaseSource(StrEnum):
    """Where a lead came from (案件来源)."""

    REPORT = "report"
    PATROL = "patrol"
    SUPERIOR = "superior"
    TRANSFER = "transfer"
    WARNING = "warning"
    OTHER = "other"


class Nature(StrEnum):
    """What goods were found to be; `unknown` until they were looked at or tested."""

    GENUINE = "genuine"
    COUNTERFEIT = "counterfeit"
    SMUGGLED = "smuggled"
    DIVERTED = "diverted"
    UNKNOWN = "unknown"
