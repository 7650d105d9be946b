"""`luqiao backup DIR`: a consistent copy while everything runs."""

from dataclasses import asdict
from pathlib import Path

from cli.context import Context
from cli.parser import Parser
from models.said import said
from models.values import utc_now


def run(argv: list[str], context: Context) -> int:
    """Write one backup file into a folder."""
    parser = Parser("luqiao backup", "备份数据库、附件、文书、印章密钥和自备模板（一个文件）；台账密钥要另行保管")
    parser.add_argument("folder", metavar="DIR", type=Path)
    options = parser.parse_args(argv)
    settings = context.settings()
    from wiring.backup import make

    done = make(settings, options.folder, utc_now())
    context.answer(
        asdict(done),
        lambda: said(
            "已备份：{file} （{bytes} 字节，sha256 {sha256}）", file=done.file, bytes=done.bytes, sha256=done.sha256
        ),
    )
    return 0
