"""Backup and restore on both databases: whole, verified, and never half done."""

import io
import json
import tarfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from models.errors import InvalidInput, Refused
from models.values import SYSTEM_OFFICER
from tests.conftest import NOON, training_settings
from usecases import audit, jobs, officers
from wiring.backup import make
from wiring.database import reading
from wiring.office import Office
from wiring.restore import restore
from wiring.store import Store


@pytest.fixture
def bureau(office: Office, tmp_path: Path) -> Office:
    """A bureau with officers, one attachment and its own folder."""
    office.settings = replace(office.settings, file=tmp_path / "config.toml")
    office.perform(officers.register_training, by=SYSTEM_OFFICER)
    return office


def test_a_backup_brings_back_rows_ledger_and_attachments(bureau: Office, tmp_path: Path) -> None:
    digest = bureau.store.put(b"photo")
    backup = make(bureau.settings, tmp_path / "backups", NOON)
    with bureau.engine.begin() as connection:
        connection.exec_driver_sql("delete from officers")
    bureau.close()
    elsewhere = replace(bureau.settings, store=replace(bureau.settings.store, path=tmp_path / "store2"))

    done = restore(elsewhere, Path(backup.file), NOON)

    with reading(bureau.engine) as session:
        assert {each.login for each in officers.active(session)} == {each.login for each in officers.TRAINING}
        assert audit.verify(session).entries == done.entries == 1
    assert Store(tmp_path / "store2").get(digest) == b"photo"
    assert done.backup.sha256 == backup.sha256
    if bureau.engine.dialect.name == "sqlite":
        assert Path(str(done.aside)).exists()


def test_into_an_empty_folder_a_backup_is_restored_with_nothing_beside_it(bureau: Office, tmp_path: Path) -> None:
    if bureau.engine.dialect.name != "sqlite":
        pytest.skip("only files lie in a folder")
    backup = make(bureau.settings, tmp_path / "backups", NOON)
    (tmp_path / "new").mkdir()
    settings = replace(training_settings(f"sqlite:///{tmp_path}/new/luqiao.db", tmp_path / "new"), file=tmp_path / "c")

    done = restore(settings, Path(backup.file), NOON)

    assert done.aside is None
    assert {file.name for file in (tmp_path / "new").iterdir()} <= {"luqiao.db", "luqiao.db-wal", "luqiao.db-shm"}


def test_nothing_is_restored_while_a_daemon_works(bureau: Office, tmp_path: Path) -> None:
    backup = make(bureau.settings, tmp_path / "backups", NOON)
    until = NOON + timedelta(seconds=30)
    bureau.keep(jobs.hold_leases, ["x"], owner="a", until=until, dead=lambda _: False, at=NOON)

    with pytest.raises(Refused, match="正在工作"):
        restore(bureau.settings, Path(backup.file), NOON)

    with bureau.reading() as session:
        assert jobs.holders(session, at=NOON) == {"a"}


def rewritten(backup: str, changes: dict[str, bytes]) -> Path:
    """Return a copy of a backup in which some files have other content."""
    copy = Path(backup).with_name("changed.tar")
    with tarfile.open(backup) as old, tarfile.open(copy, "w") as new:
        for member in old.getmembers():
            content = changes.get(member.name, old.extractfile(member).read())  # type: ignore[union-attr]
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return copy


def test_a_changed_database_copy_is_refused_and_the_database_stays(bureau: Office, tmp_path: Path) -> None:
    backup = make(bureau.settings, tmp_path / "backups", NOON)
    name = "database.sqlite" if bureau.engine.dialect.name == "sqlite" else "database.pgdump"

    with pytest.raises(Refused, match="摘要不符"):
        restore(bureau.settings, rewritten(backup.file, {name: b"other"}), NOON)

    with bureau.reading() as session:
        assert len(officers.active(session)) == len(officers.TRAINING)


def test_a_backup_of_the_other_kind_of_database_is_refused(bureau: Office, tmp_path: Path) -> None:
    backup = make(bureau.settings, tmp_path / "backups", NOON)
    with tarfile.open(backup.file) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
    manifest["kind"] = "other"

    with pytest.raises(Refused, match="备份来自 other"):
        restore(bureau.settings, rewritten(backup.file, {"manifest.json": json.dumps(manifest).encode()}), NOON)


@pytest.mark.parametrize("content", [b"", b"not a backup", b"\0" * 2048], ids=["empty", "text", "zeros"])
def test_a_file_that_is_no_backup_is_refused(sqlite_url: str, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.tar"
    file.write_bytes(content)
    settings = replace(training_settings(sqlite_url, tmp_path), file=tmp_path / "config.toml")

    with pytest.raises(InvalidInput, match="不是鹭桥的备份"):
        restore(settings, file, NOON)


def test_a_failed_backup_leaves_nothing_behind(sqlite_url: str, tmp_path: Path) -> None:
    blank = tmp_path / "blank.db"
    blank.touch()
    settings = training_settings(f"sqlite:///{blank}", tmp_path)

    with pytest.raises(Refused, match="没有鹭桥的表"):
        make(settings, tmp_path / "backups", NOON)

    assert list((tmp_path / "backups").iterdir()) == []
