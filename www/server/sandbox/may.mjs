// What the policies of a user allow in the sandbox, as this very package evaluates them.
/** @import { PolicyCheck, PolicyEntry } from "ecs-password" */
/** @import { OtcUser, Permission, World } from "./otc-world.mjs" */
/** @import { Token } from "./tokens.mjs" */

/** Compiled once for each user and kind of token. @type {Map<string, import("ecs-password").PolicySet>} */
const compiled = new Map();

/**
 * Whether a request is allowed: only a certain yes is one. Identity policies are not asked.
 *
 * @param {World} world
 * @param {Token} token
 * @param {object | undefined} told what IAM says of it; nothing where a request was signed
 * @param {Pick<PolicyCheck, "operation" | "action" | "apiVersion">} asked
 */
export async function allows({ kind, project: { id: projectId } }, { user, project }, told, { operation, action, apiVersion }) {
  // Not before it is needed: where the package is not built, the server says what to do.
  const { PolicySet, requestContext } = await import("ecs-password");
  const key = `${user.id} ${project ?? ""}`;
  const set = compiled.get(key) ?? new PolicySet(entriesOf(/** @type {OtcUser} */ (user), project === undefined ? undefined : projectId));
  compiled.set(key, set);
  const asked = operation === undefined ? { action } : { operation, cloud: kind };
  const { context } = requestContext({ ...(told && { token: told }), ...asked, time: new Date().toISOString() });
  const version = operation === undefined ? {} : { apiVersion };
  return set.check({ ...asked, ...version, projectId, context }).decision === "allow";
}

/** A token for the account has what is granted for it, and nothing of a project. @param {OtcUser} user @param {string | undefined} projectId @returns {PolicyEntry[]} */
function entriesOf({ groups }, projectId) {
  return groups.flatMap(({ account, everyProject, project }) =>
    projectId !== undefined
      ? [
          ...everyProject.map((permission) => entry(permission, { kind: "allProjects" })),
          ...project.map((permission) => entry(permission, { kind: "project", id: projectId })),
        ]
      : account.map((permission) => entry(permission, { kind: "global" })),
  );
}

/** @param {Permission} permission @param {NonNullable<PolicyEntry["scope"]>} scope */
const entry = (permission, scope) => ({ name: permission.display_name, document: JSON.stringify(permission), scope });
