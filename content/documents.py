"""The catalogue of documents: the built-in one, with a bureau's own laid over it."""

from functools import lru_cache
from pathlib import Path

from content import read_text
from models.errors import InvalidInput
from rules.documents import Catalogue, parse

NAME = "catalogue.toml"
BUILT_IN = (NAME, "casework.toml")


def catalogue(folder: str = "") -> Catalogue:
    """Return the catalogue as it is now; `folder` is where a bureau keeps its own templates ("": nowhere).

    Raises InvalidInput where the bureau's own cannot be read.
    """
    own = Path(folder) / NAME if folder else None
    if own is None or not own.is_file():
        return _read("", 0)
    return _read(str(own), own.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(own: str, _changed: int) -> Catalogue:
    texts = [(name, read_text(f"templates/{name}")) for name in BUILT_IN]
    if own:
        try:
            texts.append((own, Path(own).read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"读不了文书目录 {own}。", do_next="检查权限；文件须为 UTF-8 编码。") from error
    return parse(texts)
