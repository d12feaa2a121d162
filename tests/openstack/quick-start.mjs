// The README's examples, run as they stand there, by a project that has installed the package.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { mustRun, read } from "../packaging/packed.mjs";

/** The code block after the comment that names it. */
function example(name) {
  const [, code] = new RegExp(`<!-- ${name}: [^>]*-->\\s*\`\`\`js\\n([^]*?)\`\`\``).exec(read("README.md")) ?? [];
  assert.ok(code, `the README has no example \`${name}\``);
  return code;
}

/** Registers the tests; `folder` is a project with the package installed. */
export function quickStart(folder, cloud, controls) {
  describe("the README", () => {
    before(() => controls.reset());
    after(() => controls.reset());
    const { alice } = cloud.users;
    const server = cloud.servers.win2048;

    function environment() {
      return {
        OS_AUTH_URL: cloud.identityUrl,
        COMPUTE_URL: cloud.computeUrl,
        OS_USERNAME: alice.name,
        OS_USER_DOMAIN_NAME: alice.domain,
        OS_PASSWORD: alice.password,
        OS_PROJECT_NAME: alice.project,
      };
    }

    function runQuickStart(keyFile) {
      const file = path.join(folder, "quick-start.mjs");
      writeFileSync(file, example("quick start"));
      const settings = Object.entries({ ...environment(), KEY_FILE: keyFile });
      return mustRun(folder, "env", ...settings.map(([name, value]) => `${name}=${value}`), process.execPath, file);
    }

    test("the quick start gets, decrypts and deletes a password", () => {
      // It takes the first Windows server of the list, which is either of the two.
      const windows = Object.values(cloud.servers).filter((each) => each.os === "windows" && each.keyFile);
      const outputs = [];
      for (const { keyFile } of [server, cloud.servers.win4096]) {
        try {
          outputs.push(runQuickStart(keyFile));
          break;
        } catch (error) {
          assert.match(error.message, /as one for a \d+-bit key has/);
        }
      }
      const [output] = outputs;
      const shown = windows.find((each) => output?.includes(`${each.name}: ${each.password}`));
      assert.ok(shown, `no password in: ${output}`);
      assert.match(runQuickStart(shown.keyFile), new RegExp(`${shown.name}: no password is stored`));
    });

    test("decrypting without a network", async () => {
      const file = path.join(folder, "decrypt.mjs");
      writeFileSync(file, example("decrypt"));
      const { decrypt } = await import(pathToFileURL(file).href);
      const { Client } = await import(pathToFileURL(path.join(folder, "node_modules/ecs-password/dist/index.js")).href);
      const auth = { type: "password", user: alice.name, domain: alice.domain, password: alice.password, project: alice.project };
      const client = new Client({ cloud: "openstack", identityEndpoint: cloud.identityUrl, endpoint: cloud.computeUrl, auth });
      await controls.reset();
      const { ciphertext } = await client.getServerPassword({ serverId: server.id });
      client.free();
      assert.equal(decrypt(readFileSync(server.keyFile, "utf8"), undefined, ciphertext), server.password);
    });
  });
}
