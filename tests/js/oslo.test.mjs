// OpenStack's policy, as callers of the package have it. That it answers as oslo.policy does is for tests/openstack/oslo.test.mjs.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OsloPolicy } from "ecs-password/account";

const SHOW = "os_compute_api:os-server-password:show";
const OWN = { projectId: "p1", target: { project_id: "p1" } };

function decided(file, options, question) {
  const policy = new OsloPolicy(file, options);
  try {
    return policy.check({ roles: [], ...OWN, ...question });
  } finally {
    policy.free();
  }
}

describe("OsloPolicy", () => {
  test("without a file answers go by the rules of the release, and say so", () => {
    const read = (release, roles) => decided(undefined, release === undefined ? {} : { release }, { operation: "getServerPassword", roles });
    for (const [release, roles, decision] of [["2023.1", ["reader"], "allow"], ["2023.1", ["member"], "deny"], ["27", ["Reader"], "allow"], ["yoga", ["member"], "allow"], ["Train", ["any"], "allow"], ["2026.2", ["admin"], "allow"]]) {
      const answer = read(release, roles);
      assert.deepEqual([answer.decision, answer.basis, answer.action], [decision, "defaults", SHOW], `${release} ${roles}`);
    }
    const any = read(undefined, ["another"]);
    assert.deepEqual([any.decision, any.unknown], ["conditional", ["release"]]);
    assert.deepEqual(any.releases, [{ first: "Train", last: "Zed", decision: "allow" }, { first: "2023.1", last: "2026.2", decision: "deny" }]);
    assert.equal(read(undefined, ["reader"]).decision, "allow");
  });

  test("a reason says which rules led to which check, and where that stands", () => {
    const file = `# ours\n"${SHOW}": "rule:ours and not role:nopass"\nours: role:operator or rule:project_reader_or_admin\n`;
    const { decision, reasons, basis } = decided(file, { release: "2026.2" }, { action: SHOW, roles: ["operator", "nopass"] });
    assert.deepEqual([decision, basis, reasons.length], ["deny", "file", 1]);
    const [{ via, origin, outcome, check, span }] = reasons;
    assert.deepEqual({ via, origin, outcome, check }, { via: [SHOW], origin: "file", outcome: "met", check: "role:nopass" });
    assert.equal(file.slice(span.start, span.end), "role:nopass");
    assert.equal(span.line, 2);

    const allowed = decided(file, { release: "2026.2" }, { action: SHOW, roles: ["reader"] });
    const last = allowed.reasons.find(({ origin: from }) => from === "default");
    assert.equal(allowed.decision, "allow");
    assert.deepEqual(last.via, [SHOW, "ours", "project_reader_or_admin", "project_reader_api"]);
    assert.equal(last.rule.slice(last.span.start, last.span.end), last.check);
  });

  test("what was not said leaves it open, by the name of the field", () => {
    const file = `"${SHOW}": "user_id:%(user_id)s"`;
    const open = (question) => decided(file, { release: "34" }, { action: SHOW, ...question });
    assert.deepEqual(open({}).unknown, ["target.user_id", "userId"]);
    assert.deepEqual(open({ userId: "u1" }).unknown, ["target.user_id"]);
    assert.equal(open({ userId: "u1", target: { user_id: "u1" } }).decision, "allow");
    assert.equal(open({ userId: "u1", target: { user_id: null } }).decision, "deny");
    const other = (check, question = {}) => decided(JSON.stringify({ [SHOW]: check }), { release: "34" }, { action: SHOW, ...question });
    assert.deepEqual(other("http://example.invalid/%(name)s").unknown, ["http"]);
    assert.deepEqual(other("foo:bar").unknown, ["attributes.foo"]);
    assert.equal(other("flag:True", { attributes: { flag: true } }).decision, "allow");
  });

  test("a file that cannot be read leaves everything open, but for what no rule decides", () => {
    for (const file of ["- a", "a: [", "a: 5", `${SHOW}: {a: b}`, "a: b\n---\nc: d"]) {
      const { decision, unknown, reasons } = decided(file, { release: "2026.2" }, { action: SHOW, roles: ["admin"] });
      assert.deepEqual([decision, unknown, reasons[0].origin], ["conditional", ["file"], "file"], file);
    }
    const system = new OsloPolicy("- a", { release: "2026.2" });
    assert.equal(system.check({ action: SHOW, roles: ["admin"], systemScope: "all" }).decision, "deny");
    system.free();
  });

  test("rules that oslo.policy cannot read are met by nobody, and no rule by everybody", () => {
    const of = (rule) => decided(JSON.stringify({ [SHOW]: rule }), { release: "2026.2" }, { action: SHOW }).decision;
    assert.deepEqual(["role:a role:b", "(role:a", "word", "!", [[]]].map(of), ["deny", "deny", "deny", "deny", "deny"]);
    assert.deepEqual(["", "@", [], "not word", null].map(of), ["allow", "allow", "allow", "allow", "allow"]);
    assert.deepEqual(["rule:a", `rule:${SHOW}`].map(of), ["deny", "deny"]);
  });

  test("before 2023.1 the rules of before count beside the new ones, unless nova.conf says otherwise", () => {
    const ask = (options) => decided(undefined, { release: "Zed", ...options }, { action: SHOW, roles: ["another"] });
    assert.equal(ask({}).decision, "allow");
    assert.ok(ask({}).reasons.some(({ origin }) => origin === "deprecated"));
    assert.equal(ask({ enforceNewDefaults: true }).decision, "deny");
    assert.equal(decided(undefined, { release: "2023.1", enforceNewDefaults: false }, { action: SHOW, roles: ["another"] }).decision, "allow");
  });

  test("inputs are read strictly", () => {
    const policy = new OsloPolicy();
    const path = (act) => {
      try {
        act();
      } catch (error) {
        return `${error.code} ${error.path}`;
      }
      return "";
    };
    const good = { action: SHOW, roles: [], projectId: "p" };
    assert.equal(path(() => policy.check({ ...good, rolse: [] })), "invalidInput rolse");
    assert.equal(path(() => policy.check({ ...good, domainId: "d" })), "invalidInput projectId");
    assert.equal(path(() => policy.check({ ...good, operation: "getServerPassword" })), "invalidInput action");
    assert.equal(path(() => policy.check({ ...good, action: "os_compute_api:os-server-password:shw" })), "invalidInput action");
    assert.equal(path(() => policy.check({ ...good, roles: [1] })), "invalidInput roles[0]");
    assert.equal(path(() => policy.check({ ...good, systemScope: "some", projectId: undefined })), "invalidInput systemScope");
    assert.equal(path(() => policy.check({ operation: "resetServerPassword", roles: [], projectId: "p" })), "unsupportedOperation operation");
    assert.equal(path(() => new OsloPolicy(undefined, { release: "Grizzly" })), "invalidInput options.release");
    assert.equal(path(() => new OsloPolicy(5)), "invalidInput file");
    policy.free();
    assert.equal(path(() => policy.check(good)), "handleFreed undefined");
  });

  test("a file that repeats itself without end is answered in time", () => {
    const rules = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`r${index}`, `rule:r${index + 1} and rule:r${index + 1}`]));
    const { decision } = decided(JSON.stringify({ ...rules, [SHOW]: "rule:r0", r300: "user_id:%(user_id)s" }), { release: "2026.2" }, { action: SHOW });
    assert.equal(decision, "conditional");
    const deep = `${"(".repeat(50_000)}role:a${")".repeat(50_000)}`;
    assert.equal(decided(JSON.stringify({ [SHOW]: deep }), { release: "2026.2" }, { action: SHOW, roles: ["a"] }).decision, "allow");
    assert.equal(decided(JSON.stringify({ [SHOW]: `${"not ".repeat(50_000)}role:a` }), { release: "2026.2" }, { action: SHOW, roles: ["a"] }).decision, "conditional");
  });
});
