// The reads of a whole account: who is there, and what everybody is granted. They are passed on only to a cloud of which `--allow-account` says so.
/** @import { CloudKind } from "./types.ts" */

const ID = /^[A-Za-z0-9_-]{1,64}$/;
const FLAG = /^(?:true|false)$/;
const PAGE = /^[1-9]\d{0,4}$/;
const MARKER = /^[A-Za-z0-9+/=_-]{1,400}$/;

const PAGES = { page: PAGE, per_page: PAGE };
const LISTED = { limit: PAGE, marker: MARKER };

/** By their paths, with what each may have in its query: of IAM, then of its version 5 and of the enterprise projects of Huawei Cloud, then of Keystone. @type {Record<string, Record<string, RegExp>>} */
const IAM = {
  "v3/auth/domains": {},
  "v3/projects": { domain_id: ID },
  "v3/users": { domain_id: ID, enabled: FLAG },
  "v3.0/OS-USER/users/{user_id}": {},
  "v3/groups": { domain_id: ID },
  "v3/groups/{group_id}/users": {},
  "v3/roles": { domain_id: ID, permission_type: /^(?:policy|role)$/, ...PAGES },
  "v3/roles/{role_id}": {},
  "v3.0/OS-ROLE/roles": PAGES,
  "v3.0/OS-PERMISSION/role-assignments": { domain_id: ID, scope: /^(?:domain|project|enterprise_project)$/, is_inherited: FLAG, ...PAGES },
  "v3.0/OS-AGENCY/agencies": { domain_id: ID },
  "v3.0/OS-AGENCY/domains/{domain_id}/agencies/{agency_id}/roles": {},
  "v3.0/OS-AGENCY/projects/{project_id}/agencies/{agency_id}/roles": {},
  "v3.0/OS-INHERIT/domains/{domain_id}/agencies/{agency_id}/roles/inherited_to_projects": {},
  "v3/OS-FEDERATION/identity_providers": {},
  "v3/OS-FEDERATION/identity_providers/{provider_id}/protocols": {},
  "v3/OS-FEDERATION/mappings": {},
  "v3.0/OS-MFA/virtual-mfa-devices": {},
  // Of the sandbox; a real cloud has it on a host of its own.
  "v1.0/enterprise-projects": { limit: PAGE, offset: /^\d{1,5}$/ },
};

/** @type {Record<string, Record<string, RegExp>>} */
const HUAWEI = {
  "v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project_id}/groups": {},
  "v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project_id}/groups/{group_id}/roles": {},
  "v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project_id}/users": {},
  "v3.0/OS-PERMISSION/enterprise-projects/{enterprise_project_id}/users/{user_id}/roles": {},
  "v5/agencies": LISTED,
  "v5/agencies/{agency_id}/attached-policies": LISTED,
  "v5/policies": LISTED,
  "v5/policies/{policy_id}/attached-entities": LISTED,
};

/** @type {Record<string, Record<string, RegExp>>} */
const KEYSTONE = {
  "v3/auth/domains": {},
  "v3/domains": LISTED,
  "v3/projects": LISTED,
  "v3/users": LISTED,
  "v3/groups": LISTED,
  "v3/groups/{group_id}/users": {},
  "v3/roles": {},
  "v3/role_assignments": {},
  "v3/role_inferences": {},
  "v3/users/{user_id}/application_credentials": {},
};

/** @type {Record<CloudKind, Record<string, Record<string, RegExp>>>} */
const OF_KIND = { openstack: KEYSTONE, otc: IAM, huawei: { ...IAM, ...HUAWEI } };

/** @param {CloudKind} kind */
export const accountReads = (kind) => Object.entries(OF_KIND[kind]).map(([path, query]) => ({ path, query: new Map(Object.entries(query)) }));
