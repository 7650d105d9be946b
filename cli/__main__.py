"""The command `luqiao`: take the global options out, find the command, turn every error into one short message."""

import errno
import gc
import importlib
import os
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from cli.context import Context, speak
from models.errors import BureauError, InvalidInput, OutsideUnavailable
from models.reasons import reason
from models.said import said

COMMANDS = {  # command: what it does in Chinese, in English
    "init": ("建立数据库并装入内置内容", "create the database and load the built-in content"),
    "demo": ("在本机演示整座城市", "show the whole city on this machine"),
    "console": ("打开办公台", "open the console"),
    "city": ("运行参考城市（模拟的外部系统）", "run the simulated reference city"),
    "daemon": ("运行同步守护进程", "run the sync daemon"),
    "doctor": ("检查配置、数据库、密钥和外部系统", "check configuration, database, secrets, outside systems"),
    "applications": ("查看和办理申请", "list, show and decide applications"),
    "document": ("核验、列出、导出、制作文书，检查模板", "verify, list, export, make documents; check templates"),
    "dossier": ("一卷一档：查看、归档、导出、补卷、核验", "dossiers: show, close, export, supplement, verify"),
    "catalogue": ("事项目录：列出、查看、制作办事指南", "the catalogue of service items and its guide sheets"),
    "appointments": ("预约：列出、登记、取消、开放时段", "appointments: list, book, cancel, open slots"),
    "licences": ("查看、导入许可证，提醒延续", "look into and import licences, remind of renewals"),
    "layout": ("导入和列出合理布局规划", "import and list the layout plans"),
    "complaints": ("12313：登记、受理、派办、答复、转案件", "12313: enter, accept, dispatch, answer, make cases"),
    "cases": ("案件：线索、办理步骤、期限", "enforcement cases: leads, steps, terms"),
    "goods": ("卷烟品牌目录：导入、查找", "the catalogue of brands: import, find"),
    "scene": ("现场：清点物品、带回案件、制作笔录", "the scene: count goods, bring them home, record"),
    "cartons": ("条盒编码：读取、判断、查历史", "carton codes: read, judge, where they were seen"),
    "payments": ("罚款缴纳：列出、分期、催告、退付、核对", "fines and payment: list, parts, demand, refund, reconcile"),
    "penalties": ("登记、查询、撤回处罚决定", "record, list and withdraw penalties"),
    "blacklist": ("导入、查询黑名单", "import and search blacklists"),
    "screening": ("名称比对：评测、导出已判定的名称对", "measure the matching of names, export decided pairs"),
    "defaulters": ("失信被执行人：查询记录、命中与反馈", "judgment defaulters: queries, hits, what followed"),
    "deliveries": ("文书送达：列出、发出、窗口送达", "serve documents: list, send, hand over"),
    "ratings": ("好差评：列出、回访、统计", "ratings: list, return visits, figures"),
    "evaluations": ("零售户信用评价：查看、异议、重新评定", "credit evaluation of retailers: show, dispute, renew"),
    "cards": ("红黄牌：列出、答复、统计", "list and answer yellow and red cards"),
    "instant": ("秒批：列出、复查、停止、恢复", "instant approval: list, review, stop, resume"),
    "officers": ("人员：列出、登记、所属机构", "officers: list, enter, their office"),
    "statistics": ("统计：数量、准予率、按时率、节省的天数", "figures of a period by channel, item, district, month"),
    "law": ("审查、期限计算", "screen cases, compute terms"),
    "check": ("校验一个编号", "check and decode one identifier"),
    "outbox": ("查看和处理待发消息", "what waits for other offices"),
    "crossings": ("往来原文：查找、查看、导出、重新封存", "what crossed: search, show, export, seal anew"),
    "credit": ("信用公示：期限、考核数字、对账差异、修复", "publication: deadlines, numbers, differences, repairs"),
    "reconcile": ("与对方核对已推送的记录", "compare what we sent with what they hold"),
    "audit": ("验证台账", "verify the ledger"),
    "backup": ("备份", "make a consistent backup"),
    "restore": ("恢复备份", "restore a backup, verified"),
    "adapter": ("检查接口配置", "check profiles, replay bytes, probe a system"),
    "bench": ("运行性能测试", "run the benchmarks"),
}
LANGUAGES = ("zh", "en")
LONG_LIVED = frozenset({"demo", "console", "city", "daemon", "bench"})


@dataclass
class Call:
    """One command line with the global options taken out."""

    command: str = ""
    argv: list[str] = field(default_factory=list)
    config: str | None = None
    lang: str | None = None
    flags: set[str] = field(default_factory=set)

    def context(self, *, program: bool = False) -> Context:
        """Return the context for the command; option before variable before default."""
        said = self.lang or os.environ.get("LUQIAO_LANG") or ""
        config = self.config or os.environ.get("LUQIAO_CONFIG")
        return Context(
            Path(config).expanduser() if config else None,
            json="json" in self.flags,
            lang=said if said in LANGUAGES else "zh",
            debug="debug" in self.flags,
            lang_given=said in LANGUAGES,
            program=program,
        )


def read(argv: list[str]) -> Call:
    """Take the global options out of `argv`, wherever they stand before a bare `--`."""
    call, rest = Call(), iter(argv)
    for word in rest:
        name, _, value = word.partition("=")
        if word in {"--json", "--debug"}:
            call.flags.add(word[2:])
        elif word in {"--help", "-h", "--version"} and (not call.command or word == "--version"):
            call.flags.add("version" if word == "--version" else "help")
        elif name in {"--config", "--lang"}:
            setattr(call, name[2:], value or next(rest, ""))
        elif not call.command and word != "--":
            call.command = word
        else:
            call.argv += [word, *rest] if word == "--" else [word]
    return call


def checked(call: Call) -> Call:
    """Return the call when its global options and command are right; raises InvalidInput."""
    if call.config == "":
        raise InvalidInput("--config 后面缺少文件名。", do_next="写作 --config 文件。")
    if call.lang is not None and call.lang not in LANGUAGES:
        raise InvalidInput(
            said("--lang 只能是 zh 或 en，不是“{lang}”。", lang=call.lang), do_next="改为 --lang zh 或 --lang en。"
        )
    if call.command not in COMMANDS and not call.flags & {"help", "version"}:
        from difflib import get_close_matches

        near = get_close_matches(call.command, COMMANDS, n=1)
        hint = said("是不是 {what}?", what=near[0]) if near else ""
        what = said("没有命令“{command}”。", command=call.command) if call.command else "没有写命令。"
        raise InvalidInput(
            what, kept="什么都没有做。", do_next=said("{hint}用 luqiao --help 查看全部命令。", hint=hint)
        )
    return call


def show_help(context: Context) -> int:
    """Print every command with one line on what it does."""
    if context.json:
        context.emit({name: context.words(*texts) for name, texts in COMMANDS.items()})
        return 0
    context.say(context.words("鹭桥 luqiao：烟草专卖许可与执法后台", "Luqiao: the licensing and enforcement desk"))
    context.say("\nluqiao [--config FILE] [--json] [--lang zh|en] [--debug] COMMAND …\n")
    for name, texts in COMMANDS.items():
        context.say(f"  {name:<14}{context.words(*texts)}")
    context.say("\nluqiao COMMAND --help   luqiao --version")
    return 0


def show_version(context: Context) -> int:
    """Print the installed version."""
    from importlib.metadata import version

    context.answer({"version": version("luqiao")}, lambda: f"luqiao {version('luqiao')}")
    return 0


def complain(context: Context, error: BureauError) -> int:
    """Print what happened, what was kept and what to do next; return the exit status."""
    message, kept, do_next = (context.told(part) for part in (error.message, error.kept, error.do_next))
    if context.json:
        context.emit({"error": {"kind": error.kind, "message": message, "kept": kept, "next": do_next}})
    context.note(" ".join(part for part in (message, kept, do_next) if part))
    return error.exit_status


def database_trouble(error: Exception) -> BureauError:
    """Return what a driver's error means, where no session said it already."""
    from wiring.database import translated

    try:
        with translated():
            raise error
    except BureauError as said:
        return said


def as_bureau_error(error: Exception) -> BureauError:
    """Say any other error in the same three parts, without its private details."""
    if isinstance(error, BureauError):
        return error
    database = sys.modules.get("sqlalchemy.exc")
    if database is not None and isinstance(error, database.OperationalError):
        return database_trouble(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return OutsideUnavailable("磁盘已满。", kept="已经提交的内容都在。", do_next="腾出空间后重做这一步。")
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError | NotADirectoryError):
        return InvalidInput(
            said("打不开“{file}”：{why}。", file=error.filename, why=reason(error)), do_next="检查路径和权限。"
        )
    return BureauError(
        said("程序内部错误（{error}）。", error=type(error).__name__),
        kept="已经提交的内容都在，未完成的一步没有留下痕迹。",
        do_next="加 --debug 再运行一次，把输出交给管理员。",
    )


def perform(call: Call, context: Context) -> int:
    """Run the command of a call; heavy modules are imported only here."""
    checked(call)
    if "version" in call.flags:
        return show_version(context)
    if "help" in call.flags:
        return show_help(context)
    usual = gc.get_threshold()
    if call.command not in LONG_LIVED:
        gc.set_threshold(100_000, 20, 20)  # collecting while modules load is a fifth of a short call
    try:
        speak(context)
        module = importlib.import_module(f"cli.{call.command}")
        return int(module.run(call.argv, context))
    finally:
        gc.set_threshold(*usual)


def main(argv: list[str] | None = None) -> int:
    """Run one command line and return its exit status (contracts/commands.md, General)."""
    call = read(sys.argv[1:] if argv is None else argv)
    context = call.context(program=argv is None)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = perform(call, context)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: stay quiet
        return 0
    except SystemExit as leaving:  # argparse after --help
        return leaving.code if isinstance(leaving.code, int) else 0
    except Exception as error:  # noqa: BLE001
        if context.debug:
            traceback.print_exc()
        return complain(context, as_bureau_error(error))
    return status


if __name__ == "__main__":
    sys.exit(main())
