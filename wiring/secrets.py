"""Turn references to secrets into secrets; a secret is never printed, logged or part of an error."""

import os
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.reasons import reason
from models.said import said

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from wiring.config import OutsideSystem, Settings

FORMS = "systemd:NAME、keyring:SERVICE/USER、file:PATH、env:NAME"
REFUSED_BACKENDS = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
NAMES = (".appid", ".app_key", ".username")  # identify us and are no secret
KNOWN: set[str] = set()  # every secret that was revealed, so that the log can mask it


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reference stands: its name for messages, the folder for relative paths, whether test: is allowed."""

    name: str
    folder: Path = field(default_factory=Path.cwd)
    loopback: bool = False


def secrets_of(settings: "Settings", system: "OutsideSystem") -> dict[str, str]:
    """Return the secrets of one outside system by name; raises InvalidInput naming the first that is wrong."""
    return {
        name: reveal(reference, Place(f"outside.{system.name}.secrets.{name}", settings.folder, system.on_loopback))
        for name, reference in system.secrets.items()
    }


def reveal(reference: str, place: Place) -> str:
    """Return the secret behind a reference; raises InvalidInput without a word of the secret."""
    scheme, _, name = reference.partition(":")
    if scheme not in SOURCES or not name:
        raise fault(
            place,
            said("要写成引用（{forms}），不能直接写密钥", forms=FORMS),
            "改成引用；若真密钥写进过文件，请更换它。",
        )
    secret = SOURCES[scheme](name, place)
    linted(secret, place)
    if not place.name.endswith(NAMES):
        KNOWN.add(secret)
    return secret


def fault(place: Place, why: str, do_next: str) -> InvalidInput:
    """Return the error for a reference."""
    return InvalidInput(
        said("密钥 {name}：{why}。", name=place.name, why=why), kept="没有发出任何请求。", do_next=do_next
    )


def linted(secret: str, place: Place) -> None:
    """Refuse what a person pastes by mistake: nothing, blanks around it, invisible characters."""
    if not secret:
        raise fault(place, "是空的", "填入密钥后再试。")
    if secret != secret.strip():
        raise fault(place, "前后有空白", "去掉前后的空格和换行。")
    invisible = [f"U+{ord(char):04X}" for char in secret if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}]
    if invisible:
        raise fault(
            place, said("含有看不见的字符 {names}", names="、".join(sorted(set(invisible)))), "重新粘贴，或手工输入。"
        )


def from_systemd(name: str, place: Place) -> str:
    """Return a credential that systemd handed over (LoadCredentialEncrypted=)."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise fault(place, "systemd 没有提供凭据目录", "由服务单元启动，或改用 keyring:、file:。")
    file = Path(folder) / name
    if "/" in name or not file.is_file():
        raise fault(
            place,
            said("systemd 没有提供凭据 {name}", name=name),
            said("在服务单元中加 LoadCredentialEncrypted={name}。", name=name),
        )
    return without_newline(file.read_bytes(), place)


def from_file(name: str, place: Place) -> str:
    """Return the content of a file that only its owner may read (mode 0600)."""
    file = place.folder / Path(name).expanduser()
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & 0o077:
            raise fault(
                place,
                said("文件 {file} 别人也能读（权限 {mode}）", file=file, mode=f"{mode:04o}"),
                said("运行 chmod 600 {file}。", file=file),
            )
        return without_newline(file.read_bytes(), place)
    except OSError as error:
        raise fault(
            place, said("读不了文件 {file}（{reason}）", file=file, reason=reason(error)), "检查路径和权限。"
        ) from error


def without_newline(content: bytes, place: Place) -> str:
    """Return text without the one newline that editors add."""
    try:
        return content.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise fault(place, "不是 UTF-8 文字", "重新保存为 UTF-8。") from error


def from_environment(name: str, place: Place) -> str:
    """Return an environment variable."""
    if name not in os.environ:
        raise fault(place, said("没有环境变量 {name}", name=name), said("设置 {name} 后再启动。", name=name))
    return os.environ[name]


def from_keyring(name: str, place: Place) -> str:
    """Return an entry of the desktop's keyring; a missing or plain-text backend is refused, never a silent None."""
    from keyring.errors import KeyringError

    service, _, user = name.rpartition("/")
    backend = chosen_backend()
    if (why := backend_fault(backend)) is not None:
        raise fault(place, why, "服务器上改用 systemd: 或 file:。")
    try:
        secret = backend.get_password(service, user)
    except KeyringError as error:
        raise fault(place, said("钥匙串没有回答（{name}）", name=type(error).__name__), "先解锁钥匙串。") from error
    if secret is None:
        raise fault(
            place,
            said("钥匙串里没有 {service}/{user}", service=service, user=user),
            said("运行 keyring set {service} {user}。", service=service, user=user),
        )
    return secret


def chosen_backend() -> "KeyringBackend":
    """Return the keyring backend in use (PYTHON_KEYRING_BACKEND, keyringrc.cfg, or the desktop's)."""
    import keyring

    return keyring.get_keyring()


def backend_fault(backend: "KeyringBackend") -> str | None:
    """Return why a backend cannot be trusted with a secret, None when it can."""
    module = type(backend).__module__
    if module.startswith(REFUSED_BACKENDS):
        return said("本机没有可用的钥匙串（后端 {module}）", module=module)
    return None


def from_test(name: str, place: Place) -> str:
    """Return a published test value; only for a system on this machine."""
    if not place.loopback:
        raise fault(place, "test: 只能用于本机（127.0.0.1）的系统", said("改成 {forms}。", forms=FORMS))
    return name


SOURCES: dict[str, Callable[[str, Place], str]] = {
    "systemd": from_systemd,
    "keyring": from_keyring,
    "file": from_file,
    "env": from_environment,
    "test": from_test,
}


def ledger_key(settings: "Settings", *, create: bool = False) -> bytes:
    """Return the key of the references to personal data; with `create`, a missing key file is made (0600)."""
    reference = settings.ledger.key
    scheme, _, name = reference.partition(":")
    if create and scheme == "file":
        make_key(settings.folder / Path(name).expanduser())
    return reveal(reference, Place("ledger.key", settings.folder)).encode()


def make_key(file: Path) -> None:
    """Write a new random key, never over an existing one."""
    import secrets

    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32) + "\n")
