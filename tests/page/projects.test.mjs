// Changing the project: where its requests go, and what becomes of the session. Without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { CONSOLE } = await load("app/console.ts");
const { NO_PROJECTS } = await load("projects/state.ts");
const { placeOf, placeOfRegion } = await load("projects/place.ts");
const { initialState, reduce } = CONSOLE;

const cloud = (name, more) => ({ name, kind: "otc", label: name, identity: `/${name}/i`, compute: `/${name}/c`, sandbox: false, ...more });
const sessionOf = (of, project = "eu-de", more) => ({
  cloud: of, user: "alice", project, projectId: "1", expiresAt: undefined, roles: [], renews: true, ownsToken: true, otherProjects: true, apiVersion: "v2.1", ended: false, ...more,
});
const [DE, NL, HUAWEI, PLAIN] = [cloud("de", { region: "eu-de" }), cloud("nl", { region: "eu-nl" }), cloud("hw", { kind: "huawei", region: "eu-nl" }), cloud("os", { kind: "openstack" })];
const play = (events, state = initialState({ view: "signIn" })) => events.reduce(reduce, state);
const signedIn = [{ type: "session/cloudsLoaded", list: [DE, NL] }, { type: "session/signedIn", session: sessionOf(DE) }];
const REFUSED = { code: "unauthenticated", message: "no" };

test("requests go to a place that the server leads to, by the region of the project, or nowhere", () => {
  const ready = (...list) => ({ status: "ready", list });
  const all = ready(HUAWEI, DE, NL, PLAIN);
  for (const [session, name, expected] of [
    [sessionOf(DE), "eu-de_tests", { entry: DE }],
    [sessionOf(DE), "eu-nl", { entry: NL }],
    [sessionOf(DE), "eu-nl_tests", { entry: NL }],
    [sessionOf(DE), "eu-ch2", { region: "eu-ch2" }],
    // A project of the cloud's own, of no region by its name.
    [sessionOf(DE), "MOS", { region: undefined }],
    [sessionOf(cloud("hw", { region: "cn-north-4" })), "ap-southeast-1_a", { region: "ap-southeast-1" }],
    // A server that names the clouds by their addresses knows no region: the project of the session tells.
    [sessionOf(cloud("x"), "eu-de_tests"), "eu-de", { entry: cloud("x") }],
    [sessionOf(cloud("x"), "eu-de"), "eu-nl", { entry: NL }],
    [sessionOf(cloud("x"), "", { project: undefined }), "eu-nl", { entry: cloud("x") }],
    [sessionOf(PLAIN, "demo"), "staging", { entry: PLAIN }],
  ]) assert.deepEqual(placeOf(session, all, { name }), expected, `${session.cloud.name} ${name}`);
  // A sandbox is no place for what is real, nor the other way about.
  const sandbox = cloud("sandbox", { sandbox: true });
  assert.deepEqual(placeOf(sessionOf(sandbox), ready(NL), { name: "eu-nl" }), { region: "eu-nl" });
});

test("a region is a place of the same Keystone, or none", () => {
  const one = cloud("one", { kind: "openstack", region: "RegionOne", keystone: "one" });
  const two = { ...one, name: "two", region: "RegionTwo" };
  const foreign = { ...two, name: "foreign", keystone: "foreign" };
  const clouds = { status: "ready", list: [foreign, two, one, { ...PLAIN, region: "RegionTwo" }] };
  assert.deepEqual(placeOfRegion(sessionOf(one, "demo"), clouds, "RegionTwo"), { entry: two });
  assert.deepEqual(placeOfRegion(sessionOf(one, "demo"), clouds, "RegionOne"), { entry: one });
  assert.deepEqual(placeOfRegion(sessionOf(one, "demo"), clouds, "RegionThree"), { region: "RegionThree" });
  // A cloud that shares its Keystone with none.
  assert.deepEqual(placeOfRegion(sessionOf(PLAIN, "demo"), clouds, "RegionTwo"), { region: "RegionTwo" });
});

test("another region of the same project is said as one, and its servers are others", () => {
  const one = cloud("one", { kind: "openstack", region: "RegionOne", keystone: "one" });
  const two = { ...one, name: "two", region: "RegionTwo" };
  const before = play([{ type: "session/cloudsLoaded", list: [one, two] }, { type: "session/signedIn", session: sessionOf(one, "demo") }, { type: "projects/opened" }, { type: "projects/regions", regions: { status: "ready", list: ["RegionOne", "RegionTwo"] } }]);
  const after = play([{ type: "session/projectChanged", session: sessionOf(two, "demo") }], before);
  assert.equal(after.announcement.text, "The region is RegionTwo now");
  assert.deepEqual(after.projects, NO_PROJECTS);
});

test("a change keeps keys and edited policies, forgets what is of the servers, and goes to their list", () => {
  const before = play([...signedIn, { type: "projects/opened" }, { type: "projects/listed", list: [], odd: 0 }, { type: "projects/changeStarted", id: "2" }]);
  const after = play([{ type: "session/projectChanged", session: sessionOf(NL, "eu-nl", { projectId: "2" }) }], before);
  assert.deepEqual([after.session.current.cloud, after.session.current.project, after.route], [NL, "eu-nl", { view: "servers" }]);
  assert.deepEqual(after.projects, NO_PROJECTS);
  assert.equal(after.keys, before.keys);
  assert.equal(after.announcement.text, "The project is eu-nl now");
});

test("a refusal changes nothing but what the dialog says; of the list it ends the session", () => {
  const before = play([...signedIn, { type: "projects/opened" }, { type: "projects/changeStarted", id: "2" }]);
  const refused = play([{ type: "projects/changeFailed", problem: REFUSED }], before);
  assert.equal(refused.session, before.session);
  assert.deepEqual([refused.projects.changing, refused.projects.problem, refused.projects.last], [undefined, REFUSED, "2"]);
  assert.equal(play([{ type: "projects/changeFailed", problem: { code: "aborted", message: "" } }], before).projects.problem, undefined);
  const ended = play([{ type: "projects/listFailed", problem: REFUSED }], before);
  // IAM has judged of a signature, and not the service that has the servers.
  const signs = play([{ type: "session/signedIn", session: sessionOf(DE, "eu-de", { accessKey: { access: "AK", temporary: true } }) }, { type: "projects/opened" }]);
  const notListed = play([{ type: "projects/listFailed", problem: REFUSED }], signs);
  assert.deepEqual([notListed.session.current.ended, notListed.projects.list.status, notListed.projects.open], [false, "failed", true]);
  assert.deepEqual([ended.session.current.ended, ended.projects.open, ended.route], [true, false, { view: "signIn" }]);
});
