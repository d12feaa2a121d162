// Fetching, decrypting, showing and copying passwords. Each effect ends in events; the passwords themselves stay here, as bytes.
import type { KeysUses } from "../keys/actions.ts";
import { keysToTry, visiblePair } from "../keys/state.ts";
import { versionFor } from "../session/state.ts";
import { clearClipboard, copySecret } from "../shared/clipboard.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { isAborted, toProblem } from "../shared/problem.ts";
import type { WaitingUses } from "../waiting/actions.ts";
import { Passwords } from "./passwords.ts";
import { nameOf, passwordOf } from "./state.ts";
import type { PasswordEvent, PasswordState, PasswordView, Subject } from "./state.ts";

export type PasswordActions = ReturnType<typeof createPasswordActions>;
/** What a view is given that shows passwords. */
export type PasswordUses = KeysUses & WaitingUses & Dispatch<PasswordEvent> & { readonly password: PasswordActions };

export function createPasswordActions(context: Context<PasswordState, PasswordEvent, KeysUses & WaitingUses>) {
  const { dispatch, jobs } = context;
  const passwords = new Passwords();
  const viewNow = (of: Subject): PasswordView | undefined => passwordOf(context.state.password, of);

  async function loadKeyPair(serverId: string, name: string): Promise<void> {
    const client = context.actions.session.client();
    if (!client) return;
    dispatch({ type: "password/keyPairRequested", serverId });
    try {
      const told = await context.run("keyPair", (signal) => client.getKeyPair({ name, apiVersion: versionFor(context.state, "getKeyPair") }, { signal }));
      const { fingerprint, algorithm } = visiblePair(told);
      dispatch({ type: "password/keyPairSeen", serverId, fingerprint, algorithm });
    } catch (error) {
      // A hint that is missing is no failure; a session that ended shows with the next call that matters.
      dispatch({ type: "password/keyPairHidden", serverId, problem: toProblem(error) });
    }
  }

  async function get(serverId: string): Promise<void> {
    const client = context.actions.session.client();
    if (!client) return;
    const of = { serverId };
    dispatch({ type: "password/requested", of });
    try {
      const apiVersion = versionFor(context.state, "getServerPassword");
      const answer = await context.run("password", (signal) => client.getServerPassword({ serverId, apiVersion }, { signal }));
      if (answer.stored) dispatch({ type: "password/noted", serverId, notes: answer.notes });
      if (!answer.stored) dispatch({ type: "password/none", of, hint: answer.hint });
      else if (context.state.keys.loaded.length === 0) dispatch({ type: "password/encrypted", of, ciphertext: answer.ciphertext });
      else await decrypt(of, answer.ciphertext);
    } catch (error) {
      const problem = toProblem(error);
      if (isAborted(problem)) dispatch({ type: "password/cancelled", of });
      else dispatch({ type: "password/failed", of, problem });
    }
  }

  /** Decrypts what is at hand with the loaded keys, the likeliest first, without any network. */
  async function decrypt(of: Subject, ciphertext: string): Promise<void> {
    const { keys, password } = context.state;
    if (keys.loaded.length === 0) return;
    dispatch({ type: "password/requested", of });
    const controller = jobs.begin("password");
    try {
      const pair = of === "pasted" || !password.server ? ({ status: "none" } as const) : password.server.keyPair;
      const answer = await context.actions.keys.decrypt(ciphertext, keysToTry(keys.loaded, pair).map(({ id }) => id), controller.signal);
      if (answer.phase === "notOpened") {
        dispatch({ type: "password/failed", of, problem: answer.problem, ciphertext, bytes: answer.bytes, tried: answer.tried });
        return;
      }
      const { bytes, keyId, tried, text, trimmed, encoding } = answer;
      // Nobody waits for it any more.
      if (viewNow(of)?.phase !== "working") {
        bytes.fill(0);
        return;
      }
      passwords.put(nameOf(of), { bytes, text, encoding });
      dispatch({ type: "password/decrypted", of, ciphertext, keyId, tried, text, trimmed, encoding });
    } catch (error) {
      const problem = toProblem(error);
      if (!isAborted(problem)) dispatch({ type: "password/failed", of, problem, ciphertext });
      else if (!jobs.isRunning("password") && viewNow(of)?.phase === "working") dispatch({ type: "password/cancelled", of });
    } finally {
      jobs.end("password", controller);
    }
  }

  /** Of the sandbox, into the form for a pasted password. */
  async function loadSample(form: Element | null): Promise<void> {
    const field = form?.querySelector<HTMLElement & { value: string }>("[name=ciphertext]");
    if (!field) return;
    try {
      const { loadSample: load } = await import("./sample.ts");
      await load(context.state.session.sandbox?.keys ?? [], (ciphertext) => { field.value = ciphertext; }, context.actions.keys.addDemo);
    } catch (error) {
      dispatch({ type: "password/failed", of: "pasted", problem: toProblem(error) });
    }
  }

  /** The password as text, for the moment of showing or copying it. */
  const textOf = (of: Subject): string => (viewNow(of)?.phase === "decrypted" ? passwords.reveal(nameOf(of)) : "");

  const copy = (of: Subject): Promise<void> => copySecret(textOf(of), (result) => { dispatch({ type: "password/copyEnded", of, result }); });

  async function emptyClipboard(of: Subject): Promise<void> {
    try {
      await clearClipboard();
      dispatch({ type: "password/copyEnded", of, result: "cleared" });
    } catch {
      dispatch({ type: "password/copyEnded", of, result: "failed" });
    }
  }

  /** What was fetched before its key was there, or did not open with the others, needs no second click. */
  function decryptWaiting(): void {
    const { server, pasted } = context.state.password;
    if (server && needsKey(server.view)) void decrypt({ serverId: server.id }, server.view.ciphertext);
    if (needsKey(pasted)) void decrypt("pasted", pasted.ciphertext);
  }

  function follow(before: PasswordState, after: PasswordState): void {
    const { server, pasted } = after.password;
    passwords.keep((of) => (of === nameOf("pasted") ? holdsPassword(pasted) : server?.id === of && holdsPassword(server.view)));
    if (before.password.server && before.password.server.id !== server?.id) {
      jobs.cancel("password");
      jobs.cancel("keyPair");
    }
    const { loaded } = after.keys;
    if (loaded !== before.keys.loaded && loaded.some(({ id }) => !before.keys.loaded.some((key) => key.id === id))) decryptWaiting();
    // Found by waiting, with the page open or not.
    else if (server?.view.phase === "encrypted" && before.password.server?.view !== server.view && loaded.length > 0) queueMicrotask(decryptWaiting);
  }

  return { loadKeyPair, get, decrypt, loadSample, textOf, copy, emptyClipboard, follow };
}

/** While a retry works, the password before it is gone from the page, but not yet replaced. */
const holdsPassword = ({ phase }: PasswordView): boolean => phase === "decrypted" || phase === "working";

/** Encrypted, and no key has opened it yet. */
function needsKey(view: PasswordView): view is Extract<PasswordView, { phase: "encrypted" }> {
  return (view.phase === "encrypted" || view.phase === "failed") && view.ciphertext !== undefined;
}
