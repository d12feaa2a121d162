//! What is asked, as version 5.0 sees it.

use crate::Cloud;
use crate::policy::catalog::v5::{SchemasV5, is_native_action};
use crate::policy::model::action::AskedAction;

/// The action of version 5.0 that an API or an action is.
#[derive(Debug)]
pub(crate) struct FactsV5 {
    pub(crate) action: AskedAction,
    pub(crate) aliases: Vec<AskedAction>,
    /// Whether it is documented to have no type of resource.
    pub(crate) untyped: bool,
    /// Whether it is documented to have no condition keys.
    pub(crate) keyless: bool,
    /// Whether it is one of native OpenStack, which no table of version 5.0 has.
    pub(crate) native: bool,
    /// Whether a table has it, or no cloud's catalogue was asked.
    pub(crate) documented: bool,
}

impl FactsV5 {
    /// `native`: whether the API that is asked for is one of native OpenStack, where it is an API.
    pub(crate) fn of(action: &AskedAction, native: Option<bool>, cloud: Option<Cloud>, schemas: &SchemasV5) -> Self {
        let action = action.clone();
        let nothing = |action, native| Self {
            action,
            aliases: Vec::new(),
            untyped: false,
            keyless: false,
            native,
            documented: !native,
        };
        let Some(cloud) = cloud else { return nothing(action, false) };
        if native.unwrap_or_else(|| is_native_action(cloud, action.lower())) {
            return nothing(action, true);
        }
        let row = schemas.row(cloud, action.lower());
        Self {
            action,
            aliases: row.aliases.iter().filter_map(|alias| AskedAction::parse(alias)).collect(),
            untyped: row.untyped,
            keyless: row.keyless,
            native: false,
            documented: row.documented,
        }
    }
}
