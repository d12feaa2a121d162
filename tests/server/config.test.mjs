// `--config <file>`: the clouds of a file, beside those of the command line, and what is wrong with a file.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { readJson } from "../../www/server/json.mjs";
import { nearest } from "../../www/server/nearest.mjs";
import { parseOptions } from "../../www/server/options.mjs";
import { command, send, temporaryFolder } from "./helpers.mjs";

const folder = temporaryFolder();
const FILE = path.join(folder, "console.json");
const SOURCE = `--config \`${FILE}\``;
const LAB = { name: "lab", identity: "https://keystone.example.com:5000", compute: "https://nova.example.com:8774" };

/** The options with a file of this content. */
function parse(content, ...args) {
  writeFileSync(FILE, typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return parseOptions(["--config", FILE, ...args], { interactive: false });
}

const cloudsOf = (...args) => parse(...args).clouds;

describe("clouds of a file", () => {
  test("the example of the README is one, and the page learns what its forms are filled with", async () => {
    const readme = readFileSync(path.join(root, "www/server/README.md"), "utf8");
    const [, example] = /<!-- a file for --config: read by tests\/server\/config\.test\.mjs -->\n```json\n(.*?)\n```/s.exec(readme);
    const clouds = cloudsOf(example);
    assert.deepEqual(clouds, [
      { ...LAB, kind: "openstack", label: "Lab in the basement", preset: { domain: "Default", project: "demo" } },
      {
        name: "otc-eu-de",
        kind: "otc",
        region: "eu-de",
        label: "T Cloud Public (Open Telekom Cloud) eu-de",
        identity: "https://iam.eu-de.otc.t-systems.com",
        compute: "https://ecs.eu-de.otc.t-systems.com",
        preset: { domain: "OTC-EU-DE-00000000001000000000", project: "eu-de_team", projectId: "0123456789abcdef0123456789abcdef" },
      },
    ]);
    const { child, ready } = command(["--port", "0", "--no-sandbox", "--config", FILE]);
    const told = JSON.parse((await send(await ready, "/clouds.json")).text);
    child.kill();
    assert.deepEqual(told.map(({ name, label, preset }) => ({ name, label, preset })), clouds.map(({ name, label, preset }) => ({ name, label, preset })));
    assert.deepEqual(told[0], { name: "lab", kind: "openstack", label: "Lab in the basement", preset: { domain: "Default", project: "demo" }, identity: "/proxy/lab/identity", compute: "/proxy/lab/compute", sandbox: false });
  });

  test("say what --cloud says, by the same rules", () => {
    const identity = "https://iam.example.com/base/v3/";
    const compute = "http://127.0.0.1:8774/compute/";
    const { name, ...given } = { name: "one", kind: "otc", identity, compute };
    const [same] = parseOptions(["--cloud", `one=otc:${identity},${compute}`], { interactive: false }).clouds;
    assert.deepEqual(cloudsOf({ clouds: [{ name, ...given }] }), [same]);
  });

  test("a region can be there twice, by two names", () => {
    const clouds = cloudsOf({ clouds: [{ region: "otc:eu-de", project: "eu-de" }, { region: "otc:eu-de", name: "other", label: "The other account" }] });
    assert.deepEqual(clouds.map(({ name, label, region }) => [name, label, region]), [["otc-eu-de", "T Cloud Public (Open Telekom Cloud) eu-de", "eu-de"], ["other", "The other account", "eu-de"]]);
  });

  test("say what the catalogue calls the region of their addresses, and which of them have one Keystone; no address is told by that", async () => {
    const inRegion = (name, region, more) => ({ name, region, identity: LAB.identity, compute: `https://${name}.example.com`, ...more });
    const given = [inRegion("one", "RegionOne"), inRegion("two", "RegionTwo"), { ...LAB, identity: "https://other.example.com" }, inRegion("gateway", "eu-de", { kind: "otc" }), { region: "otc:eu-de" }];
    assert.deepEqual(cloudsOf({ clouds: given })[0], { name: "one", kind: "openstack", region: "RegionOne", identity: LAB.identity, compute: "https://one.example.com" });
    const { child, ready } = command(["--port", "0", "--no-sandbox", "--config", FILE]);
    const told = JSON.parse((await send(await ready, "/clouds.json")).text);
    child.kill();
    assert.deepEqual(told.map(({ name, region, keystone, addresses }) => [name, region, keystone, addresses !== undefined]), [
      ["one", "RegionOne", "one", false],
      ["two", "RegionTwo", "one", false],
      ["lab", undefined, undefined, false],
      ["gateway", "eu-de", undefined, false],
      ["otc-eu-de", "eu-de", undefined, true],
    ]);
  });

  test("stand before those of the command line, which takes the place of a cloud of the same name, with all that was said of it", () => {
    const given = [{ ...LAB, domain: "Default" }, { ...LAB, name: "two" }];
    assert.deepEqual(
      cloudsOf({ clouds: given }, "--cloud", "three=https://a.example.com,https://b.example.com", "--cloud", "lab=huawei:https://c.example.com,https://d.example.com"),
      [
        { name: "lab", kind: "huawei", identity: "https://c.example.com", compute: "https://d.example.com" },
        { ...LAB, name: "two", kind: "openstack" },
        { name: "three", kind: "openstack", identity: "https://a.example.com", compute: "https://b.example.com" },
      ],
    );
  });

  test("are reached by plain http where the file or the command line says so", () => {
    const plain = { name: "lab", identity: "http://10.0.0.5:5000", compute: "http://10.0.0.5:8774" };
    const expected = [{ ...plain, kind: "openstack" }];
    assert.deepEqual(cloudsOf({ clouds: [{ ...plain, allowHttp: true }] }), expected);
    assert.deepEqual(cloudsOf({ clouds: [plain] }, "--allow-http", "lab"), expected);
    assert.deepEqual(cloudsOf({ clouds: [{ ...LAB, allowHttp: false }] }).length, 1);
    assert.deepEqual(cloudsOf({ clouds: [{ ...LAB, allowAccount: true }] })[0].allowAccount, true);
    assert.equal("allowAccount" in cloudsOf({ clouds: [{ ...LAB, allowAccount: false }] })[0], false);
    assert.deepEqual(cloudsOf({ clouds: [LAB] }, "--allow-account", LAB.name)[0].allowAccount, true);
    // What the file allows is for the addresses of the file.
    assert.throws(() => parse({ clouds: [{ ...plain, allowHttp: true }] }, "--cloud", "lab=http://10.0.0.6,https://b.example.com"), /; --allow-http lab allows it: /);
  });

  test("are none where the file only says what the page is called; the command line says it otherwise, and a logo is beside the file", () => {
    writeFileSync(path.join(folder, "logo.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const content = { title: "ACME", logo: "logo.svg", supportUrl: "https://help.example.com", notice: "Staff only." };
    const { clouds, branding } = parse(content, "--title", "Other");
    assert.deepEqual(clouds, []);
    assert.deepEqual({ ...branding, logo: branding.logo.type }, { title: "Other", logo: "image/svg+xml", supportUrl: "https://help.example.com/", notice: "Staff only." });
  });

  test("a mark of the byte order at the start is no matter", () => {
    assert.equal(cloudsOf(`\ufeff${JSON.stringify({ clouds: [LAB] })}`).length, 1);
  });
});

const cloud = (more, ...others) => ({ clouds: [{ ...LAB, ...more }, ...others] });
const KNOWN = "`name`, `label`, `kind`, `identity`, `compute`, `region`, `domain`, `project`, `projectId`, `allowAccount`, `allowHttp`";

describe("a file is refused", () => {
  for (const [what, content, expected] of [
    ["with a comma too many", '{\n  "clouds": [\n    {},\n  ]\n}', `${SOURCE} is not JSON: expected a value at line 4, column 3`],
    ["with a comma too few", '{ "clouds": [{ "name": "lab" "kind": "otc" }] }', `${SOURCE} is not JSON: expected \`,\` or \`}\` at line 1, column 30`],
    ["with a comment", "// the lab\n{}", `${SOURCE} is not JSON: expected a value at line 1, column 1`],
    ["with a name without quotes", "{\r\n  clouds: []\r\n}", `${SOURCE} is not JSON: expected a name in \`"\` at line 2, column 3`],
    ["with nothing", "", `${SOURCE} is not JSON: expected a value at line 1, column 1`],
    ["that goes on behind its end", "{}\n{}", `${SOURCE} is not JSON: expected nothing more at line 2, column 1`],
    ["that breaks off", '{ "clouds": [', `${SOURCE} is not JSON: expected a value at line 1, column 14`],
    ["with a name twice", '{ "clouds": [],\n  "clouds": [] }', `${SOURCE} is not JSON: expected a name that the object does not have yet at line 2, column 3`],
    ["that is too deep", "[".repeat(60), `${SOURCE} is not JSON: expected at most 50 levels at line 1, column 52`],
    ["in Windows-1252", Buffer.from('{ "clouds": "\xe4" }', "latin1"), `${SOURCE} is not UTF-8`],
    ["that is a list", [], `${SOURCE} is an empty list, expected an object`],
    ["that is a text", '"clouds"', `${SOURCE} is a string, expected an object`],
    ["with a title of two lines", { ...cloud({}), title: "a\nb" }, `\`title\` of ${SOURCE} is wrong, expected 1 to 60 characters in one line, with no blank at either end`],
    ["with an empty notice", { ...cloud({}), notice: "" }, `\`notice\` of ${SOURCE} is wrong, expected 1 to 500 characters in one line, with no blank at either end`],
    ["with a notice that is a list", { ...cloud({}), notice: ["a"] }, `\`notice\` of ${SOURCE} is a list, expected a string`],
    ["with help at an address without https", { ...cloud({}), supportUrl: "http://a" }, `\`supportUrl\` of ${SOURCE} begins with \`http:\`, expected https or mailto`],
    ["with a logo that is not there", { ...cloud({}), logo: "no.png" }, `\`logo\` of ${SOURCE}, \`no.png\`, cannot be read: there is no such file`],
    ["without clouds", {}, `\`clouds\` of ${SOURCE} is missing, expected a list of one cloud or more`],
    ["with no cloud", { clouds: [] }, `\`clouds\` of ${SOURCE} is an empty list, expected a list of one cloud or more`],
    ["with one cloud that is in no list", { clouds: LAB }, `\`clouds\` of ${SOURCE} is an object, expected a list of one cloud or more`],
    ["with a cloud that is a text", { clouds: [LAB, "otc:eu-de"] }, `\`clouds[1]\` of ${SOURCE} is a string, expected an object`],
    ["with a cloud that is null", { clouds: [null] }, `\`clouds[0]\` of ${SOURCE} is null, expected an object`],
    ["with a slip in a name", { cloud: [LAB] }, `\`cloud\` of ${SOURCE} is not known, did you mean \`clouds\`?`],
    ["with a slip in a cloud", cloud({}, { ...LAB, name: "two", kidn: "otc" }), `\`clouds[1].kidn\` of ${SOURCE} is not known, did you mean \`kind\`?`],
    ["with what nobody knows", cloud({ timeout: 1 }), `\`clouds[0].timeout\` of ${SOURCE} is not known, expected ${KNOWN}`],
    ["with a kind that is a number", cloud({}, { ...LAB, kind: 1 }), `\`clouds[1].kind\` of ${SOURCE} is a number, expected a string`],
    ["with a kind that is none", cloud({ kind: "aws" }), `\`clouds[0].kind\` of ${SOURCE} is wrong, expected \`openstack\` or \`otc\` or \`huawei\``],
    ["with a project that is an object", cloud({ project: { id: "x" } }), `\`clouds[0].project\` of ${SOURCE} is an object, expected a string`],
    ["with a domain that is null", cloud({ domain: null }), `\`clouds[0].domain\` of ${SOURCE} is null, expected a string`],
    ["with an empty domain", cloud({ domain: "" }), `\`clouds[0].domain\` of ${SOURCE} is wrong, expected 1 to 255 characters, with no blank at either end`],
    ["with a blank at the end of a project", cloud({ project: "demo " }), `\`clouds[0].project\` of ${SOURCE} is wrong, expected 1 to 255 characters, with no blank at either end`],
    ["with a project ID of another cloud", cloud({ kind: "otc", projectId: "demo" }), `\`clouds[0].projectId\` of ${SOURCE} is wrong, expected a project ID of kind \`otc\``],
    ["without a name", { clouds: [{ identity: LAB.identity, compute: LAB.compute }] }, `\`clouds[0].name\` of ${SOURCE} is missing`],
    ["without an address", { clouds: [{ name: "lab", identity: LAB.identity }] }, `\`clouds[0].compute\` of ${SOURCE} is missing`],
    ["with a name that can be no path", cloud({ name: "My Lab" }), `\`clouds[0].name\` of ${SOURCE} is \`My Lab\`, expected 1 to 32 of a-z, 0-9 and -, with no - at either end`],
    ["with a name of the sandbox", cloud({ name: "sandbox" }), `\`clouds[0].name\` of ${SOURCE} \`sandbox\` is taken by the sandbox cloud, expected another name`],
    ["with a cloud twice", cloud({}, { region: "otc:eu-de" }, LAB), `\`clouds[2]\` of ${SOURCE} is a cloud \`lab\` again, expected one each`],
    ["with a region twice", { clouds: [{ region: "otc:eu-de" }, { region: "otc:eu-de" }] }, `\`clouds[1]\` of ${SOURCE} is a cloud \`otc-eu-de\` again, expected one each`],
    ["with a region of no name", cloud({ region: " " }), `\`clouds[0].region\` of ${SOURCE} is wrong, expected 1 to 255 characters, with no blank at either end`],
    ["with a region and an address", { clouds: [{ region: "otc:eu-de", compute: LAB.compute }] }, `\`clouds[0].region\` of ${SOURCE} stands beside \`compute\`, which a region has already, expected one of them`],
    ["with an address that is none", cloud({ identity: "keystone" }), `\`clouds[0].identity\` of ${SOURCE} is no URL, expected such as \`https://identity.example.com\``],
    ["with an address without https", cloud({ compute: "http://nova.example.com" }), `\`clouds[0].compute\` of ${SOURCE} is \`http://nova.example.com\`, expected https, or http on this machine; \`"allowHttp": true\` beside it allows it: others on the network can then read and change what passes`],
    ["with what allows http, for nothing", cloud({ allowHttp: true }), `\`clouds[0].allowHttp\` of ${SOURCE} is for nothing: the addresses are https, or on this machine`],
    ["with what allows http as a text", cloud({ identity: "http://a", allowHttp: "yes" }), `\`clouds[0].allowHttp\` of ${SOURCE} is a string, expected true or false`],
    ["with the version in an address", cloud({ compute: "https://nova.example.com/v2.1" }), `\`clouds[0].compute\` of ${SOURCE} must not contain the API version, expected \`https://nova.example.com\``],
    ["with credentials in an address", cloud({ identity: "https://u:hunter2@x.example.com" }), `\`clouds[0].identity\` of ${SOURCE} has credentials, expected none`],
  ]) {
    test(what, () => {
      assert.throws(() => parse(content), { message: expected });
    });
  }

  test("with a region that is not known, and a list of those that are", () => {
    assert.throws(() => parse({ clouds: [{ region: "otc:eu-fr" }] }), (error) => error.message.startsWith(`\`clouds[0].region\` of ${SOURCE} \`otc:eu-fr\` is not a known region, expected one of otc:eu-de, `) && !error.message.includes("identity-url"));
  });

  for (const name of ["password", "OS_PASSWORD", "passwd", "token", "securityToken", "secret", "secretKey", "passphrase", "passcode", "sk", "AK", "access_key", "privateKey", "api-key"]) {
    test(`with \`${name}\`, without a word of it`, () => {
      const message = (path) => `\`${path}${name}\` of ${SOURCE} looks like a secret, and none belongs into the file: secrets are typed into the page`;
      assert.throws(() => parse(cloud({ [name]: "hunter2" })), { message: message("clouds[0].") });
      assert.throws(() => parse({ clouds: [LAB], [name]: "hunter2" }), { message: message("") });
    });
  }

  test("with one line and exit code 2, also where it is not there", async () => {
    const missing = path.join(folder, "missing.json");
    const { code, stdout, stderr } = await command(["--config", missing]).ended;
    assert.deepEqual([code, stdout, stderr], [2, "", `error: --config \`${missing}\` cannot be read: there is no such file\n`]);
    mkdirSync(missing);
    assert.throws(() => parseOptions(["--config", missing], { interactive: false }), { message: `--config \`${missing}\` cannot be read: it is a folder` });
    assert.throws(() => parse({ clouds: [LAB] }, "--config", FILE), { message: "--config is given twice, expected once" });
  });
});

/** What `JSON.parse` says of a text: its value, or that it has none. */
const parsed = (parser, text) => {
  try {
    return { value: parser(text) };
  } catch (error) {
    return { wrong: true, isTwice: / does not have yet /.test(error.message) };
  }
};

test("JSON is read as `JSON.parse` reads it, whatever is done to it", () => {
  const texts = ['{"a":[1,-2.5e+3,true,false,null,"\\u00e4\\n\\"ä"],"b":{"c":{}},"d":[],"__proto__":1}', ' [ 0 , 10 , -0 , 1E2 , "" ] ', '"x"', "1", "null"];
  const signs = [..."{}[],:\"\\0123-+.eEtrufalsn \n\tä\u0000", ""];
  let wrong = 0;
  for (const text of texts) {
    assert.deepEqual(readJson(text), JSON.parse(text));
    for (let at = 0; at <= text.length; at += 1) {
      for (const sign of signs) {
        for (const end of [at, at + 1]) {
          const other = text.slice(0, at) + sign + text.slice(end);
          const [ours, theirs] = [parsed(readJson, other), parsed(JSON.parse, other)];
          // What `JSON.parse` takes, and nobody means.
          if (ours.isTwice) continue;
          assert.deepEqual(ours, theirs, other);
          wrong += ours.wrong ? 1 : 0;
        }
      }
    }
  }
  assert.ok(wrong > 1000);
});

test("the nearest name is the one that was meant, and none where nothing is near", () => {
  const known = ["name", "kind", "projectId", "project"];
  for (const [given, meant] of [["nmae", "name"], ["Kind", "kind"], ["projekt", "project"], ["project_id", "projectId"], ["zzz", undefined], ["", undefined], ["ab", undefined]]) {
    assert.equal(nearest(given, known), meant, given);
  }
});
