"""Form filling as a rule: the best source fills a field, others that differ stand beside, nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.prefill import BUSINESS, EARLIER, FIELDS, NATIONAL, ORDER, OWN, POLICE, SourceValue, conflicts, equal, merge

AT = "2026-11-22T10:00:00+08:00"


def said(field: str, value: str, source: str, *, fresh: bool = True) -> SourceValue:
    return SourceValue(field, value, source, AT, fresh)


def test_the_best_source_fills_the_field_and_a_different_value_stands_beside() -> None:
    (name,) = merge([said("applicant.name", "林海声", EARLIER), said("applicant.name", "林海生", POLICE)])

    assert (name.value, name.source, name.as_of) == ("林海生", POLICE, AT)
    assert [(c.value, c.source) for c in name.conflicts] == [("林海声", EARLIER)]
    assert conflicts([name]) == {"applicant.name": name.conflicts}


def test_the_same_value_written_otherwise_is_no_conflict() -> None:
    (number,) = merge([
        said("applicant.id_no", "35020319900307001x", OWN), said("applicant.id_no", "35020319900307001X", NATIONAL)
    ])  # fmt: skip

    assert (number.conflicts, number.agreeing) == ((), (NATIONAL,))


def test_a_fresh_answer_goes_before_an_old_one_of_a_better_source() -> None:
    (address,) = merge([
        said("premises.address", "湖滨南路1号", BUSINESS, fresh=False), said("premises.address", "湖滨南路2号", OWN)
    ])  # fmt: skip

    assert (address.value, address.source, address.fresh) == ("湖滨南路2号", OWN, True)
    assert not address.conflicts[0].fresh


def test_what_says_nothing_of_its_age_is_fresh_and_a_source_agrees_with_others_only() -> None:
    (name,) = merge(SourceValue("applicant.name", "林海生", source, AT) for source in (EARLIER, POLICE, POLICE))

    assert (name.source, name.agreeing, name.conflicts, name.fresh) == (POLICE, (EARLIER,), (), True)


def test_an_empty_value_is_no_answer() -> None:
    assert merge([said("applicant.name", "  ", POLICE)]) == []


values = st.lists(
    st.builds(
        SourceValue, st.sampled_from(FIELDS), st.sampled_from(["甲", "乙", ""]), st.sampled_from(ORDER), st.just(AT)
    )
)


@given(values)
def test_no_value_of_any_source_is_lost_or_made_up(told: list[SourceValue]) -> None:
    filled = merge(told)

    assert [one.field for one in filled] == [f for f in FIELDS if any(t.field == f and t.value for t in told)]
    for one in filled:
        mine = {t.value for t in told if t.field == one.field and t.value}
        assert mine == {one.value, *(c.value for c in one.conflicts)}


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("applicant.id_no", "110105491231002", "11010519491231002X", True),  # 15 digits, and the 18 of them
        ("applicant.legal_rep_id_no", "110105491231002", "11010519491231002X", True),
        ("applicant.uscc", "92350206ma2yfake0x", "92350206MA2YFAKE0X", True),
        ("applicant.uscc", "92350206-MA2YFAKE0X", "92350206MA2YFAKE0X", False),
        ("licence_no", "3502-03100001", "350203100001", False),
        ("applicant.mobile", "138·00138000", "13800138000", False),
        ("applicant.name", "阿依·古丽", "阿依古丽", True),
    ],
)
def test_each_field_is_compared_in_the_form_of_its_kind(field: str, one: str, other: str, *, same: bool) -> None:
    assert equal(field, one, other) is same


def test_every_field_of_the_form_is_filled_in_its_order() -> None:
    form = [
        "applicant.kind", "applicant.name", "applicant.id_no", "applicant.uscc", "applicant.legal_rep_name",
        "applicant.legal_rep_id_no", "applicant.mobile", "premises.name", "premises.address", "premises.district",
        "licence_no", "licence.status", "licence.valid_to", "business.status", "business.scope",
        "attachment.business_licence", "attachment.id_card",
    ]  # fmt: skip

    assert [one.field for one in merge(said(field, "1", OWN) for field in reversed(form))] == form
