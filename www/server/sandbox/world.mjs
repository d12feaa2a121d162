// Who and what is in the sandbox cloud. The four servers of the contract tests have the ids they have there.

export const DOMAIN = { id: "default", name: "Default" };
export const REGION = "RegionOne";
/** Of the same Keystone; nothing of it is in the sandbox. */
export const OTHER_REGION = "RegionTwo";

/** @type {Record<string, { id: string, name: string }>} */
export const PROJECTS = {
  demo: { id: "de300000000000000000000000000001", name: "demo" },
  other: { id: "07e40000000000000000000000000002", name: "other" },
  staging: { id: "57a90000000000000000000000000003", name: "staging" },
};

/** Is not in use: nobody can sign in to it. */
export const CLOSED_PROJECT = { id: "c105ed00000000000000000000000004", name: "closed" };

/** @type {Record<string, { id: string, name: string }>} */
export const ROLES = {
  member: { id: "45d517a703504dad973dff9e9f45f5f2", name: "member" },
  reader: { id: "19b5e5eb58734352a7073b52e03fac3c", name: "reader" },
  nopass: { id: "40a55000000000000000000000000001", name: "nopass" },
};

/**
 * @typedef {object} User
 * @property {string} id
 * @property {string} name
 * @property {string} password
 * @property {string} project
 * @property {string[]} [projects] others that the user has the same roles in
 * @property {string[]} roles with the implied ones
 * @property {boolean} [readsDomain] whether they have these roles on the domain too, and see the application credentials of others
 * @property {string} [totpSecret] of a user with a second factor, in Base32
 * @property {string} note
 */

/** @type {User[]} */
export const USERS = [
  {
    id: "a11ce000000000000000000000000001",
    name: "alice",
    password: "alice-password",
    project: "demo",
    projects: ["staging"],
    roles: ["member", "reader"],
    note: "member of demo and staging: may get and delete passwords",
  },
  {
    id: "b0b00000000000000000000000000002",
    name: "bob",
    password: "bob-password",
    project: "demo",
    roles: ["reader"],
    note: "reader in demo: may get passwords; deleting is forbidden (403)",
  },
  {
    id: "ca401000000000000000000000000003",
    name: "carol",
    password: "carol-password",
    project: "demo",
    roles: ["member", "reader", "nopass"],
    note: "in demo with a policy against reading passwords: getting is forbidden (403), deleting is not",
  },
  {
    id: "da7e0000000000000000000000000004",
    name: "dave",
    password: "dave-password",
    project: "other",
    roles: ["member", "reader"],
    note: "member of the project other: the servers of demo are not found (404)",
  },
  {
    id: "e7a00000000000000000000000000005",
    name: "erika",
    password: "erika-password",
    project: "demo",
    projects: ["staging"],
    roles: ["member", "reader"],
    // The secret of RFC 6238's own examples.
    totpSecret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    note: "member of demo with a second factor: a one-time code besides the password",
  },
  {
    id: "f2a4c000000000000000000000000006",
    name: "frances",
    password: "frances-password",
    project: "demo",
    roles: ["reader"],
    readsDomain: true,
    note: "reader of the domain: may read who has which role, and the application credentials of all",
  },
];

/**
 * @typedef {object} ApplicationCredential
 * @property {string} id
 * @property {string} name
 * @property {string} secret
 * @property {string} user
 * @property {{ id: string, service: string, method: string, path: string }[]} [accessRules]
 * @property {string} note
 */

/** @type {ApplicationCredential[]} */
export const APPLICATION_CREDENTIALS = [
  {
    id: "a99c0000000000000000000000000001",
    name: "ui",
    secret: "ui-application-credential-secret",
    user: "alice",
    note: "of alice: may do what she may",
  },
  {
    id: "a99c0000000000000000000000000002",
    name: "readpw-only",
    secret: "readpw-only-application-credential-secret",
    user: "alice",
    accessRules: [
      {
        id: "acce5500000000000000000000000001",
        service: "compute",
        method: "GET",
        path: "/v2.1/servers/*/os-server-password",
      },
    ],
    note: "of alice: may only get passwords, by the path without project ID",
  },
];

/**
 * @typedef {object} KeyPair
 * @property {string} name
 * @property {string} user
 * @property {"rsa" | "ed25519"} type
 * @property {number} [bits]
 * @property {"pkcs1" | "pkcs8"} format of the file
 * @property {string} note
 */

/** @type {KeyPair[]} */
export const KEY_PAIRS = [
  { name: "alice-rsa2048", user: "alice", type: "rsa", bits: 2048, format: "pkcs1", note: "RSA 2048, PKCS#1, no passphrase" },
  { name: "dave-rsa2048", user: "dave", type: "rsa", bits: 2048, format: "pkcs1", note: "RSA 2048, of dave" },
  {
    name: "bob-rsa2048",
    user: "bob",
    type: "rsa",
    bits: 2048,
    format: "pkcs1",
    note: "RSA 2048, of bob: alice does not see the key pair",
  },
  {
    name: "alice-ed25519",
    user: "alice",
    type: "ed25519",
    format: "pkcs8",
    note: "Ed25519: no password can be encrypted with it",
  },
  { name: "alice-rsa4096", user: "alice", type: "rsa", bits: 4096, format: "pkcs8", note: "RSA 4096, PKCS#8, no passphrase" },
];

/** The same key once more, as a file with a passphrase. */
export const PROTECTED_KEY = { name: "alice-rsa2048-passphrase", keyPair: "alice-rsa2048", passphrase: "sandbox-passphrase" };

/**
 * @typedef {object} Server
 * @property {string} id
 * @property {string} name
 * @property {string} project
 * @property {string} user
 * @property {string | null} keyPair
 * @property {"windows" | "linux" | null} imageOs what the image says
 * @property {"windows" | "linux"} [metadataOs] what the server's metadata say
 * @property {string} [password] what the guest has stored, where it has
 * @property {boolean} [late] the password comes only some time after the first look
 * @property {"ACTIVE" | "SHUTOFF" | "BUILD" | "ERROR"} [status]
 * @property {"ACTIVE" | "SHUTOFF"} [switching] what it is about to be
 * @property {"none" | "silent"} [agent] no guest agent by the image, or one that does not answer; else one that sets passwords
 * @property {number} [address] the last number of its addresses; none where it has none
 * @property {boolean} [floating]
 * @property {string} created
 * @property {string} note
 */

/** Newest first, as Nova lists them. @type {Server[]} */
export const SERVERS = [
  {
    id: "11111111-1111-4111-8111-111111111111",
    name: "win-2022-a",
    project: "demo",
    user: "alice",
    keyPair: "alice-rsa2048",
    imageOs: "windows",
    password: "nV7!qKz2@Wd9#RtYh4Lx",
    address: 11,
    floating: true,
    created: "2026-11-20T08:15:00Z",
    note: "a password, for alice-rsa2048.pem",
  },
  {
    id: "22222222-2222-4222-8222-222222222222",
    name: "win-2022-b",
    project: "demo",
    user: "alice",
    keyPair: "alice-rsa4096",
    imageOs: null,
    metadataOs: "windows",
    password: "T3s$mPw8Gc*Jb6&uEfX1",
    address: 12,
    floating: true,
    created: "2026-11-20T08:12:00Z",
    note: "a password, for alice-rsa4096.pem; known as Windows by its metadata only",
  },
  {
    id: "33333333-3333-4333-8333-333333333333",
    name: "ubuntu-24-a",
    project: "demo",
    user: "alice",
    keyPair: "alice-rsa2048",
    imageOs: "linux",
    agent: "none",
    address: 13,
    created: "2026-11-19T16:40:00Z",
    note: "Linux: never a password, and no guest agent",
  },
  {
    id: "55555555-5555-4555-8555-555555555555",
    name: "win-2022-new",
    project: "demo",
    user: "alice",
    keyPair: "alice-rsa2048",
    imageOs: "windows",
    password: "kX4)wTe9%Nb3+HzQv7Rd",
    late: true,
    address: 15,
    created: "2026-11-19T09:02:00Z",
    note: "still starting: its password arrives some time after the first look",
  },
  {
    id: "66666666-6666-4666-8666-666666666666",
    name: "win-2025-ed25519",
    project: "demo",
    user: "alice",
    keyPair: "alice-ed25519",
    imageOs: "windows",
    address: 16,
    created: "2026-11-18T11:30:00Z",
    note: "its key pair is Ed25519: never a password",
  },
  {
    id: "77777777-7777-4777-8777-777777777777",
    name: "win-2022-bob",
    project: "demo",
    user: "bob",
    keyPair: "bob-rsa2048",
    imageOs: "windows",
    password: "Zq8=dLm5&Vy2(GcPs6Jf",
    address: 17,
    created: "2026-11-17T14:21:00Z",
    note: "a colleague's: only bob sees the key pair; decrypts with bob-rsa2048.pem",
  },
  {
    id: "88888888-8888-4888-8888-888888888888",
    name: "win-2019-done",
    project: "demo",
    user: "alice",
    keyPair: "alice-rsa2048",
    imageOs: "windows",
    address: 18,
    created: "2026-11-12T07:55:00Z",
    note: "its password was deleted",
  },
  {
    id: "99999999-9999-4999-8999-000000000009",
    name: "win-2019-stopped",
    project: "demo",
    user: "alice",
    keyPair: "alice-rsa4096",
    imageOs: "windows",
    password: "pR6~bWs1^Fh8-YnCt3Ka",
    status: "SHUTOFF",
    address: 19,
    created: "2026-11-10T10:10:00Z",
    note: "stopped, with a password for alice-rsa4096.pem",
  },
  {
    id: "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
    name: "win-2025-build",
    project: "demo",
    user: "alice",
    keyPair: "alice-rsa2048",
    imageOs: "windows",
    status: "BUILD",
    created: "2026-11-09T12:00:00Z",
    note: "being built: no addresses, no password",
  },
  {
    id: "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb",
    name: "win-2022-broken",
    project: "demo",
    user: "alice",
    keyPair: "alice-rsa2048",
    imageOs: "windows",
    status: "ERROR",
    created: "2026-11-08T12:00:00Z",
    note: "could not be built: no password",
  },
  {
    id: "cccccccc-cccc-4ccc-8ccc-cccccccccccc",
    name: "debian-13-web",
    project: "demo",
    user: "bob",
    keyPair: "bob-rsa2048",
    imageOs: "linux",
    address: 23,
    floating: true,
    created: "2026-10-30T18:44:00Z",
    note: "Linux, a colleague's",
  },
  {
    id: "dddddddd-dddd-4ddd-8ddd-dddddddddddd",
    name: "appliance",
    project: "demo",
    user: "alice",
    keyPair: null,
    imageOs: null,
    address: 24,
    created: "2026-10-02T06:00:00Z",
    note: "nothing says what system it runs, and it has no key pair",
  },
  {
    id: "eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee",
    name: "win-2016-old",
    project: "demo",
    user: "alice",
    keyPair: "alice-rsa2048",
    imageOs: "windows",
    password: "cM2]uXg7!Ek4*RwDz9Bt",
    address: 25,
    created: "2026-08-15T06:30:00Z",
    note: "a password, for alice-rsa2048.pem or alice-rsa2048-passphrase.pem",
  },
  {
    id: "57a9aaaa-1111-4111-8111-111111111111",
    name: "win-2025-staging",
    project: "staging",
    user: "alice",
    keyPair: "alice-rsa2048",
    imageOs: "windows",
    password: "yG4+rTq6!Vm9*XsBn2Le",
    address: 31,
    created: "2026-11-16T10:05:00Z",
    note: "in the project staging: a password, for alice-rsa2048.pem",
  },
  {
    id: "57a9bbbb-2222-4222-8222-222222222222",
    name: "ubuntu-24-staging",
    project: "staging",
    user: "alice",
    keyPair: "alice-rsa2048",
    imageOs: "linux",
    address: 32,
    created: "2026-11-16T09:50:00Z",
    note: "in the project staging: Linux, never a password",
  },
  {
    id: "44444444-4444-4444-8444-444444444444",
    name: "win-2022-other",
    project: "other",
    user: "dave",
    keyPair: "dave-rsa2048",
    imageOs: "windows",
    password: "hB5^xQn9%Zk2+MvRw7Ca",
    agent: "silent",
    address: 14,
    created: "2026-11-20T08:00:00Z",
    note: "in the project other: a password, for dave-rsa2048.pem; its guest agent does not answer",
  },
];
