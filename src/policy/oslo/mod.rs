//! OpenStack's own policy: what an operator's `policy.yaml` and the rules that Nova comes with let a token do.
//!
//! The answer is that of oslo.policy, check by check in its order, three-valued: what the caller did not say (an attribute of the target), what
//! is asked of another service (`http:`), what cannot be read, and what differs between releases where none was named, stays open. A file that was not
//! given is not guessed: the answer says that it goes by the defaults.
//!
//! What Nova adds is part of it: `is_admin` is what the rule `context_is_admin` says of the token and its own project; from 2023.1 on the scopes of tokens are
//! enforced, and the rules of before no longer count beside the new ones, unless `nova.conf` says otherwise. What policy does not decide is
//! not: another project's server is "not found" for who is no administrator, and files in `policy.d` override the one that was given.
//!
//! Sources: oslo.policy 2.3.4 to 6.0.1; `nova/policy.py`, `nova/context.py` and `nova/policies` of Nova 20.6.1 to 34.0.0, see `nova.tsv`.

mod answer;
mod evaluate;
mod file;
mod outcomes;
mod policy;
mod release;
mod request;
mod rule;

pub use answer::{OsloBasis, OsloDecision, OsloOrigin, OsloOutcome, OsloReason, OsloReleases, OsloVerdict};
pub use policy::{OsloOptions, OsloPolicy};
pub use release::NovaRelease;
pub use request::{OsloCheck, TokenScope};
