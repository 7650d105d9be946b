"""`luqiao city`: run the simulated reference city, or print the configuration that points at one."""

from argparse import Namespace

from cli.context import Context
from cli.parser import Parser
from models.errors import InvalidInput, OutsideUnavailable
from models.reasons import reason
from models.said import said

ABOUT = (
    "运行参考城市（模拟的外部系统），只在 127.0.0.1；city config 打印指向它的配置，city example 运行对接指南的练习平台"
)
RANGES: dict[str, tuple[float, float]] = {
    "port": (0, 65535),
    "applications": (0, 100_000),
    "fault_rate": (0, 1),
    "pace": (0, 6000),
    "rate_limit": (0, 100_000),
}


def run(argv: list[str], context: Context) -> int:
    """Run the city, or `city example`, until it is told to stop; or print the configuration for `city config`."""
    if argv[:1] == ["config"]:
        return _config(argv[1:], context)
    if argv[:1] == ["example"]:
        return _example(argv[1:])
    from city.__main__ import add_options, work
    from city.faults.catalogue import parse

    parser = Parser("luqiao city", ABOUT)
    add_options(parser)
    options = parser.parse_args(argv)
    _check(options)
    try:
        parse(options.faults)
    except ValueError as error:
        raise InvalidInput(
            said("没有这样的故障（{error}）。", error=error), kept="城市没有启动。", do_next="改正 --faults。"
        ) from error
    try:
        return work(options)
    except OSError as error:
        raise _taken(options.port, error) from error


def _example(argv: list[str]) -> int:
    import asyncio

    from city.example import serve

    parser = Parser("luqiao city example", "运行对接指南的练习平台，只在 127.0.0.1")
    parser.add_argument("--port", type=int, default=8810, help="0 表示任意空闲端口")
    options = parser.parse_args(argv)
    _check(options)
    port = options.port
    try:
        asyncio.run(serve(port))
    except OSError as error:
        raise _taken(port, error) from error
    return 0


def _taken(port: int, error: OSError) -> OutsideUnavailable:
    return OutsideUnavailable(
        said("端口 {port} 用不了：{error}。", port=port, error=reason(error)),
        kept="城市没有启动。",
        do_next="换一个 --port；0 表示任意空闲端口。",
    )


def _check(options: Namespace) -> None:
    """Refuse numbers that no city can have; raises InvalidInput."""
    for name, (least, most) in RANGES.items():
        if not least <= getattr(options, name, least) <= most:
            option = f"--{name.replace('_', '-')}"
            raise InvalidInput(
                said("{option} 须在 {least} 到 {most} 之间。", option=option, least=least, most=most),
                kept="城市没有启动。",
                do_next=said("改正 {option}。", option=option),
            )


def _config(argv: list[str], context: Context) -> int:
    from wiring.training import training_config

    parser = Parser("luqiao city config", "打印指向参考城市的完整配置（TOML）")
    parser.add_argument("--base-url", required=True, metavar="URL", help="参考城市的地址，如 http://127.0.0.1:8800")
    text = training_config(parser.parse_args(argv).base_url)
    if context.json:
        context.emit({"config": text})
    else:
        context.say(text.rstrip("\n"))
    return 0
