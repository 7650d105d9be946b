"""Where the lists come from: another office's interface, or the newest file of a folder that somebody fills."""

import hashlib
import time
from pathlib import Path

from models.errors import InvalidInput, OutsideUnavailable
from models.said import said
from usecases import blacklist_files, blacklist_refresh
from usecases.blacklist_import import ListToImport
from usecases.blacklist_lists import BlackList
from wiring.office import Office

ENDINGS = (".csv", ".xlsx", ".jsonl")
SETTLED = 5.0  # seconds; a file that was written since may not be whole yet


async def fetch(office: Office, known: BlackList) -> ListToImport:
    """Return what the source of a list gives now; raises BureauError where it gives nothing that is whole."""
    source = office.outside.lists.get(known.place)
    if source is None:
        return await office.in_thread(from_folder, office, known)
    found = await source.fetch()
    return ListToImport(known.name, blacklist_refresh.of_rows(found.rows), found.sha256, known.place)


def from_folder(office: Office, known: BlackList) -> ListToImport:
    """Return the newest file of a list's folder; raises InvalidInput (no such place), OutsideUnavailable (no file)."""
    folder = place_of(office, known)
    try:
        files = [file for file in folder.iterdir() if file.suffix.lower() in ENDINGS and file.is_file()]
        settled = [file for file in files if time.time() - file.stat().st_mtime >= SETTLED]
        newest = max(settled, key=lambda file: (file.stat().st_mtime, file.name), default=None)
        if newest is None:
            raise OutsideUnavailable("目录中没有名单文件。", kept="名单未变。", do_next="等待对方放入文件。")
        if newest.stat().st_size > blacklist_files.MOST_BYTES:
            raise InvalidInput(said("{name} 太大。", name=newest.name), kept="名单未变。")
        content = newest.read_bytes()
    except OSError as error:
        raise OutsideUnavailable("名单的目录无法读取。", kept="名单未变。", do_next="检查目录和权限。") from error
    digest = hashlib.sha256(content).hexdigest()
    return ListToImport(known.name, blacklist_files.read_list(content, newest.name), digest, newest.name)


def place_of(office: Office, known: BlackList) -> Path:
    """Return the folder of a list, which lies within that of the configuration; raises InvalidInput."""
    root = office.settings.lists.folder
    if not known.place or Path(known.place).name != known.place or known.place in {".", ".."}:
        raise InvalidInput(
            said("名单“{name}”的来源“{place}”既不是系统，也不是目录名。", name=known.name, place=known.place),
            kept="名单未变。",
        )
    return root / known.place
