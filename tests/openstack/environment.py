"""The virtual environment with the pinned Keystone and Nova, and the clients of the tests."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import time
from pathlib import Path

from layout import CACHE, FAILED, HERE, NEEDS_ACTION, StandError, locked, progress

VENV = CACHE / "venv"
PYTHON = VENV / "bin" / "python"
CONSTRAINTS = HERE / "constraints.txt"
REQUIREMENTS = HERE / "requirements.txt"
STAMP = VENV / "stand-stamp"
LOG = CACHE / "setup.log"


def fingerprint() -> str:
    """What the environment is made of; a different one needs a new environment."""
    digest = hashlib.sha256()
    # A moved checkout invalidates the paths inside the environment.
    for part in (sys.version, sys.base_prefix, str(VENV)):
        digest.update(part.encode() + b"\0")
    for path in (CONSTRAINTS, REQUIREMENTS):
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current() -> bool:
    """True if the environment is complete and made of the present pins."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def setup() -> None:
    """Create the environment unless it is there already."""
    if is_current():
        return
    with locked(CACHE / "lock-setup"):
        if is_current():
            return
        begun = time.monotonic()
        progress("setting up the virtual environment")
        LOG.write_text("")
        uv = _create()
        _install(uv)
        STAMP.write_text(fingerprint())
        progress(f"virtual environment ready after {time.monotonic() - begun:.1f} s")


def _create() -> str | None:
    """Create an empty environment; returns the uv to install with, if there is one."""
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    if uv and _run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]):
        return uv
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise StandError(
            "this Python has no `venv` module; install it (Debian and Ubuntu: `apt install python3-venv`) "
            "or put `uv` on PATH",
            NEEDS_ACTION,
        )
    if not _run([sys.executable, "-m", "venv", str(VENV)]):
        raise _failure("could not create the virtual environment")
    progress("installing uv into it")
    if _run([str(PYTHON), "-m", "pip", "install", "--quiet", "uv"]):
        return str(VENV / "bin" / "uv")
    return None


def _install(uv: str | None) -> None:
    what = ["-c", str(CONSTRAINTS), "-r", str(REQUIREMENTS)]
    if uv:
        progress("installing Keystone, Nova and clients with uv (157 packages, about 310 MB)")
        if _run([uv, "pip", "install", "--quiet", "--python", str(PYTHON), *what]):
            return
        # uv does not read pip's configuration, so pip may know a mirror that uv does not.
        progress("uv failed, trying pip")
    else:
        progress("installing Keystone, Nova and clients with pip (157 packages, about 310 MB; minutes)")
    if not _has_pip() and not _run([str(PYTHON), "-m", "ensurepip"]):
        raise _failure("could not install pip into the virtual environment")
    # Compiling everything takes longer than importing what is used.
    if not _run([str(PYTHON), "-m", "pip", "install", "--quiet", "--no-compile", *what]):
        raise _failure("could not install Keystone, Nova and clients")


def _has_pip() -> bool:
    return any((VENV / "lib").glob("python*/site-packages/pip"))


def _run(command: list[str]) -> bool:
    with open(LOG, "a") as log:
        log.write("$ " + " ".join(command) + "\n")
        log.flush()
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=CACHE).returncode == 0


def _failure(what: str) -> StandError:
    return StandError(f"{what}; see {LOG}: {last_line(LOG)}", FAILED)


def last_line(path: Path) -> str:
    """The most telling line of a log: the last one that names an error, else simply the last."""
    lines = path.read_text(errors="replace").split("\n") if path.exists() else []
    lines = [line.strip() for line in lines if line.strip()]
    errors = [line for line in lines if "Error:" in line or "Exception:" in line or line.startswith("error:")]
    return (errors or lines or ["(empty)"])[-1]
