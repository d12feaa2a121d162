"""Signs requests as Huawei Cloud's SDK does: their `Authorization` headers, as JSON."""

import json
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import DerivationAKSKSigner, Signer


def authorization(given):
    """The header of one request."""
    request = SdkRequest(
        method=given["method"],
        schema="https",
        host=given["headers"]["host"],
        resource_path=given["path"],
        query_params=[(name, value) for name, value in given["query"].items()],
        header_params=given["headers"],
        body=given.get("body"),
    )
    credentials = BasicCredentials(given["access"], given["secret"])
    if given["isDerived"]:
        return DerivationAKSKSigner(credentials).sign(request, "ecs", "eu-de").header_params["Authorization"]
    return Signer(credentials).sign(request).header_params["Authorization"]


json.dump([authorization(each) for each in json.load(sys.stdin)], sys.stdout)
