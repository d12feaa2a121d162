"""What the clients of Huawei Cloud's SDKs share."""

from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException


def client_of(service, kind, key, owner, endpoint):
    """A client of a service with an access key, a permanent or a temporary one; `kind` is that of its credentials, for a project or an account (`owner`)."""
    credentials = kind(key["access"], key["secret"], owner)
    if "securityToken" in key:
        credentials = credentials.with_security_token(key["securityToken"])
    return service.new_builder().with_credentials(credentials).with_endpoint(endpoint).build()


def refusal(call):
    """How the cloud refuses, as the SDK reads it."""
    try:
        call()
    except ClientRequestException as error:
        return [error.status_code, error.error_code]
    return None
