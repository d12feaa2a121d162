/**
 * `ecs-password/account`: who of an account may do what.
 *
 * @packageDocumentation
 */
export { Account } from "../account/account.js";
export { OsloPolicy } from "../account/oslo.js";
export { readAccount } from "../account/reading.js";
export type { AccountMatrix } from "../account/account.js";
export type { AccountReadingOptions, ReadAccountInput } from "../account/reading.js";
export type {
  AccountAccessRule,
  AccountAgency,
  AccountApplicationCredential,
  AccountAssignment,
  AccountChange,
  AccountDifference,
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
  AccountName,
  AccountNotRead,
  AccountPolicy,
  AccountPrincipal,
  AccountPrincipalInput,
  AccountPrincipalKind,
  AccountProgress,
  AccountProject,
  AccountQuestion,
  AccountReadingInput,
  AccountRole,
  AccountServiceControlPolicy,
  AccountSnapshot,
  AccountUnread,
  AccountUser,
  AccountWay,
  AccountWayGrant,
  MatrixColumn,
  MatrixHead,
  MatrixQuestion,
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
  PolicyAssumption,
  PolicyCheck,
  PolicyEntry,
  PolicyScope,
  PrincipalCan,
  SnapshotAccount,
  Verdict,
  WhoCanAnswer,
  WhoCanQuestion,
  WhoCanQuestionOfOpenstack,
  WhoCanRow,
} from "../glue/types.js";
export type { Cloud } from "../types.js";
export * from "./errors.js";
