"""What must have been done before a grant, a refusal or the archive, for which items, and what the law office adds."""

import pytest

from models.errors import Refused
from models.values import Item
from rules.required_steps import HANDED_OVER, Required, check, course, missing

SCREENED, PROPOSED = "application.screened", "application.refusal_proposed"
OFFERED, HELD, WAIVED = "application.hearing_offered", "application.hearing_held", "application.hearing_waived"
ASKED, ANSWERED = "application.review_asked", "application.reviewed_by_unit"
GRANTED, REFUSED, NOT_ACCEPTED = "application.granted", "application.refused", "application.not_accepted"
ARCHIVED, VISIT = "application.archived", "application.site_checked"


@pytest.mark.parametrize("item", list(Item))
@pytest.mark.parametrize(
    ("deed", "done", "wanted"),
    [
        (GRANTED, (), [(SCREENED,)]),
        (GRANTED, (SCREENED,), []),
        (REFUSED, (SCREENED,), [(PROPOSED,)]),
        (REFUSED, (PROPOSED,), []),
        (NOT_ACCEPTED, (SCREENED,), [(PROPOSED,)]),
        (NOT_ACCEPTED, (PROPOSED, OFFERED, ASKED), []),
        (GRANTED, (SCREENED, OFFERED), [(HELD, WAIVED)]),
        (GRANTED, (SCREENED, OFFERED, HELD), []),
        (GRANTED, (SCREENED, OFFERED, WAIVED), []),
        (REFUSED, (PROPOSED, OFFERED), [(HELD, WAIVED)]),
        (REFUSED, (PROPOSED, OFFERED, HELD), []),
        (GRANTED, (SCREENED, ASKED), [(ANSWERED,)]),
        (REFUSED, (PROPOSED, ASKED, ANSWERED), []),
        (REFUSED, (PROPOSED, ASKED), [(ANSWERED,)]),
        (GRANTED, (OFFERED, ASKED), [(SCREENED,), (HELD, WAIVED), (ANSWERED,)]),
        ("application.accepted", (), []),
    ],
)
def test_a_deed_wants_its_steps_for_every_item(
    item: Item, deed: str, done: tuple[str, ...], wanted: list[tuple[str, ...]]
) -> None:
    assert [one.steps for one in missing(deed, item, done)] == wanted


def test_a_new_licence_is_in_the_hands_of_its_holder_before_the_case_is_archived() -> None:
    assert [one.name for one in missing(ARCHIVED, Item.NEW, (GRANTED,))] == ["送达许可证"]
    assert missing(ARCHIVED, Item.NEW, (REFUSED,)) == ()
    assert missing(ARCHIVED, Item.RENEW, (GRANTED,)) == ()
    assert [missing(ARCHIVED, Item.NEW, (GRANTED, act)) for act in HANDED_OVER] == [()] * len(HANDED_OVER)


def test_what_ends_the_wait_for_a_licence_is_its_delivery_or_its_end() -> None:
    assert "licence.delivered" in HANDED_OVER
    assert "licence.annulled" in HANDED_OVER
    assert "licence.granted" not in HANDED_OVER


def test_the_law_office_may_want_more_before_a_grant_of_an_item() -> None:
    more = (f"new:{VISIT}", f"resume:{VISIT}")

    assert missing(GRANTED, Item.NEW, (SCREENED,), more) == (Required(GRANTED, frozenset({Item.NEW}), (VISIT,)),)
    assert [one.name for one in missing(GRANTED, Item.RESUME, (SCREENED,), more)] == ["实地核查"]
    assert missing(GRANTED, Item.RESUME, (SCREENED, VISIT), more) == ()
    assert missing(GRANTED, Item.RENEW, (SCREENED,), more) == ()
    assert missing(REFUSED, Item.NEW, (PROPOSED,), more) == ()


def test_a_newer_revision_is_screened_and_proposed_anew_and_everything_else_stays() -> None:
    before, after = ("application.received", OFFERED, SCREENED, PROPOSED), ("application.revised", SCREENED)

    assert course((*before, *after)) == ("application.received", OFFERED, *after)
    assert course(before) == before


def test_a_refusal_names_every_missing_step_once_with_the_article() -> None:
    with pytest.raises(Refused) as refused:
        check(GRANTED, Item.NEW, (OFFERED,), (f"new:{VISIT}", f"new:{SCREENED}"))

    names = "审查比对、举行听证或者放弃听证、实地核查"
    assert refused.value.message == (
        f"新办申请尚未完成：{names}，不能办理“准予许可”（《行政许可法》(2019)第三十八条第一款）。"
    )
    assert (refused.value.kept, refused.value.do_next) == ("申请未变更。", f"请先办理：{names}。")


def test_where_everything_is_done_a_deed_may_be_done() -> None:
    check(GRANTED, Item.NEW, (SCREENED, VISIT), (f"new:{VISIT}",))
    check(REFUSED, Item.RENEW, (PROPOSED,))
