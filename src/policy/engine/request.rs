//! The action that is asked for.

use crate::Cloud;
use crate::policy::catalog::{self, Marks};
use crate::policy::model::action::AskedAction;

/// What is asked: an action of an API with these marks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActionRequest<'a> {
    pub(crate) action: &'a AskedAction,
    pub(crate) cloud: Option<Cloud>,
    pub(crate) marks: Option<Marks>,
}

impl<'a> ActionRequest<'a> {
    /// An action, with the marks of the API that is asked for, or else of the action's own APIs.
    pub(crate) fn new(action: &'a AskedAction, cloud: Option<Cloud>, api: Option<Marks>) -> Self {
        let by_action = || cloud.and_then(catalog::of).and_then(|catalog| catalog.marks(action.lower()));
        Self { action, cloud, marks: api.or_else(by_action) }
    }
}
