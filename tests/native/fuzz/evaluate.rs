//! Bytes that choose a set of policies and what is asked of it: the engine and the naive reference must agree.

use crate::policy::compare::mismatch;
use crate::policy::generate::{Choices, case};

/// Panics where they do not agree.
pub(crate) fn run(bytes: &[u8]) {
    let case = case(&mut Choices::Bytes(bytes));
    if let Some((what, how)) = mismatch(&case, |_| ()) {
        panic!("{what}: {how}\n{case:?}");
    }
}
