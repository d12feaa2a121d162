"""Where the stand keeps its files and which ports it listens on."""

from __future__ import annotations

import fcntl
import os
import sys
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".cache" / "openstack"

# Which ports were free, where the default ones were not.
REMEMBERED = CACHE / "port-base"

PORT_BASE_VARIABLE = "ECS_PASSWORD_STAND_PORT_BASE"
DEFAULT_PORT_BASE = 15000
# The default base gives 18774, 18775 and 19696: the usual OpenStack ports plus 10000.
PORT_OFFSETS = {"keystone": 0, "nova": 3774, "metadata": 3775, "neutron": 4696}

NEEDS_ACTION = 2
FAILED = 1


class StandError(Exception):
    """A failure to show as one line; `code` is the exit code of the command."""

    def __init__(self, message: str, code: int = FAILED):
        super().__init__(message)
        self.code = code


def progress(message: str) -> None:
    """Say what is going on; standard output is kept for the JSON."""
    print(message, file=sys.stderr, flush=True)


class Layout:
    """Paths, ports and addresses of one stand, all derived from its port base."""

    def __init__(self, port_base: int):
        self.port_base = port_base
        # The addresses are stored in the databases, so a state belongs to one port base.
        self.state = CACHE / f"state-{port_base}"
        self.config = self.state / "config"
        self.databases = self.state / "databases"
        self.keys = self.state / "keys"
        self.logs = self.state / "logs"
        self.run = self.state / "run"
        self.seeded = self.state / "seeded"
        self.lock = CACHE / f"lock-{port_base}"
        self.stamp = self.state / "stamp"
        self.description = self.state / "stand.json"

    def gate(self, service: str) -> Path:
        """The lock file of the databases a service works on."""
        # The metadata API is another door to Nova's databases.
        return self.run / ("keystone.gate" if service == "keystone" else "nova.gate")

    def port(self, service: str) -> int:
        """The port of one service."""
        return self.port_base + PORT_OFFSETS[service]

    def url(self, service: str) -> str:
        """The address of one service, without a path."""
        return f"http://127.0.0.1:{self.port(service)}"


def is_asked_for() -> bool:
    """True if the environment says which ports to use."""
    return bool(os.environ.get(PORT_BASE_VARIABLE))


def remember(layout: Layout) -> None:
    """Make its ports those of every later command."""
    CACHE.mkdir(parents=True, exist_ok=True)
    REMEMBERED.write_text(str(layout.port_base))


def from_environment() -> Layout:
    """The layout for the port base the environment asks for, or for the one that was found free before."""
    remembered = REMEMBERED.read_text() if REMEMBERED.exists() else str(DEFAULT_PORT_BASE)
    text = os.environ.get(PORT_BASE_VARIABLE) or remembered
    highest = 65535 - max(PORT_OFFSETS.values())
    if not (text.isascii() and text.isdigit() and 1024 <= int(text) <= highest):
        raise StandError(
            f"`{PORT_BASE_VARIABLE}` is `{text}`; expected a number from 1024 to {highest}",
            NEEDS_ACTION,
        )
    return Layout(int(text))


@contextmanager
def locked(path: Path):
    """Hold the lock file `path`, so that two commands never work on the same files at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress(f"waiting for another stand.py command (lock {path.name})")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
