"""Builds the seeded state of a stand, puts it back, and describes it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import sqlite3
import subprocess
import time

import config
import environment
import services
import world
from layout import FAILED, HERE, NEEDS_ACTION, PORT_BASE_VARIABLE, Layout, StandError, progress

DATABASES = ("keystone", "nova_api", "nova_cell0", "nova_cell1")
# What decides how a state looks; a change means building it anew.
SOURCES = ("*.py", "templates/*", "*.txt")


def fingerprint() -> str:
    """What a state is made by."""
    digest = hashlib.sha256(environment.fingerprint().encode())
    for pattern in SOURCES:
        for path in sorted(HERE.glob(pattern)):
            if not path.name.startswith("test_"):
                digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current(layout: Layout) -> bool:
    """True if there is a complete state made by the present scripts."""
    return layout.stamp.exists() and layout.stamp.read_text() == fingerprint()


def build(layout: Layout, origins: list[str]) -> None:
    """Make a new state and leave its services running."""
    begun = time.monotonic()
    services.stop(layout)
    services.require_free_ports(layout)
    config.clean(layout)
    for folder in (layout.databases, layout.keys, layout.logs, layout.run):
        folder.mkdir(parents=True)
    # The private keys are made up, but no reason to let others on the machine read them.
    os.chmod(layout.state, 0o700)
    config.write(layout, origins)
    progress("creating the databases")
    seeded = _seed(layout)
    try:
        services.start(layout)
        progress("posting the passwords as the guests")
        for name, ciphertext in seeded["posts"].items():
            _post_password(layout, world.SERVERS[name], ciphertext)
    except BaseException:
        services.stop(layout)
        raise
    _describe(layout, seeded["fingerprints"])
    _save(layout)
    layout.stamp.write_text(fingerprint())
    progress(f"stand seeded after {time.monotonic() - begun:.1f} s")


def _seed(layout: Layout) -> dict:
    """Run the two seeding scripts side by side; returns what the one for Nova prints."""
    commands = {
        "keystone": [
            layout.config / "keystone.conf",
            f"{layout.url('keystone')}/v3",
            layout.url("nova"),
        ],
        "nova": [
            layout.config / "nova.conf",
            layout.keys,
            config.database_url(layout, "nova_cell0"),
            config.database_url(layout, "nova_cell1"),
        ],
    }
    processes = {}
    for name, arguments in commands.items():
        with open(layout.logs / f"seed-{name}.log", "wb") as log:
            processes[name] = subprocess.Popen(
                [environment.PYTHON, HERE / f"seed_{name}.py", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=layout.state,
                env=services.child_environment(layout),
            )
    try:
        output = {name: process.communicate()[0] for name, process in processes.items()}
    except BaseException:
        # Left alone, they would go on writing to databases the next command replaces.
        for process in processes.values():
            process.kill()
            process.wait()
        raise
    for name, process in processes.items():
        if process.returncode:
            log = layout.logs / f"seed-{name}.log"
            raise StandError(f"could not seed {name}; see {log}: {environment.last_line(log)}", FAILED)
    return json.loads(output["nova"])


def _post_password(layout: Layout, server: dict, ciphertext: str) -> None:
    # Signed as the Neutron metadata agent does on behalf of the guest.
    signature = hmac.new(world.METADATA_SECRET.encode(), server["id"].encode(), hashlib.sha256).hexdigest()
    status, _, body = services.request(
        f"{layout.url('metadata')}/openstack/2013-10-17/password",
        method="POST",
        headers={
            "X-Instance-ID": server["id"],
            "X-Tenant-ID": world.PROJECTS[world.USERS[server["user"]]["project"]],
            "X-Instance-ID-Signature": signature,
            "Content-Type": "text/plain",
        },
        body=ciphertext.encode(),
    )
    if status != 200:
        text = body.decode(errors="replace").strip()
        raise StandError(f"the metadata API answered {status} to the password of {server['name']}: {text}", FAILED)


def _save(layout: Layout) -> None:
    """Keep a copy of the seeded databases and keys."""
    layout.seeded.mkdir()
    for name in DATABASES:
        _copy_database(layout.databases / f"{name}.sqlite", layout.seeded / f"{name}.sqlite")
    shutil.copytree(layout.keys, layout.seeded / "keys")


def reset(layout: Layout) -> None:
    """Put the seeded state back; starts what a test has stopped if anything runs at all."""
    require(layout)
    with services.paused(layout):
        for name in DATABASES:
            _copy_database(layout.seeded / f"{name}.sqlite", layout.databases / f"{name}.sqlite")
        shutil.copytree(layout.seeded / "keys", layout.keys, dirs_exist_ok=True)
        config.write_policy(layout)
    if services.running(layout):
        services.start(layout)


def _copy_database(source, target) -> None:
    """Copy a database by sqlite's backup API: one transaction, so services may use either file."""
    # isolation_level=None: no transaction of our own that the copy would have to wait for.
    origin = sqlite3.connect(f"file:{source}?mode=ro", uri=True, isolation_level=None)
    copy = sqlite3.connect(target, timeout=20, isolation_level=None)
    try:
        copy.execute("PRAGMA synchronous = OFF")
        origin.backup(copy, sleep=0.02)
    finally:
        copy.close()
        origin.close()


def require(layout: Layout) -> None:
    """Fail with the next step if there is no state."""
    if not layout.stamp.exists():
        raise StandError(
            f"there is no stand at `{PORT_BASE_VARIABLE}` {layout.port_base}; run `stand.py up` first", NEEDS_ACTION
        )


def description(layout: Layout) -> dict:
    """The JSON object that tells a client everything about this stand."""
    require(layout)
    return json.loads(layout.description.read_text())


def _describe(layout: Layout, fingerprints: dict) -> None:
    domain = world.DOMAIN["name"]

    def project(name: str) -> dict:
        return {"id": world.PROJECTS[name], "name": name, "domain": domain}

    def key_file(name: str) -> str:
        return str(layout.keys / f"{name}.pem")

    text = json.dumps(
        {
            "identityUrl": f"{layout.url('keystone')}/v3",
            "computeUrl": layout.url("nova"),
            "metadataUrl": layout.url("metadata"),
            "metadataSecret": world.METADATA_SECRET,
            "region": world.REGION,
            "project": project("demo"),
            "otherProject": project("other"),
            "stagingProject": project("staging"),
            "users": {
                name: {
                    "id": user["id"],
                    "name": name,
                    "password": user["password"],
                    "domain": domain,
                    "project": user["project"],
                    **({"totpSecret": user["totp_secret"]} if "totp_secret" in user else {}),
                }
                for name, user in world.USERS.items()
                if name != world.SERVICE_USER
            },
            "applicationCredentials": {
                name: {"id": credential["id"], "secret": credential["secret"]}
                for name, credential in world.APPLICATION_CREDENTIALS.items()
            },
            "servers": {
                name: {
                    "id": server["id"],
                    "name": server["name"],
                    "user": server["user"],
                    "keyName": server["key"],
                    "keyFile": key_file(server["key"]),
                    "password": server["password"],
                    "os": server["os"],
                }
                for name, server in world.SERVERS.items()
            },
            "keyPairs": {
                name: {"user": pair["user"], "privateKeyFile": key_file(name), "fingerprint": fingerprints[name]}
                for name, pair in world.KEY_PAIRS.items()
            },
        },
        indent=2,
    )
    layout.description.write_text(text + "\n")
