// Keystone itself, for what the package does not do: it never hands a token out, and revokes none.
import assert from "node:assert/strict";
import { CONSOLE_HEADER } from "../../www/server/guard.mjs";

/** Nothing to Keystone; the console's server passes nothing on without it. */
const AS_PAGE = { [CONSOLE_HEADER]: "1" };

/** A new token of `user` for its project, or for none: `scope` "unscoped". */
export async function tokenOf(identityUrl, user, scope) {
  const domain = { name: user.domain };
  const auth = {
    identity: { methods: ["password"], password: { user: { name: user.name, domain, password: user.password } } },
    scope: scope ?? { project: { name: user.project, domain } },
  };
  const answer = await fetch(`${identityUrl}/auth/tokens`, {
    method: "POST",
    headers: { ...AS_PAGE, "content-type": "application/json" },
    body: JSON.stringify({ auth }),
  });
  assert.equal(answer.status, 201);
  return answer.headers.get("x-subject-token");
}

/** Ends a token before its time. */
export async function revoke(identityUrl, token) {
  const headers = { ...AS_PAGE, "x-auth-token": token, "x-subject-token": token };
  const answer = await fetch(`${identityUrl}/auth/tokens`, { method: "DELETE", headers });
  assert.equal(answer.status, 204);
}
