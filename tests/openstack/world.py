"""The seeded cloud: who is in it, which servers there are and what their passwords are.

Plain data, read both by the controlling script and by the seeding scripts in the virtual
environment. Ids are fixed so that two stands describe the same cloud.
"""

DOMAIN = {"id": "default", "name": "Default"}
REGION = "RegionOne"

PROJECTS = {
    "demo": "de300000000000000000000000000001",
    "other": "07e40000000000000000000000000002",
    "admin": "ad310000000000000000000000000003",
    "service": "5e4f0000000000000000000000000004",
    "staging": "57a90000000000000000000000000003",
}

# `nopass` is a role the policy file takes the right to read passwords from.
EXTRA_ROLES = {"nopass": "40a55000000000000000000000000001"}

USERS = {
    "alice": {
        "id": "a11ce000000000000000000000000001",
        "password": "alice-password",
        "project": "demo",
        "projects": ["staging"],
        "roles": ["member"],
    },
    "bob": {
        "id": "b0b00000000000000000000000000002",
        "password": "bob-password",
        "project": "demo",
        "roles": ["reader"],
    },
    "carol": {
        "id": "ca401000000000000000000000000003",
        "password": "carol-password",
        "project": "demo",
        "roles": ["member", "nopass"],
    },
    "dave": {
        "id": "da7e0000000000000000000000000004",
        "password": "dave-password",
        "project": "other",
        "roles": ["member"],
    },
    "erika": {
        "id": "e7a00000000000000000000000000005",
        "password": "erika-password",
        "project": "demo",
        "projects": ["staging"],
        "roles": ["member"],
        # Signs in with a one-time code besides; the secret of RFC 6238's own examples, in Base32.
        "totp_secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    },
    "admin": {
        "id": "ad310000000000000000000000000005",
        "password": "admin-password",
        "project": "admin",
        "roles": ["admin"],
    },
    "nova": {
        "id": "40fa0000000000000000000000000006",
        "password": "nova-password",
        "project": "service",
        "roles": ["service"],
    },
}
# The account Nova itself validates tokens with is no identity for tests.
SERVICE_USER = "nova"

APPLICATION_CREDENTIALS = {
    "ui": {
        "id": "a99c0000000000000000000000000001",
        "user": "alice",
        "secret": "ui-application-credential-secret",
        # Releases before 2026 do not add the implied reader, so it is asked for.
        "roles": ["member", "reader"],
        "access_rules": None,
    },
    "readpw-only": {
        "id": "a99c0000000000000000000000000002",
        "user": "alice",
        "secret": "readpw-only-application-credential-secret",
        "roles": ["member", "reader"],
        "access_rules": [
            {"service": "compute", "method": "GET", "path": "/v2.1/servers/*/os-server-password"}
        ],
    },
}

KEY_PAIRS = {
    "alice-rsa2048": {"user": "alice", "bits": 2048},
    "alice-rsa4096": {"user": "alice", "bits": 4096},
    "dave-rsa2048": {"user": "dave", "bits": 2048},
}

# `image` is what the image says of the guest (image.properties, microversion 2.98), `metadata`
# what the owner wrote on the server: the two places a client can learn the system from. `agent` is the
# guest agent that sets passwords: one that does, one that does not answer, or none by the image.
SERVERS = {
    "win2048": {
        "id": "11111111-1111-4111-8111-111111111111",
        "name": "win-2022-a",
        "user": "alice",
        "key": "alice-rsa2048",
        "os": "windows",
        "password": "nV7!qKz2@Wd9#RtYh4Lx",
        "image": {"id": "99999999-9999-4999-8999-999999999991", "os_type": "windows"},
        "metadata": {},
        "agent": "answers",
    },
    "win4096": {
        "id": "22222222-2222-4222-8222-222222222222",
        "name": "win-2022-b",
        "user": "alice",
        "key": "alice-rsa4096",
        "os": "windows",
        "password": "T3s$mPw8Gc*Jb6&uEfX1",
        "image": {"id": "99999999-9999-4999-8999-999999999992", "os_type": None},
        "metadata": {"os_type": "windows"},
        "agent": "answers",
    },
    "linux": {
        "id": "33333333-3333-4333-8333-333333333333",
        "name": "ubuntu-24-a",
        "user": "alice",
        "key": "alice-rsa2048",
        "os": "linux",
        "password": "",
        "image": {"id": "99999999-9999-4999-8999-999999999993", "os_type": "linux"},
        "metadata": {},
        "agent": None,
    },
    "other": {
        "id": "44444444-4444-4444-8444-444444444444",
        "name": "win-2022-other",
        "user": "dave",
        "key": "dave-rsa2048",
        "os": "windows",
        "password": "hB5^xQn9%Zk2+MvRw7Ca",
        "image": {"id": "99999999-9999-4999-8999-999999999991", "os_type": "windows"},
        "metadata": {},
        "agent": "silent",
    },
    # As one that found no place to run.
    "lost": {
        "id": "55555555-5555-4555-8555-000000000005",
        "name": "win-2022-lost",
        "user": "dave",
        "key": "dave-rsa2048",
        "os": "windows",
        "password": "",
        "image": {"id": "99999999-9999-4999-8999-999999999991", "os_type": "windows"},
        "metadata": {},
        "agent": "answers",
    },
}
LOST = SERVERS["lost"]["id"]

# The one host: the process of the API. And where a server has the word for its agent.
HOST = "stand"
AGENT_KEY = "stand_agent"

FLAVOR = {"id": "win.small", "memory_mb": 4096, "vcpus": 2, "root_gb": 40}

# What the Neutron metadata agent and Nova share; the stand plays the agent.
METADATA_SECRET = "metadata-proxy-shared-secret"
