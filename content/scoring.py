"""The built-in table of the bureau's credit evaluation, read once."""

import hashlib
import tomllib
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from content import read_text
from content.lawbook import lawbook
from rules import evaluation
from rules.evaluation_rows import Rows, rows_of
from rules.licences import STEPS

if TYPE_CHECKING:
    from datetime import date

NAME = "evaluation.toml"


@cache
def _rows() -> Rows:
    text = read_text(NAME)
    return rows_of(tomllib.loads(text), NAME, hashlib.sha256(text.encode()).hexdigest())


@lru_cache(maxsize=4096)
def scoring(on: "date") -> evaluation.Table:
    """Return the table in force on a day; raises InvalidInput before its first row, or where the table is faulty."""
    table = evaluation.table_of(_rows().holding(on), on, _rows().digest)
    evaluation.check(table, lawbook().in_force(on).causes, STEPS)
    return table
