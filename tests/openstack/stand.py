#!/usr/bin/env python3
"""A real Keystone and Nova on 127.0.0.1 for the contract tests; see README.md beside this file."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):
    # Before the other modules are read: they need the newer Python.
    sys.stderr.write(
        "stand.py: error: this Python is `%d.%d`, expected 3.11 or newer; run `python3.11 %s`\n"
        % (sys.version_info[0], sys.version_info[1], " ".join(sys.argv))
    )
    sys.exit(2)
if sys.platform == "win32":
    sys.stderr.write("stand.py: error: this is Windows, expected Linux or macOS; run it inside WSL\n")
    sys.exit(2)

import argparse
import collections
import json
import signal
import time

import config
import environment
import layout as layouts
import services
import state
from layout import NEEDS_ACTION, Layout, StandError, locked, progress


def up(layout: Layout) -> None:
    """Make sure that everything runs and print the description."""
    origins = config.origins_from_environment()
    environment.setup()
    if not layouts.is_asked_for():
        layout = services.with_free_ports(layout)
        layouts.remember(layout)
    with locked(layout.lock):
        if not state.is_current(layout):
            if layout.state.exists():
                progress("the state is incomplete or from other scripts; building it anew")
            state.build(layout, origins)
        else:
            if config.write(layout, origins):
                progress("the configuration changed; restarting")
                services.stop(layout, ("keystone", "nova", "metadata"))
            services.start(layout)
    describe(layout)


def down(layout: Layout) -> None:
    """Stop all services."""
    with locked(layout.lock):
        services.stop(layout)


def reset(layout: Layout) -> None:
    """Put the seeded state back."""
    begun = time.monotonic()
    with locked(layout.lock):
        state.reset(layout)
    progress(f"reset after {time.monotonic() - begun:.2f} s")


def start(layout: Layout, name: str) -> None:
    """Start one service and wait until it answers."""
    with locked(layout.lock):
        state.require(layout)
        services.start(layout, (name,))


def stop(layout: Layout, name: str) -> None:
    """Stop one service and wait until it is gone."""
    with locked(layout.lock):
        services.stop(layout, (name,))


def describe(layout: Layout) -> None:
    """Print the description of the stand."""
    print(json.dumps(state.description(layout), indent=2))


def log(layout: Layout, name: str) -> None:
    """Print the tail of a service's log."""
    path = services.log_file(layout, name)
    if not path.exists():
        raise StandError(f"`{name}` has no log yet; run `stand.py up` first", NEEDS_ACTION)
    with open(path, errors="replace") as lines:
        sys.stdout.writelines(collections.deque(lines, maxlen=100))


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="stand.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("setup", help="create the virtual environment")
    commands.add_parser("up", help="start everything and print the description as JSON")
    commands.add_parser("down", help="stop everything")
    commands.add_parser("reset", help="put the seeded state back")
    commands.add_parser("describe", help="print the description, start nothing")
    for name, help_text in (
        ("start", "start one service"),
        ("stop", "stop one service"),
        ("log", "print the end of a service's log"),
    ):
        commands.add_parser(name, help=help_text).add_argument("name", choices=services.NAMES)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    options = parse(arguments)
    # As Ctrl-C: clean up on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        layout = layouts.from_environment()
        if options.command == "setup":
            environment.setup()
        elif options.command in ("start", "stop", "log"):
            {"start": start, "stop": stop, "log": log}[options.command](layout, options.name)
        else:
            {"up": up, "down": down, "reset": reset, "describe": describe}[options.command](layout)
    except StandError as error:
        progress(f"stand.py: error: {error}")
        return error.code
    except KeyboardInterrupt:
        progress("stand.py: interrupted; `stand.py down` stops what was started")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
