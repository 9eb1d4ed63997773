"""One template for all tests that start the demo, and the demo itself as a process."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
ADDRESS = re.compile(r"https?://[\d.]+:\d+")
ACCOUNT = re.compile(r"^  (\w+) +((?:[0-9a-z]{4}-){3}[0-9a-z]{4}) ", re.MULTILINE)


def environment(**own: str) -> dict[str, str]:
    """Return an environment without what the test session itself was told."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QIAO_")}
    return (
        kept
        | {"DJANGO_SETTINGS_MODULE": "qiao.project.settings", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
        | own
    )


def command(*arguments: str, **own: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m django …` or another module to its end."""
    return subprocess.run(
        [sys.executable, "-P", "-m", *arguments],
        env=environment(**own),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@dataclass
class Running:
    """A demo that serves, and everything it said until it did."""

    process: subprocess.Popen[str]
    said: str = ""
    seconds: float = 0.0
    ended: str = field(default="")

    @property
    def address(self) -> str:
        return ADDRESS.search(self.said).group()

    @property
    def passwords(self) -> dict[str, str]:
        return dict(ACCOUNT.findall(self.said))

    def stop(self, number: int = signal.SIGINT) -> int:
        """End the demo with a signal; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.ended += self.process.communicate(timeout=30)[0]
        return self.process.returncode


def start(*arguments: str, **own: str) -> Running:
    """Start the demo and wait until it has said how to stop it."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "django", "demo", "--port", "0", "--messages", "20", *arguments],
        env=environment(**own),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Running(process)
    for line in process.stdout:
        running.said += line
        if "Ctrl-C stops" in line:
            running.seconds = time.monotonic() - began
            return running
    running.stop()
    pytest.fail(f"the demo did not start:\n{running.said}")


@contextmanager
def serving(data: Path, *arguments: str, **own: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a data directory; yield the process and its address, and see that it ends well."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "django", "serve", "--port", "0", *arguments],
        env=environment(QIAO_DATA=str(data), **own),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    found = ADDRESS.search(said)
    assert found, said
    try:
        yield process, found.group()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.fixture(scope="session")
def cache(tmp_path_factory) -> Path:
    """Where the template of these tests lies."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def temporary(tmp_path_factory) -> Path:
    """Where the demos of these tests make their directories."""
    return tmp_path_factory.mktemp("tmp")


@pytest.fixture(scope="module")
def demo(cache: Path, temporary: Path) -> Iterator[Running]:
    """A demo with 20 messages that serves."""
    running = start(QIAO_CACHE=str(cache), TMPDIR=str(temporary))
    yield running
    running.stop()
