"""The page of the state models is the models."""

from models.values import ApplicationState, LicenceStatus
from rules import applications, licences
from tests.rules.state_page import TARGET, render


def test_the_page_is_what_the_models_say() -> None:
    assert TARGET.read_text(encoding="utf-8") == render(), "run: python -m tests.rules.state_page"


def test_the_page_names_every_step_and_every_state() -> None:
    page = render()

    wanted = {
        *applications.STEPS,
        *licences.STEPS,
        *(s.value for s in ApplicationState),
        *(s.value for s in LicenceStatus),
    }
    assert [name for name in wanted if name not in page] == []
