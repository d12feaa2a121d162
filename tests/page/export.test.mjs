// Files of passwords, without a page: what is in the encrypted one, and that other programs read it.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readCsv } from "./csv.mjs";
import { fieldsOf, keepassxc, noKeePassXC, opened } from "./kdbx.mjs";
import { load } from "./modules.mjs";

const { kdbxOf } = await load("many/kdbx.ts");
const { createExporter, fileName } = await load("many/export.ts");
const { rdpFile } = await load("server/rdp.ts");

const MASTER = "correct horse – battery ☕";
const bytesOf = (text) => new TextEncoder().encode(text);
const made = (entries, more = {}) => kdbxOf({ master: bytesOf(MASTER), name: "Sandbox", group: "demo", remark: "placeholder", entries, ...more });
const entry = (more) => ({ title: "win", password: "p", url: "192.0.2.1", notes: "server ID 1", ...more });
const groupOf = (file) => file.getDefaultGroup().groups[0];
const read = (file) => groupOf(file).entries.map(fieldsOf);

/** Passwords that some form of writing might change. */
const TEXTS = ["abcDEF123", 'a"b""c"', "a\\b\\\\c\\", "<a>&amp;]]>", "a,b;c\td", "äöü€ß中😀", "=1+2", "@x", " lead and trail ", "two\nlines", "#1", "\u0001\uFFFE", "e\u0301"];

describe("the encrypted file", () => {
  let bytes;
  let file;
  before(async () => {
    bytes = await made(TEXTS.map((password, index) => entry({ title: `server ${String(index)}`, password })));
    file = await opened(bytes, MASTER);
  });

  test("is KDBX 4 with AES-256, Argon2id of 64 MiB, and opens with its master password alone", async () => {
    const { header } = file;
    const number = (name) => Number(header.kdfParameters.get(name));
    assert.deepEqual([header.versionMajor, header.versionMinor, number("V")], [4, 0, 0x13]);
    assert.equal(header.dataCipherUuid.toString(), "McHy5r9xQ1C+WAUhavxa/w==");
    assert.equal(Buffer.from(header.kdfParameters.get("$UUID")).toString("base64"), "nimLGVbbR3OyPfw+xvCh5g==");
    assert.equal(number("M"), 64 * 1024 * 1024);
    assert.ok(number("I") >= 3 && number("P") === 4, "the second recommendation of RFC 9106 at least");
    await assert.rejects(opened(bytes, "correct horse – battery"), { code: "InvalidKey" });
    for (const text of ["abcDEF123", "server 0", MASTER]) assert.ok(!Buffer.from(bytes).includes(text), text);
  });

  test("has a group of the project, and in it every password as it is, protected", () => {
    assert.deepEqual([file.meta.name, file.getDefaultGroup().groups.map(({ name }) => name)], ["Sandbox", ["demo"]]);
    assert.deepEqual(read(file).map(({ Title, Password }) => [Title, Password]), TEXTS.map((text, index) => [`server ${String(index)}`, text]));
    for (const { fields } of groupOf(file).entries) {
      assert.equal(typeof fields.get("Password"), "object", "a protected value");
      assert.equal(fields.get("UserName"), "Administrator");
      assert.equal(fields.get("URL"), "rdp://192.0.2.1");
      assert.equal(fields.get("Notes"), "server ID 1");
    }
  });

  test("no two files are the same, and the master password is wiped once it was read", async () => {
    const master = bytesOf(MASTER);
    const [one, two] = [await kdbxOf({ master, name: "a", group: "b", remark: "", entries: [] }), await made([])];
    assert.ok(master.every((byte) => byte === 0));
    assert.notDeepEqual(Buffer.from(one).subarray(0, 200), Buffer.from(two).subarray(0, 200));
  });

  test("KeePassXC opens it: the group, names, addresses and passwords", { skip: noKeePassXC }, () => {
    const [group, ...names] = keepassxc(bytes, MASTER, "ls", "-R").trimEnd().split("\n").map((line) => line.trim());
    assert.equal(group, "demo/");
    assert.deepEqual(names.sort(), TEXTS.map((_, index) => `server ${String(index)}`).sort());
    const [, ...rows] = readCsv(keepassxc(bytes, MASTER, "export", "-f", "csv"), { strict: true });
    assert.deepEqual(rows.map((row) => row.slice(0, 6)), TEXTS.map((text, index) => ["Sandbox/demo", `server ${String(index)}`, "Administrator", text, "rdp://192.0.2.1", "server ID 1"]));
    assert.throws(() => keepassxc(bytes, "wrong", "ls"), /keepassxc-cli ls/);
  });
});

/** Numbers that look random, and are the same each time. */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe("what a cloud wrote", () => {
  const next = numbers(11);
  const pick = (list) => list[next(list.length)];
  const pieces = ["{", "}", "{REF:P@I:0123}", "{CMD:/calc.exe/}", "{URL}", "{S:x}", "{{", "}}", "a", "%TEMP%", "cmd://", "\r\n", "\0", "\u2028", "10.0.0.1", "://", '"', "<", "]]>", "\\", "\uD800", "\uFFFE", "\uFFFF", "\u0007"];
  const text = () => Array.from({ length: next(6) }, () => pick(pieces)).join("");
  const addresses = ["10.0.0.1", "255.255.255.255", "2001:db8::7", "::1", "::ffff:10.0.0.1", "1:2:3:4:5:6:7:8"];
  const others = ["cmd://calc.exe", "{REF:U@I:0}", "http://10.0.0.1", "10.0.0.1\r\n", "10.0.0.1 ", "10.0.0.256", "10.0.0", "10.0.0.1.", "010.0.0.1", "1e1.0.0.1", ":", "::::", "1::2::3", "fe80::1%eth0", "[::1]", "::1]/x[", "host.example", "10.0.0.1:3389", "", "\uff11.0.0.1"];
  const entries = Array.from({ length: 1000 }, () => ({ title: text(), password: text().replaceAll("\uD800", ""), url: pick([...addresses, ...others, text()]), notes: text() }));
  const hostile = [
    entry({ title: "win {URL}", url: "cmd://calc.exe", notes: "{REF:P@I:00}" }),
    entry({ title: "other", password: "braces {TITLE} in it", url: "2001:db8::7" }),
  ];

  test("is no placeholder, and an address is one or is left out", async () => {
    const file = await opened(await made(entries, { name: "{CMD:/calc.exe/}", group: "{REF:P@I:0}\uFFFF" }), MASTER);
    for (const name of [file.meta.name, file.getDefaultGroup().name, groupOf(file).name]) assert.doesNotMatch(name, /[{}\uFFFF]/);
    const found = read(file);
    assert.equal(found.length, entries.length);
    found.forEach(({ Title, UserName, Password, URL, Notes }, index) => {
      const { password, url } = entries[index];
      assert.deepEqual([UserName, Password], ["Administrator", password]);
      for (const told of [Title, Notes]) assert.doesNotMatch(told, /[{}\p{Cc}\p{Cs}\uFFFE\uFFFF]/u);
      assert.equal(URL, addresses.includes(url) ? (url.includes(":") ? `rdp://[${url}]` : `rdp://${url}`) : "");
      assert.equal(Notes.endsWith("placeholder"), /\{[^{}]+\}/.test(password));
      // The same in an .rdp file.
      assert.equal(rdpFile("x", url) !== undefined, URL !== "");
    });
  });

  test("KeePassXC reads the file, resolves nothing of it, and does with a password what is noted of it", { skip: noKeePassXC }, async () => {
    const all = await made([...hostile, ...entries]);
    assert.equal(keepassxc(all, MASTER, "export", "-f", "csv").includes("calc.exe}"), false);
    const shown = (attribute, name) => keepassxc(all, MASTER, "show", "-s", "-a", attribute, `demo/${name}`);
    assert.equal(shown("Title", "win \uFF5BURL\uFF5D"), "win \uFF5BURL\uFF5D\n");
    assert.equal(shown("URL", "win \uFF5BURL\uFF5D"), "\n");
    assert.equal(shown("Notes", "win \uFF5BURL\uFF5D"), "\uFF5BREF:P@I:00\uFF5D\n");
    assert.equal(shown("URL", "other"), "rdp://[2001:db8::7]\n");
    assert.equal(shown("Password", "other"), "braces other in it\n");
    assert.equal(shown("Notes", "other"), "server ID 1; placeholder\n");
  });
});

test("a file is named after its cloud, its project and the day, whatever these are called", () => {
  const day = new Date(2026, 0, 5, 23, 59);
  const named = (name, project, kind, projectId) => fileName({ cloud: { name }, project, projectId }, kind, day);
  assert.equal(named("otc", "eu-de_staging", undefined), "otc-eu-de_staging-2026-01-05");
  assert.equal(named("sandbox", "demo", "new-passwords"), "sandbox-demo-new-passwords-2026-01-05");
  assert.equal(named("otc", undefined, undefined, "0123abc"), "otc-0123abc-2026-01-05");
  assert.equal(named("otc", "../../etc/pass wd\0\u202Efdp.exe", undefined), "otc-etc-pass-wd-fdp-exe-2026-01-05");
  assert.equal(named("x", "Projekt Ä/中文", undefined), "x-Projekt-Ä-中文-2026-01-05");
  assert.equal(named("x", "😀", undefined), "x-2026-01-05");
  assert.ok(named("x", "a".repeat(500), undefined).length < 100);
});

describe("saving", () => {
  const session = { cloud: { name: "sandbox", label: "Sandbox" }, project: "demo" };

  test("without a session nothing is saved, and the master password is wiped", async () => {
    const master = bytesOf(MASTER);
    const stages = [];
    const exporter = createExporter({ session: () => undefined, rows: () => [1], entryOf: entry, isThere: () => true, shown: (stage) => stages.push(stage), saved: () => stages.push("saved") });
    await exporter.save(master);
    assert.deepEqual(stages, []);
    assert.ok(master.every((byte) => byte === 0));
  });

  test("what was forgotten meanwhile is not saved, and the dialog asks again", async () => {
    const stages = [];
    const exporter = createExporter({ session: () => session, rows: () => [1], entryOf: () => entry({}), isThere: () => false, shown: (stage) => stages.push(stage), saved: () => stages.push("saved") });
    await exporter.save(undefined);
    assert.deepEqual(stages, ["working", undefined]);
    const master = bytesOf(MASTER);
    await exporter.save(master);
    assert.ok(master.every((byte) => byte === 0));
  });

  test("whoever closes the dialog calls it off", async () => {
    const stages = [];
    const exporter = createExporter({
      session: () => session,
      rows: () => Array.from({ length: 1000 }, (_, index) => index),
      entryOf: () => entry({}),
      isThere: () => true,
      shown: (stage) => stages.push(stage),
      saved: () => stages.push("saved"),
    });
    const saving = exporter.save(undefined);
    exporter.follow({ kind: "export", format: "csv", stage: "working" });
    exporter.follow(undefined);
    await saving;
    assert.deepEqual(stages, ["working"]);
  });
});
