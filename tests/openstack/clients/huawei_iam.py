"""Huawei Cloud's SDK at IAM, with an access key and with a password: what it makes of a cloud, as JSON."""

import json
import sys

from huaweicloudsdkcore.auth.credentials import GlobalCredentials
from huaweicloudsdkiam.v3 import (
    AuthScope,
    AuthScopeProject,
    IamClient,
    KeystoneCreateUserTokenByPasswordRequest,
    KeystoneCreateUserTokenByPasswordRequestBody,
    KeystoneListAuthDomainsRequest,
    KeystoneListAuthProjectsRequest,
    KeystoneListGroupsForUserRequest,
    KeystoneListProjectsRequest,
    PwdAuth,
    PwdIdentity,
    PwdPassword,
    PwdPasswordUser,
    PwdPasswordUserDomain,
)

import access_key
from access_key import refusal

given = json.load(sys.stdin)
account, user = given["account"], given["user"]


def client_of(key):
    """A client with an access key."""
    return access_key.client_of(IamClient, GlobalCredentials, key, account["id"], given["identity"])


def signed_in(client):
    """The user and the project of a token that is asked for with the password."""
    owner = PwdPasswordUser(domain=PwdPasswordUserDomain(name=account["name"]), name=user["name"], password=user["password"])
    identity = PwdIdentity(methods=["password"], password=PwdPassword(user=owner))
    auth = PwdAuth(identity=identity, scope=AuthScope(project=AuthScopeProject(name=given["project"])))
    body = KeystoneCreateUserTokenByPasswordRequestBody(auth=auth)
    answer = client.keystone_create_user_token_by_password(KeystoneCreateUserTokenByPasswordRequest(body=body))
    return [answer.token.user.name, answer.token.project.name, bool(answer.x_subject_token)]


client, guest = client_of(given["key"]), client_of(given["guest"])
of_region = KeystoneListProjectsRequest(name=given["project"])
json.dump(
    {
        "mine": [each.name for each in client.keystone_list_auth_projects(KeystoneListAuthProjectsRequest()).projects],
        "all": [each.name for each in client.keystone_list_projects(KeystoneListProjectsRequest()).projects],
        "ofRegion": [each.name for each in client.keystone_list_projects(of_region).projects],
        "accounts": [each.id for each in client.keystone_list_auth_domains(KeystoneListAuthDomainsRequest()).domains],
        "groups": [
            each.name for each in client.keystone_list_groups_for_user(KeystoneListGroupsForUserRequest(user_id=user["id"])).groups
        ],
        "mayNotList": refusal(lambda: guest.keystone_list_projects(of_region)),
        "wrongKey": refusal(lambda: client_of({**given["key"], "secret": "wrong"}).keystone_list_projects(of_region)),
        "signedIn": signed_in(client),
    },
    sys.stdout,
)
