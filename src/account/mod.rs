//! "Who can?": an account as a snapshot, and which of its principals may do what.
//!
//! A snapshot says who is there, what they were granted and where; nothing in it is secret. What is missing in it was not read, and leaves
//! answers open: no answer is certain over what was not read ([`crate::policy`], rule 9).
//!
//! A decision is that of [`PolicySet::check`](crate::policy::PolicySet::check) for the policies of a principal ([`Account::policy_set`]).
//!
//! Who has which policies:
//! 1. A **user** has what was granted and attached to it, and to each group that it is a member of. Of a group whose members were not read it may
//!    be one: that is something unread, wherever the group has something. Users whom only a group or a grant names are users too.
//! 2. The **account root** has all permissions; service control policies limit it. It is always there.
//! 3. The group **admin** has all permissions by the documents. Where grants of it were read, these count; else what it has is open.
//! 4. An **agency** has what was granted and attached to it.
//! 5. Who is **federated** has what the groups have that a rule of the mapping names. Each rule is one answer, for whom it alone admits, and all of
//!    them together are one more.
//! 6. Who may write permissions in IAM can get what is asked for (**self-grant**): an inference, for principals that are not allowed it already.
//! 7. Service control policies limit everybody.
//!
//! Sources: Huawei Cloud and Open Telekom Cloud IAM user guides and API references (users, groups, agencies, identity providers); Huawei Cloud IAM
//! user guide, identity policies; Organizations user guide.

mod answers;
mod directory;
mod matrix;
pub mod openstack;
mod principal;
mod question;
#[cfg(feature = "cloud")]
pub mod reading;
mod record;
pub mod snapshot;
mod way;

use std::cell::OnceCell;
use std::rc::Rc;

pub use self::answers::{Operations, PrincipalAnswer, PrincipalPolicy, Question, Row, WhoCan};
pub use self::matrix::{Change, Column, Difference, Matrix, MatrixOptions};
pub use self::principal::{Principal, PrincipalKind};
pub use self::snapshot::Snapshot;
pub use self::way::{Named, UnreadCause, Way, WayGrant};

pub(crate) use self::answers::password_operations;
use self::directory::Directory;
use self::question::Everything;
use crate::base::said::said;
use crate::{Cloud, Code, Error};

/// An account, ready to be asked.
#[derive(Debug)]
pub struct Account {
    snapshot: Snapshot,
    directory: Directory,
    everything: OnceCell<Rc<Everything>>,
}

impl Account {
    /// Makes an account of its snapshot: each policy is read once.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        let directory = Directory::new(&snapshot);
        Self { snapshot, directory, everything: OnceCell::new() }
    }

    /// The snapshot.
    #[must_use]
    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Who can be asked for.
    pub fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.directory.principals.iter().map(|(principal, _)| principal)
    }

    /// # Errors
    /// As [`with_policies`].
    fn with_policies(&self) -> Result<(), Error> {
        with_policies(&self.snapshot)
    }

    fn everything(&self) -> Result<&Rc<Everything>, Error> {
        if let Some(known) = self.everything.get() {
            return Ok(known);
        }
        let made = Rc::new(Everything::new(&self.directory)?);
        Ok(self.everything.get_or_init(|| made))
    }
}

/// # Errors
/// [`Code::UnsupportedOperation`] for a snapshot of OpenStack, whose rules are other ones.
pub(crate) fn with_policies(snapshot: &Snapshot) -> Result<(), Error> {
    if snapshot.cloud != Cloud::Openstack {
        return Ok(());
    }
    Err(Error::new(Code::UnsupportedOperation, said!("this cannot be asked of a snapshot of `openstack`"))
        .with_path("cloud")
        .with_hint(said!("ask it who can with `whoCan`")))
}
