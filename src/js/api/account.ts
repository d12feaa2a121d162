/**
 * `ecs-password/account`: who of an account may do what.
 *
 * @packageDocumentation
 */
export { Account } from "../account/account.js";
export { OsloPolicy } from "../account/oslo.js";
export type {
  AccountAccessRule,
  AccountAgency,
  AccountApplicationCredential,
  AccountAssignment,
  AccountDomain,
  AccountEnterpriseProject,
  AccountGrant,
  AccountGrantee,
  AccountGroup,
  AccountIdentityPolicy,
  AccountIdentityProvider,
  AccountImpliedRole,
  AccountMapping,
  AccountMappingCondition,
  AccountMappingRule,
  AccountNotRead,
  AccountPolicy,
  AccountProject,
  AccountRole,
  AccountServiceControlPolicy,
  AccountSnapshot,
  AccountUser,
  OpenstackPlace,
  OpenstackPrincipal,
  OpenstackRow,
  OpenstackWay,
  OpenstackWhoCan,
  OsloCheck,
  OsloDecision,
  OsloOptions,
  OsloReason,
  OsloReleases,
  PolicyScope,
  SnapshotAccount,
  WhoCanQuestionOfOpenstack,
} from "../glue/types.js";
export type { Cloud } from "../types.js";
export * from "./errors.js";
