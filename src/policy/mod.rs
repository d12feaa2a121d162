//! "May I?": evaluates the IAM policies of Huawei Cloud and Open Telekom Cloud, versions 1.0 (roles), 1.1 and 5.0, locally.
//!
//! # The rules
//!
//! A decision is `allow`, `explicitDeny`, `implicitDeny` or `conditional`. A statement is true, false or unknown, and its
//! parts (attachment, dependencies, action, resource, conditions) are joined by Kleene's tables: false wins, then unknown.
//! What the documents leave open stays open: the statement is unknown, and the open question is named
//! (`Question`).
//!
//! 1. **Decision.** A certain Deny is unknown (`scopePrecedence`) where a certain or unknown Allow comes from the other kind of
//!    attachment (enterprise projects against projects, all projects, all resources, global; an entry without scope is of
//!    neither kind), so that no later knowledge turns a definite no. Then: a certain Deny gives `explicitDeny`; else no Allow that is
//!    true or unknown gives `implicitDeny`; else an unknown Deny, or no certain Allow, gives `conditional`; else `allow`. The open
//!    statements of a `conditional` are the unknown Denies (where one hangs on Allows of the other kind of which none is certain: these
//!    too) and, where no Allow is certain, the unknown Allows: their unknown keys and questions are listed, no others.
//! 2. **Actions** have three segments. `*` is any run of characters within its segment, `?` is literal. Type and operation
//!    ignore (ASCII) case, the service in 1.0 too; in 1.1 a pattern that matches only if the case of its service is ignored
//!    is unknown (`serviceCase`). A pattern of one or two segments matches only if its last segment is exactly `*`,
//!    which stands for the rest. Any other count matches nothing. `NotAction` alone: false where a pattern certainly
//!    matches, else unknown (`notAction`, and `serviceCase` where a pattern is unknown by it); beside `Action` it is ignored.
//! 3. **Resources.** No `Resource`, or a `*` among them, is every resource. Otherwise five segments; service and type
//!    ignore case, the rest is exact, `*` as in actions; or a URI (begins with `/`), which is exact. No resource given:
//!    unknown (`resource`). Where the catalogue marks the API as not supporting it, an Allow with a specific
//!    resource is false, a Deny is unknown (`resourceNotSupported`) whatever the resource is. A condition on
//!    `g:ResourceTag/…` on an API that does not support it: a Deny is unknown (`resourceNotSupported`, in place of that condition); for an
//!    Allow the key is absent.
//! 4. **Conditions.** Values of a key are alternatives (negated: none may match); keys and operators are all required. Key
//!    unknown: the element is unknown (by that key). Key absent: `IfExists` true; else `ForAnyValue:` false and `ForAllValues:` true; else a
//!    positive operator is false and a negated one unknown (`absentKeyNegated`). `Null` (`true`: absent, `false`: present) takes neither
//!    prefix nor suffix. Key present: `ForAnyValue:` is true where one request value satisfies the operator, `ForAllValues:` where all do; none: there is exactly one
//!    request value. A policy value that is none of its type cannot match and leaves open whether it would (`badValue`): with no
//!    other match, a positive operator is unknown, and a negated one too. An operator that no document has: unknown
//!    (`unknownOperator`), before anything else; so is one of OBS (`StringLike`, `Numeric…`, `DateEquals`, `IpAddress`, their negations and short
//!    forms) on a key that does not begin with `obs:`. There `StringLike` is `StringMatch`; an address is in a range that has as many of its
//!    first bits as the range says, of the same version of IP. What cannot be read (no values, no array): unknown (`badValue`).
//!    `StringStartWith`, `StringEndWith` and their `Not` forms: where no value matches exactly and one does ignoring case, unknown
//!    (`startWithCase`). Strings are compared exactly, `…IgnoreCase` by Unicode lower case; `StringMatch` is a glob of `*` and `?` (one character) over the
//!    whole value, with case. Numbers are `[+-]?digits[.digits]`, compared exactly. Dates are RFC 3339, with `T` and offset, compared to
//!    the nanosecond (a leap second is the last one before it). `Bool` and `Null` read `true` and `false` in any case.
//! 5. **Attachment.** No scope: applies. `project`: true where the ids are equal, unknown (`projectId`) where none is given.
//!    `allProjects`, `allResources`: true. All of a project, `allProjects` and `otherProjects` are false for the service `iam`, and unknown
//!    (`scopeUnknown`) for `obs`, and on Open Telekom Cloud for `rms` and `tms`: these are global there, and
//!    Huawei Cloud wants a policy of OBS granted for global services and in projects. `global`: false for the services `ecs`, `evs`, `vpc`,
//!    `ims`, true for `iam`, and on Open Telekom Cloud for `obs`, `rms`, `tms`, else unknown (`scopeUnknown`). For `obs`, but on Open
//!    Telekom Cloud, both grants of a policy settle that: beside a `global` entry of the same content (version, `Depends` and statements, as they stand there) a `project`
//!    and `allProjects` are true for `obs`; a `global` one is true beside `allProjects` of the same content, and beside a `project` as that is by id, or else by
//!    the question. Where not all was read of one of the two, it may be of the same content (`unread`), one of `otherProjects` too where not all of it
//!    was read (but not in the project of its id). `enterpriseProject`: false where the catalogue marks the API as not supporting
//!    it; else by id as `project` (`enterpriseProjectId`); and where it is not false by id, and a cloud is given whose catalogue does not
//!    say, unknown (`scopeUnknown`). What a list could not tell: `enterpriseProjects` (some that are not known) is false where the
//!    catalogue marks the API as not supporting them, else unknown (`scopeUnknown`); `otherProjects` (than the one of this id) is
//!    unknown (`projectId`) where none is given, false where it is that one, else unknown (`scopeUnknown`).
//! 6. **Roles.** A role with `Depends` (a bare document with that member, or one whose envelope has neither `flag` `fine_grained` nor `catalog` `CUSTOMED`)
//!    takes effect only if each dependency is in the set, by catalog and display name (without envelope: the entry's
//!    `catalog`, by default `CUSTOMED`, and its `name`), and its attachment applies (three-valued, alternatives where several match). A `CUSTOMED` entry satisfies none.
//!    An entry of which nothing was read may be it, whatever its name: where it is attached, that is unknown (`unread`). So may a document of
//!    which `catalog` or `display_name` may follow where the text ends (rule 9), unless the other of them is there and says otherwise; and
//!    one so called whose version was not read (rule 9), which may be of version 5.0.
//! 7. **Asking.** An action asked for without cloud consults no catalogue. With a cloud, an action's marks (resource, tag,
//!    enterprise project) are those of its APIs. By operation, or by API, it is evaluated under each name the API has or had
//!    there: where the verdicts differ, `conditional` with `renamedAction`; but two kinds of no are a no (`implicitDeny`).
//!    The unknown keys and questions of the names that are conditional are joined.
//! 8. **Settling.** A question can be answered (`assume`): `true` is the first of its two outcomes, `false` the second. For `scopePrecedence`,
//!    `true`: the Deny stays certain; `false`: no Deny, certain or unknown, counts where a certain Allow of the other kind is there, and
//!    where such an Allow is unknown, the Deny is open by what the Allow is open by. For `renamedAction`, `true`: only the current name counts, `false`: only the former ones (they are alternatives: allow
//!    if one allows; else conditional if one is; else no). For `absentKeyNegated`, `unknownOperator` and a condition that cannot be read (`badValue`), `true`: the condition is met,
//!    `false`: it is not. For `startWithCase` and a value that is none of its type (`badValue`), it is the comparison that is answered, before a negated operator
//!    turns it round: `true`: the value matches. For `unread`, `true`: what was not read allows (its Allow is as true as its attachment, its
//!    Deny is false), `false`: it denies (the other way round); it is no role that another needs, nor is a document whose names were not read, nor the other grant of a policy of OBS, either way. For all others, `true`: the part
//!    that is open (attachment, action, resource or tag) is true, `false`: it is false.
//! 9. **Unread.** No answer is certain over what was not read: an entry without a document (a text that is no JSON and cannot be mended, or no
//!    policy; or given as `unread`, with its cause); a document without `Statement`, with one that is neither an array nor an object, or
//!    of a role whose `Depends` could not be read; a statement that is no object, or whose `Effect`, `Action` (or `NotAction`) or `Resource` is missing where it must
//!    be or holds anything but strings; where a text is cut off, the statement that it ends in, or what may follow a list of statements, a missing version or a role
//!    there; where it is cut off in an envelope, whether a policy with `Depends` is a role, unless what was read says that it is none, or `flag` and
//!    `catalog` are both there; and what the reader had to leave out; where brackets are broken, members of a statement that stand
//!    outside of one, and the statement before them that may have lost them. Each such part is one Allow and one Deny of every action and resource, without condition and whatever
//!    the entry `Depends` on, as true as its attachment but unknown at most (`unread`). By which names `Depends` finds a document is not read either (no such
//!    part: rule 6) where the text ends in an envelope, or in an object that has neither `policy` nor a whole member of a policy, before
//!    both `catalog` and `display_name`; a member that the text ends in is not there. Where it is attached to `enterpriseProjects` or `otherProjects`, and
//!    that is neither false nor open by `projectId` or by the service, `unread` is the only question. What can be mended is read (a missing comma or bracket, a single string or
//!    statement in place of an array); so are an odd or missing `Version` (as 1.1; but where the text ends in the policy, or the reader had to leave out
//!    something of it or behind it, a missing one was not read, and nothing of the document is), a pattern with a wrong number of segments and an empty list. A condition
//!    that cannot be read makes its own statement unknown (rule 4). A text that IAM would refuse is answered as it would read once mended, and the answer names it.
//!
//! Condition keys and ids are compared exactly. The account root is not evaluated, unless a request says that it asks.
//!
//! # Version 5.0
//!
//! 10. **Kinds.** A document of version 5.0 is an identity policy, or what its entry says: a session policy or a service control policy (SCP),
//!     which limit. What limits and is of another version, or not there, is one unknown limit. Its statements have `Sid`, `Action` or `NotAction`,
//!     `Resource` or `NotResource`; one with both of a pair is unread. A single value in place of an array leaves the whole document open
//!     (`scalar`), so does an empty list (`emptyList`, not in an SCP). `scope`, `Depends` and envelope have no meaning.
//! 11. **Actions** ignore case; `*` is any run of characters and `?` one. Where it decides whether `*` runs across a `:`, that is open (`wildcardSegments`; otherwise as
//!     in rule 2), and so is a wildcard in the service of an action or resource, a bare `*` aside (`wildcardService`). The former names of an action are its aliases:
//!     a statement that names one counts, by a wildcard perhaps (`aliasWildcard`), in an SCP perhaps not (`scpAlias`), in `NotAction` perhaps (`aliasNot`).
//! 12. **Resources** are URNs, `service:region:account:type:path`, and patterns of them; the case of service and type is open where it decides (`urnCase`), `${…}` is
//!     plain text or the value of a key (`variables`). Of an action without resource type a specific one is as in rule 3.
//! 13. **Conditions** as in rule 4, but: a value may stand alone; `IpAddress` is for all keys, those of OBS for none (a range `from-to`: `ipForm`); an operator of another
//!     type than its key never matches, a negated one perhaps (`wrongType`); a key with several values under an operator without prefix is open (`noQualifier`); absent, `ForAllValues:`
//!     asks `setEmpty`, `ForAnyValue:` with `IfExists` `setIfExists`; a key that is given in another case asks `keyCase`, one of tags or enterprise projects on an action that is listed without keys
//!     `keyUnsupported`.
//! 14. **Joining.** The policy result is that of versions 1.0 and 1.1 by the name that is asked for, the identity result that of version 5.0 by today's action, and of 1.x statements by its aliases
//!     (`aliasCounts`). An Allow in either is enough where no Deny is in either; a Deny of one beside an Allow of the other is open (`denyAcross`). What was not read denies
//!     against both, and its Allow is beaten by a Deny of either. The session policies, and each level of SCPs, must allow as well (grants of 1.x: `sessionLegacy`). APIs of native OpenStack are in no table
//!     (`nativeOpenStack`, `scpNative`), nor is version 5.0 in the documents of Open Telekom Cloud (`serviceSupport`). The answer is what all readings agree on, else `conditional`; a question is named
//!     where two readings that differ in it alone do not agree. The root user has all permissions, and SCPs limit it; they do not limit the management account.
//! 15. **Reading later** never contradicts a definite answer, with one exception: a certain Deny stays certain beside what was not read, and is open (`denyAcross`) if that turns out an
//!     Allow of the other model.
//!
//! A set without version 5.0 is answered by rules 1 to 9 alone.
//!
//! Sources: OTC IAM user guide "Policy Syntax" and API reference, appendix "Error Codes"; Huawei Cloud IAM user guide; ECS API references,
//! "Permissions and Supported Actions"; Huawei Cloud IAM user guide, identity policies, and Organizations user guide. What they do not say is marked as assumed wherever it decides.

pub mod answers;
pub mod catalog;
pub mod engine;
pub mod lint;
pub mod model;
#[cfg(feature = "oslo")]
pub mod oslo;
pub mod syntax;

pub use self::answers::check::{AnswerOutcome, Assumption, Check, Decision, NameVerdict};
pub use self::answers::context::{RequestContext, RequestUser};
pub use self::answers::denied::{DeniedCheck, Refusal, RefusalSaid};
pub use self::answers::diff::{Changed, Difference};
pub use self::answers::preview::{Answers, ApiInfo, Preview, PreviewOptions, RowInfo};
pub use self::answers::reason::{Ground, Reason, ReasonOutcome, ReasonSaid};
pub use self::answers::{render, suggest};
pub use self::catalog::PasswordWay;
pub use self::catalog::lists::Services;
pub use self::engine::entry::{Entry, UnreadEntry};
pub use self::engine::set::PolicySet;
pub use self::engine::situation::{Principal, PrincipalModel, RequestFacts, Situation};
pub use self::lint::read::{Read, SetFinding, lint_entries, read};
pub use self::lint::{Limits, LintOptions};
pub use self::model::ast;
pub use self::model::condition::{GLOBAL_KEYS, RESOURCE_TAG};
pub use self::model::operator::{OperatorFacts, SET_PREFIXES, ValueType, operators};
pub use self::model::verdict::{Question, Settled, Verdict};
pub use self::syntax::diagnostic;
pub use self::syntax::parse;
pub use crate::base::Scope;

pub(crate) use self::answers::check::needed_cloud;
pub(crate) use self::catalog::Api;
pub(crate) use self::catalog::lists::{Access, ServiceList, only_reads};
pub(crate) use self::catalog::read::read_marks;
pub(crate) use self::catalog::v5::OwnRowV5;
pub(crate) use self::engine::situation::{asked_resource, context_path, with_policies};
pub(crate) use self::model::pattern::AskedResource;
