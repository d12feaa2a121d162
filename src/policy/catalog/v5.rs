//! What the documents say about the actions of version 5.0: Huawei Cloud ECS API reference, "Actions supported by identity policies" (2025-12).

use super::{Api, Catalog, of};
use crate::base::ids::{ApiVersion, Cloud};

/// An action of version 5.0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowV5 {
    /// Its former names: a statement that names one counts for it.
    pub(crate) aliases: Vec<String>,
    /// Whether it is documented to have no type of resource.
    pub(crate) untyped: bool,
    /// Whether it is documented to have no condition keys.
    pub(crate) keyless: bool,
    /// Whether a table has it; otherwise it is inferred from today's name in version 1.1 and the former ones.
    pub(crate) documented: bool,
}

/// Action, alias, whether it has no resource type, whether it has no condition keys.
const DOCUMENTED: [(&str, &str, bool, bool); 7] = [
    ("ecs:cloudServers:showServerPassword", "ecs:cloudServers:get", false, true),
    ("ecs:cloudServers:deletePassword", "", false, true),
    ("ecs:cloudServers:showResetPasswordFlag", "ecs:cloudServers:get", false, false),
    ("ecs:cloudServers:resetServerPwd", "", false, false),
    ("ecs:cloudServers:createServers", "ecs:cloudServers:create", true, false),
    ("ecs:cloudServers:deleteServers", "ecs:cloudServers:delete", false, false),
    ("ecs:cloudServers:resize", "", false, false),
];

/// Whether an API is one of native OpenStack, of which no table of version 5.0 has a row.
pub(crate) fn is_native(api: &Api) -> bool {
    matches!(api.api_version, Some(ApiVersion::V2 | ApiVersion::V2_1))
}

fn of_action<'a>(cloud: Cloud, action: &'a str) -> impl Iterator<Item = &'static Api> + 'a {
    let apis = of(cloud).map(Catalog::apis).unwrap_or_default();
    apis.iter().map(std::convert::AsRef::as_ref).filter(move |api: &&Api| api.action.eq_ignore_ascii_case(action))
}

/// Whether all APIs that need an action are of native OpenStack.
pub(crate) fn is_native_action(cloud: Cloud, action: &str) -> bool {
    let mut apis = of_action(cloud, action).peekable();
    apis.peek().is_some() && apis.all(is_native)
}

/// What is known of an action of version 5.0.
pub(crate) fn row(cloud: Cloud, action: &str) -> RowV5 {
    let is_it = |name: &str| name.eq_ignore_ascii_case(action);
    let documented = DOCUMENTED.iter().filter(|_| cloud == Cloud::Huawei).find(|(name, ..)| is_it(name));
    if let Some((_, alias, untyped, keyless)) = documented {
        let aliases = if alias.is_empty() { Vec::new() } else { vec![(*alias).to_owned()] };
        return RowV5 { aliases, untyped: *untyped, keyless: *keyless, documented: true };
    }
    let mut aliases: Vec<String> = Vec::new();
    for former in of_action(cloud, action).flat_map(|api| &api.former) {
        if !aliases.iter().any(|alias| alias.eq_ignore_ascii_case(&former.action)) {
            aliases.push(former.action.clone());
        }
    }
    RowV5 { aliases, untyped: false, keyless: false, documented: false }
}

/// The documented actions that an alias stands for, and each one's alias.
pub(crate) fn documented_aliases() -> impl Iterator<Item = (&'static str, &'static str)> {
    DOCUMENTED.iter().filter(|(_, alias, ..)| !alias.is_empty()).map(|(action, alias, ..)| (*action, *alias))
}
