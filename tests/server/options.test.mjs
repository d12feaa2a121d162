import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import net from "node:net";
import { describe, test } from "node:test";
import { OPTIONS } from "../../www/server/option-names.mjs";
import { HELP, parseOptions } from "../../www/server/options.mjs";
import { command, listen, send, sendAsPage } from "./helpers.mjs";

const CLOUD = "one=https://iam.example.com,https://ecs.example.com";

function parse(...args) {
  return parseOptions(args, { interactive: false });
}

describe("options", () => {
  test("without any", () => {
    assert.deepEqual(parse(), {
      help: false,
      isSchemaAsked: false,
      host: "127.0.0.1",
      port: 4173,
      names: [],
      clouds: [],
      basePath: "",
      trustProxy: [],
      isLogged: false,
      root: undefined,
      branding: {},
      sandbox: { faults: false },
      open: false,
    });
  });

  test("a sandbox with many servers", () => {
    assert.deepEqual(parse("--sandbox-servers", "10000").sandbox, { faults: false, servers: 10_000 });
  });

  test("clouds, with and without kind; a base path is kept, a slash at the end and /v3 are not", () => {
    const { clouds } = parse(
      "--cloud",
      CLOUD,
      "--cloud=otc-de=otc:https://iam.example.com/base/v3/,http://127.0.0.1:8774/compute/",
    );
    assert.deepEqual(clouds, [
      { name: "one", kind: "openstack", identity: "https://iam.example.com", compute: "https://ecs.example.com" },
      { name: "otc-de", kind: "otc", identity: "https://iam.example.com/base", compute: "http://127.0.0.1:8774/compute" },
    ]);
  });

  test("an address with more behind it than its own path is refused with the one to give, as the package does", () => {
    const vectors = JSON.parse(readFileSync(new URL("../vectors/endpoints.json", import.meta.url), "utf8"));
    for (const { service, text, give, address } of vectors) {
      const urls = service === "identity" ? `${text},https://ecs.example.com` : `https://iam.example.com,${text}`;
      const parseIt = () => parse(`--cloud=lab=${urls}`).clouds[0][service];
      if (give === undefined) assert.equal(parseIt(), address, text);
      else assert.throws(parseIt, (error) => error.message.startsWith(`the ${service} URL of --cloud \`lab\` must not contain `) && error.message.endsWith(`, expected \`${give}\``), text);
    }
  });

  test("plain http of another machine, for the clouds that --allow-http names", () => {
    const { clouds } = parse("--allow-http", "lab", "--cloud", "lab=http://10.0.0.5:5000/v3,http://nova.lab.example:8774", "--cloud", CLOUD, "--allow-http=two", "--cloud=two=otc:https://a,http://b");
    assert.deepEqual(clouds.map(({ name, identity, compute }) => [name, identity, compute]), [
      ["lab", "http://10.0.0.5:5000", "http://nova.lab.example:8774"],
      ["one", "https://iam.example.com", "https://ecs.example.com"],
      ["two", "https://a", "http://b"],
    ]);
  });

  test("the browser opens on a terminal, unless it is told not to", () => {
    assert.equal(parseOptions([], { interactive: true }).open, true);
    assert.equal(parseOptions(["--no-open"], { interactive: true }).open, false);
    assert.equal(parseOptions(["--open"], { interactive: false }).open, true);
  });

  for (const [args, expected] of [
    [["--prot", "1"], "there is no option `--prot`; see --help"],
    [["-p", "1"], "there is no option `-p`; see --help"],
    [["4173"], "`4173` is not an option; see --help"],
    [["--port"], "--port needs a value; see --help"],
    [["--port", "--open"], "--port needs a value; see --help"],
    [["--port", "65536"], "--port is `65536`, expected a number from 0 to 65535"],
    [["--port", "1", "--port", "2"], "--port is given twice, expected once"],
    [["--help=yes"], "--help takes no value"],
    [["--base-path", "ecs"], "--base-path is `ecs`, expected a path such as `/ecs`, of letters, digits, - and _"],
    [["--base-path", "/a/../b"], "--base-path is `/a/../b`, expected a path such as `/ecs`, of letters, digits, - and _"],
    [["--trust-proxy", "proxy.example.com"], "--trust-proxy is `proxy.example.com`, expected an IP address such as `127.0.0.1`, or a network such as `10.0.0.0/24`"],
    [["--trust-proxy", "10.0.0.0/33"], /^--trust-proxy is `10.0.0.0\/33`/],
    [["--trust-proxy", "0.0.0.0/0"], /^--trust-proxy is `0.0.0.0\/0`/],
    [["--trust-proxy", "::/0"], /^--trust-proxy is `::\/0`/],
    [["--access-log=yes"], "--access-log takes no value"],
    [["--host", "http://x"], "--host is `http://x`, expected a name or an address, without port"],
    [["--name", "x:80"], "--name is `x:80`, expected a host name, without port and path"],
    [["--open", "--no-open"], "--open and --no-open contradict each other, expected one of them"],
    [["--no-sandbox"], "--no-sandbox leaves no cloud, expected a --cloud or --config with it"],
    [["--no-sandbox", "--sandbox-servers", "1"], "--sandbox-servers needs the sandbox, expected no --no-sandbox"],
    [["--sandbox-servers", "many"], "--sandbox-servers is `many`, expected a number from 0 to 20000"],
    [["--sandbox-servers", "20001"], "--sandbox-servers is `20001`, expected a number from 0 to 20000"],
    [["--no-sandbox", "--sandbox-faults"], "--sandbox-faults needs the sandbox, expected no --no-sandbox"],
    [
      ["--cloud", "x"],
      "--cloud `x` has no valid name, expected `name=<identity-url>,<compute-url>` with a name of a-z, 0-9 and -",
    ],
    [["--cloud", "sandbox-otc=https://a,https://b"], "--cloud `sandbox-otc` is taken by the sandbox cloud, expected another name"],
    [["--cloud", "sandbox-huawei=https://a,https://b"], "--cloud `sandbox-huawei` is taken by the sandbox cloud, expected another name"],
    [["--cloud", "sandbox=https://a,https://b"], "--cloud `sandbox` is taken by the sandbox cloud, expected another name"],
    [["--cloud", "x=https://a"], "--cloud `x` needs two URLs, expected `name=<identity-url>,<compute-url>`"],
    [["--cloud", "x=https://a,b"], "the compute URL of --cloud `x` is no URL, expected such as `https://compute.example.com`"],
    [
      ["--cloud", "x=http://iam.example.com,https://b"],
      "the identity URL of --cloud `x` is `http://iam.example.com`, expected https, or http on this machine; --allow-http x allows it: others on the network can then read and change what passes",
    ],
    [["--cloud", "x=ftp://iam.example.com,https://b"], "the identity URL of --cloud `x` begins with `ftp:`, expected https"],
    [["--allow-http", "y", "--cloud", "x=http://iam.example.com,https://b"], /^the identity URL of --cloud `x` is `http:/],
    [["--allow-account", "y", "--cloud", CLOUD], "--allow-account `y` names no cloud, expected one of --cloud or --config"],
    [["--allow-http", "y", "--cloud", CLOUD], "--allow-http `y` names no cloud, expected one of --cloud or --config"],
    [["--allow-http", "one", "--cloud", CLOUD], "--allow-http `one` is for nothing: its addresses are https, or on this machine"],
    [["--allow-http", "x", "--cloud", "x=http://127.0.0.1:1,http://[::1]:1"], "--allow-http `x` is for nothing: its addresses are https, or on this machine"],
    [["--allow-http", "otc-eu-de", "--cloud", "otc:eu-de"], "--allow-http `otc-eu-de` is for nothing: its addresses are https, or on this machine"],
    [["--allow-http", "x", "--cloud", "x=http://u:secret@a,https://b"], "the identity URL of --cloud `x` has credentials, expected none"],
    [["--allow-http", "x", "--cloud", "x=http://a/v2.1,https://b"], "the identity URL of --cloud `x` must not contain the API version, expected `http://a`"],
    [["--cloud", "x=https://u:secret@a,https://b"], "the identity URL of --cloud `x` has credentials, expected none"],
    [["--cloud", "x=https://a,https://b?c"], "the compute URL of --cloud `x` has a query or a fragment, expected none"],
    [["--cloud", CLOUD, "--cloud", CLOUD], "--cloud `one` is given twice, expected one each"],
    [["--title", " ACME"], "--title is wrong, expected 1 to 60 characters in one line, with no blank at either end"],
    [["--title", "x".repeat(61)], "--title is wrong, expected 1 to 60 characters in one line, with no blank at either end"],
    [["--title", "a\u202eb"], "--title is wrong, expected 1 to 60 characters in one line, with no blank at either end"],
    [["--notice", "one\ntwo"], "--notice is wrong, expected 1 to 500 characters in one line, with no blank at either end"],
    [["--support-url", "help.example.com"], "--support-url is no URL, expected such as `https://help.example.com` or `mailto:help@example.com`"],
    [["--support-url", "http://help.example.com"], "--support-url begins with `http:`, expected https or mailto"],
    [["--support-url", "javascript:alert(1)"], "--support-url begins with `javascript:`, expected https or mailto"],
    [["--support-url", "https://u:hunter2@help.example.com"], "--support-url has credentials, expected none"],
    [["--support-url", "mailto:help"], "--support-url has no address behind mailto, expected such as `mailto:help@example.com`"],
    [["--logo", "/no/such.svg"], "--logo `/no/such.svg` cannot be read: there is no such file"],
  ]) {
    test(`refuses ${args.join(" ")}`, () => {
      assert.throws(() => parse(...args), { message: expected });
    });
  }

  test("no password of a URL is in an error", () => {
    assert.throws(
      () => parse("--cloud", "https://user:secret@example.com"),
      (error) => !error.message.includes("secret"),
    );
  });
});

test("the path of the console has no slash at its end, and none is the root", () => {
  const paths = ["/", "/ecs", "/ecs/", "/tools/ecs-password/"];
  assert.deepEqual(paths.map((each) => parse("--base-path", each).basePath), ["", "/ecs", "/ecs", "/tools/ecs-password"]);
});

describe("the command", { concurrency: 2 }, () => {
  test("a bad option is one line and exit code 2", async () => {
    const { code, stdout, stderr } = await command(["--port", "x"]).ended;
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.equal(stderr, "error: --port is `x`, expected a number from 0 to 65535\n");
  });

  test("help names every option", async () => {
    const { code, stdout } = await command(["--help"]).ended;
    assert.equal(code, 0);
    assert.equal(stdout, HELP);
    const names = Object.keys(OPTIONS);
    assert.ok(names.length >= 10);
    for (const name of names) assert.match(HELP, new RegExp(`--${name}\\b`));
  });

  test("a port that is taken is one line that names the option, and exit code 2", async () => {
    const { port } = new URL(await listen(net.createServer()));
    const { code, stderr } = await command(["--port", port]).ended;
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `error: port ${port} of \`127.0.0.1\` is taken; choose another with --port, or any free one with --port 0\n`,
    );
  });

  test("an address of another machine", async () => {
    const { code, stderr } = await command(["--host", "192.0.2.1", "--port", "0"]).ended;
    assert.equal(code, 2);
    assert.equal(stderr, "error: `192.0.2.1` is not an address of this machine; choose another with --host\n");
  });

  test("an outbound proxy that is none", async () => {
    const { code, stderr } = await command(["--port", "0", "--cloud", CLOUD], { HTTPS_PROXY: "not a url" }).ended;
    assert.equal(code, 2);
    assert.match(stderr, /^error: the outbound proxy is no URL, expected HTTPS_PROXY/);
  });

  for (const signal of ["SIGINT", "SIGTERM"]) {
    test(`says one line when ready, and ends at once and quietly on ${signal}`, async () => {
      const { child, ready, ended } = command(["--port", "0", "--cloud", CLOUD]);
      const url = await ready;
      const names = JSON.parse((await send(url, "/clouds.json")).text).map(({ name }) => name);
      assert.deepEqual(names, ["sandbox", "sandbox-otc", "sandbox-huawei", "one"]);
      child.kill(signal);
      const { signal: endedBy, stdout, stderr } = await ended;
      // A handler of our own would wait for a key that is being made.
      assert.equal(endedBy, signal);
      assert.equal(stdout, `the console is ready at ${url}/\n`);
      assert.equal(stderr, "");
    });
  }

  test("logs nothing of what passes", async () => {
    const { child, ready, ended } = command(["--port", "0"]);
    const url = await ready;
    await sendAsPage(url, "/proxy/sandbox/compute/v2.1/servers/detail?secret=1", { headers: { "x-auth-token": "secret" } });
    await sendAsPage(url, "/proxy/sandbox/identity/v3/auth/tokens", {
      method: "POST",
      body: "{",
      headers: { "content-type": "application/json" },
    });
    child.kill();
    const { stdout, stderr } = await ended;
    assert.equal(stdout.trim().split("\n").length, 1);
    assert.equal(stderr, "");
  });
});
