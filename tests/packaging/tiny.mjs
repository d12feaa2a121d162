// The tiny program that every importer gets: a request, a decision and a decryption.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../src/xtask/steps.mjs";

const vector = (name) => readFileSync(path.join(root, "tests/vectors", name), "utf8");
const { ciphertext, expect } = JSON.parse(vector("decrypt.json")).find(({ key }) => key === "rsa1024.pem");

export const NAMES = "buildRequest, PolicySet, PrivateKey";

/** What the program answers. */
export const ANSWER = JSON.stringify(["os_compute_api:os-server-password:clear", "allow", expect.password]);

/** The modules of WebAssembly that it needs, which are all that it may ship. */
export const MODULES = ["client", "keys", "policy"];

/** A function that gives the answer; the three names have to be there. */
export const FUNCTION = `function answer() {
  const { action } = buildRequest({
    operation: "deleteServerPassword", cloud: "openstack", apiVersion: "v2.1", endpoint: "https://nova.example",
    serverId: "8b3c7a5e-2f6d-4c1b-9a0e-1d2c3b4a5f60",
  });
  const document = '{ "Version": "1.1", "Statement": [{ "Effect": "Allow", "Action": ["ecs:serverPasswords:manage"] }] }';
  const policies = new PolicySet([{ name: "operators", document }]);
  const { decision } = policies.check({ operation: "getServerPassword", cloud: "otc" });
  const key = PrivateKey.parse(${JSON.stringify(vector("keys/rsa1024.pem"))});
  const password = key.decrypt("${ciphertext}").reveal();
  key.free();
  policies.free();
  return JSON.stringify([action, decision, password]);
}
`;

/** A module that exports it. */
export const MODULE = `import { ${NAMES} } from "ecs-password";\nexport ${FUNCTION}`;

/** A program that does something with the answer. */
export const program = (statement, from = "ecs-password") => `import { ${NAMES} } from "${from}";\n${FUNCTION}${statement}\n`;

/** The same in CommonJS. */
export const commonProgram = (statement) => `const { ${NAMES} } = require("ecs-password");\n${FUNCTION}${statement}\n`;
