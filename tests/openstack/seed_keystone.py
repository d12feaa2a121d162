"""Creates Keystone's database and everybody in it; runs inside the virtual environment.

    python seed_keystone.py CONFIG-FILE IDENTITY-URL COMPUTE-URL

Works on the database in this process: one start of Python instead of one for each command, and
ids of our choice, which the API would not allow.
"""

import sys
import uuid

import keystone.conf
import keystone.server
from keystone.cmd import bootstrap
from keystone.common import fernet_utils, provider_api
from keystone.common.sql import upgrades
from keystone.credential.providers import fernet
from keystone.server import backends

import world

CONF = keystone.conf.CONF
PROVIDERS = provider_api.ProviderAPIs


def main(config_file: str, identity_url: str, compute_url: str) -> None:
    """Create the schema, the keys and the identities."""
    keystone.server.configure(config_files=[config_file])
    upgrades.offline_sync_database_to_version()
    create_keys()
    backends.load_backends()
    PROVIDERS.resource_api.create_domain(
        world.DOMAIN["id"], {**world.DOMAIN, "enabled": True, "description": ""}
    )
    create_projects_and_users()
    bootstrap_admin(identity_url)
    create_compute_service(compute_url)
    grant_roles()
    create_application_credentials()


def create_keys() -> None:
    """Do what `keystone-manage fernet_setup` and `credential_setup` do."""
    repositories = {
        "fernet_tokens": (CONF.fernet_tokens.key_repository, CONF.fernet_tokens.max_active_keys),
        "credential": (CONF.credential.key_repository, fernet.MAX_ACTIVE_KEYS),
    }
    for name, (folder, limit) in repositories.items():
        keys = fernet_utils.FernetUtils(folder, limit, name)
        keys.create_key_directory()
        keys.initialize_key_repository()


def create_projects_and_users() -> None:
    """Create the projects and users, without roles."""
    domain = world.DOMAIN["id"]
    for name, project in world.PROJECTS.items():
        PROVIDERS.resource_api.create_project(
            project, {"id": project, "name": name, "domain_id": domain, "description": "", "enabled": True}
        )
    for name, user in world.USERS.items():
        # The driver takes an id; the manager above it would make one up.
        PROVIDERS.identity_api.driver.create_user(
            user["id"],
            {
                "id": user["id"],
                "name": name,
                "password": user["password"],
                "domain_id": domain,
                "enabled": True,
                "options": second_factor(user),
            },
        )
        if "totp_secret" in user:
            credential = uuid.uuid4().hex
            PROVIDERS.credential_api.create_credential(
                credential,
                {
                    "id": credential,
                    "user_id": user["id"],
                    "project_id": None,
                    "type": "totp",
                    "blob": user["totp_secret"],
                },
            )


def second_factor(user: dict) -> dict:
    """The options of a user who signs in with a one-time code besides the password."""
    if "totp_secret" not in user:
        return {}
    return {
        "multi_factor_auth_enabled": True,
        "multi_factor_auth_rules": [["password", "totp"]],
    }


def bootstrap_admin(identity_url: str) -> None:
    """Do what `keystone-manage bootstrap` does: default roles, admin's roles, the catalog."""
    bootstrapper = bootstrap.Bootstrapper.__new__(bootstrap.Bootstrapper)
    # Its constructor loads the backends, which can be done only once per process.
    backends_loader, backends.load_backends = backends.load_backends, lambda: None
    try:
        bootstrapper.__init__()
    finally:
        backends.load_backends = backends_loader
    bootstrapper.admin_username = "admin"
    bootstrapper.admin_password = world.USERS["admin"]["password"]
    bootstrapper.admin_role_name = "admin"
    bootstrapper.project_name = world.USERS["admin"]["project"]
    bootstrapper.service_name = "keystone"
    bootstrapper.region_id = world.REGION
    bootstrapper.public_url = bootstrapper.admin_url = identity_url
    # Nova validates tokens at the internal address; without one it answers 500 to everybody.
    bootstrapper.internal_url = identity_url
    bootstrapper.bootstrap()


def create_compute_service(compute_url: str) -> None:
    """Register Nova in the catalog, with the legacy entry real clouds have too."""
    entries = {
        "nova": ("compute", f"{compute_url}/v2.1"),
        "nova_legacy": ("compute_legacy", f"{compute_url}/v2/$(project_id)s"),
    }
    for name, (kind, url) in entries.items():
        service = uuid.uuid4().hex
        PROVIDERS.catalog_api.create_service(
            service, {"id": service, "name": name, "type": kind, "enabled": True}
        )
        endpoint = uuid.uuid4().hex
        PROVIDERS.catalog_api.create_endpoint(
            endpoint,
            {
                "id": endpoint,
                "interface": "public",
                "region_id": world.REGION,
                "service_id": service,
                "url": url,
                "enabled": True,
            },
        )


def role_ids() -> dict:
    """The ids of all roles by name."""
    return {role["name"]: role["id"] for role in PROVIDERS.role_api.list_roles()}


def grant_roles() -> None:
    """Give the users their roles in their projects."""
    for name, role in world.EXTRA_ROLES.items():
        PROVIDERS.role_api.create_role(role, {"id": role, "name": name})
    roles = role_ids()
    for name, user in world.USERS.items():
        if name == "admin":
            continue
        for project in [user["project"], *user.get("projects", [])]:
            for role in user["roles"]:
                PROVIDERS.assignment_api.add_role_to_user_and_project(
                    user["id"], world.PROJECTS[project], roles[role]
                )


def create_application_credentials() -> None:
    """Create the application credentials with their fixed ids and secrets."""
    roles = role_ids()
    for name, credential in world.APPLICATION_CREDENTIALS.items():
        user = world.USERS[credential["user"]]
        rules = credential["access_rules"]
        PROVIDERS.application_credential_api.create_application_credential(
            {
                "id": credential["id"],
                "name": name,
                "secret": credential["secret"],
                "user_id": user["id"],
                "project_id": world.PROJECTS[user["project"]],
                "roles": [{"id": roles[role]} for role in credential["roles"]],
                "unrestricted": False,
                "access_rules": rules and [{"id": uuid.uuid4().hex, **rule} for rule in rules],
            }
        )


if __name__ == "__main__":
    arguments = sys.argv[1:]
    # oslo.config would read the rest of our command line as Keystone's.
    del sys.argv[1:]
    main(*arguments)
