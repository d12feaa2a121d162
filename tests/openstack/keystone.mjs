// Keystone itself, for what the package does not do: it never hands a token out, and revokes none.
import assert from "node:assert/strict";
import { CONSOLE_HEADER } from "../../www/server/guard.mjs";

/** Nothing to Keystone; the console's server passes nothing on without it. */
const AS_PAGE = { [CONSOLE_HEADER]: "1" };

/** A new token of `user` for its project, or for none: `scope` "unscoped". */
export async function tokenOf(identityUrl, user, scope) {
  const domain = { name: user.domain };
  const identity = { methods: ["password"], password: { user: { name: user.name, domain, password: user.password } } };
  return issued(identityUrl, { identity, scope: scope ?? { project: { name: user.project, domain } } });
}

/** A new token for an application credential. */
export const tokenOfCredential = (identityUrl, credential) =>
  issued(identityUrl, { identity: { methods: ["application_credential"], application_credential: credential } });

/** What Keystone answers who wants another token for one that is there. */
export const exchange = (identityUrl, token, scope) => ask(identityUrl, { identity: { methods: ["token"], token: { id: token } }, scope });

function ask(identityUrl, auth) {
  return fetch(`${identityUrl}/auth/tokens`, {
    method: "POST",
    headers: { ...AS_PAGE, "content-type": "application/json" },
    body: JSON.stringify({ auth }),
  });
}

async function issued(identityUrl, auth) {
  const answer = await ask(identityUrl, auth);
  assert.equal(answer.status, 201);
  return answer.headers.get("x-subject-token");
}

/** Ends a token before its time. */
export async function revoke(identityUrl, token) {
  const headers = { ...AS_PAGE, "x-auth-token": token, "x-subject-token": token };
  const answer = await fetch(`${identityUrl}/auth/tokens`, { method: "DELETE", headers });
  assert.equal(answer.status, 204);
}
