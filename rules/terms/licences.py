"""The terms of a licence: renewal, change order, suspension, recall, validity (L14, L17–L24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from models.errors import Refused
from models.said import said
from rules.basis import LegalBasis
from rules.calendar import Calendar
from rules.lawrows import Settings, TermRule
from rules.periods import add_years
from rules.terms.spans import Reckoned, add_months, backward, forward, span

BASIS = LegalBasis(
    "烟草专卖许可证管理办法实施细则", "国烟法〔2020〕205号", "第二十一条至第二十三条、第四十八条", "LIC_R 21–23, 48"
)
Terms = Mapping[str, TermRule]


@dataclass(frozen=True, slots=True)
class Recall:
    """The two steps of a recall: public notice from `notice_from`, recall from `recall_from` on."""

    notice_from: date
    recall_from: date
    basis: LegalBasis
    mark: str


def renewal_by(expires_on: date, terms: Terms, settings: Settings, calendar: Calendar) -> Reckoned:
    """Return until when the holder should apply for renewal (L14); its unit is a setting; late is no refusal."""
    return backward(terms["L14"], expires_on, calendar, settings.renewal_lead_unit)


def deemed_renewed_on(expires_on: date) -> date:
    """Return the day on which an undecided renewal counts as granted: the first after the old end (L15, ALL 50)."""
    return expires_on + timedelta(days=1)


def change_by(ordered_on: date, terms: Terms, calendar: Calendar) -> Reckoned:
    """Return until when an ordered change must be applied for (L17: 30 days)."""
    return forward(terms["L17"], ordered_on, calendar)


def must_suspend(closed_from: date, closed_to: date, terms: Terms) -> bool:
    """Tell whether closing from one day through another needs a suspension (L18: a month or longer)."""
    return closed_to >= add_months(closed_from, terms["L18"].count) - timedelta(days=1)


def suspension_by(closed_from: date, terms: Terms, calendar: Calendar) -> Reckoned:
    """Return until when a suspension should be applied for (L19: 7 days before; whether it still holds is unknown)."""
    return backward(terms["L19"], closed_from, calendar)


def longest_suspension(closed_from: date, terms: Terms) -> date:
    """Return the last day that a suspension may have (L20: a year; rules.completeness judges by the same day)."""
    return add_years(closed_from, terms["L20"].count)


def check_resumption(closed_from: date, applied_on: date, terms: Terms) -> None:
    """Raise Refused when a holder wants to resume after the longest suspension (L20, L21)."""
    last = longest_suspension(closed_from, terms)
    if applied_on > last:
        rule = terms["L20"]
        raise Refused(
            said("停业已超过最长时间（{last}届满，{basis}）。", last=last, basis=rule.basis),
            kept="许可证状态未变。",
            do_next=said("{words}。", words=rule.effect),
        )


def recall_of_closed(stopped_on: date, terms: Terms, calendar: Calendar) -> Recall:
    """Return when a shop that stopped without a suspension may be recalled (L22, by the version in force).

    Order 51: a year, then three months of public notice; since Order 37 six months and one.
    """
    rule = terms["L22"]
    notice = span(stopped_on, rule.count, rule.unit, calendar) + timedelta(days=1)
    after = span(notice, rule.then_count, rule.then_unit, calendar)
    return Recall(notice, after, rule.basis, rule.mark)


def recall_of_unused(issued_on: date, terms: Terms, calendar: Calendar) -> Recall:
    """Return when a licence that was never used counts as given up (L23: six months after its issue)."""
    rule = terms["L23"]
    after = span(issued_on, rule.count, rule.unit, calendar) + timedelta(days=1)
    return Recall(after, after, rule.basis, rule.mark)


def longest_validity(valid_from: date, terms: Terms) -> date:
    """Return the last day that a licence may be valid (L24: five years from its first day)."""
    return add_years(valid_from, terms["L24"].count) - timedelta(days=1)
