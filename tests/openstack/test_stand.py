"""Checks that the stand answers as real clouds do: python3 -m unittest, in this folder.

Brings the stand up if it is down and leaves it running, with the seeded state put back.
"""

import json
import os
import socket
import subprocess
import sys
import time
import unittest
from pathlib import Path

import environment
import layout
import services
import state
import world

HERE = Path(__file__).resolve().parent
DECRYPT = """
import base64, sys
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding
key = serialization.load_pem_private_key(open(sys.argv[1], "rb").read(), None)
sys.stdout.write(key.decrypt(base64.b64decode(sys.argv[2], validate=True), padding.PKCS1v15()).decode())
"""
ORIGIN = "http://localhost:5173"


def stand(*arguments, check=True, **variables):
    return subprocess.run(
        [sys.executable, HERE / "stand.py", *arguments],
        env={**os.environ, **variables},
        check=check,
        capture_output=True,
        text=True,
    )


def setUpModule():
    global STAND
    STAND = json.loads(stand("up").stdout)
    stand("reset")


def tearDownModule():
    stand("reset")


def sign_in(identity, scope=None):
    """POST /v3/auth/tokens; returns (status, token)."""
    body = {"auth": {"identity": identity, **({"scope": scope} if scope else {})}}
    status, headers, _ = services.request(
        f"{STAND['identityUrl']}/auth/tokens",
        "POST",
        {"Content-Type": "application/json"},
        json.dumps(body).encode(),
    )
    return status, headers["X-Subject-Token"]


def user_token(name):
    user = STAND["users"][name]
    domain = {"name": user["domain"]}
    account = {"name": name, "domain": domain, "password": user["password"]}
    status, token = sign_in(
        {"methods": ["password"], "password": {"user": account}},
        {"project": {"name": user["project"], "domain": domain}},
    )
    assert status == 201, status
    return token


def application_token(name):
    credential = STAND["applicationCredentials"][name]
    status, token = sign_in({"methods": ["application_credential"], "application_credential": credential})
    assert status == 201, status
    return token


def nova(token, path, method="GET", content=None, **headers):
    """A request to /v2.1; returns (status, JSON or text)."""
    status, _, body = services.request(
        f"{STAND['computeUrl']}/v2.1{path}", method, {"X-Auth-Token": token, **headers}, content
    )
    try:
        return status, json.loads(body)
    except ValueError:
        return status, body.decode()


def act(token, server, body):
    """POST …/action; returns (status, JSON or text)."""
    path = f"/servers/{STAND['servers'][server]['id']}/action"
    return nova(token, path, "POST", json.dumps(body).encode(), **{"Content-Type": "application/json"})


def password(token, server, method="GET"):
    return nova(token, f"/servers/{STAND['servers'][server]['id']}/os-server-password", method)


class SignIn(unittest.TestCase):
    def test_password_and_validation(self):
        token = user_token("alice")
        status, _, body = services.request(
            f"{STAND['identityUrl']}/auth/tokens", headers={"X-Auth-Token": token, "X-Subject-Token": token}
        )
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(body)["token"]["project"]["id"], STAND["project"]["id"])

    def test_application_credential(self):
        self.assertEqual(password(application_token("ui"), "win2048")[0], 200)

    def test_access_rules(self):
        token = application_token("readpw-only")
        self.assertEqual(password(token, "win2048")[0], 200)
        self.assertEqual(password(token, "win2048", "DELETE")[0], 401)
        self.assertEqual(nova(token, "/servers/detail")[0], 401)

    def test_wrong_password(self):
        account = {"name": "alice", "domain": {"id": "default"}, "password": "wrong"}
        self.assertEqual(sign_in({"methods": ["password"], "password": {"user": account}})[0], 401)

    def test_revocation_counts_at_once(self):
        token = user_token("alice")
        self.assertEqual(password(token, "win2048")[0], 200)
        headers = {"X-Auth-Token": token, "X-Subject-Token": token}
        self.assertEqual(services.request(f"{STAND['identityUrl']}/auth/tokens", "DELETE", headers)[0], 204)
        self.assertEqual(password(token, "win2048")[0], 401)


class Passwords(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Whoever has a second factor is the contract's.
        cls.tokens = {name: user_token(name) for name, user in STAND["users"].items() if "totpSecret" not in user}

    def assert_decrypts(self, user, name):
        status, body = password(self.tokens[user], name)
        self.assertEqual(status, 200)
        server = STAND["servers"][name]
        plain = subprocess.run(
            [environment.PYTHON, "-c", DECRYPT, server["keyFile"], body["password"]],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        self.assertEqual(plain, server["password"])

    def test_windows(self):
        self.assert_decrypts("alice", "win2048")
        self.assert_decrypts("bob", "win4096")
        self.assert_decrypts("dave", "other")

    def test_linux_has_none(self):
        self.assertEqual(password(self.tokens["alice"], "linux"), (200, {"password": ""}))

    def test_rights(self):
        self.assertEqual(password(self.tokens["bob"], "win2048", "DELETE")[0], 403)
        self.assertEqual(password(self.tokens["carol"], "win2048")[0], 403)
        self.assertEqual(password(self.tokens["dave"], "win2048")[0], 404)
        self.assertEqual(password(self.tokens["alice"], "other")[0], 404)
        self.assertEqual(password(self.tokens["admin"], "other")[0], 200)

    def test_wrong_project_in_path(self):
        server = STAND["servers"]["win2048"]["id"]
        path = f"/{STAND['otherProject']['id']}/servers/{server}/os-server-password"
        self.assertEqual(nova(self.tokens["alice"], path)[0], 400)

    def test_delete_and_reset(self):
        for _ in range(2):
            self.assertEqual(password(self.tokens["alice"], "win2048", "DELETE")[0], 204)
        self.assertEqual(password(self.tokens["alice"], "win2048"), (200, {"password": ""}))
        stand("reset")
        self.assert_decrypts("alice", "win2048")

    def test_key_pairs_belong_to_their_user(self):
        for name, pair in STAND["keyPairs"].items():
            status, body = nova(self.tokens[pair["user"]], f"/os-keypairs/{name}")
            self.assertEqual((status, body["keypair"]["fingerprint"]), (200, pair["fingerprint"]))
            self.assertEqual(nova(self.tokens["bob"], f"/os-keypairs/{name}")[0], 404)

    def test_servers_tell_their_system(self):
        version = {"OpenStack-API-Version": "compute 2.98"}
        status, body = nova(self.tokens["alice"], "/servers/detail", **version)
        self.assertEqual(status, 200)
        found = {
            server["id"]: (server["image"]["properties"].get("os_type"), server["metadata"].get("os_type"))
            for server in body["servers"]
        }
        expected = {"win2048": ("windows", None), "win4096": (None, "windows"), "linux": ("linux", None)}
        self.assertEqual(found, {STAND["servers"][name]["id"]: value for name, value in expected.items()})


class Compute(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.token = user_token("alice")

    def tearDown(self):
        stand("reset")

    def status(self, server):
        return nova(self.token, f"/servers/{STAND['servers'][server]['id']}")[1]["server"]["status"]

    def wait_until(self, server, status):
        deadline = time.monotonic() + 60
        while self.status(server) != status:
            self.assertLess(time.monotonic(), deadline)

    def test_change_is_stored(self):
        before = password(self.token, "win2048")
        self.assertEqual(act(self.token, "win2048", {"changePassword": {"adminPass": "new"}}), (202, ""))
        after = password(self.token, "win2048")
        self.assertEqual((after[0], len(after[1]["password"])), (200, len(before[1]["password"])))
        self.assertNotEqual(after, before)

    def test_stop_and_start(self):
        for action, status in (("os-stop", "SHUTOFF"), ("os-start", "ACTIVE")):
            self.assertEqual(act(self.token, "linux", {action: None}), (202, ""))
            self.wait_until("linux", status)

    def test_reset_starts_what_was_stopped(self):
        self.assertEqual(act(self.token, "win2048", {"os-stop": None})[0], 202)
        self.wait_until("win2048", "SHUTOFF")
        stand("reset")
        self.assertEqual(self.status("win2048"), "ACTIVE")
        # The driver says so as well, or this were a conflict.
        self.assertEqual(act(self.token, "win2048", {"changePassword": {"adminPass": "new"}})[0], 202)

    def test_reset_overtakes_an_order(self):
        self.assertEqual(act(self.token, "win2048", {"os-stop": None})[0], 202)
        stand("reset")
        self.assertEqual(act(self.token, "win2048", {"changePassword": {"adminPass": "new"}})[0], 202)
        self.assertEqual(self.status("win2048"), "ACTIVE")

    def test_guest_stores_once(self):
        own = layout.from_environment()
        with self.assertRaisesRegex(layout.StandError, "answered 409"):
            state._post_password(own, world.SERVERS["win2048"], "another")
        self.assertEqual(password(self.token, "win2048", "DELETE")[0], 204)
        state._post_password(own, world.SERVERS["win2048"], "another")
        self.assertEqual(password(self.token, "win2048"), (200, {"password": "another"}))


class Browsers(unittest.TestCase):
    def test_preflight(self):
        for url, header in (
            (f"{STAND['identityUrl']}/auth/tokens", "content-type"),
            (f"{STAND['computeUrl']}/v2.1/servers/detail", "x-auth-token"),
        ):
            for origin, allowed in ((ORIGIN, ORIGIN), ("http://evil.example", None)):
                headers = {
                    "Origin": origin,
                    "Access-Control-Request-Method": "POST" if header == "content-type" else "GET",
                    "Access-Control-Request-Headers": header,
                }
                status, answer, _ = services.request(url, "OPTIONS", headers)
                self.assertEqual((status, answer["Access-Control-Allow-Origin"]), (200, allowed))


class Control(unittest.TestCase):
    def test_keystone_stopped(self):
        token = user_token("alice")
        stand("stop", "keystone")
        try:
            self.assertEqual(password(token, "win2048")[0], 503)
        finally:
            stand("start", "keystone")
        self.assertEqual(password(token, "win2048")[0], 200)

    def test_reset_makes_keystone_forget(self):
        admin = {"X-Auth-Token": user_token("admin"), "Content-Type": "application/json"}
        url = f"{STAND['identityUrl']}/projects/{STAND['project']['id']}"
        body = json.dumps({"project": {"enabled": False}}).encode()
        self.assertEqual(services.request(url, "PATCH", admin, body)[0], 200)
        self.assertFalse(json.loads(services.request(url, headers=admin)[2])["project"]["enabled"])
        stand("reset")
        user_token("alice")

    def test_stale_pid_file(self):
        own = layout.from_environment()
        file = own.run / "keystone.pid"
        saved = file.read_text()
        pid, _, command = saved.partition(" ")
        try:
            # As after a reboot, when another process has got the number.
            file.write_text(f"{os.getpid()} {command}")
            self.assertIsNone(services.pid_of(own, "keystone"))
        finally:
            file.write_text(saved)
        self.assertEqual(services.pid_of(own, "keystone"), int(pid))

    def test_port_taken(self):
        base = 28000
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", base + layout.PORT_OFFSETS["nova"]))
            taken.listen()
            result = stand("up", check=False, ECS_PASSWORD_STAND_PORT_BASE=str(base))
        self.assertEqual(result.returncode, 2)
        self.assertIn("`31774`", result.stderr)
        self.assertIn(layout.PORT_BASE_VARIABLE, result.stderr)
        self.assertEqual(result.stdout, "")

    def test_ports_of_others_are_left_to_them(self):
        free = services.with_free_ports(layout.Layout(28100))
        self.assertEqual(free.port_base, 28100)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", free.port("metadata")))
            taken.listen()
            other = services.with_free_ports(free)
        self.assertIn(other.port_base, services.PORT_BASES)
        for name in services.NAMES:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", other.port(name)))

    def test_description(self):
        self.assertEqual(set(STAND["servers"]), set(world.SERVERS))
        for pair in STAND["keyPairs"].values():
            self.assertEqual(os.stat(pair["privateKeyFile"]).st_mode & 0o077, 0)


if __name__ == "__main__":
    unittest.main()
