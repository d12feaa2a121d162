"""Starts, finds and stops the four services of a stand."""

from __future__ import annotations

import fcntl
import http.client
import os
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import config
import environment
from layout import FAILED, HERE, NEEDS_ACTION, PORT_BASE_VARIABLE, Layout, StandError, progress

NAMES = ("keystone", "nova", "metadata", "neutron")
READY_PATHS = {"keystone": "/v3", "nova": "/", "metadata": "/", "neutron": "/v2.0/ports"}
START_TIMEOUT = 180
STOP_TIMEOUT = 10
# Below what systems hand out to whoever asks for any port.
PORT_BASES = range(10000, 28000, 10)

# A proxy from the environment must not see requests to this machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def request(url: str, method: str = "GET", headers: dict | None = None, body: bytes | None = None, timeout=30):
    """One HTTP request; returns (status, headers, body) whatever the status is."""
    call = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with _OPENER.open(call, timeout=timeout) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def command(layout: Layout, name: str) -> list[str]:
    """The command line of a service."""
    port = str(layout.port(name))
    if name == "neutron":
        return [str(environment.PYTHON), str(HERE / "neutron_stub.py"), port]
    return [str(environment.PYTHON), str(HERE / "serve.py"), name, port, str(layout.gate(name))]


def child_environment(layout: Layout) -> dict[str, str]:
    """The environment of everything run in the virtual environment."""
    # Nothing else is passed on: proxies, OS_* and PYTHON* variables would change what runs.
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(config.home(layout)),
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "OS_KEYSTONE_CONFIG_DIR": str(layout.config),
        "OS_KEYSTONE_CONFIG_FILES": "keystone.conf",
        "OS_NOVA_CONFIG_DIR": str(layout.config),
        # The first one is also where Nova looks up its WSGI pipelines.
        "OS_NOVA_CONFIG_FILES": f"{environment.VENV / 'etc' / 'nova' / 'api-paste.ini'};nova.conf",
    }


def pid_of(layout: Layout, name: str) -> int | None:
    """The process id of a running service, None if it does not run."""
    try:
        pid, _, started_as = _pid_file(layout, name).read_text().partition(" ")
        # After a reboot the number may belong to anybody: only our command line counts.
        return int(pid) if _command_line(int(pid)) == started_as else None
    except (FileNotFoundError, ValueError):
        return None


def _command_line(pid: int) -> str | None:
    """The command line of a living process; a zombie has none."""
    proc = Path("/proc")
    if (proc / "self" / "cmdline").exists():
        try:
            raw = (proc / str(pid) / "cmdline").read_bytes()
        except OSError:
            return None
        return raw.rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace")
    # macOS has no /proc.
    listing = subprocess.run(
        ["ps", "-ww", "-o", "stat=", "-o", "command=", "-p", str(pid)], capture_output=True, text=True
    )
    state, _, line = listing.stdout.strip().partition(" ")
    return line.strip() if state and not state.startswith("Z") else None


def running(layout: Layout) -> list[str]:
    """The names of the services that run."""
    return [name for name in NAMES if pid_of(layout, name)]


def is_ready(layout: Layout, name: str) -> bool:
    """True if the service answers HTTP requests."""
    try:
        return request(layout.url(name) + READY_PATHS[name], timeout=10)[0] < 500
    except (OSError, http.client.HTTPException):
        return False


def start(layout: Layout, names=NAMES) -> None:
    """Start those of `names` that do not run and wait until all of them answer."""
    missing = [name for name in names if not pid_of(layout, name)]
    require_free_ports(layout, missing)
    for folder in (layout.run, layout.logs):
        folder.mkdir(parents=True, exist_ok=True)
    for name in missing:
        layout.gate(name).touch()
    if missing:
        progress(f"starting {', '.join(missing)}")
    started = {name: _spawn(layout, name) for name in missing}
    deadline = time.monotonic() + START_TIMEOUT
    for name in names:
        while not is_ready(layout, name):
            process = started.get(name)
            if process and process.poll() is not None:
                raise StandError(f"`{name}` ended while starting; {_see_log(layout, name)}", FAILED)
            if time.monotonic() > deadline:
                raise StandError(f"`{name}` does not answer after {START_TIMEOUT} s; {_see_log(layout, name)}", FAILED)
            time.sleep(0.05)


def _spawn(layout: Layout, name: str) -> subprocess.Popen:
    line = command(layout, name)
    with open(log_file(layout, name), "ab") as log:
        process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=layout.state,
            env=child_environment(layout),
            # Ctrl-C in the terminal is meant for the command, not for the services.
            start_new_session=True,
        )
    # Written at once, so that an interrupted start leaves nothing that `down` cannot find.
    _pid_file(layout, name).write_text(f"{process.pid} {' '.join(line)}")
    return process


def with_free_ports(layout: Layout) -> Layout:
    """The layout itself, or one beside it where other processes, such as the stand of another checkout, have its ports."""

    def is_usable(layout: Layout) -> bool:
        return all(pid_of(layout, name) or _is_free(layout.port(name)) for name in NAMES)

    if is_usable(layout):
        return layout
    # Not the next one: who looks at the same time would find it free as well.
    for base in random.sample(PORT_BASES, k=20):
        if is_usable(other := Layout(base)):
            progress(f"the ports of {layout.port_base} are taken by another process; using those of {base}")
            return other
    return layout


def require_free_ports(layout: Layout, names=NAMES) -> None:
    """Fail with the next step if another process listens where a service should."""
    for name in names:
        port = layout.port(name)
        if not _is_free(port):
            raise StandError(
                f"port `{port}` for {name} is taken by another process; end that one or choose other ports "
                f"with `{PORT_BASE_VARIABLE}` (now {layout.port_base})",
                NEEDS_ACTION,
            )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the services do: a port whose last connections are fading is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def paused(layout: Layout):
    """Keep the services from working on any request; they go on afterwards and read everything anew."""
    with ExitStack() as gates:
        # Nova first: its requests need Keystone to come to an end.
        for service in ("nova", "keystone"):
            gate = gates.enter_context(open(layout.gate(service), "a"))
            _lock(gate, service)
        yield
        for service in ("nova", "keystone"):
            os.utime(layout.gate(service))


def _lock(gate, service: str) -> None:
    deadline = time.monotonic() + STOP_TIMEOUT
    while True:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StandError(f"`{service}` is still busy after {STOP_TIMEOUT} s", FAILED) from None
            time.sleep(0.001)


def stop(layout: Layout, names=NAMES) -> None:
    """Stop those of `names` that run and wait until they are gone."""
    pids = {name: pid for name in names if (pid := pid_of(layout, name))}
    for number in (signal.SIGTERM, signal.SIGKILL):
        for name, pid in pids.items():
            if pid_of(layout, name) == pid:
                _send(pid, number)
        deadline = time.monotonic() + STOP_TIMEOUT
        # A process loses its command line a moment before it lets go of its port.
        while any(pid_of(layout, name) == pid or not _is_free(layout.port(name)) for name, pid in pids.items()):
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        else:
            break
    for name in names:
        if pid_of(layout, name):
            raise StandError(f"`{name}` (process {pids[name]}) does not end", FAILED)
        _pid_file(layout, name).unlink(missing_ok=True)


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        # It ended on its own in between.
        pass


def log_file(layout: Layout, name: str) -> Path:
    """Where a service's output goes."""
    return layout.logs / f"{name}.log"


def _pid_file(layout: Layout, name: str) -> Path:
    return layout.run / f"{name}.pid"


def _see_log(layout: Layout, name: str) -> str:
    return f"see {log_file(layout, name)}: {environment.last_line(log_file(layout, name))}"
