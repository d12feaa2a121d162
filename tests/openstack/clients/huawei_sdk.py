"""Huawei Cloud's SDK with an access key: what it makes of a cloud, as JSON."""

import base64
import json
import sys
import warnings

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkecs.v2 import (
    BatchResetServersPasswordRequest,
    BatchResetServersPasswordRequestBody,
    DeleteServerPasswordRequest,
    EcsClient,
    NovaListServersDetailsRequest,
    NovaShowKeypairRequest,
    ResetServerPasswordOption,
    ResetServerPasswordRequest,
    ResetServerPasswordRequestBody,
    ServerId,
    ShowResetPasswordFlagRequest,
    ShowServerPasswordRequest,
)

import access_key
from access_key import refusal

# The way to list by Nova's API is deprecated in the SDK, in favour of one that is not asked for here.
warnings.simplefilter("ignore", DeprecationWarning)
given = json.load(sys.stdin)


def client_of(key):
    """A client with an access key."""
    return access_key.client_of(EcsClient, BasicCredentials, key, given["project"], given["compute"])


def decrypted(ciphertext):
    """The password."""
    with open(given["keyFile"], "rb") as file:
        key = load_pem_private_key(file.read(), None)
    return key.decrypt(base64.b64decode(ciphertext), padding.PKCS1v15()).decode()


def reset(client, server, password, is_checked):
    """Orders another password for a server."""
    option = ResetServerPasswordOption(is_check_password=is_checked, new_password=password)
    body = ResetServerPasswordRequestBody(reset_password=option)
    return client.reset_server_password(ResetServerPasswordRequest(server_id=server, body=body))


def reset_all(client, servers, password):
    """The same for several."""
    body = BatchResetServersPasswordRequestBody(new_password=password, servers=[ServerId(id=each) for each in servers])
    return client.batch_reset_servers_password(BatchResetServersPasswordRequest(body=body))


client, operator = client_of(given["administrator"]), client_of(given["operator"])
server, other, new_password = (given[name] for name in ("server", "other", "newPassword"))
show = ShowServerPasswordRequest(server_id=server)
said = {
    "servers": [each.name for each in client.nova_list_servers_details(NovaListServersDetailsRequest()).servers],
    "page": [each.name for each in client.nova_list_servers_details(NovaListServersDetailsRequest(limit=2)).servers],
    "colleaguesKeyPair": refusal(lambda: operator.nova_show_keypair(NovaShowKeypairRequest(keypair_name=given["keyPair"]))),
    "password": decrypted(client.show_server_password(show).password),
    "mayNotGet": refusal(lambda: operator.show_server_password(show)),
    "flag": client.show_reset_password_flag(ShowResetPasswordFlagRequest(server_id=server)).resetpwd_flag,
    "mayNotReset": refusal(lambda: reset(operator, server, new_password, True)),
    "tooSimple": refusal(lambda: reset(client, server, "simple", True)),
    "reset": reset(client, server, new_password, True).status_code,
    "resetAll": [each.id for each in reset_all(client, [server, other], new_password).response],
    "resetSome": refusal(lambda: reset_all(client, [server, given["broken"]], new_password)),
    "deleted": client.delete_server_password(DeleteServerPasswordRequest(server_id=server)).status_code,
    "wrongKey": refusal(lambda: client_of({**given["administrator"], "secret": "wrong"}).show_server_password(show)),
}
said["left"] = client.show_server_password(show).password
json.dump(said, sys.stdout)
