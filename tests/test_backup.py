"""Backup and restore on both databases: whole, verified, and never half done."""

import io
import json
import tarfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from models.errors import InvalidInput, OutsideUnavailable, Refused
from models.values import SYSTEM_OFFICER
from tests.conftest import NOON, training_settings
from tests.support.papers import Workshop, data, workshop
from usecases import audit, jobs, officers
from wiring.backup import make
from wiring.config import Settings
from wiring.database import reading
from wiring.office import Office
from wiring.restore import restore
from wiring.store import Store

__all__ = ["workshop"]  # a fixture


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


def own(settings: Settings, folder: Path) -> Settings:
    """Return the settings with keys, finished papers and templates of a folder of its own."""
    papers = replace(settings.documents, seal_folder=folder / "seal", templates=str(folder / "templates"))
    return replace(settings, documents=papers, store=replace(settings.store, path=folder / "store"))


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_was_sealed_can_be_verified_after_a_restore_elsewhere(
    bureau: Office, workshop: Workshop, tmp_path: Path
) -> None:
    here, there = own(bureau.settings, tmp_path / "here"), own(bureau.settings, tmp_path / "there")
    here = replace(here, documents=replace(here.documents, seal_folder=workshop.seal.folder))
    rendered = workshop.renderer.render("acceptance", data("acceptance"))
    assert rendered.place is not None
    sealed = workshop.seal.seal(rendered.content, rendered.place, reason="厦烟受〔2026〕第1号", at=NOON).content
    paper = Store(here.store.path).put(sealed)
    (tmp_path / "there" / "seal").mkdir(parents=True)
    (tmp_path / "there" / "seal" / "seal.key").write_bytes(b"another key")
    template = Path(here.documents.templates) / "letters" / "head.typ"
    template.parent.mkdir(parents=True)
    template.write_text("#let head = [厦门]", encoding="utf-8")

    restore(there, Path(make(here, tmp_path / "backups", NOON).file), NOON)

    restored = there.documents.seal_folder
    found = replace(workshop.seal, folder=restored).examine(Store(there.store.path).get(paper))
    aside = restored / f"seal.key.before-{NOON:%Y%m%dT%H%M%SZ}"
    assert found.bottom_line
    assert contents(restored) == contents(here.documents.seal_folder) | {aside.name: b"another key"}
    assert contents(tmp_path / "there" / "templates") == {"letters/head.typ": template.read_bytes()}
    assert {file.stat().st_mode & 0o777 for file in restored.iterdir() if file != aside} == {0o600}


@pytest.mark.parametrize("name", ["seal/seal.key", "seal/other.key"], ids=["changed", "missing and another instead"])
def test_a_key_that_is_not_the_one_of_the_manifest_is_refused_and_nothing_changes(
    bureau: Office, tmp_path: Path, name: str
) -> None:
    here = own(bureau.settings, tmp_path / "here")
    here.documents.seal_folder.mkdir(parents=True)
    (here.documents.seal_folder / "seal.key").write_bytes(b"key")
    backup = rewritten(
        make(here, tmp_path / "backups", NOON).file, {"seal/seal.key": b"forged"}, {"seal/seal.key": name}
    )
    there = own(bureau.settings, tmp_path / "there")

    with pytest.raises(Refused, match=f"{min(name, 'seal/seal.key')} 与登记的摘要不符"):
        restore(there, backup, NOON)

    assert not there.documents.seal_folder.exists()


def test_templates_without_a_place_in_the_configuration_are_not_dropped_silently(
    bureau: Office, tmp_path: Path
) -> None:
    here = own(bureau.settings, tmp_path / "here")
    Path(here.documents.templates).mkdir(parents=True)
    (Path(here.documents.templates) / "acceptance.typ").write_text("ours", encoding="utf-8")
    backup = make(here, tmp_path / "backups", NOON)

    with pytest.raises(Refused, match="自备的文书模板"):
        restore(bureau.settings, Path(backup.file), NOON)


def test_nothing_is_restored_while_a_daemon_works(bureau: Office, tmp_path: Path) -> None:
    backup = make(bureau.settings, tmp_path / "backups", NOON)
    until = NOON + timedelta(seconds=30)
    bureau.keep(jobs.hold_leases, ["x"], owner="a", until=until, dead=lambda _: False, at=NOON)

    with pytest.raises(Refused, match="正在工作"):
        restore(bureau.settings, Path(backup.file), NOON)

    with bureau.reading() as session:
        assert jobs.holders(session, at=NOON) == {"a"}


def rewritten(backup: str, changes: dict[str, bytes], names: dict[str, str] | None = None) -> Path:
    """Return a copy of a backup in which some files have other content, or another name."""
    copy = Path(backup).with_name("changed.tar")
    with tarfile.open(backup) as old, tarfile.open(copy, "w") as new:
        for member in old.getmembers():
            content = changes.get(member.name, old.extractfile(member).read())  # type: ignore[union-attr]
            member.size, member.name = len(content), (names or {}).get(member.name, member.name)
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


def test_a_backup_that_is_not_there_is_said_as_such(sqlite_url: str, tmp_path: Path) -> None:
    settings = replace(training_settings(sqlite_url, tmp_path), file=tmp_path / "config.toml")

    with pytest.raises(InvalidInput, match="没有这个文件或文件夹"):
        restore(settings, tmp_path / "none.tar", NOON)


def test_without_a_database_there_is_no_backup(tmp_path: Path) -> None:
    settings = training_settings(f"sqlite:///{tmp_path / 'never.db'}", tmp_path)

    with pytest.raises(OutsideUnavailable, match="数据库尚未建立"):
        make(settings, tmp_path / "backups", NOON)

    assert not (tmp_path / "never.db").exists()


def test_a_backup_into_a_file_is_a_wrong_call(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(InvalidInput, match="已有同名文件"):
        make(training_settings(sqlite_url, tmp_path), tmp_path / "file", NOON)


def test_a_failed_backup_leaves_nothing_behind(sqlite_url: str, tmp_path: Path) -> None:
    blank = tmp_path / "blank.db"
    blank.touch()
    settings = training_settings(f"sqlite:///{blank}", tmp_path)

    with pytest.raises(Refused, match="没有鹭桥的表"):
        make(settings, tmp_path / "backups", NOON)

    assert list((tmp_path / "backups").iterdir()) == []
