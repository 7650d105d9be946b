"""`luqiao city`: run the simulated reference city, or print the configuration that points at one."""

from cli.context import Context
from cli.parser import Parser


def run(argv: list[str], context: Context) -> int:
    """Print the configuration for `city config`; anything else goes to the city's own program."""
    if argv[:1] != ["config"]:
        from city.__main__ import main

        return main(argv)
    from wiring.training import training_config

    parser = Parser("luqiao city config", "打印指向参考城市的完整配置（TOML）")
    parser.add_argument("--base-url", required=True, metavar="URL", help="参考城市的地址，如 http://127.0.0.1:8800")
    text = training_config(parser.parse_args(argv[1:]).base_url)
    if context.json:
        context.emit({"config": text})
    else:
        context.say(text.rstrip("\n"))
    return 0
