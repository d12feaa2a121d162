"""Writes the configuration of the services from the templates."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from string import Template

import world
from layout import HERE, NEEDS_ACTION, Layout, StandError

ORIGINS_VARIABLE = "ECS_PASSWORD_STAND_ORIGINS"
DEFAULT_ORIGINS = "http://127.0.0.1:4173,http://localhost:5173"
TEMPLATES = HERE / "templates"
POLICY = "policy.yaml"


def origins_from_environment() -> list[str]:
    """The web origins the services allow by CORS."""
    origins = [part.strip() for part in (os.environ.get(ORIGINS_VARIABLE) or DEFAULT_ORIGINS).split(",")]
    for origin in origins:
        host = origin.partition("://")[2]
        if not origin.startswith(("http://", "https://")) or not host or set(host) & set("/ $\"'"):
            raise StandError(
                f"`{ORIGINS_VARIABLE}` holds `{origin}`; expected comma-separated origins such as "
                "http://localhost:5173",
                NEEDS_ACTION,
            )
    return origins


def database_url(layout: Layout, name: str) -> str:
    """The address of one sqlite database, as SQLAlchemy wants it."""
    # Two processes write the same file: wait for each other's lock instead of failing.
    return f"sqlite:///{layout.databases / name}.sqlite?timeout=20"


def write(layout: Layout, origins: list[str]) -> bool:
    """Write all configuration files; true if one of the services' own files changed."""
    service = world.USERS[world.SERVICE_USER]
    values = {
        "state": layout.state,
        "keys": layout.keys,
        "config": layout.config,
        "keystone_database": database_url(layout, "keystone"),
        "api_database": database_url(layout, "nova_api"),
        "cell_database": database_url(layout, "nova_cell1"),
        "keystone_url": layout.url("keystone"),
        "neutron_url": layout.url("neutron"),
        "service_user": world.SERVICE_USER,
        "service_password": service["password"],
        "service_project": service["project"],
        "domain": world.DOMAIN["name"],
        "region": world.REGION,
        "host": world.HOST,
        "metadata_secret": world.METADATA_SECRET,
        "origins": ",".join(origins),
    }
    changed = False
    for project in ("keystone", "nova"):
        text = Template((TEMPLATES / f"{project}.conf").read_text()).substitute(values)
        changed |= _write(layout.config / f"{project}.conf", text)
        _link_for_cors(layout, project)
    write_policy(layout)
    return changed


def write_policy(layout: Layout) -> None:
    """Put the policy file of Nova back; Nova reads a changed one at the next request."""
    target = layout.config / POLICY
    text = (TEMPLATES / POLICY).read_text()
    # Untouched if equal: a new time stamp alone makes Nova parse it again.
    _write(target, text)


def _link_for_cors(layout: Layout, project: str) -> None:
    # oslo.middleware's cors ignores the files a service was started with: it only looks in
    # ~/.PROJECT and /etc, so the services run with a home directory of their own.
    link = home(layout) / f".{project}" / f"{project}.conf"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(layout.config / f"{project}.conf")


def home(layout: Layout) -> Path:
    """The home directory the services are given."""
    return layout.state / "home"


def _write(path: Path, text: str) -> bool:
    if path.exists() and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return True


def clean(layout: Layout) -> None:
    """Remove the whole state of this port base."""
    shutil.rmtree(layout.state, ignore_errors=True)
