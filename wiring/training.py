"""The configuration of a training bureau against a reference city, with the published test credentials."""

import re
from urllib.parse import urlsplit

from models.errors import InvalidInput
from wiring.config import TEST_CODE, is_loopback

REF = {"app_key": "luqiao-{name}", "secret": "luqiao-{name}-test-secret"}  # every REF system (reference city 1)
SYSTEMS: dict[str, tuple[str, dict[str, str]]] = {  # name: kind, test credentials
    "wechat": ("intake", {"appid": "wx00000000luqiao", "secret": "luqiao-wechat-test-secret"}),
    "website": ("intake", {"api_key": "luqiao-website-test-key"}),
    "ixiamen": ("intake", {"app_key": "luqiao-ixm-key", "app_code": "luqiao-ixm-test-code"}),
    "kiosk": ("intake", REF),
    "credit": ("credit", REF),
    "joint": ("joint", {"username": "luqiao", "password": "luqiao-joint-test-password"}),
    "business": ("business", REF),
    "elicence": ("elicence", REF),
    "police": ("police", REF),
    "case_system": ("case_system", REF),
    "nontax": ("nontax", REF | {"notice_key": "luqiao-nontax-notice-test-key"}),
    "post": ("post", REF),
    "rating": ("rating", REF),
    "sms": ("sms", REF),
}
TELLING = frozenset({"wechat"})  # carries notices to who applied there (reference city 4)
HEAD = f"""# 鹭桥培训配置：所有外部系统都指向参考城市，凭据是公开的测试值，库里没有真实的人。
# A training configuration: every outside system is a reference city, the credentials are published test values.

[bureau]
name = "厦门市烟草专卖局"
uscc = "{TEST_CODE}"
training = true

[database]
url = "sqlite:///luqiao.db"

[store]
path = "store"

[daemon]
lease = "10s"

[instant]
enabled = false  # 秒批：能证明的申请由系统当场决定；true 打开（演示中是打开的）

[daemon.every]
screen_applications = "1s"
decide_instantly = "1s"
fetch_attachments = "1s"
"""
PLAIN_URL = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+(/[A-Za-z0-9._~/-]*)?")


def training_config(base_url: str, *, every: str = "1s", instant: bool = False) -> str:
    """Return a complete configuration (TOML) for the reference city under `base_url`; raises InvalidInput.

    `instant`: whether the machine decides at once what is proved (docs/decisions/0016: only where it was asked for).
    """
    if not PLAIN_URL.fullmatch(base_url) or not urlsplit(base_url).hostname:
        raise InvalidInput(
            f"“{base_url}”不是可用的地址。", kept="什么都没有做。", do_next="写作 --base-url http://127.0.0.1:8800。"
        )
    head = HEAD.replace("enabled = false", "enabled = true") if instant else HEAD
    return head + "".join(section(name, base_url.rstrip("/"), every) for name in SYSTEMS)


def section(name: str, base_url: str, every: str) -> str:
    """Return the table of one outside system."""
    kind, credentials = SYSTEMS[name]
    url = f"{base_url}/{name}"
    lines = [
        f"\n[outside.{name}]",
        f'kind = "{kind}"',
        f'profile = "reference/{name}"',
        f'base_url = "{url}"',
        f'every = "{every}"',
        *(["notices = true"] if name in TELLING else []),
        f"[outside.{name}.secrets]",
    ]
    for key, value in credentials.items():
        variable = f"LUQIAO_{name}_{key}".upper()
        secret = f"test:{value.format(name=name)}" if is_loopback(url) else f"env:{variable}"
        lines.append(f'{key} = "{secret}"')
    return "\n".join(lines) + "\n"
