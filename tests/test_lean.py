"""The stand-in for SQLModel says the same as SQLModel: tables, sessions, and what is loaded."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from cli.__main__ import Call
from cli.starting import only_when_called, only_when_used
from models.tables import everything
from tests.support.databases import SqliteDatabases
from tests.support.lean_tables import described
from wiring import lean
from wiring.database import open_database

ROOT = Path(__file__).parents[1]
TABLES = everything  # importing it registers every table
SAY = """
import json, sys
from cli.console import load
load("sqlite:///luqiao.db")
from cli.starting import stands_in
print(json.dumps(sorted(name for name, module in sys.modules.items() if not stands_in(module))))
"""
WORK = """
import json, sys
from cli.daemon import load
load("sqlite:///luqiao.db")
import daemon.service
from cli.starting import stands_in
print(json.dumps(sorted(name for name, module in sys.modules.items() if not stands_in(module))))
"""
TRUST = """
import gc, json, ssl
from cli.daemon import load
load("sqlite:///luqiao.db")
import daemon.service
contexts = [one for one in gc.get_objects() if isinstance(one, ssl.SSLContext)]
print(json.dumps([one.verify_mode.name for one in contexts if one.cert_store_stats()["x509_ca"]]))
"""
FOR_FEW = (  # what only a workbook, a letter, a seal or a name on a list needs
    "openpyxl", "lxml", "rapidfuzz", "cryptography", "pyhanko", "PIL", "typst", "tarfile",
    "rules.names.table", "rules.names.shapes", "adapters.engine.ciphers",
    "adapters.engine.frontend", "adapters.documents", "adapters.seals",
)  # fmt: skip
FOR_WHAT_IS_FOUND = (  # what the daemon needs when a look found something to do
    "usecases.undo", "usecases.undo_casework", "usecases.applications", "usecases.dossiers", "usecases.instant",
    "usecases.deliveries", "usecases.licence_acts", "usecases.blacklist_files", "rules.casework.conditions",
    "msgspec.inspect", "difflib",
)  # fmt: skip
FOR_LATER = (  # what libraries and packages of ours take along for what the console never does, or does later
    "asyncio.sslproto", "difflib", "importlib.metadata", "importlib.resources", "locale", "mimetypes",
    "msgspec.inspect", "platformdirs", "rules.names.cores", "rules.names.likeness", "shutil",
    "sqlalchemy.connectors.asyncio", "tempfile", "zipfile",
)  # fmt: skip
COUNT = """
import json, sys
from datetime import date
from cli.console import load
load(sys.argv[1])
from models.values import SYSTEM_OFFICER as officer, utc_now
from tui.screens import complaints_due, home
from usecases import casework_desk, home as summaries
from wiring.database import open_database, reading
with reading(open_database(sys.argv[1])) as session:
    summaries.summary(session, officer)
    home.lists_to_do(session, officer, date(2026, 11, 21))
    home.publication_to_do(session, officer, utc_now())
    home.instant_to_do(session, officer)
    home.more_to_do(session, officer, date(2026, 11, 21))
    home.service_to_do(session, officer)
    home.licences_to_do(session, officer, date(2026, 11, 21))
    home.next_deadlines(session, officer)
    home.casework_to_do(session, officer, utc_now())
    complaints_due.complaints_to_do(session, officer, date(2026, 11, 21))
    casework_desk.count(session, casework_desk.CaseFilter(within="over"), at=utc_now())
from cli.starting import stands_in
print(json.dumps(sorted(name for name, module in sys.modules.items() if not stands_in(module))))
"""
OPEN = """
import json, sys
from cli.console import load
load("sqlite:///luqiao.db")
import tui.screens.applications
queue = sorted(sys.modules)
import tui.screens.casework, tui.screens.casework_book, tui.screens.casework_findings
import usecases.casework_desk, usecases.casework_book, usecases.statistics
case = sorted(sys.modules)
import usecases.penalty_list
print(json.dumps([queue, case, sorted(sys.modules)]))
"""
FOR_DEEDS = (  # what only somebody needs who does something with what is shown
    "tui.widgets.form", "tui.screens.examining", "tui.screens.hearing_dialogs", "tui.screens.claiming",
    "tui.screens.casework_form", "tui.screens.casework_rows", "tui.screens.casework_votes",
    "tui.screens.application_sections", "usecases.casework_steps", "usecases.undo_casework", "usecases.payments",
    "usecases.complaint_answers", "usecases.whereabouts", "ports.platforms", "statistics", "urllib.request", "zipfile",
)  # fmt: skip
NOTES = sa.Table("notes", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.String))


def printed(*command: str) -> Any:
    """Return what a program of its own prints."""
    answer = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(answer.stdout)


def packages(modules: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_every_table_is_the_one_that_sqlmodel_makes() -> None:
    assert printed("-m", "tests.support.lean_tables", "postgresql://") == described(SQLModel.metadata)


def test_the_console_loads_no_orm_no_pydantic_and_only_its_own_dialect() -> None:
    loaded = printed("-c", SAY)

    assert "usecases.application_list" in loaded
    heavy = ("sqlalchemy.orm", "pydantic", "sqlmodel.main", "sqlalchemy.dialects.postgresql", "ssl", "_hashlib")
    assert [name for name in loaded if name in (*heavy, *FOR_FEW, *FOR_LATER)] == []
    assert packages(loaded) & {"daemon", "adapters", "httpx", "aiohttp", "structlog"} == set()


def test_the_daemon_loads_at_its_start_nothing_that_only_some_days_need() -> None:
    loaded = printed("-c", WORK)

    assert "daemon.jobs.refresh_blacklists" in loaded
    heavy = ("sqlalchemy.orm", "pydantic", "sqlmodel.main", "sqlalchemy.dialects.postgresql", "rich", "click")
    assert [name for name in loaded if name in (*heavy, *FOR_FEW, *FOR_WHAT_IS_FOUND)] == []
    assert packages(loaded) & {"tui", "textual"} == set()


def test_the_daemon_reads_no_certificates_before_a_call_needs_them() -> None:
    assert printed("-c", TRUST) == []


def test_the_home_counts_without_the_law_the_documents_and_the_other_screens(sqlite_databases: SqliteDatabases) -> None:
    loaded = [name for url in sqlite_databases.migrated() for name in printed("-c", COUNT, url)]

    assert "usecases.deliveries_desk" in loaded
    heavy = ("content.lawbook", "usecases.documents", "usecases.feedback", "rules.screening", "rules.terms")
    assert [name for name in loaded if name in (*heavy, *FOR_FEW, *FOR_LATER)] == []
    own = ["tui.screens.complaints_due", "tui.screens.home"]
    assert [name for name in loaded if name.startswith("tui.screens.")] == own


def test_the_queue_and_a_case_are_read_without_what_deeds_need() -> None:
    queue, case, penalties = printed("-c", OPEN)

    assert "tui.screens.deciding" in queue
    assert "usecases.casework_consistency" in case
    assert [name for name in queue if name in (*FOR_DEEDS, "rules.lawrows", "content.lawbook")] == []
    assert [name for name in case if name in FOR_DEEDS] == []
    assert set(penalties) & set(FOR_DEEDS) == {"ports.platforms"}  # the words of feedback


def test_a_module_for_later_is_loaded_by_its_first_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "told_later.py").write_text("print('loaded')\nWORD = 'here'\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "told_later", sys)  # so that it is gone after the test
    del sys.modules["told_later"]

    only_when_used("told_later")
    module = import_module("told_later")

    assert capsys.readouterr().out == ""
    assert module.WORD == "here"
    assert capsys.readouterr().out == "loaded\n"


def test_threads_that_use_a_module_for_later_at_once_get_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "told_once.py").write_text("import time\ntime.sleep(0.05)\nWHO = object()\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "told_once", sys)
    del sys.modules["told_once"]
    only_when_used("told_once")
    module, together = import_module("told_once"), Barrier(8)

    def use(_number: int) -> object:
        together.wait()
        return module.WHO

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(use, range(8)))) == 1


def test_a_module_of_which_others_take_a_function_is_loaded_by_its_first_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "called_later.py").write_text("print('loaded')\ndef twice(n, *, more):\n    return 2 * n + more\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "called_later", sys)  # so that it is gone after the test
    del sys.modules["called_later"]

    only_when_called("called_later")
    names: dict[str, Any] = {}
    exec("from called_later import twice", names)

    assert capsys.readouterr().out == ""
    assert names["twice"](20, more=2) == 42
    assert names["twice"](1, more=0) == 2
    assert capsys.readouterr().out == "loaded\n"


def test_a_program_begins_again_without_docstrings_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONDONTWRITEBYTECODE", "MALLOC_ARENA_MAX"):
        monkeypatch.delenv(name, raising=False)
    find = "from importlib.util import find_spec; import os; origin = find_spec('sqlalchemy').origin"
    if not printed("-c", f"{find}; print(int(os.access(origin, os.W_OK)))"):
        pytest.skip("the compiled files cannot be kept here")
    begin = "import json, os, sys; from cli.starting import without_docstrings; without_docstrings()"
    say = "[sys.flags.optimize, __import__('cli').__doc__, os.environ['MALLOC_ARENA_MAX']]"

    assert printed("-c", f"{begin}; print(json.dumps({say}))") == [2, None, "1"]


def test_only_a_call_that_is_the_whole_program_may_begin_again() -> None:
    assert Call("daemon").context().program is False
    assert Call("daemon").context(program=True).program is True


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    made = open_database(f"sqlite:///{tmp_path / 'notes.db'}")
    with made.begin() as connection:
        NOTES.create(connection)
    return made


def texts(engine: sa.Engine) -> list[str]:
    with lean.Session(engine) as session:
        return list(session.execute(sa.select(NOTES.c.text).order_by(NOTES.c.id)).scalars())


def test_a_block_is_kept_when_it_ends_and_lost_when_it_raises(engine: sa.Engine) -> None:
    with lean.Session(engine) as session, session.begin():
        session.execute(sa.insert(NOTES), [{"id": 1, "text": "留"}, {"id": 2, "text": "存"}])
    with pytest.raises(IntegrityError), lean.Session(engine) as session, session.begin():
        session.execute(sa.insert(NOTES), [{"id": 3, "text": "弃"}, {"id": 1, "text": "重"}])

    assert texts(engine) == ["留", "存"]


def test_a_savepoint_that_fails_takes_nothing_else_with_it(engine: sa.Engine) -> None:
    with lean.Session(engine) as session, session.begin():
        session.execute(sa.insert(NOTES), {"id": 1, "text": "留"})
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(sa.insert(NOTES), {"id": 1, "text": "重"})

    assert texts(engine) == ["留"]


def test_without_a_commit_nothing_is_kept_and_no_connection_stays_out(engine: sa.Engine) -> None:
    with lean.Session(engine) as session:
        session.execute(sa.insert(NOTES), {"id": 1, "text": "弃"})
        session.rollback()
        assert session.execute(sa.select(sa.func.count()).select_from(NOTES)).scalar_one() == 0

    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_where_sqlmodel_is_there_already_it_stays() -> None:
    lean.without_orm("sqlite://")

    assert sys.modules["sqlmodel"].SQLModel is SQLModel
