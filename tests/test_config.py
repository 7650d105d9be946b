"""The configuration: its example, its defaults, and what is said about every mistake."""

import dataclasses
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from models.errors import InvalidInput
from wiring.config import OutsideSystem, Settings, absolute, load

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
SYSTEM = '[outside.wechat]\nkind = "intake"\nprofile = "reference/wechat"\nbase_url = "{url}"\n'


def keys(kind: type, table: dict[str, object]) -> set[str]:
    """Return every key that the dataclass knows, as dotted names of the tables that the file has."""
    found = set()
    for field in dataclasses.fields(kind):
        if not field.metadata.get("key", True) or field.name == "outside":
            continue
        default = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
        inner = table.get(field.name, {})
        if dataclasses.is_dataclass(default) and isinstance(inner, dict):
            found |= {f"{field.name}.{key}" for key in keys(type(default), inner)}
        else:
            found.add(field.name)
    return found


def named(table: dict[str, object]) -> set[str]:
    """Return every key that a TOML document says, as dotted names."""
    found = set()
    for key, value in table.items():
        found |= {f"{key}.{inner}" for inner in named(value)} if isinstance(value, dict) else {key}
    return found


def test_the_example_says_every_key_with_its_default() -> None:
    document = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    outside = document.pop("outside")

    said = load(EXAMPLE)

    assert named(document) == keys(Settings, document)
    for field in dataclasses.fields(Settings):
        if field.name not in {"outside", "file", "database", "store", "documents", "window", "lists", "scanner"}:
            assert getattr(said, field.name) == getattr(Settings(), field.name), field.name
    assert document["database"] == {"url": Settings().database.url}
    assert said.documents == absolute(dataclasses.replace(Settings(), file=EXAMPLE)).documents
    assert document["scanner"] == {"prefix": "", "suffix": "", "journals": str(Settings().scanner.journals)}
    assert document["window"] == {"scans": str(Settings().window.scans)}
    assert document["lists"] == {"folder": str(Settings().lists.folder)}
    assert document["store"] == {"path": str(Settings().store.path)}
    every = {field.name for field in dataclasses.fields(OutsideSystem)} - {"name", "notices", "dry_run"}
    told = {name: set(table) - {"notices", "dry_run"} for name, table in outside.items()}
    assert told == dict.fromkeys(outside, every)
    assert [name for name, table in outside.items() if "notices" in table] == ["wechat"]  # who else carries any


def write(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[bureau]\nnaem = "x"', r"第 2 行：bureau\.naem .*是不是 name"),
        ("\n[bureu]\n", r"第 2 行：bureu .*是不是 bureau"),
        ('[console]\nundo_grace = "soon"', r"第 2 行：console\.undo_grace 要是时长"),
        ('[console]\nlang = "fr"', r"第 2 行：console\.lang 只能是 zh、en"),
        ("[console]\nmouse = 1", r"第 2 行：console\.mouse 要是true 或 false"),
        ("[bureau]\nvalidity_years = true", r"bureau\.validity_years 要是整数"),
        ('[outside.a]\nkind = "intake"', r"第 1 行：outside\.a 缺少 profile"),
        (SYSTEM.format(url="ftp://x"), r"第 4 行：outside\.wechat\.base_url 要以"),
        (SYSTEM.format(url="http://x") + 'every = "0s"', r"第 5 行：outside\.wechat\.every 要大于零"),
        ('[database]\nurl = "mysql://u@h/x"', r"第 2 行：database\.url 要以 sqlite:/// 或 postgresql\+psycopg:// 开头"),
        ('[database]\nurl = "luqiao.db"', r"第 2 行：database\.url 要以"),
        ("[bureau\n", "不是正确的 TOML"),
        ("bureau = 3", r"bureau 要是一个表"),
    ],
    ids=lambda value: value if value.startswith("第") else None,
)
def test_a_mistake_is_named_with_file_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    file = write(tmp_path, text)

    with pytest.raises(InvalidInput, match=said) as mistake:
        load(file)

    assert str(file) in mistake.value.message


@pytest.mark.parametrize(
    ("url", "reference", "said"),
    [
        ("http://127.0.0.1:1", "hunter2-secret", "不能直接写密钥"),
        ("http://10.0.0.1:1", "test:hunter2-secret", "只能用于本机"),
    ],
    ids=["a secret in the file", "a test value for a distant system"],
)
def test_refused_without_repeating_the_secret(tmp_path: Path, url: str, reference: str, said: str) -> None:
    secrets = f'[outside.wechat.secrets]\nsecret = "{reference}"\n'

    with pytest.raises(InvalidInput, match=said) as mistake:
        load(write(tmp_path, SYSTEM.format(url=url) + secrets))

    assert "hunter2" not in mistake.value.message


def test_relative_paths_start_at_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = SYSTEM.format(url="http://127.0.0.1:1").replace("reference/wechat", "own/wechat.toml")
    write(tmp_path, '[database]\nurl = "sqlite:///data/l.db"\n' + own)
    monkeypatch.chdir(tmp_path)

    settings = load()

    assert settings.database.url == f"sqlite:///{tmp_path}/data/l.db"
    assert settings.store.path == tmp_path / "store"
    assert settings.outside["wechat"].profile == str(tmp_path / "own/wechat.toml")
    assert settings.outside["wechat"].every == timedelta(seconds=30)


def test_publishing_needs_the_code_of_the_bureau(tmp_path: Path) -> None:
    system = SYSTEM.format(url="http://127.0.0.1:1").replace('"intake"', '"credit"')

    with pytest.raises(InvalidInput, match=r"bureau\.uscc"):
        load(write(tmp_path, system))

    training = load(write(tmp_path, "[bureau]\ntraining = true\n" + system))
    assert training.bureau.uscc == "11350200MB1A2B3CXA"


def test_without_any_file_the_places_that_were_looked_at_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LUQIAO_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))

    with pytest.raises(InvalidInput, match=r"config\.toml.*home/luqiao"):
        load()


def test_the_variable_comes_before_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, '[bureau]\nname = "here"')
    other = tmp_path / "other.toml"
    other.write_text('[bureau]\nname = "there"', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LUQIAO_CONFIG", str(other))

    assert load().bureau.name == "there"
    assert load(tmp_path / "config.toml").bureau.name == "here"
