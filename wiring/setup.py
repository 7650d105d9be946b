"""Make a bureau's database ready: folder, tables, ledger key, store, and the officers of a training bureau."""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from models.errors import InvalidInput
from models.reasons import reason
from models.said import said
from models.values import SYSTEM_OFFICER, utc_now
from usecases import officers
from wiring import migrate
from wiring.config import Settings
from wiring.database import open_database
from wiring.office import Clock, open_office
from wiring.secrets import ledger_key
from wiring.vault import make_vault_key


@dataclass(frozen=True, slots=True)
class Ready:
    """What was made ready; the URL shows no password."""

    database: str
    revision: str
    created: bool


def shown(url: str) -> str:
    """Return a database URL without its password."""
    return make_url(url).set(password=None).render_as_string(hide_password=False)


def prepare(settings: Settings, *, clock: Clock = utc_now) -> Ready:
    """Make everything that is missing; safe to repeat. Raises InvalidInput, OutsideUnavailable.

    `clock` says when the officers of a training bureau were entered.
    """
    os.umask(0o077)  # what holds personal data is for its owner only
    _folders(settings)
    engine = open_database(settings.database.url)
    try:
        done = migrate.upgrade(engine)
    finally:
        engine.dispose()
    ledger_key(settings, create=True)
    make_vault_key(settings)
    _test_seal(settings)
    if settings.bureau.training:
        _training_officers(settings, clock)
    return Ready(shown(settings.database.url), done.revision, done.created)


def _folders(settings: Settings) -> None:
    url = make_url(settings.database.url)
    folders = [settings.store.path]
    if url.drivername.startswith("sqlite") and url.database not in {None, "", ":memory:"}:
        folders.append(Path(str(url.database)).parent)
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise InvalidInput(
                said("建立不了目录 {folder}（{error}）。", folder=folder, error=reason(error)),
                kept="什么都没有做。",
                do_next="检查路径和权限。",
            ) from error


def _test_seal(settings: Settings) -> None:
    """Make the keys of the test seal where there are none."""
    if not (settings.documents.seal_folder / "seal.key").is_file():
        from adapters.seals import authority

        authority.prepare(settings.documents.seal_folder, settings.bureau.name)


def _training_officers(settings: Settings, clock: Clock) -> None:
    office = open_office(settings, clock=clock)
    try:
        with office.reading() as session:
            known = {officer.login for officer in officers.active(session)}
        if not {officer.login for officer in officers.TRAINING} <= known:
            office.perform(officers.register_training, by=SYSTEM_OFFICER)
    finally:
        office.close()
