//! One statement: its effect, actions and resources.

use super::diagnostic::DiagnosticCode as Code;
use super::json::{Member, Node, NodeKind};
use super::parser::{Parser, too_deep};
use super::v5;
use crate::base::said::{self, Said, said};
use crate::base::text::quoted;
use crate::policy::model::ast::{Actions, Effect, Resources, Statement, Text, Version};
use crate::policy::model::source::Range;
use crate::{ApiVersion, Cloud, OperationName};

const STATEMENT_MEMBERS: &[&str] = &["Effect", "Action", "NotAction", "Resource", "Condition"];

impl Parser<'_, '_> {
    /// A statement, or why it was not read.
    pub(super) fn statement(
        &mut self,
        node: &Node<'_>,
        index: u32,
        path: &dyn Fn() -> String,
    ) -> Result<Statement, Said> {
        if !matches!(node.kind, NodeKind::Object(_)) {
            let message = said!("a statement must be an object, got {}", node.what());
            self.add(Code::StatementNotObject, node.range, path, message.clone(), None);
            return Err(message);
        }
        let is_v5 = self.version == Version::V5_0;
        let known = if is_v5 { v5::STATEMENT_MEMBERS } else { STATEMENT_MEMBERS };
        if let NodeKind::Object(members) = &node.kind
            && members.iter().any(|member| !known.contains(&&*member.key.value))
        {
            self.unknown_members(node, &path(), known);
        }
        let sid = if is_v5 { self.sid(node, path) } else { None };
        let actions = self.actions(node, path);
        let resources = if is_v5 {
            self.resources_v5(node, path)
        } else {
            node.member("Resource").map(|member| self.resources(member, path, actions.as_ref().ok()))
        };
        let conditions = node.member("Condition").map(|member| self.conditions(member, path)).unwrap_or_default();
        let effect = self.effect(node, path);
        if self.reading.is_unfinished(node) {
            return Err(if self.reading.too_deep { too_deep() } else { said!("the text ends within this statement") });
        }
        let (effect, effect_range) = effect?;
        let (actions, resources) = (actions?, resources.transpose()?);
        if self.reading.lacks(node) {
            return Err(said!("something in it stands where no member of a statement can"));
        }
        Ok(Statement { index, sid, range: node.range, effect, effect_range, actions, resources, conditions })
    }

    fn effect(&mut self, node: &Node<'_>, path: &dyn Fn() -> String) -> Result<(Effect, Range), Said> {
        let place = || format!("{}.Effect", path());
        let Some(member) = node.member("Effect") else {
            let range = Range { start: node.range.start, end: node.range.start + 1 };
            let message = said!("`Effect` is missing, expected `Allow` or `Deny`; the statement is not evaluated");
            self.add(Code::Effect, range, &place, message.clone(), None);
            return Err(message);
        };
        let range = member.value.range;
        let text = member.value.text();
        let text = text.as_ref().map(|text| &*text.value);
        let effect = match text.map(str::to_ascii_lowercase).as_deref() {
            Some("allow") => Effect::Allow,
            Some("deny") => Effect::Deny,
            _ => {
                let got: said::Argument = text.map_or_else(|| member.value.what().into(), |text| quoted(text).into());
                let message = said!("`Effect` must be `Allow` or `Deny`, got {}; the statement is not evaluated", got);
                self.add(Code::Effect, range, &place, message.clone(), None);
                return Err(message);
            }
        };
        if text != Some(effect.as_str()) {
            let message = said!("expected `{}`, got {}", effect.as_str(), quoted(text.unwrap_or_default()));
            self.add(Code::EffectCase, range, &place, message, Some(said!("write `{}`", effect.as_str())));
        }
        Ok((effect, range))
    }

    fn actions(&mut self, node: &Node<'_>, path: &dyn Fn() -> String) -> Result<Actions, Said> {
        let (action, not_action) = (node.member("Action"), node.member("NotAction"));
        let (member, negated) = match (action, not_action) {
            (Some(_), Some(not_action)) if self.version == Version::V5_0 => {
                return Err(self.both(not_action, "Action", Code::ActionAndNotAction, path));
            }
            (Some(action), Some(not_action)) => {
                let message = said!("`Action` and `NotAction` cannot stand together; `NotAction` is ignored here");
                self.add(
                    Code::ActionAndNotAction,
                    not_action.key.range,
                    &|| format!("{}.NotAction", path()),
                    message,
                    None,
                );
                (action, false)
            }
            (Some(action), None) => (action, false),
            (None, Some(not_action)) if self.version == Version::V5_0 => (not_action, true),
            (None, Some(not_action)) => {
                let message = said!("the documents of versions 1.0 and 1.1 do not describe `NotAction`");
                let hint = Some(said!("name the actions under `Action`"));
                self.add(Code::NotAction, not_action.key.range, &|| format!("{}.NotAction", path()), message, hint);
                (not_action, true)
            }
            (None, None) => {
                let range = Range { start: node.range.start, end: node.range.start + 1 };
                let message = said!("`Action` is missing, expected an array of actions");
                self.add(Code::ActionNotArray, range, &|| format!("{}.Action", path()), message.clone(), None);
                return Err(message);
            }
        };
        let name = &*member.key.value;
        let place = || format!("{}.{name}", path());
        let check = if self.version == Version::V5_0 { Self::action_v5 } else { Self::action };
        let (patterns, unread) = self.strings(member, &place, (Code::ActionNotArray, Code::ActionForm), check);
        unread.map_or(Ok(Actions { negated, patterns, range: member.value.range }), Err)
    }

    fn action(&mut self, text: &Text, path: &dyn Fn() -> String) {
        let value = &*text.value;
        if is_plain(value) {
            return;
        }
        let odd = odd_sign(value);
        // Roles are printed with such actions: `identity:assume role`, and `s3:ListBucket` (OTC OBS user guide, "IAM Policies").
        if self.version == Version::V1_0 && (odd == Some(' ') || value.starts_with("s3:")) {
            return;
        }
        if let Some(odd) = odd {
            let (message, hint) = if odd.is_whitespace() {
                (said!("an action has no blank in it, got {}", quoted(value)), without_blank(value))
            } else {
                let message = said!("an action has no {} in it, got {}", quoted(&odd.to_string()), quoted(value));
                (message, said!("an action is `service:type:operation`, letters, digits and `*`"))
            };
            self.add(Code::ActionForm, text.range, path, message, Some(hint));
            return;
        }
        let segments = value.split(':').count();
        if value.is_empty() {
            let message = said!("expected an action, `service:type:operation`, got an empty string");
            self.add(Code::ActionForm, text.range, path, message, None);
        } else if segments > 3 || value.split(':').any(str::is_empty) {
            let message = said!(
                "an action has three segments, `service:type:operation`, got {}; it matches nothing",
                quoted(value)
            );
            self.add(Code::ActionSegments, text.range, path, message, None);
        } else if segments < 3 && value.split(':').next_back() != Some("*") {
            let message = said!(
                "an action has three segments, `service:type:operation`, got {}; it matches nothing",
                quoted(value)
            );
            let hint = api_name(value).unwrap_or_else(|| {
                said!("to mean all of it, write `{}`", value.to_owned() + if segments == 1 { ":*:*" } else { ":*" })
            });
            self.add(Code::ActionSegments, text.range, path, message, Some(hint));
        } else if segments < 3 && self.version == Version::V1_1 {
            let message = said!("a version 1.1 action has three segments, got {}", quoted(value));
            let hint = Some(said!("write `{}`", value.to_owned() + if segments == 1 { ":*:*" } else { ":*" }));
            self.add(Code::ShortPattern, text.range, path, message, hint);
        }
        let service = value.split(':').next().unwrap_or_default();
        if self.version == Version::V1_1 && service.bytes().any(|byte| byte.is_ascii_uppercase()) {
            let message = said!("the service of a version 1.1 action is in lower case, got {}", quoted(service));
            let hint = Some(said!("write `{}`", service.to_ascii_lowercase()));
            self.add(Code::ServiceCase, text.range, path, message, hint);
        }
    }

    fn resources(
        &mut self,
        member: &Member<'_>,
        path: &dyn Fn() -> String,
        actions: Option<&Actions>,
    ) -> Result<Resources, Said> {
        let place = || format!("{}.Resource", path());
        if let Some(uri) = member.value.member("uri") {
            // OTC and Huawei SDKs: the form of an agency's custom policy. Tools write `iam:tokens:assume` beside it.
            let patterns = actions.map(|actions| actions.patterns.as_slice()).unwrap_or_default();
            let assumes = |text: &Text| matches!(&*text.value, "iam:agencies:assume" | "iam:tokens:assume");
            let is_agency = patterns.iter().any(|text| *text.value == *"iam:agencies:assume");
            if !is_agency || !patterns.iter().all(assumes) {
                let message = said!("`Resource` as an object is for policies of `iam:agencies:assume` alone");
                self.add(
                    Code::ResourceForm,
                    member.value.range,
                    &place,
                    message,
                    Some(said!("write an array of resources")),
                );
            }
            let uri_place = || format!("{}.uri", place());
            let codes = (Code::ResourceNotArray, Code::ResourceForm);
            let (patterns, unread) = self.strings(uri, &uri_place, codes, |_, _, _| {});
            return unread.map_or(Ok(Resources { negated: false, patterns, range: uri.value.range }), Err);
        }
        let codes = (Code::ResourceNotArray, Code::ResourceForm);
        let (patterns, unread) = self.strings(member, &place, codes, Self::resource);
        unread.map_or(Ok(Resources { negated: false, patterns, range: member.value.range }), Err)
    }

    fn resource(&mut self, text: &Text, path: &dyn Fn() -> String) {
        let value = &*text.value;
        if value == "*" || value.starts_with('/') || value.split(':').count() == 5 {
            return;
        }
        let message =
            said!("a resource is `*` or `service:region:account:type:id`, got {}; it matches nothing", quoted(value));
        self.add(Code::ResourceForm, text.range, path, message, Some(said!("such as `{}`", "ecs:*:*:instance:*")));
    }
}

/// What to do about a blank in an action, or between several of them.
fn without_blank(action: &str) -> Said {
    let mut parts = action.split_whitespace();
    let is_several = parts.clone().nth(1).is_some() && parts.all(is_plain);
    if is_several {
        said!("put each action in quotes of its own, with `,` between them")
    } else {
        said!("remove the blank")
    }
}

/// What to say where the name of an API stands in place of type and operation, such as `ecs:listServers`.
fn api_name(action: &str) -> Option<Said> {
    let (service, name) = action.split_once(':')?;
    let is_verb = |verb: &str| {
        let rest = name.strip_prefix(verb);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|next: char| next.is_ascii_uppercase()))
    };
    if !name.starts_with(|first: char| first.is_ascii_uppercase()) && !VERBS.iter().any(|verb| is_verb(verb)) {
        return None;
    }
    // The same for both clouds where it is an operation of ours.
    let own = OperationName::ALL.iter().find(|operation| service == "ecs" && operation.as_str() == name);
    let action = own.and_then(|operation| operation.action(Cloud::Otc, ApiVersion::DEFAULT).ok());
    // Nobody is led to an action that allows more than they meant.
    Some(match action.filter(|action| action.name.ends_with(":list") || action.name.ends_with(":get")) {
        Some(action) => said!("this looks like the name of an API; its action is `{}`", action.name),
        None => {
            said!(
                "this looks like the name of an API; an action names a type and an operation, such as `{}`",
                "ecs:servers:list"
            )
        }
    })
}

/// What the names of APIs begin with, and those of resource types do not.
const VERBS: [&str; 20] = [
    "add", "attach", "batch", "change", "check", "create", "delete", "detach", "download", "get", "import", "list",
    "modify", "query", "remove", "reset", "set", "show", "update", "upload",
];

/// Whether an action has the form of nearly every action, of which there is nothing to say.
fn is_plain(action: &str) -> bool {
    let mut colons = 0;
    let mut before = b':';
    for byte in action.as_bytes() {
        match *byte {
            // Most of them.
            b'a'..=b'z' => {}
            b':' if before == b':' => return false,
            b':' => colons += 1,
            b'A'..=b'Z' if colons == 0 => return false,
            b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'*' | b'-' | b'.' => {}
            _ => return false,
        }
        before = *byte;
    }
    colons == 2 && before != b':'
}

/// The first sign in an action that none has.
pub(crate) fn odd_sign(action: &str) -> Option<char> {
    action.chars().find(|sign| !sign.is_ascii_alphanumeric() && !matches!(sign, '_' | '*' | '-' | ':' | '.'))
}
