// What the policies of a user allow in the sandbox, as this very package evaluates them.
/** @import { PolicyCheck, PolicyEntry } from "ecs-password" */
/** @import { OtcUser, Permission, Project, World } from "./otc-world.mjs" */
/** @import { Token } from "./tokens.mjs" */

import { projectOf } from "./otc-world.mjs";

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
export async function allows(world, token, told, { operation, action, apiVersion }) {
  // Not before it is needed: where the package is not built, the server says what to do.
  const { PolicySet, requestContext } = await import("ecs-password");
  const { kind } = world;
  const { user } = token;
  const project = projectOf(world, token);
  const projectId = (project ?? world.project).id;
  const key = `${user.id} ${project?.id ?? ""}`;
  const set = compiled.get(key) ?? new PolicySet(entriesOf(/** @type {OtcUser} */ (user), project));
  compiled.set(key, set);
  const asked = operation === undefined ? { action } : { operation, cloud: kind };
  const { context } = requestContext({ ...(told && { token: told }), ...asked, time: new Date().toISOString() });
  const version = operation === undefined ? {} : { apiVersion };
  return set.check({ ...asked, ...version, projectId, context }).decision === "allow";
}

/** A token for the account has what is granted for it, and nothing of a project. @param {OtcUser} user @param {Project | undefined} project @returns {PolicyEntry[]} */
function entriesOf({ groups }, project) {
  return groups.flatMap((group) =>
    project
      ? [
          ...group.everyProject.map((permission) => entry(permission, { kind: "allProjects" })),
          ...project.granted(group).map((permission) => entry(permission, { kind: "project", id: project.id })),
        ]
      : group.account.map((permission) => entry(permission, { kind: "global" })),
  );
}

/** @param {Permission} permission @param {NonNullable<PolicyEntry["scope"]>} scope */
const entry = (permission, scope) => ({ name: permission.display_name, document: JSON.stringify(permission), scope });
