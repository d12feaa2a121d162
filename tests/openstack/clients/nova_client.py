"""python-novaclient, which decrypts by openssl: what it makes of a cloud, as JSON."""

import json
import sys

from keystoneauth1 import loading, session
from novaclient import client, exceptions

given = json.load(sys.stdin)
auth = loading.get_plugin_loader("password").load_from_options(**given["auth"])
nova = client.Client(given["version"], session=session.Session(auth=auth), endpoint_override=given["compute"])
server = nova.servers.get(given["server"])
said = {
    "servers": [each.name for each in nova.servers.list()],
    "name": server.name,
    "keyPair": nova.keypairs.get(server.key_name).name,
    "latest": nova.versions.get_current().version,
    "password": server.get_password(given["keyFile"]),
}
server.change_password(given["newPassword"])
said["changed"] = server.get_password(given["keyFile"])
server.clear_password()
said["cleared"] = server.get_password(given["keyFile"])
try:
    nova.servers.change_password(given["stopped"], given["newPassword"])
except exceptions.Conflict as error:
    said["conflict"] = str(error)
json.dump(said, sys.stdout)
