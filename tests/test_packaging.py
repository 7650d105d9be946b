"""What is shipped: the wheel holds exactly our folders, nobody else claims their names, the lock names no source."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = re.compile(  # a name, one version, perhaps for some machines only, and nothing but digests
    r"[a-z0-9][a-z0-9._-]*==[\w.+!]+(?: ; [\w\s'\".<>=!()]+?)?(?: \\\n {4}--hash=sha256:[0-9a-f]{64})+"
)
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


def tracked() -> list[str]:
    """Return every file of the project that git knows."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return done.stdout.split("\n")


def test_no_other_distribution_claims_one_of_our_names() -> None:
    owners = packages_distributions()

    assert {name for name in PACKAGES if set(owners.get(name, ())) - {"luqiao"}} == set()


def test_the_wheel_holds_every_file_of_our_folders_and_no_other(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as content:
        inside = {name for name in content.namelist() if ".dist-info/" not in name}

    assert {name.split("/")[0] for name in inside} == set(PACKAGES)
    wanted = {name for name in tracked() if name.split("/")[0] in PACKAGES}
    assert {name for name in wanted if (ROOT / name).exists()} - inside == set()


def test_the_lock_names_no_source_of_packages() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    blocks = re.split(r"\n(?=\S)", lock.rstrip("\n"))
    assert len(blocks) > 50
    assert [block for block in blocks if not PINNED.fullmatch(block)] == []
    assert "://" not in lock


def test_no_path_of_one_machine_stands_in_the_project() -> None:
    ours = re.compile(rf"{re.escape(str(ROOT))}(?![\w-])|/home/\w+/|/root/")
    texts = {name: (ROOT / name) for name in tracked() if name and (ROOT / name).is_file()}

    found = {name for name, file in texts.items() if ours.search(file.read_text(encoding="utf-8", errors="ignore"))}

    assert found - {"tests/test_packaging.py"} == set()
