"""Creates Nova's databases, the key pairs and the servers; runs inside the virtual environment.

    python seed_nova.py CONFIG-FILE KEY-FOLDER CELL0-DATABASE-URL CELL1-DATABASE-URL

Prints JSON: the key pairs' fingerprints and, for each server with a password, what its guest will
post. Nova has no command to create a server without a hypervisor, so its own objects are used.
"""

import os

# Importing parts of Nova patches the standard library with eventlet otherwise.
os.environ["OS_NOVA_DISABLE_EVENTLET_PATCHING"] = "1"

import base64
import json
import shutil
import sys
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from nova import config, context, crypto, objects
from nova.db import migration
from nova.network.model import NetworkInfo
from oslo_utils import timeutils, uuidutils

import world


def main(config_file: str, key_folder: str, cell0: str, cell1: str) -> None:
    """Create everything and print the JSON."""
    objects.register_all()
    config.parse_args(["nova"], default_config_files=[config_file])
    migration.db_sync(database="api")
    migration.db_sync(database="main")
    # The two cells have the same schema: copying is quicker than migrating twice.
    shutil.copyfile(path_of(cell1), path_of(cell0))

    admin = context.get_admin_context()
    map_cell(admin, objects.CellMapping.CELL0_UUID, "cell0", "none:///", cell0)
    cell = map_cell(admin, uuidutils.generate_uuid(), "cell1", "fake:///", cell1)
    flavor = create_flavor(admin)
    keys = {name: create_key_pair(admin, name, Path(key_folder)) for name in world.KEY_PAIRS}
    for server in world.SERVERS.values():
        create_server(admin, cell, flavor, server, keys[server["key"]])
    print(
        json.dumps(
            {
                "fingerprints": {name: pair.fingerprint for name, pair in keys.items()},
                "posts": {
                    name: encrypt(server["password"], keys[server["key"]].public_key)
                    for name, server in world.SERVERS.items()
                    if server["password"]
                },
            }
        )
    )


def path_of(url: str) -> str:
    """The file behind an sqlite address."""
    return url.removeprefix("sqlite:///").partition("?")[0]


def map_cell(ctxt, uuid: str, name: str, transport: str, database: str):
    """Do what `nova-manage cell_v2 map_cell0` and `create_cell` do."""
    cell = objects.CellMapping(
        ctxt, uuid=uuid, name=name, transport_url=transport, database_connection=database, disabled=False
    )
    cell.create()
    return cell


def create_flavor(ctxt):
    """Create the one flavor all servers have."""
    flavor = objects.Flavor(
        ctxt,
        flavorid=world.FLAVOR["id"],
        name=world.FLAVOR["id"],
        memory_mb=world.FLAVOR["memory_mb"],
        vcpus=world.FLAVOR["vcpus"],
        root_gb=world.FLAVOR["root_gb"],
        ephemeral_gb=0,
        swap=0,
        rxtx_factor=1.0,
        vcpu_weight=0,
        disabled=False,
        is_public=True,
        extra_specs={},
    )
    flavor.create()
    return flavor


def create_key_pair(ctxt, name: str, folder: Path):
    """Generate a key, write the private half as PKCS#1 PEM and register the public one."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=world.KEY_PAIRS[name]["bits"])
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    file = folder / f"{name}.pem"
    file.touch(mode=0o600)
    file.write_bytes(pem)
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    public_key = f"{public.decode()} {name}"
    pair = objects.KeyPair(
        ctxt,
        user_id=world.USERS[world.KEY_PAIRS[name]["user"]]["id"],
        name=name,
        type="ssh",
        public_key=public_key,
        fingerprint=crypto.generate_fingerprint(public_key),
    )
    pair.create()
    return pair


def create_server(ctxt, cell, flavor, server: dict, key) -> None:
    """Create a server that runs on the one host, or none."""
    is_lost = server["id"] == world.LOST
    user = world.USERS[server["user"]]
    project = world.PROJECTS[user["project"]]
    image = server["image"]
    system_metadata = {"image_base_image_ref": image["id"], "image_min_disk": "0"}
    if image["os_type"]:
        system_metadata["image_os_type"] = image["os_type"]
    if server["agent"]:
        system_metadata |= {"image_hw_qemu_guest_agent": "yes", world.AGENT_KEY: server["agent"]}
    with context.target_cell(ctxt, cell) as in_cell:
        instance = objects.Instance(
            in_cell,
            uuid=server["id"],
            project_id=project,
            user_id=user["id"],
            display_name=server["name"],
            display_description=server["name"],
            hostname=server["name"],
            image_ref=image["id"],
            key_name=key.name,
            key_data=key.public_key,
            # No network, but the metadata API insists on an empty list of them.
            info_cache=objects.InstanceInfoCache(network_info=NetworkInfo([])),
            keypairs=objects.KeyPairList(objects=[key]),
            host=None if is_lost else world.HOST,
            vm_state="error" if is_lost else "active",
            power_state=0 if is_lost else 1,
            task_state=None,
            launched_at=None if is_lost else timeutils.utcnow(),
            availability_zone="nova",
            flavor=flavor,
            instance_type_id=flavor.id,
            memory_mb=flavor.memory_mb,
            vcpus=flavor.vcpus,
            root_gb=flavor.root_gb,
            ephemeral_gb=0,
            metadata=dict(server["metadata"]),
            system_metadata=system_metadata,
        )
        instance.create()
    objects.InstanceMapping(
        ctxt,
        instance_uuid=server["id"],
        project_id=project,
        user_id=user["id"],
        cell_mapping=cell,
        queued_for_delete=False,
    ).create()


def encrypt(password: str, public_key: str) -> str:
    """Encrypt a password as cloudbase-init does: RSA with PKCS#1 v1.5 padding, in Base64."""
    key = serialization.load_ssh_public_key(public_key.encode())
    return base64.b64encode(key.encrypt(password.encode(), padding.PKCS1v15())).decode()


if __name__ == "__main__":
    main(*sys.argv[1:])
