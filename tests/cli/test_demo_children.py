"""The processes of a demonstration: one that ends by itself is noticed, told once, and the daemon can go on."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from os import pidfd_open
from pathlib import Path
from select import select

import pytest

from cli import demo, demo_children
from cli.demo_children import CITY, DAEMON, Child, Children
from models.errors import InvalidInput, OutsideUnavailable
from tests.support.rows import receive, row
from wiring.office import Office

LONG = "import time; time.sleep(60)"


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    started = Children(tmp_path)
    yield started
    started.stop()


def begin(children: Children, name: str, words: str) -> Child:
    """Start a small program as one of the children; an empty one has ended already."""
    process = subprocess.Popen([sys.executable, "-c", words])
    if not words:
        process.wait(30)
    children.running.append(Child(name, children.folder / "child.log", process))
    return children.running[-1]


def test_nothing_is_said_while_everything_runs(children: Children) -> None:
    begin(children, CITY, LONG)

    children.check()
    assert children.halted() is None


def test_a_dead_city_is_told_once_and_cannot_be_started_again(children: Children) -> None:
    begin(children, CITY, "")

    found = children.halted()

    assert found is not None
    assert found.again is None
    assert found.error.message == "演示的参考城市已停止（退出状态 0）。"
    assert "luqiao demo" in found.error.do_next
    assert children.halted() is None


def test_a_dead_daemon_is_started_again_on_request(children: Children) -> None:
    begin(children, CITY, LONG)
    begin(children, DAEMON, "")
    (children.folder / "config.toml").write_text("", encoding="utf-8")

    found = children.halted()
    assert found is not None
    assert found.again is not None
    found.again()

    running = [(child.name, child.log.name) for child in children.running]
    assert running == [(CITY, "child.log"), (DAEMON, "daemon.log")]
    assert children.running[1].process.args[-1] == "daemon"  # type: ignore[index]


@pytest.mark.parametrize(("kept", "advice"), [(True, "child.log"), (False, "--dir")])
def test_without_a_console_a_dead_child_ends_the_demonstration(children: Children, kept: bool, advice: str) -> None:
    children.kept = kept
    begin(children, DAEMON, "")

    with pytest.raises(OutsideUnavailable, match="守护进程已停止") as error:
        children.check()

    assert advice in error.value.do_next


def test_the_headless_clerk_waits_for_the_daemon_and_for_something_to_do(office: Office, children: Children) -> None:
    begin(children, DAEMON, "")
    with pytest.raises(OutsideUnavailable, match="已停止"):
        demo._wait_for_the_first(office, children)
    children.stop()

    receive(office, row())
    began = time.monotonic()
    demo._wait_for_the_first(office, children)

    assert time.monotonic() - began < demo.FIRST_SECONDS / 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_what_a_killed_demonstration_had_started_ends_with_it(tmp_path: Path) -> None:
    start = f"child = Children(Path({str(tmp_path)!r}))._start('daemon', ['-c', {LONG!r}], 'child.log', stdout=-3)"
    imports = "from pathlib import Path; from cli.demo_children import Children"
    words = f"{imports}; {start}; print(child.process.pid, flush=True); {LONG}"
    with subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True) as demonstration:
        assert demonstration.stdout is not None
        child = pidfd_open(int(demonstration.stdout.readline()))
        demonstration.kill()

    ended, _w, _x = select([child], [], [], 20)
    os.close(child)
    assert ended == [child]


def test_two_demonstrations_never_share_a_folder(tmp_path: Path) -> None:
    with ExitStack() as first, ExitStack() as second:
        demo._folder(tmp_path, first)

        with pytest.raises(InvalidInput, match="另一个演示正在使用"):
            demo._folder(tmp_path, second)

    with ExitStack() as later:
        assert demo._folder(tmp_path, later) == tmp_path.resolve()


def test_a_city_that_does_not_start_says_where_to_look(children: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_children, "START_SECONDS", 0.0)

    with pytest.raises(OutsideUnavailable, match="没有启动") as error:
        children.city(1, 1, 1.0)

    assert str(children.folder) in error.value.do_next
