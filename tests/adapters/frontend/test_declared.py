"""A profile of tables or folders that cannot work is refused when it is loaded, and says what to do."""

from pathlib import Path

import pytest

from adapters import build
from models.errors import InvalidInput
from tests.adapters.frontend.conftest import Reach

TABLES, FOLDER = "legacy/front_tables", "legacy/drop_folder"
WRONG = {
    "a password in the address": (TABLES, "postgresql+psycopg://u:secret@127.0.0.1/front", {}, "口令不能写在地址里"),
    "an address of a service": (TABLES, "http://127.0.0.1:1", {}, "前置库的地址"),
    "a folder that is no folder": (FOLDER, "http://127.0.0.1:1", {}, "file:///"),
    "a form of SQL": (TABLES, "sqlite:////f.db", {"table": "provinceinfo; drop table x"}, "table"),
    "a column that is none": (TABLES, "sqlite:////f.db", {"content": "a b"}, "content"),
    "a step that is not there": (FOLDER, "file:///f", {"of": "weiting"}, "weiting"),
    "another form of file": (FOLDER, "file:///f", {"form": "xls"}, "form"),
}


@pytest.mark.parametrize(("profile", "address", "changed", "said"), WRONG.values(), ids=WRONG.keys())
async def test_what_cannot_work_is_refused_when_it_is_loaded(
    profile: str, address: str, changed: dict[str, str], said: str, reach: Reach
) -> None:
    with pytest.raises(InvalidInput) as refused:
        reach(profile, address, **changed)

    assert said in refused.value.message
    assert "secret" not in refused.value.message


async def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, reach: Reach) -> None:
    system = reach("legacy/drop_push", f"file://{tmp_path}")
    template = system.template(system.profile.push.receipt.request, "receipt")  # type: ignore[union-attr]

    answer = await system.call(template, {"receipt_no": "../../etc/passwd"})

    assert answer.code == "value_invalid"
    assert build.credit(system).name == "front"
