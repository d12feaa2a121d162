// What a reading of the accounts of the sandboxes comes to, made of what the sandboxes are made of.
import { accountOf } from "../../www/server/sandbox/account-world.mjs";
import { keystoneAccount } from "../../www/server/sandbox/keystone-account.mjs";
import { DOMAIN } from "../../www/server/sandbox/world.mjs";

const SCOPES = { domain: () => ({ kind: "global" }), inherited: () => ({ kind: "allProjects" }), project: ({ id }) => ({ kind: "project", id }), enterprise_project: ({ id }) => ({ kind: "enterpriseProject", id }) };

const timeOf = (time) => (time === null ? {} : { expiresAt: time });

/** That of a public cloud, as somebody reads it who may read all of it. */
export function snapshotOf(world) {
  const account = accountOf(world);
  return {
    format: "ecs-password account",
    version: 1,
    cloud: world.kind,
    account: world.account,
    users: account.users.map(({ id, name, enabled, isOwner, second }) => ({ id, name, enabled, ...(isOwner && { owner: true }), mfa: second === "device" })),
    groups: account.groups.map(({ id, name, members }) => ({ id, name, members })),
    policies: [...account.system, ...account.custom].map(({ id, name, display_name, catalog, flag, policy }) => ({ id, name, displayName: display_name, catalog, ...(flag && { flag }), type: catalog === "CUSTOMED" ? "custom" : "system", document: JSON.stringify(policy) })),
    grants: account.grants.map(({ subject, id, role, scope }) => ({ to: { [subject]: id }, policy: role.id, scope: SCOPES[scope.kind](scope) })),
    projects: world.projects.map(({ id, name, enabled }) => ({ id, name, parentId: world.account.id, enabled })),
    enterpriseProjects: account.enterpriseProjects.map(({ id, name, status }) => ({ id, name, enabled: status === 1 })),
    agencies: [
      ...account.agencies.map(({ id, name, trust_domain_id, trust_domain_name, expire_time }) => ({ id, name, ...(trust_domain_name.startsWith("op_svc_") ? { trustedService: trust_domain_name } : { trustedAccount: { id: trust_domain_id, name: trust_domain_name } }), ...timeOf(expire_time) })),
      ...account.trustAgencies,
    ],
    identityProviders: account.identityProviders.map(({ id, enabled, sso_type, protocols: [{ mapping_id }] }) => ({ id, enabled, sso: sso_type === "virtual_user_sso" ? "virtualUser" : "iamUser", mapping: mapping_id })),
    mappings: account.mappings.map(({ id, rules }) => ({ id, rules: rules.map(({ local, remote }) => ({ groups: local.flatMap(({ group }) => (group ? [group.name] : [])), user: "{0}", remote: remote.map(({ type, any_one_of, not_any_of }) => ({ type, ...(any_one_of && { anyOneOf: any_one_of }), ...(not_any_of && { notAnyOf: not_any_of }) })) })) })),
    ...(world.kind === "huawei" && {
      identityPolicies: account.attachments.map(({ policy: { id, name, inForce, versions, withheld }, users, groups, agencies }) => ({ id, name, ...(!withheld && { document: JSON.stringify(versions[inForce]) }), attachedTo: [...users.map((user) => ({ user })), ...groups.map((group) => ({ group })), ...agencies.map((agency) => ({ agency }))] })),
    }),
  };
}

/** That of Keystone. */
export function keystoneSnapshot() {
  const account = keystoneAccount();
  const domainId = DOMAIN.id;
  const place = ({ project, domain, system, "OS-INHERIT:inherited_to": inherited }) => ({ on: project ? { project: project.id } : domain ? { domain: domain.id } : system && { system: "all" }, ...(inherited && { inherited: true }) });
  return {
    format: "ecs-password account",
    version: 1,
    cloud: "openstack",
    account: { id: DOMAIN.id, name: DOMAIN.name },
    users: account.users.map(({ id, name, enabled }) => ({ id, name, enabled, domainId })),
    groups: account.groups.map(({ id, name, members }) => ({ id, name, members, domainId })),
    projects: account.projects.map(({ id, name, parentId, enabled }) => ({ id, name, parentId, enabled, domainId })),
    domains: [{ id: DOMAIN.id, name: DOMAIN.name }],
    roles: account.roles,
    impliedRoles: account.implied,
    assignments: account.assignments.map(({ user, group, role, scope }) => ({ ...(user ? { user: user.id } : { group: group.id }), role: role.id, ...place(scope) })),
    applicationCredentials: account.credentials.map(({ id, name, userId, projectId, roles, unrestricted, expiresAt, accessRules }) => ({ id, name, userId, projectId, roles, unrestricted, ...(expiresAt && { expiresAt: `${expiresAt}Z` }), ...(accessRules && { accessRules: accessRules.map(({ service, method, path }) => ({ service, method, path })) }) })),
  };
}

const sorted = (list) => [...list].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));

/** The same in an order that the answers do not decide. */
export function ordered(value) {
  if (Array.isArray(value)) return sorted(value.map(ordered));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort().map(([name, each]) => [name, ordered(each)]));
}
