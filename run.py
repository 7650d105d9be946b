"""Make the private environment when it is needed, then run one command in it (standard library only)."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON, STAMP = VENV / "bin" / "python", VENV / "luqiao-stamp"
LOADED = "import cli.console, daemon.service; cli.console.load('sqlite://')"
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
    """Install exactly the locked packages into .venv, then the project itself."""
    ensure_venv_module()
    print("Luqiao: preparing the private environment in .venv (once, about a minute) …", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    subprocess.run([*pip, "--require-hashes", "-r", "requirements.lock"], check=True, cwd=ROOT)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", "."], check=True, cwd=ROOT)
    keeping = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([str(PYTHON), "-OO", "-c", LOADED], check=True, cwd=ROOT, env=keeping)  # compiled as they will run
    STAMP.write_text(digest(), encoding="utf-8")  # last: a broken set-up is made again


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
    main()
