// The memories of the five modules of WebAssembly, as tests look into them.
import * as account from "../../dist/glue/account.js";
import * as client from "../../dist/glue/client.js";
import * as keys from "../../dist/glue/keys.js";
import * as policy from "../../dist/glue/policy.js";
import * as read from "../../dist/glue/read.js";
import { Account, buildRequest, parsePolicy, PrivateKey, readPolicies } from "ecs-password";

const glues = { account, client, keys, policy, read };

// Each is there with its first call only.
for (const use of [() => new Account({}), () => buildRequest({}), () => PrivateKey.parse(""), () => parsePolicy("{}"), () => readPolicies("{}")]) {
  try {
    use();
  } catch {
    // What it says does not matter here.
  }
}

/** The memory of the instance that is there now. */
export function memoryOf(name) {
  // Started already, it gives what there is.
  return glues[name].initSync({ module: new Uint8Array() }).memory;
}

export const allMemories = () => Object.keys(glues).map(memoryOf);
