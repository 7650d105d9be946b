"""`luqiao licences show | act | reject | deliver`, as a person calls them."""

import pytest

from cli.context import Context
from tests.cli.conftest import Run
from tests.support.licences import new_licence
from tests.support.rows import OPERATOR_ID
from wiring.office import open_office

REASON = ("--reason", "经核查属实，依法处理。")


@pytest.fixture
def number(run: Run) -> str:
    """Return a licence that waits for its delivery."""
    from pathlib import Path

    office = open_office(Context(Path(run.config)).settings())
    try:
        return new_licence(office, delivered=False)
    finally:
        office.close()


def test_a_licence_is_shown_with_its_life_and_what_is_possible(run: Run, number: str) -> None:
    status, (shown,) = run("licences", "show", number)

    assert (status, shown["status"], shown["proposal"]) == (0, "pending_delivery", None)
    assert shown["holder"]["id_no"] == "3502************14"  # type: ignore[index]
    assert [e["act"] for e in shown["life"]] == ["licence.granted"]  # type: ignore[attr-defined]
    assert "licence.cancelled" in shown["possible"]  # type: ignore[operator]
    assert run("licences", "show", "350203199999")[0] == 2


def test_a_licence_is_handed_over(run: Run, number: str) -> None:
    words = ("licences", "deliver", number, "--receiver", "林海生", "--as", "clerk")
    assert run(*words)[0] == 1  # nobody's ID was checked

    status, (shown,) = run(*words, "--id-no", OPERATOR_ID)

    assert (status, shown["status"]) == (0, "active")
    assert run(*words, "--id-no", OPERATOR_ID)[0] == 1


def test_the_second_call_by_another_officer_confirms_an_act(run: Run, number: str) -> None:
    words = ("licences", "act", number, "cancelled", "--ground", "death", *REASON, "--as")

    _, (proposed,) = run(*words, "clerk")
    assert (proposed["status"], proposed["proposal"]) == (
        "pending_delivery",
        {"act": "licence.cancelled", "ground": "death", "by": "clerk"},
    )
    assert run(*words, "clerk")[0] == 1
    status, (done,) = run(*words, "approver")

    assert (status, done["status"], done["ended_ground"], done["proposal"]) == (0, "cancelled", "death", None)
    assert done["possible"] == []


def test_a_proposal_is_turned_down_and_a_faulty_one_is_refused(run: Run, number: str) -> None:
    assert run("licences", "act", number, "cancelled", "--ground", "old", *REASON, "--as", "clerk")[0] == 2
    assert run("licences", "act", number, "disqualified", "--ground", "serious", *REASON, "--as", "clerk")[0] == 1
    run("licences", "act", number, "annulled", "--ground", "fraud", *REASON, "--as", "clerk")

    status, (shown,) = run("licences", "reject", number, "--note", "证据不足", "--as", "approver")

    assert (status, shown["status"], shown["proposal"]) == (0, "pending_delivery", None)
