// `policy who-can`, as a program.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { folder, run } from "./run.mjs";

const at = folder();
const write = (name, content) => { writeFileSync(path.join(at, name), typeof content === "string" ? content : JSON.stringify(content)); };
const allow = (Action, Condition) => ({ Version: "1.1", Statement: [{ Effect: "Allow", Action: [Action], ...(Condition && { Condition }) }] });
write("ops.json", allow("ecs:serverPasswords:manage"));
write("mfa.json", allow("ecs:serverPasswords:manage", { Bool: { "g:MFAPresent": ["true"] } }));
write("e.yaml", "version: 1\ncloud: otc\ngroups: [{name: ops, policies: [{file: ops.json, scope: project:p}]}]\nusers:\n  - {name: anna, groups: [ops]}\n  - {name: bob, policies: [mfa.json]}\n  - {name: carl}\nagencies: [{name: backup, policies: [{unread: refused}]}]\n");
write("groups.yaml", "version: 1\ngroups: [{name: ops, policies: [ops.json]}, {name: none}]\n");
write("set.yaml", "version: 1\npolicies: [ops.json]\n");
write("wrong.yaml", "version: 1\nusers: [{name: anna, policies: [nope.json]}]\n");

const ask = (...args) => run(["policy", "who-can", ...args], { cwd: at });
const answers = ({ out }) => Object.fromEntries(out.split("\n").filter(Boolean).map((line) => line.split("\t").slice(0, 2)));

test("users and agencies, each with what it may and why", async () => {
  const open = await ask("e.yaml", "--operation", "getServerPassword", "--project", "p", "-f", "value");
  assert.equal(open.exit, 4, open.said);
  assert.deepEqual(answers(open), { anna: "allow", bob: "conditional", carl: "implicitDeny", "agency:backup": "conditional" });
  assert.match(open.out, /^bob\t.*it depends on `g:MFAPresent`$/m);
  assert.match(open.out, /^agency:backup\t.*refused; it depends on what was not read$/m);
  assert.match(open.said, /only who is in the file was asked/);
  const elsewhere = await ask("e.yaml", "--operation", "getServerPassword", "--project", "q", "--no-mfa", "-f", "json");
  assert.deepEqual(JSON.parse(elsewhere.out).map(({ principal, decision }) => [principal, decision]), [["anna", "implicitDeny"], ["bob", "implicitDeny"], ["carl", "implicitDeny"], ["agency:backup", "conditional"]]);
});

test("groups, where the file has no users", async () => {
  const answer = await ask("groups.yaml", "--action", "ecs:serverPasswords:manage", "-f", "value");
  assert.deepEqual([answer.exit, answers(answer)], [0, { "group:ops": "allow", "group:none": "implicitDeny" }], answer.said);
});

test("what is wrong is told with its place", async () => {
  for (const [args, message] of [
    [["set.yaml", "--action", "a:b:c"], "has no `users`, `groups` or `agencies` to ask about"],
    [["wrong.yaml", "--action", "a:b:c"], "wrong.yaml:2:33: `nope.json` cannot be read: there is no such file"],
    [["e.yaml"], "exactly one of --operation, --action and --api"],
    [["e.yaml", "--operation", "getPassword"], "operation must be one of"],
  ]) {
    const { exit, out, said } = await ask(...args);
    assert.deepEqual([exit, out], [2, ""], said);
    assert.ok(said.includes(message), said);
  }
});

test("who of the snapshot of an account can, with the way there", async () => {
  const document = JSON.stringify(allow("ecs:serverPasswords:manage"));
  const snapshot = {
    format: "ecs-password account", version: 1, cloud: "otc", account: { id: "d", name: "acme" },
    users: [{ id: "u1", name: "anna", enabled: false }, { id: "u2", name: "ben" }], groups: [{ id: "g1", name: "operators", members: ["u1"] }],
    policies: [{ id: "r1", name: "passwords", document }], grants: [{ to: { group: "g1" }, policy: "r1", scope: { kind: "project", id: "p" } }],
    agencies: [], identityProviders: [],
  };
  write("account.json", snapshot);
  const answer = await ask("account.json", "--operation", "getServerPassword", "--project", "p", "-f", "value");
  assert.equal(answer.exit, 0, answer.said);
  assert.equal(answer.out, "account root acme\tallow\t\nuser anna (disabled)\tallow\tgroup operators > passwords in project p > statement 0 (Allow)\n");
  const { rows } = JSON.parse((await ask("account.json", "--operation", "getServerPassword", "--project", "q", "-f", "json")).out);
  assert.deepEqual(rows.map(({ principal }) => principal.kind), ["accountRoot"]);
  write("less.json", { ...snapshot, agencies: undefined });
  const less = await ask("less.json", "--operation", "getServerPassword", "--project", "p");
  assert.deepEqual([less.exit, /not read: agencies: the snapshot does not have them/.test(less.said)], [4, true]);
  write("odd.json", { ...snapshot, usrs: [] });
  const odd = await ask("odd.json", "--operation", "getServerPassword");
  assert.equal(odd.exit, 2);
  assert.match(odd.said, /unknown field `usrs`/);
});
