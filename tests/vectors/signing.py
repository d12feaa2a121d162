"""Writes signing.json: what signatures of requests are to be, by an implementation that is not the package's.

Written after the published description of the algorithms, with the standard library alone. The published vectors stand first, with the
values of those who published them, which this implementation reproduces or the script ends. `python3 tests/vectors/signing.py`
"""

import calendar
import hashlib
import hmac
import json
import time
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

SDK, V11 = "SDK-HMAC-SHA256", "V11-HMAC-SHA256"
AK, SK = "HQKEXAMPLE0ACCESSKEY", "aXyz0123456789/+EXAMPLEsecretEXAMPLE4567"
HOST = "https://ecs.eu-de.otc.t-systems.com"
PROJECT, SERVER = "0123456789abcdef0123456789abcdef", "11111111-2222-4333-8444-555555555555"
PASSWORD = f"/v2.1/{PROJECT}/servers/{SERVER}/os-server-password"
MORNING = 1795325609000  # 2026-11-22T05:33:29Z


def encoded(text):
    return quote(text, safe="-_.~")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def sign(access, secret, request, options=None, at=None, token=None):
    """What is hashed, what is signed, the signature, and the headers to send."""
    options = options or {}
    sent = dict(request.get("headers", {}))
    lower = {name.lower() for name in sent}
    if "x-sdk-date" not in lower:
        sent["X-Sdk-Date"] = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at // 1000))
    if token is not None:
        sent["X-Security-Token"] = token
    signed = sorted((name.lower(), value.strip(" \t")) for name, value in sent.items())
    values = dict(signed)
    url = request["url"]
    if "endpoint" in options:
        url = options["signedEndpoint"].rstrip("/") + url.removeprefix(options["endpoint"].rstrip("/"))
    parts = urlsplit(url)
    path = "/".join(encoded(segment) for segment in parts.path.split("/"))
    pairs = sorted(parse_qsl(parts.query, keep_blank_values=True))
    body = request.get("body", "").encode()
    canonical = "\n".join(
        [
            request["method"],
            path if path.endswith("/") else path + "/",
            "&".join(f"{encoded(name)}={encoded(value)}" for name, value in pairs),
            "".join(f"{name}:{value}\n" for name, value in signed),
            ";".join(name for name, _ in signed),
            values.get("x-sdk-content-sha256", sha256(body)),
        ]
    )
    algorithm, date = options.get("algorithm", SDK), values["x-sdk-date"]
    lines, key, who = [algorithm, date], secret.encode(), f"Access={access}"
    if algorithm == V11:
        info = f"{date[:8]}/{options['region']}/{options['service']}"
        extracted = mac(access.encode(), secret.encode())
        key = mac(extracted, info.encode() + b"\x01").hex().encode()
        lines.append(info)
        who = f"Credential={access}/{info}"
    to_sign = "\n".join([*lines, sha256(canonical.encode())])
    signature = mac(key, to_sign.encode()).hex()
    names = ";".join(name for name, _ in signed)
    sent["Authorization"] = f"{algorithm} {who}, SignedHeaders={names}, Signature={signature}"
    return {"canonicalRequest": canonical, "stringToSign": to_sign, "signature": signature, "headers": sent}


def published():
    guide = {
        "method": "GET",
        "url": "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
        "headers": {"content-type": "application/json", "host": "service.region.example.com", "x-sdk-date": "20191115T033655Z"},
    }
    expected = sign("QTWAOYTTINDUT2QVKYUC", "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc", guide)
    assert sha256(expected["canonicalRequest"].encode()) == "b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a"
    assert expected["signature"] == "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
    yield "published: the guide to API request signing", "QTWAOYTTINDUT2QVKYUC", "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc", guide, expected

    go = {"method": "GET", "url": "https://example.huaweicloud.com/path?limit=1", "headers": {"X-Sdk-Date": "20060102T150405Z"}}
    expected = sign("AccessKey", "SecretKey", go)
    assert expected["signature"] == "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624"
    yield "published: the tests of the SDK for Go, without the header that it does not sign", "AccessKey", "SecretKey", go, expected

    python = {
        "method": "GET",
        "url": "https://service.endpoint.myhuaweicloud.com/resources?size=1",
        "headers": {"Host": "service.endpoint.myhuaweicloud.com", "X-Sdk-Date": "20200608T023900Z"},
    }
    expected = sign("AccessKey", "SecretKey", python)
    assert expected["signature"] == "cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842", expected
    yield "published: the tests of the SDK for Python", "AccessKey", "SecretKey", python, expected


def get(path, **headers):
    return {"method": "GET", "url": HOST + path, "headers": {name.replace("_", "-"): value for name, value in headers.items()}}


def post(path, body, **headers):
    return {**get(path, **headers), "method": "POST", "body": body}


JSON = {"Accept": "application/json", "Content_Type": "application/json"}
V11_OPTIONS = {"algorithm": V11, "region": "eu-de", "service": "ecs"}
TOKEN = "gQpldS1kZQ" * 30
SDK_QUERY = "enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29"

OURS = [
    ("no header at all", {"method": "GET", "url": HOST + PASSWORD}, {}),
    ("the password of a server, as it is built", get(PASSWORD, **JSON), {}),
    ("the same, deleted", {**get(PASSWORD, **JSON), "method": "DELETE"}, {}),
    ("with a project", get(PASSWORD, **JSON, X_Project_Id=PROJECT), {}),
    ("with a security token", get(PASSWORD, **JSON), {"token": TOKEN}),
    ("a body", post("/v1/x", '{"a":"\u00e9 \u4e00"}', **JSON), {}),
    ("a hash that is given", post("/v1/x", "not hashed", X_Sdk_Content_Sha256="UNSIGNED-PAYLOAD"), {}),
    ("a time that is given", get("/v1/x", X_Sdk_Date="20200229T235959Z"), {}),
    ("a time that is given in small letters", get("/v1/x", x_sdk_date="20200229T235959Z"), {}),
    ("no path", get(""), {}),
    ("no path, and a query", get("?limit=1"), {}),
    ("a path with a slash at its end", get("/v1/x/"), {}),
    ("a path with signs", get("/v1/a:b@c,d;e=f!g$h'i(j)k*l&m/~x"), {}),
    ("two slashes", get("/v1//x"), {}),
    ("the query of the SDKs' tests", get("/v1/x?" + SDK_QUERY), {}),
    ("a query out of order, with empty values", get("/v1/x?b=2&a=3&a=1&c&d=&A=0"), {}),
    ("a query whose names begin alike", get("/v1/x?a-b=1&a=2&a%20b=3&aa=4"), {}),
    ("a query with small hexadecimal digits, and signs that need no escape", get("/v1/x?a=%e4%b8%80%7e&b=:/?@!$'()*,;"), {}),
    ("letters that are not ASCII in a query", get("/v1/x?name=\u00fc\u4e00"), {}),
    ("headers out of order, with blanks around", get("/v1/x", X_B=" two  words\t", a="1", X_A=""), {}),
    ("names with an underscore and a minus", {**get("/v1/x"), "headers": {"a_b": "1", "a-b": "2", "ab": "3"}}, {}),
    ("behind a proxy", {**get(""), "url": "https://proxy.example.com/cloud/compute" + PASSWORD},
     {"options": {"endpoint": "https://proxy.example.com/cloud/compute", "signedEndpoint": HOST}}),
    ("behind a proxy, with a path on its other side", {**get(""), "url": f"http://localhost:4173{PASSWORD}?limit=1"},
     {"options": {"endpoint": "http://localhost:4173/", "signedEndpoint": HOST + "/gateway/"}}),
    ("the first second of 1970", get("/v1/x"), {"at": 0}),
    ("the last millisecond of a leap day", get("/v1/x"), {"at": calendar.timegm((2028, 2, 29, 23, 59, 59)) * 1000 + 999}),
    ("V11", get(PASSWORD, **JSON), {"options": V11_OPTIONS}),
    ("V11 with a body and a query", post("/v1/x?b=1&a=2", "{}", **JSON), {"options": V11_OPTIONS}),
    ("V11 with a time that is given", get("/v1/x", X_Sdk_Date="20200229T235959Z"), {"options": V11_OPTIONS}),
    ("V11 with a security token", get("/v1/x"), {"options": {**V11_OPTIONS, "service": "iam"}, "token": TOKEN}),
    ("a secret longer than a block", get("/v1/x"), {"secret": "longer than a block ".replace(" ", "-") * 6}),
    ("V11 with a secret longer than a block", get("/v1/x"), {"secret": "x" * 65, "options": V11_OPTIONS}),
]

REFUSED = [
    ("a path with an escape", get("/v1/a%20b"), {}, "request.url"),
    ("a path that is not ASCII", get("/v1/\u00e9"), {}, "request.url"),
    ("a plus in a query", get("/v1/x?a=b+c"), {}, "request.url"),
    ("a time that is none", get("/v1/x", X_Sdk_Date="2020-02-29"), {}, "request.headers.X-Sdk-Date"),
    ("a signature that is there already", get("/v1/x", authorization="x"), {}, "request.headers.Authorization"),
    ("a security token that is there already", get("/v1/x", x_security_token="t"), {"token": TOKEN}, "request.headers.X-Security-Token"),
    ("a method in small letters", {"method": "get", "url": HOST}, {}, "request.method"),
    ("V11 without a region", get("/v1/x"), {"options": {"algorithm": V11, "service": "ecs"}}, "region"),
    ("V11 without a service", get("/v1/x"), {"options": {"algorithm": V11, "region": "eu-de"}}, "service"),
    ("a region without V11", get("/v1/x"), {"options": {"region": "eu-de"}}, "region"),
    ("a service without V11", get("/v1/x"), {"options": {"service": "ecs"}}, "service"),
    ("a region that is none", get("/v1/x"), {"options": {**V11_OPTIONS, "region": "eu/de"}}, "region"),
    ("another algorithm", get("/v1/x"), {"options": {"algorithm": "AWS4-HMAC-SHA256"}}, "algorithm"),
    ("a signed endpoint alone", get("/v1/x"), {"options": {"signedEndpoint": HOST}}, "endpoint"),
    ("an endpoint alone", get("/v1/x"), {"options": {"endpoint": HOST}}, "signedEndpoint"),
    ("another endpoint than the request's", get("/v1/x"), {"options": {"endpoint": HOST + ".example", "signedEndpoint": HOST}}, "request.url"),
    ("a time before 1970", get("/v1/x"), {"at": -1}, "time"),
]


def case(name, access, secret, request, options, at, token, expect):
    key = {"access": access, "secret": secret, **({"securityToken": token} if token else {})}
    return {"name": name, "key": key, "request": request, "options": options, "time": at, "expect": expect}


def main():
    cases = [case(name, access, secret, request, {}, 0, None, expect) for name, access, secret, request, expect in published()]
    for name, request, more in OURS:
        secret, options, at, token = (more.get(key, default) for key, default in [("secret", SK), ("options", {}), ("at", MORNING), ("token", None)])
        cases.append(case(name, AK, secret, request, options, at, token, sign(AK, secret, request, options, at, token)))
    for name, request, more, path in REFUSED:
        error = {"error": {"code": "invalidInput", "path": path}}
        cases.append(case(name, AK, SK, request, more.get("options", {}), more.get("at", MORNING), more.get("token"), error))
    text = ",\n".join(json.dumps(each, ensure_ascii=False) for each in cases)
    Path(__file__).with_suffix(".json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
