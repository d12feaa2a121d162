// What the policies of a user allow in the sandbox, as this very package evaluates them.
/** @import { PolicyCheck, PolicyEntry } from "ecs-password" */
/** @import { OtcUser, Permission } from "./otc-world.mjs" */
/** @import { Token } from "./tokens.mjs" */
import { PROJECT } from "./otc-world.mjs";

/** Compiled once for each user and kind of token. @type {Map<string, import("ecs-password").PolicySet>} */
const compiled = new Map();

/**
 * Whether a request is allowed: only a certain yes is one.
 *
 * @param {Token} token
 * @param {object} told what IAM says of it
 * @param {Pick<PolicyCheck, "operation" | "action" | "apiVersion">} asked
 */
export async function allows({ user, project }, told, { operation, action, apiVersion }) {
  // Where the other sandbox is all that is wanted, the package need not be built.
  const { PolicySet, requestContext } = await import("ecs-password");
  const key = `${user.id} ${project ?? ""}`;
  const set = compiled.get(key) ?? new PolicySet(entriesOf(/** @type {OtcUser} */ (user), project !== undefined));
  compiled.set(key, set);
  const asked = operation === undefined ? { action } : { operation, cloud: /** @type {const} */ ("otc") };
  const { context } = requestContext({ token: told, ...asked, time: new Date().toISOString() });
  const version = operation === undefined ? {} : { apiVersion };
  return set.check({ ...asked, ...version, projectId: PROJECT.id, context }).decision === "allow";
}

/** A token for the account has what is granted for it, and nothing of a project. @param {OtcUser} user @param {boolean} ofProject @returns {PolicyEntry[]} */
function entriesOf({ groups }, ofProject) {
  return groups.flatMap(({ account, everyProject, project }) =>
    ofProject
      ? [
          ...everyProject.map((permission) => entry(permission, { kind: "allProjects" })),
          ...project.map((permission) => entry(permission, { kind: "project", id: PROJECT.id })),
        ]
      : account.map((permission) => entry(permission, { kind: "global" })),
  );
}

/** @param {Permission} permission @param {NonNullable<PolicyEntry["scope"]>} scope */
const entry = (permission, scope) => ({ name: permission.display_name, document: JSON.stringify(permission), scope });
