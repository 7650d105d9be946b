"""A register as of a whole country: up to five million licences, made once and kept in the temporary folder."""

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from pysqlite3 import dbapi2

from benchmarks.filled import draw
from benchmarks.offices import office_over
from models.values import DISTRICTS
from rules.identifiers import id_check, uscc_check
from rules.identifiers.organisations import inner_check
from rules.names import grams, initials
from rules.names.grams import searchable
from usecases.licence_index import FIGURES, street
from wiring.database import open_database

ROWS = 5_000_000
SOME = 50_000
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OPTIONS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "work_mem": "16MB", "random_page_cost": "1.1"}
FIRST_NAMES = "陈林黄张吴李王郑刘苏许杨叶蔡洪庄郭谢曾周徐赖江方何潘朱罗卢胡马曹邱邓卓彭施魏沈柯余薛詹高翁孙欧连纪钟"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红志建国文斌辉海燕雪梅婷鹏飞龙凤兰竹菊春夏秋冬晨曦阳光雨露"
    "山川河湖江岩石峰岭松柏杨柳梧桐枫荷莲蓉薇琳琪瑶瑾瑜珊珍珠宝金银铜铁锋利民安康宁健福禄寿喜庆祥瑞吉如意顺达通"
)
SHOPS = "鹭岛海天云日月星辰盛隆昌兴旺鼎鑫源泰和顺发达利丰裕康乐美佳好又多客来惠万千百家宜居新时代友谊前程锦绣东西南北中"
KINDS = ("便利店", "食杂店", "烟酒商行", "超市", "商店", "烟草专卖店", "小卖部", "贸易有限公司")
ROADS = "湖滨仙岳莲前厦禾鹭江中山环岛集美杏林沧林海沧同安翔安马巷新店嘉禾吕岭金尚云顶枋湖高崎兴隆体育文园故宫思明"
ENDS = ("南路", "北路", "东路", "西路", "大道", "一里", "二里", "街")
STATES = ("active",) * 88 + ("expired",) * 4 + ("cancelled",) * 4 + ("suspended",) * 3 + ("recalled",)
COLUMNS = (
    "id", "licence_no", "version", "status", "status_since", "holder_kind", "holder_name", "holder_no", "uscc",
    "legal_rep_name", "legal_rep_no", "mobile", "initials", "shop_initials", "shop_name", "address", "district",
    "valid_from", "valid_to", "decided_on", "document_no", "changed_at", "originals", "duplicates", "reissues",
    "legal_form", "ended_ground", "scope", "supplier", "import_warnings",
)  # fmt: skip
BEGUN, TERM = date(2021, 12, 1), timedelta(days=5 * 365)
CHANGED_AT = "2026-11-22 04:00:00.000000"


@lru_cache(maxsize=100_000)
def _named(name: str) -> tuple[str, str]:
    """Return the initials of a name and its pieces."""
    return initials(name)[:110], " ".join(grams(name))


@lru_cache(maxsize=200_000)
def _pairs(address: str) -> str:
    text = searchable(address)
    return " ".join([*(text[n : n + 2] for n in range(len(text) - 1)), *FIGURES.findall(text)])


def holder(number: int) -> str:
    """Return the name of a holder: some hundred thousand different ones, some far more frequent than others."""
    first = FIRST_NAMES[min(draw(number, 1) % 64, draw(number, 2) % len(FIRST_NAMES)) % len(FIRST_NAMES)]
    given = GIVEN[draw(number, 3) % len(GIVEN)]
    return first + given + (GIVEN[draw(number, 4) % len(GIVEN)] if draw(number, 5) % 4 else "")


def shop(number: int) -> str:
    """Return the name of a shop."""
    chars = "".join(SHOPS[draw(number, salt) % len(SHOPS)] for salt in range(6, 8 + draw(number, 8) % 2))
    return chars + KINDS[draw(number, 9) % len(KINDS)]


def road(number: int) -> str:
    """Return the name of a road."""
    place = 2 * (draw(number, 10) % (len(ROADS) // 2))
    return ROADS[place : place + 2] + ENDS[draw(number, 11) % len(ENDS)]


def organisation(number: int) -> str:
    """Return the code of an organisation with its check digit (GB 11714)."""
    code = "M" + "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(7))
    return code + inner_check(code)


def rows(count: int) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield (columns, pieces for the index) of every licence."""
    codes, names = tuple(DISTRICTS), tuple(DISTRICTS.values())
    for number in range(count):
        district = draw(number, 12) % len(codes)
        code, name, place = codes[district], holder(number), f"{road(number)}{draw(number, 13) % 999 + 1}号"
        licence_no = f"{350201 + number // 100_000:06d}1{number % 100_000:05d}"
        body = f"{code}19{50 + number % 50:02d}{1 + number % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
        start = BEGUN + timedelta(days=draw(number, 14) % 1825)
        state = STATES[draw(number, 15) % len(STATES)]
        trading = shop(number)
        letters, pieces = _named(name)
        shop_letters, shop_pieces = _named(trading)
        base = f"92{code}{organisation(number)}"
        columns = (
            number + 1, licence_no, 1, state, start.isoformat(), "sole_trader", name, body + id_check(body),
            base + uscc_check(base), "", "", f"139{number:08d}"[:11], letters, shop_letters, trading,
            f"福建省厦门市{names[district]}{place}", code, start.isoformat(), (start + TERM).isoformat(),
            start.isoformat(), "", CHANGED_AT, 1, 1, 0, "", "", "卷烟、雪茄烟零售", "厦门市烟草公司", 0,
        )  # fmt: skip
        yield columns, f"{pieces} {shop_pieces} {_pairs(street(place))}"


def told(done: int, count: int) -> None:
    """Say how far the filling is."""
    if done % (10 * SOME) == 0:
        sys.stderr.write(f"filled {done:,} of {count:,}\n")


def batches(count: int) -> Iterator[list[tuple[tuple[Any, ...], str]]]:
    """Yield the licences some at a time."""
    some: list[tuple[tuple[Any, ...], str]] = []
    for done, row in enumerate(rows(count), 1):
        some.append(row)
        if len(some) == SOME or done == count:
            yield some
            told(done, count)
            some = []


def cached(count: int) -> Path:
    """Return the file of a filled SQLite database; it is made when the schema or the size is new."""
    file = kept(f"register-{count}", ".db")
    if not file.exists():
        _make(file.with_suffix(".new"), count).replace(file)
    return file


def kept(name: str, ending: str, *more: Path) -> Path:
    """Return the place of something that is made once for a schema; older ones of the same name are removed.

    What is in `more` makes a new one too when it changes.
    """
    root = Path(__file__).parent.parent
    sources = [root / "migrations" / "search.py", root / "models" / "tables" / "licences.py", Path(__file__), *more]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:12]
    place = Path(tempfile.gettempdir())
    wanted = place / f"luqiao-bench-{name}-{digest}{ending}"
    for older in place.glob(f"luqiao-bench-{name}-*{ending}"):
        if older != wanted:
            shutil.rmtree(older) if older.is_dir() else older.unlink()
    return wanted


@contextmanager
def filling(file: Path, table: str, index: str) -> Iterator[Any]:
    """Yield a new database to be filled quickly: without a journal, and with much room for one index of words."""
    file.unlink(missing_ok=True)
    office_over(f"sqlite:///{file}", file.parent).close()
    with dbapi2.connect(str(file), isolation_level=None) as store:
        for pragma in ("journal_mode=off", "synchronous=off", "cache_size=-1000000", "temp_store=memory"):
            store.execute(f"pragma {pragma}")
        store.execute(f"insert into {index}({index}, rank) values ('hashsize', 268435456)")
        yield store
        store.execute(f"insert into {index}({index}, rank) values ('hashsize', 1048576)")
        store.execute(f"analyze {table}")


def _make(file: Path, count: int) -> Path:
    with filling(file, "licences", "licence_gram") as store:
        again = _without_indices(store)
        marks = ", ".join("?" * len(COLUMNS))
        for some in batches(count):
            store.execute("begin")
            store.executemany(f"insert into licences ({', '.join(COLUMNS)}) values ({marks})", [row for row, _ in some])
            store.executemany("insert into licence_gram(rowid, g) values (?, ?)",
                              [(row[0], f"{_words(row)} {pieces}") for row, pieces in some])  # fmt: skip
            store.execute("commit")
        for statement in again:
            store.execute(statement)
    return file


def _words(row: tuple[Any, ...]) -> str:
    """Return the words of the filters, as the triggers of migrations.search write them."""
    values = (("s", row[COLUMNS.index("status")]), ("d", row[COLUMNS.index("district")]))
    return " ".join(f"\ue000{letter}{value.encode().hex()}" for letter, value in values)


def _without_indices(store: Any) -> list[str]:
    """Take indices and triggers of the register away, which are made faster afterwards; return how to make them."""
    query = "select type, name, sql from sqlite_master where tbl_name = 'licences' and type <> 'table' and sql <> ''"
    found = store.execute(query).fetchall()
    for kind, name, _sql in found:
        store.execute(f"drop {kind} {name}")
    return [sql for _kind, _name, sql in found]


@contextmanager
def server(count: int) -> Iterator[tuple[str, Path]]:
    """Yield (URL, folder) of a filled PostgreSQL server of our own, whose data are kept for the next run."""
    from tests.support.postgres import PrivateServer

    place = kept(f"register-{count}", ".pg")
    full = place / "full"  # says that the filling came to its end
    if not full.exists():
        shutil.rmtree(place, ignore_errors=True)
    started = PrivateServer(place, OPTIONS)
    try:
        if not full.exists():
            url = started.create("luqiao")
            office_over(url, place).close()
            fill_postgres(url, count)
            full.touch()
        yield started.url("luqiao"), place
    finally:
        started.stop()


def fill_postgres(url: str, count: int) -> None:
    """Fill a migrated PostgreSQL database by COPY; its indices are made afterwards."""
    engine = open_database(url)
    with engine.begin() as connection:
        raw: Any = connection.connection.driver_connection
        with raw.cursor() as cursor:
            again = _taken(cursor)
            cursor.execute("set maintenance_work_mem = '1GB'")
            cursor.execute("set synchronous_commit = off")
            for some in batches(count):
                _copy(cursor, f"copy licences ({', '.join(COLUMNS)}) from stdin", [row for row, _ in some])
                words = [(row[0], _array(f"{pieces} {_words(row)}")) for row, pieces in some]
                _copy(cursor, "copy licence_grams (id, grams) from stdin", words)
            for statement in again:
                cursor.execute(statement)
    _analyse(engine)


def _copy(cursor: "psycopg.Cursor[Any]", statement: str, values: list[Any]) -> None:
    """Copy plain values as text: they hold no tab, backslash or line end; the driver would take twice as long."""
    with cursor.copy(statement.encode()) as copy:
        copy.write("".join(["\t".join(map(str, row)) + "\n" for row in values]))


def _array(words: str) -> str:
    return "{" + ",".join(dict.fromkeys(words.split())) + "}"


def _taken(cursor: Any) -> list[str]:
    cursor.execute(
        "select indexname, indexdef from pg_indexes where tablename in ('licences', 'licence_grams') "
        "and indexdef not like '%UNIQUE%'"
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'drop index "{name}"')
    cursor.execute("alter table licence_grams drop constraint licence_grams_id_fkey")
    cursor.execute("alter table licence_grams disable trigger user")  # the words are copied with the rest
    foreign = "alter table licence_grams add foreign key (id) references licences (id) on delete cascade"
    return [definition for _name, definition in found] + [foreign, "alter table licence_grams enable trigger user"]


def _analyse(engine: Any) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum analyze licences")
        connection.exec_driver_sql("vacuum analyze licence_grams")
    engine.dispose()
