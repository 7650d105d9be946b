"""Make the private environment when it is needed, then run one command in it (standard library only)."""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON, STAMP = VENV / "bin" / "python", VENV / "luqiao-stamp"
LOADED = "import cli.console, daemon.service, wiring.connect; cli.console.load('sqlite://')"
FAILED = """\
这一步没有成功，原因见上；请检查网络和 pip 的软件源，然后再运行同一条命令。
This step failed, the reason is above; look at the network and at pip's package source, then try again."""
OWN = {
    "test": ["-m", "tests.check"],
    "lint": ["-m", "tests.check", "--lint-only"],
}


def digest() -> str:
    """Name the environment that this checkout needs: interpreter, lock, and what the project file says of building."""
    import tomllib  # only from 3.11 on; main has checked

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    built = {"build": project["build-system"], "project": project["project"], "hatch": project["tool"]["hatch"]}
    parts = (sys.version, json.dumps(built, sort_keys=True), (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def ensure_venv_module() -> None:
    """Get Debian's python3-venv where only it is missing; say what to do where that is not allowed."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        subprocess.run(["apt-get", "update", "-qq"], check=False)  # noqa: S607
        wanted = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", f"python{version}-venv", "python3-venv"]
        if subprocess.run(wanted, check=False).returncode == 0:
            return
    sys.exit("python3-venv is missing. Run: sudo apt-get install python3-venv, then try again.")


def make() -> None:
    """Install exactly the locked packages into .venv, then the project itself, saying what is being done."""
    ensure_venv_module()
    say("鹭桥：第一次运行，在 .venv 中准备私有环境（只做这一次，约一分钟）")
    say("Luqiao: first run, preparing a private environment in .venv (only once, about a minute)")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    step("1/4 建立环境 make the environment", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    step("2/4 安装锁定的程序包 install the locked packages", [*pip, "--require-hashes", "-r", "requirements.lock"])
    step("3/4 安装鹭桥 install Luqiao", [*pip, "--no-deps", "--no-build-isolation", "-e", "."])
    step("4/4 编译 compile", [str(PYTHON), "-OO", "-c", LOADED])  # compiled as they will run
    STAMP.write_text(digest(), encoding="utf-8")  # last: a broken set-up is made again


def say(text: str, end: str = "\n") -> None:
    """Tell the person who waits."""
    print(text, end=end, file=sys.stderr, flush=True)


def step(name: str, command: list[str]) -> None:
    """Run one part of the set-up; its words are shown only where it fails, the seconds on a terminal."""
    keeping = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began, live = time.monotonic(), sys.stderr.isatty()
    with tempfile.TemporaryFile() as words:
        child = subprocess.Popen(command, cwd=ROOT, env=keeping, stdout=words, stderr=subprocess.STDOUT)
        while child.poll() is None:
            if live:
                say(f"\r  {name} … {time.monotonic() - began:.0f} s", end="")
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(1)
        say(f"{chr(13) if live else ''}  {name}: {time.monotonic() - began:.0f} s  ")
        if child.returncode:
            words.seek(0)
            say(words.read().decode(errors="replace"))
            sys.exit(FAILED)


def main() -> None:
    """Prepare what is missing and replace this process by the command."""
    if sys.version_info < (3, 11):  # noqa: UP036  # said before anything needs it
        sys.exit("Python 3.11 or newer is needed.")
    if not STAMP.exists() or STAMP.read_text(encoding="utf-8") != digest():
        make()
    name, *rest = sys.argv[1:] or ["demo"]
    command = OWN.get(name, ["-m", "cli", name])
    if name in OWN:
        os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), *command, *rest])  # noqa: S606


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
