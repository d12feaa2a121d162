// What all three have in common: a client for the session of your console, and the way from a key file to the password.
import { Client, isEcsPasswordError } from "ecs-password/client";
import { PrivateKey } from "ecs-password/keys";

/**
 * `session` comes from your console: `{ cloud, token, projectId, endpoint }`. The clouds answer no other origin, so `endpoint` is a path of your
 * own origin that leads to the compute service, such as that of the console's server, which wants the header below.
 */
export function clientOf({ cloud, token, projectId, endpoint }) {
  return new Client({
    cloud,
    endpoint: new URL(endpoint, location.origin).href,
    projectId,
    auth: { type: "token", token },
    fetchImpl: (url, init) => fetch(url, { ...init, headers: { ...init.headers, "x-ecs-password-console": "1" } }),
  });
}

/** What is shown of a server's password, for any framework: `show` hears each change of `{ text, message, busy }`. */
export function passwordView(client, serverId, show) {
  let password;
  let call;
  const forget = () => {
    call?.abort();
    password?.free();
    password = undefined;
    show(NOTHING);
  };
  /** Runs what may fail, tells how it ended, and nothing any more once it was forgotten. */
  const doing = async (work) => {
    const { signal } = (call = new AbortController());
    show({ text: password?.reveal() ?? "", message: "", busy: true });
    try {
      const message = await work(signal);
      if (!signal.aborted) show({ text: password?.reveal() ?? "", message, busy: false });
    } catch (error) {
      if (!signal.aborted) show({ text: password?.reveal() ?? "", message: tell(error), busy: false });
    }
  };
  const get = (file, passphrase) => {
    forget();
    return doing(async (signal) => {
      const answer = await passwordOf(client, serverId, { file, passphrase, signal });
      if (signal.aborted) answer.password?.free();
      else password = answer.password;
      return answer.hint ?? "";
    });
  };
  const remove = () => doing(async (signal) => {
    const { deleted, hint } = await client.deleteServerPassword({ serverId }, { signal });
    return deleted ? "The stored copy is deleted. The password in Windows stays as it is." : hint;
  });
  return { get, remove, forget };
}

export const NOTHING = { text: "", message: "", busy: false };

/** Gets and decrypts: `{ password }`, a handle that whoever shows it frees; or `{ hint }` where none is stored. */
async function passwordOf(client, serverId, { file, passphrase, signal }) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  // An empty field is no passphrase.
  const key = PrivateKey.parse(bytes, passphrase ? { passphrase } : {});
  try {
    const answer = await client.getServerPassword({ serverId }, { privateKey: key, signal });
    return answer.stored ? { password: answer.password } : { hint: answer.hint };
  } finally {
    key.free();
    bytes.fill(0);
  }
}

/** What happened, and what to do next. Nothing of what was typed is in it. */
function tell(error) {
  if (!isEcsPasswordError(error)) throw error;
  return [error.message, error.hint].filter(Boolean).join(". ");
}
