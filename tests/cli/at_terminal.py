"""Runs a program on a terminal of its own, as somebody at it would.

Reads JSON on standard input: `{"args": [...], "env": {...}, "cwd": "...", "talk": [["what is waited for", "what is typed"], ...]}`. Writes JSON: `{"exit": 0,
"screen": "..."}`, all that the terminal showed. With `"stdin"` (a file) standard input is that, and the terminal is left to the rest.
"""

import json
import os
import pty
import select
import sys
import time

PATIENCE_S = 240


def child(given):
    os.chdir(given["cwd"])
    if given.get("stdin"):
        os.dup2(os.open(given["stdin"], os.O_RDONLY), 0)
    os.execvpe(given["args"][0], given["args"], given["env"])


def main():
    given = json.load(sys.stdin)
    pid, terminal = pty.fork()
    if pid == 0:
        child(given)
    screen = b""
    talk = [(wanted.encode(), typed.encode()) for wanted, typed in given["talk"]]
    seen = 0
    end = time.monotonic() + PATIENCE_S
    while True:
        ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
        if not ready:
            os.kill(pid, 9)
            break
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        screen += chunk
        while talk and talk[0][0] in screen[seen:]:
            wanted, typed = talk.pop(0)
            seen = screen.index(wanted, seen) + len(wanted)
            os.write(terminal, typed)
    _, status = os.waitpid(pid, 0)
    exit_code = os.waitstatus_to_exitcode(status)
    json.dump({"exit": exit_code, "screen": screen.decode(errors="replace"), "untyped": len(talk)}, sys.stdout)


main()
