"""The configuration: what every key means, its default, and where the file is looked for (design 5)."""

import os
from dataclasses import dataclass, field, replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from models.errors import InvalidInput
from models.said import said
from wiring.strict import Source, read_table

TEST_CODE = "11350200MB1A2B3CXA"  # of the made-up bureau (reference city 1); never of a real one
SQLITE = "sqlite:///"
DATABASES = (SQLITE, "postgresql+psycopg://")
MOST_DAYS = 365  # before the end of a licence
ADDRESSES = ("http://", "https://", *DATABASES, "file:///")  # a service, a front-end database, a drop folder
REFERENCES = ("systemd:", "keyring:", "file:", "env:", "test:")
Kind = Literal[
    "intake",
    "credit",
    "joint",
    "business",
    "elicence",
    "police",
    "case_system",
    "nontax",
    "post",
    "rating",
    "sms",
    "lists",
]


@dataclass(frozen=True, slots=True)
class Bureau:
    """Who we are; printed on documents and in published records."""

    name: str = "厦门市烟草专卖局"
    division: str = "350200"
    uscc: str = ""  # unified social credit code, 18 characters; needed before anything is published
    short_name: str = "厦"  # of document numbers: 厦烟许〔2026〕第12号
    supplier: str = "福建省烟草公司厦门市公司"  # printed on licences
    first_licence_serial: int = 1
    validity_years: int = 5  # of a licence, at most five (许可证管理办法)
    assign_by_load: bool = False  # an accepted application goes to the clerk with the least open work
    training: bool = False


@dataclass(frozen=True, slots=True)
class Database:
    """Where everything is kept."""

    url: str = "sqlite:///luqiao.db"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The key of the references to personal data; `luqiao init` makes the file."""

    key: str = "file:ledger.key"


@dataclass(frozen=True, slots=True)
class Vault:
    """The key that seals what crossed (`luqiao init` makes the file), and older ones that still open."""

    key: str = "file:vault.key"
    old_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """Where attachments lie."""

    path: Path = Path("store")


@dataclass(frozen=True, slots=True)
class Documents:
    """How documents are set, sealed and printed."""

    templates: str = ""  # a folder whose files replace the built-in templates of the same name
    fonts: tuple[Path, ...] = ()  # folders of further fonts; the built-in one is always there
    families: tuple[str, ...] = ()  # names of their families, the first that holds a character sets it
    seal: Literal["test"] = "test"
    seal_folder: Path = Path("seal")  # of the test seal: keys that `luqiao init` makes
    cache: Path = Path("cache")  # unpacked fonts, templates as they are used, papers until they are recorded
    print_command: tuple[str, ...] = ("lp", "--", "{file}")  # how the console prints


@dataclass(frozen=True, slots=True)
class LawFolder:
    """Where the bureau's own rows of the law book lie (decision 0017)."""

    folder: str = ""  # its *.toml change and add rows of the built-in tables; "" = none


@dataclass(frozen=True, slots=True)
class Reminders:
    """When holders are reminded that a licence ends; the days are those of L14 (calendar or working days)."""

    distances: tuple[int, ...] = (90, 60, 30)
    ways: tuple[Literal["wechat", "sms", "letter"], ...] = ("wechat", "sms", "letter")  # as far as one can be reached


@dataclass(frozen=True, slots=True)
class Window:
    """The counter: where its scanner puts what it read."""

    scans: Path = Path("scans")


@dataclass(frozen=True, slots=True)
class Scanner:
    """What barcode scanners are told to write before and behind every code, so that a scan is certain."""

    prefix: str = ""
    suffix: str = ""
    journals: Path = Path("scenes")  # of scenes that are counted in the console


@dataclass(frozen=True, slots=True)
class Lists:
    """Blacklists that come as files: each in a folder of its own within this one."""

    folder: Path = Path("lists")


@dataclass(frozen=True, slots=True)
class Instant:
    """Instant approval: whether the daemon decides at once what is proved (docs/decisions/0016)."""

    enabled: bool = False


@dataclass(frozen=True, slots=True)
class Console:
    """How the console looks and behaves."""

    lang: Literal["zh", "en"] = "zh"
    theme: Literal["auto", "dark", "light", "ansi", "mono"] = "auto"  # auto: what the terminal can show
    mouse: bool = True
    undo_grace: timedelta = timedelta(seconds=30)  # nothing leaves the house before
    next_case: bool = True  # after a decision the next application of the list opens by itself


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often the jobs run that belong to no single system."""

    screen_applications: timedelta = timedelta(seconds=5)  # and at once when something came in
    refresh_blacklists: timedelta = timedelta(hours=1)
    rescreen: timedelta = timedelta(seconds=30)  # what changed in the lists, against licences and open applications
    decide_instantly: timedelta = timedelta(seconds=5)  # and at once after a screening
    make_documents: timedelta = timedelta(seconds=1)  # and at once after an automatic decision
    serve_documents: timedelta = timedelta(seconds=10)  # and at once when documents were made
    fetch_attachments: timedelta = timedelta(seconds=30)  # and at once when something came in
    recompute_deadlines: timedelta = timedelta(minutes=10)
    rescan: timedelta = timedelta(days=1)
    reconcile: timedelta = timedelta(days=1)
    reconcile_payments: timedelta = timedelta(days=1)
    recount_fines: timedelta = timedelta(hours=1)  # the surcharge grows by the day
    watch_licences: timedelta = timedelta(days=1)
    ask_defaulters: timedelta = timedelta(minutes=30)
    evaluate_retailers: timedelta = timedelta(days=1)
    remind_renewals: timedelta = timedelta(days=1)
    close_dossiers: timedelta = timedelta(days=1)
    tally_statistics: timedelta = timedelta(hours=1)
    note_missed: timedelta = timedelta(minutes=5)
    prune: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Daemon:
    """How the sync daemon works."""

    lease: timedelta = timedelta(seconds=30)  # another instance takes over after so long
    stop_within: timedelta = timedelta(seconds=8)  # for running work, after SIGTERM
    keep_runs: timedelta = timedelta(days=30)
    every: Schedule = field(default_factory=Schedule)


@dataclass(frozen=True, slots=True)
class Network:
    """Where outside systems may be reached."""

    allow_hosts: tuple[str, ...] = ()  # host, host:port or *.domain; empty: any


@dataclass(frozen=True, slots=True)
class Logs:
    """What is logged (always to stderr)."""

    level: Literal["debug", "info", "warning", "error"] = "info"


@dataclass(frozen=True, slots=True)
class OutsideSystem:
    """One outside system; `secrets` are references, resolved by `wiring.secrets`."""

    name: str
    kind: Kind
    profile: str
    base_url: str
    every: timedelta = timedelta(seconds=30)
    enabled: bool = True
    dry_run: bool = False  # what would change something there is written beside the store instead of being sent
    notices: bool = False  # a channel by which applicants are told besides (微信模板消息); its profile says how
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def on_loopback(self) -> bool:
        """Whether it runs on this machine; only there may secrets be `test:` values."""
        return is_loopback(self.base_url)


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration; `file` is where it came from, `folder` what relative paths start at."""

    bureau: Bureau = field(default_factory=Bureau)
    database: Database = field(default_factory=Database)
    ledger: Ledger = field(default_factory=Ledger)
    store: Store = field(default_factory=Store)
    documents: Documents = field(default_factory=Documents)
    law: LawFolder = field(default_factory=LawFolder)
    reminders: Reminders = field(default_factory=Reminders)
    window: Window = field(default_factory=Window)
    scanner: Scanner = field(default_factory=Scanner)
    lists: Lists = field(default_factory=Lists)
    instant: Instant = field(default_factory=Instant)
    console: Console = field(default_factory=Console)
    daemon: Daemon = field(default_factory=Daemon)
    logs: Logs = field(default_factory=Logs)
    outside: dict[str, OutsideSystem] = field(default_factory=dict)
    vault: Vault = field(default_factory=Vault)
    network: Network = field(default_factory=Network)
    file: Path | None = field(default=None, metadata={"key": False})

    @property
    def folder(self) -> Path:
        """Return the folder that relative paths start at."""
        return self.file.parent if self.file else Path.cwd()


def is_loopback(url: str) -> bool:
    """Whether a URL can only reach this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def user_file() -> Path:
    """Return the configuration file of the user's own folder."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "luqiao" / "config.toml"


def find(named: Path | None) -> Path:
    """Return the file to read: the named one, LUQIAO_CONFIG, ./config.toml, the user's; raises InvalidInput."""
    if named is None and os.environ.get("LUQIAO_CONFIG"):
        named = Path(os.environ["LUQIAO_CONFIG"]).expanduser()
    places = [named] if named else [Path("config.toml"), user_file()]
    for place in places:
        if place.is_file():
            return place.resolve()
    raise InvalidInput(
        said("找不到配置文件（{places}）。", places="、".join(str(place) for place in places)),
        kept="什么都没有做。",
        do_next="用 --config 指出文件，或从 config.example.toml 复制一份；练习时用 luqiao city config。",
    )


def load(named: Path | None = None) -> Settings:
    """Return the configuration with absolute paths; raises InvalidInput naming file, line and key."""
    file = find(named)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"读不了配置文件 {file}。", do_next="检查权限；文件须为 UTF-8 编码。") from error
    source = Source(str(file), text)
    settings = read_table(Settings, source.document(), source)
    check(settings, source)
    return absolute(replace(settings, file=file))


def absolute(settings: Settings) -> Settings:
    """Return the settings with every path made absolute, starting at the configuration's folder."""
    folder, url, bureau = settings.folder, settings.database.url, settings.bureau
    if url.startswith(SQLITE) and not url.startswith(SQLITE + "/") and url != SQLITE:
        url = SQLITE + str(folder / url.removeprefix(SQLITE))
    if bureau.training and not bureau.uscc:
        bureau = replace(bureau, uscc=TEST_CODE)
    outside = {
        name: replace(system, profile=str(folder / system.profile)) if system.profile.endswith(".toml") else system
        for name, system in settings.outside.items()
    }
    store = Store(folder / settings.store.path)
    papers = _absolute_papers(settings.documents, folder)
    window, lists = Window(folder / settings.window.scans), Lists(folder / settings.lists.folder)
    law = LawFolder(str(folder / settings.law.folder) if settings.law.folder else "")
    kept = replace(settings, database=Database(url), store=store, documents=papers, law=law, window=window)
    scanner = replace(settings.scanner, journals=folder / settings.scanner.journals)
    return replace(kept, bureau=bureau, outside=outside, lists=lists, scanner=scanner)


def _absolute_papers(said: Documents, folder: Path) -> Documents:
    fonts = tuple(folder / each for each in said.fonts)
    templates = str(folder / said.templates) if said.templates else ""
    cache, seal = folder / said.cache, folder / said.seal_folder
    return replace(said, templates=templates, fonts=fonts, cache=cache, seal_folder=seal)


def check(settings: Settings, source: Source) -> None:
    """Refuse what each key allows but together is wrong; raises InvalidInput."""
    if any(not 1 <= days <= MOST_DAYS for days in settings.reminders.distances):
        raise source.wrong(("reminders", "distances"), f"每个天数要在 1 到 {MOST_DAYS} 之间")
    check_scanner(settings.scanner, source)
    if not settings.database.url.startswith(DATABASES):
        raise source.wrong(("database", "url"), f"要以 {' 或 '.join(DATABASES)} 开头")
    for name, system in settings.outside.items():
        place = ("outside", name)
        if not system.base_url.startswith(ADDRESSES):
            raise source.wrong((*place, "base_url"), f"要以 {' '.join(ADDRESSES)} 之一开头")
        if system.every <= timedelta(0):
            raise source.wrong((*place, "every"), "要大于零")
        for secret, reference in system.secrets.items():
            if not reference.startswith(REFERENCES):
                raise source.wrong(
                    (*place, "secrets", secret), "要写成 systemd: keyring: file: env: 引用，不能直接写密钥"
                )
            if reference.startswith("test:") and not system.on_loopback:
                raise source.wrong((*place, "secrets", secret), "test: 只能用于本机（127.0.0.1）的系统")
        if system.kind == "credit" and system.enabled and not (settings.bureau.uscc or settings.bureau.training):
            raise source.wrong(("bureau", "uscc"), "推送公示记录前必须填写本局的统一社会信用代码")


def check_scanner(said: Scanner, source: Source) -> None:
    """Refuse marks that could be a part of a code; raises InvalidInput."""
    if not said.prefix and not said.suffix:
        return
    from rules.scans import Marks  # which few need, and which reads identifiers

    for name, wrong in Marks(said.prefix, said.suffix).faults():
        raise source.wrong(("scanner", name), wrong)
