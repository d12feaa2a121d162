"""openstacksdk, as its documentation uses it: what it makes of a cloud, as JSON."""

import base64
import json
import sys

import openstack
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_pem_private_key

given = json.load(sys.stdin)
cloud = openstack.connect(**given["connect"])


def password_of(server):
    """The password that is stored, decrypted."""
    ciphertext = cloud.compute.get_server_password(server)
    if not ciphertext:
        return ciphertext
    with open(given["keyFile"], "rb") as file:
        key = load_pem_private_key(file.read(), None)
    return key.decrypt(base64.b64decode(ciphertext), padding.PKCS1v15()).decode()


servers = list(cloud.compute.servers())
server = cloud.compute.find_server(given["server"])
said = {
    "user": cloud.current_user_id,
    "project": cloud.current_project_id,
    "servers": [each.name for each in servers],
    "pages": [each.name for each in cloud.compute.servers(limit=3)],
    "found": server.id,
    "status": cloud.compute.get_server(server).status,
    "microversion": ".".join(str(part) for part in cloud.compute.get_endpoint_data().max_microversion),
    "keyPair": cloud.compute.get_keypair(server.key_name).name,
    "password": password_of(server),
}
cloud.compute.change_server_password(server, given["newPassword"])
said["changed"] = password_of(server)
cloud.compute.clear_server_password(server)
said["cleared"] = password_of(server)
try:
    cloud.compute.get_server_password("00000000-0000-4000-8000-000000000000")
except openstack.exceptions.NotFoundException as error:
    said["missing"] = error.details
json.dump(said, sys.stdout)
