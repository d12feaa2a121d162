//! What the documents say about the actions of version 5.0: Huawei Cloud ECS API reference, "Actions supported by identity policies" (2025-12).

use super::{Api, Catalog, of};
use crate::base::ids::{ApiVersion, Cloud};
use crate::base::sorted::SortedMap;

/// An action of version 5.0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RowV5 {
    /// Its former names: a statement that names one counts for it.
    pub(crate) aliases: Vec<String>,
    /// Whether it is documented to have no type of resource.
    pub(crate) untyped: bool,
    /// Whether it is documented to have no condition keys.
    pub(crate) keyless: bool,
    /// Whether a table, or the cloud itself, has it; otherwise it is inferred from its current name in version 1.1.
    pub(crate) is_named: bool,
    /// Whether its former names are documented as well; otherwise they are inferred from those of version 1.1.
    pub(crate) documented: bool,
}

/// What a list of the cloud itself says of an action; what it does not say is `None`.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnRowV5 {
    pub(crate) aliases: Option<Vec<String>>,
    /// Whether it has no type of resource.
    pub(crate) untyped: Option<bool>,
    /// Whether it has no condition keys.
    pub(crate) keyless: Option<bool>,
}

impl OwnRowV5 {
    /// With what is known besides where it is silent.
    fn over(&self, known: RowV5) -> RowV5 {
        let documented = self.aliases.is_some() || known.documented || known.aliases.is_empty();
        RowV5 {
            aliases: self.aliases.clone().unwrap_or(known.aliases),
            untyped: self.untyped.unwrap_or(known.untyped),
            keyless: self.keyless.unwrap_or(known.keyless),
            is_named: true,
            documented,
        }
    }
}

/// As what the values of a condition key are read, and whether one request may have several; what a list does not say is `None`.
type OwnKey<T> = (Option<T>, Option<bool>);

/// What the cloud gives itself of its services (their authorization schemas), in the place of what is known here; names in lower case.
#[derive(Debug, Clone, Default)]
pub(crate) struct SchemasV5 {
    rows: SortedMap<Box<str>, OwnRowV5>,
    keys: SortedMap<Box<str>, OwnKey<Box<str>>>,
}

impl SchemasV5 {
    pub(crate) fn add_row(&mut self, action: &str, row: OwnRowV5) {
        self.rows.insert(action.to_ascii_lowercase().into(), row);
    }

    pub(crate) fn add_key(&mut self, key: &str, value_type: Option<&str>, multi_valued: Option<bool>) {
        self.keys.insert(key.to_ascii_lowercase().into(), (value_type.map(Into::into), multi_valued));
    }

    /// Adds what another has.
    pub(super) fn add(&mut self, other: &Self) {
        other.rows.iter().for_each(|(action, row)| self.add_row(action, row.clone()));
        other.keys.iter().for_each(|(key, (value_type, multi))| self.add_key(key, value_type.as_deref(), *multi));
    }

    /// What is said of a condition key.
    pub(crate) fn key(&self, key: &str) -> Option<OwnKey<&str>> {
        self.keys.get(&*key.to_ascii_lowercase()).map(|(value_type, multi)| (value_type.as_deref(), *multi))
    }

    /// What is known of an action of a cloud, which is given in lower case.
    pub(crate) fn row(&self, cloud: Cloud, action: &str) -> RowV5 {
        let known = row(cloud, action);
        match self.rows.get(action).filter(|_| cloud == Cloud::Huawei) {
            Some(own) => own.over(known),
            None => known,
        }
    }
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

/// What the documents say of an action of version 5.0.
pub(crate) fn row(cloud: Cloud, action: &str) -> RowV5 {
    let is_it = |name: &str| name.eq_ignore_ascii_case(action);
    let documented = DOCUMENTED.iter().filter(|_| cloud == Cloud::Huawei).find(|(name, ..)| is_it(name));
    if let Some((_, alias, untyped, keyless)) = documented {
        let aliases = if alias.is_empty() { Vec::new() } else { vec![(*alias).to_owned()] };
        return RowV5 { aliases, untyped: *untyped, keyless: *keyless, is_named: true, documented: true };
    }
    let mut aliases: Vec<String> = Vec::new();
    for former in of_action(cloud, action).flat_map(|api| &api.former) {
        if !aliases.iter().any(|alias| alias.eq_ignore_ascii_case(&former.action)) {
            aliases.push(former.action.clone());
        }
    }
    RowV5 { aliases, untyped: false, keyless: false, is_named: false, documented: false }
}

/// The documented actions that an alias stands for, and each one's alias.
pub(crate) fn documented_aliases() -> impl Iterator<Item = (&'static str, &'static str)> {
    DOCUMENTED.iter().filter(|(_, alias, ..)| !alias.is_empty()).map(|(action, alias, ..)| (*action, *alias))
}
