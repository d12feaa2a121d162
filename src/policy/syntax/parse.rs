//! From a text to a [`Document`]: everything that is wrong gets a diagnostic, and everything that can be read is kept.
//!
//! Sources: OTC IAM user guide "Policy Syntax" and API reference, appendix "Error Codes" (`IAM.1020` to `IAM.1060`); Huawei Cloud IAM
//! "策略语法" and "角色".

use std::fmt::Write as _;

use serde::Serialize;

use super::json::{self, Kind, Member, Node, Reading};
use crate::base::said::{self, Said, said};
use crate::base::sort::sort_by_key;
use crate::base::text::{nearest, quoted};
use crate::policy::model::ast::{
    Actions, Condition, Dependency, Document, Effect, Envelope, Resources, Statement, Text, Unread, UnreadEnvelope,
    Value, Version,
};
use crate::policy::model::operator::{Operator, ValueType};
use crate::policy::model::source::{Range, Source, Span};
use crate::policy::model::values::{self, Decimal};
use crate::policy::syntax::diagnostic::{Diagnostic, DiagnosticCode as Code, DiagnosticSaid, Severity};

/// What was read, and what is wrong with it.
#[derive(Debug)]
pub struct Parsed {
    /// None where there is no policy object in the text.
    pub document: Option<Document>,
    /// By place.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether IAM would refuse the text: an error that IAM has a code for, or a text that had to be mended to be JSON.
    pub would_be_refused: bool,
}

/// Reads a policy or role: bare, or in the envelope of the IAM API. A text that is cut off at its end is mended by closing what is
/// open there; the statement that it ends in, or what may follow, is unread.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let source = Source::new(text);
    let reading = json::read(text);
    let mended = reading.mended();
    let mut parser = Parser { found: Vec::new(), version: Version::V1_1, reading: &reading };
    let document = reading.node.as_ref().and_then(|node| parser.document(node, &source));
    let mut found = parser.found;
    let Reading { node, mistakes, .. } = reading;
    let mut paths = Vec::new();
    if let Some(node) = node.as_ref().filter(|_| !mistakes.is_empty()) {
        paths = mistakes.iter().map(|mistake| path_at(node, mistake.about)).collect();
    }
    let paths = paths.into_iter().chain(std::iter::repeat_with(|| "$".to_owned()));
    found.extend(mistakes.into_iter().zip(paths).map(|(mistake, path)| Found {
        code: mistake.code,
        severity: Severity::Error,
        range: mistake.range,
        path,
        message: mistake.message,
        hint: mistake.hint,
    }));
    sort_by_key(&mut found, |found| (found.range.start, found.range.end));
    let diagnostics = diagnostics(&source, found);
    let refused = |found: &Diagnostic| found.severity == Severity::Error && found.iam_code.is_some();
    let would_be_refused = mended || diagnostics.iter().any(refused);
    Parsed { document, diagnostics, would_be_refused }
}

/// A finding before its place is worked out.
pub(crate) struct Found {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) range: Range,
    pub(crate) path: String,
    pub(crate) message: Said,
    pub(crate) hint: Option<Said>,
}

/// Works out the places of findings that are sorted by them.
pub(crate) fn diagnostics(source: &Source, found: Vec<Found>) -> Vec<Diagnostic> {
    let ranges: Vec<Range> = found.iter().map(|found| found.range).collect();
    let spans = source.spans(&ranges);
    let diagnostic = |(found, span): (Found, Span)| Diagnostic {
        code: found.code,
        severity: found.severity,
        message: found.message.to_string(),
        hint: found.hint.as_ref().map(Said::to_string),
        path: found.path,
        span,
        iam_code: found.code.iam(),
        said: DiagnosticSaid { message: found.message, hint: found.hint },
    };
    found.into_iter().zip(spans).map(diagnostic).collect()
}

/// The path of the innermost value around a place.
fn path_at(node: &Node<'_>, place: Range) -> String {
    let mut path = "$".to_owned();
    let mut node = node;
    loop {
        let holds = |range: Range| range.start <= place.start && place.end <= range.end;
        let next = match &node.kind {
            Kind::Array(elements) => {
                elements.iter().enumerate().find(|(_, element)| holds(element.range)).map(|(index, element)| {
                    let _ = write!(path, "[{index}]");
                    element
                })
            }
            Kind::Object(members) => members
                .iter()
                .find(|member| holds(Range { start: member.key.range.start, end: member.value.range.end }))
                .map(|member| {
                    path = child(&path, &member.key.value);
                    &member.value
                }),
            _ => None,
        };
        match next {
            Some(inner) => node = inner,
            None => return path,
        }
    }
}

/// A member of `path`, as RFC 9535 writes it.
pub(crate) fn child(path: &str, name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if plain {
        return format!("{path}.{name}");
    }
    format!("{path}['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
}

struct Parser<'a, 'b> {
    found: Vec<Found>,
    version: Version,
    reading: &'a Reading<'b>,
}

const POLICY_MEMBERS: &[&str] = &["Version", "Statement", "Depends"];
const STATEMENT_MEMBERS: &[&str] = &["Effect", "Action", "NotAction", "Resource", "Condition"];

impl Parser<'_, '_> {
    fn add(&mut self, code: Code, range: Range, path: &dyn Fn() -> String, message: Said, hint: Option<Said>) {
        let severity = match code {
            Code::ServiceCase | Code::Empty => Severity::Warning,
            _ => Severity::Error,
        };
        self.found.push(Found { code, severity, range, path: path(), message, hint });
    }

    /// IAM wants at least one of most things (IAM.1028, 1037, 1050, 1054, 1056); nowhere does an empty list mean what it seems to.
    fn not_empty(&mut self, node: &Node<'_>, path: &dyn Fn() -> String, name: &str, means: Said) {
        let empty = match &node.kind {
            Kind::Array(elements) => elements.is_empty(),
            Kind::Object(members) => members.is_empty(),
            _ => false,
        };
        if empty {
            self.add(Code::Empty, node.range, path, said!("{} is empty: {}", quoted(name), means), None);
        }
    }

    fn document(&mut self, node: &Node<'_>, source: &Source) -> Option<Document> {
        let root = || "$".to_owned();
        let list = match &node.kind {
            Kind::Array(_) => Some(node),
            Kind::Object(_) => node.member("roles").map(|member| &member.value),
            _ => {
                let message = said!("expected a policy object, got {}", node.what());
                self.add(
                    Code::NotAPolicy,
                    node.range,
                    &root,
                    message,
                    Some(said!("a policy begins with `{ \"Version\"`")),
                );
                return None;
            }
        };
        if let Some(list) = list.filter(|list| matches!(list.kind, Kind::Array(_))) {
            let hint = said!("give one entry of the list, with its `policy`");
            self.add(Code::RoleList, list.range, &root, said!("expected one policy, got a list"), Some(hint));
            return None;
        }
        let (entry, path) = match node.member("role") {
            Some(member) if matches!(member.value.kind, Kind::Object(_)) => (&member.value, "$.role".to_owned()),
            _ => (node, "$".to_owned()),
        };
        let unread_envelope = self.unread_envelope(entry);
        let (policy, path, envelope) = match entry.member("policy") {
            Some(member) => (&member.value, format!("{path}.policy"), Some(self.envelope(entry))),
            // It ends before its policy, but not before what calls it.
            None if unread_envelope.is_some() => (entry, path, Some(self.envelope(entry)).filter(Envelope::says)),
            None => (entry, path, None),
        };
        if !matches!(policy.kind, Kind::Object(_)) {
            let message = said!("expected a policy object, got {}", policy.what());
            self.add(Code::NotAPolicy, policy.range, &|| path.clone(), message, None);
            return None;
        }
        self.unknown_members(policy, &path, POLICY_MEMBERS);
        let version = self.version(policy, &path, envelope.as_ref());
        self.version = version;
        let mut document = Document {
            source: source.clone(),
            version,
            envelope,
            depends: Vec::new(),
            statements: Vec::new(),
            unread: Vec::new(),
            unread_envelope: unread_envelope.filter(|unread| unread.catalog || unread.display_name || unread.flag),
            path: path.clone().into(),
        };
        if version == Version::NotEvaluated {
            let range = policy.member("Version").map_or(policy.range, |member| member.value.range);
            document.unread.push(Unread { statement: None, range, cause: not_evaluated() });
            return Some(document);
        }
        let depends = policy.member("Depends").map(|member| self.depends(member, &path));
        self.statements(policy, &path, &mut document);
        match depends {
            Some(Ok(depends)) => document.depends = depends,
            // Without it, a role would be in effect that may not be.
            Some(Err((range, cause))) if document.envelope.is_none() || document.is_role() => {
                let statements = std::mem::take(&mut document.statements);
                if !statements.is_empty() {
                    document.unread.push(Unread { statement: None, range, cause });
                    return Some(document);
                }
            }
            Some(Err(_)) | None => {}
        }
        document.unread.extend(self.unread_besides(policy));
        if self.reading.is_unfinished(policy) && !self.has_whole_version(policy) {
            // It may be of a version that is not evaluated; a part that is not read is there in any case.
            document.statements.clear();
        }
        let counts = !document.depends.is_empty() && !document.statements.is_empty();
        if document.unread.is_empty() && counts && document.is_perhaps_no_role() {
            let cause = self.ends_before(said!("the text ends before it says whether this is a role"));
            document.unread.push(Unread { statement: None, range: end(entry), cause });
        }
        Some(document)
    }

    /// What was not read of what is around a policy; none where its end was read, or where it is a policy itself.
    fn unread_envelope(&self, entry: &Node<'_>) -> Option<UnreadEnvelope> {
        let is_read = |name: &&str| entry.member(name).is_some_and(|member| self.is_whole(&member.value, entry));
        let is_bare = entry.member("policy").is_none() && POLICY_MEMBERS.iter().any(is_read);
        if is_bare || !self.reading.is_unfinished(entry) {
            return None;
        }
        let [catalog, display_name, flag] = ["catalog", "display_name", "flag"].map(|name| !is_read(&name));
        let cause = self.ends_before(said!("the text ends where its catalog or name may follow"));
        Some(UnreadEnvelope { catalog, display_name, flag, range: end(entry), cause })
    }

    /// Why something was not read: the text ends, or was given up.
    fn ends_before(&self, ends: Said) -> Said {
        if self.reading.too_deep { too_deep() } else { ends }
    }

    /// Whether the end of a text took nothing from a member of an object.
    fn is_whole(&self, value: &Node<'_>, object: &Node<'_>) -> bool {
        match value.kind {
            Kind::String(_) | Kind::Array(_) | Kind::Object(_) => !self.reading.is_unfinished(value),
            // A number may go on.
            _ => value.range.end < object.range.end,
        }
    }

    /// What an envelope says.
    fn envelope(&self, entry: &Node<'_>) -> Envelope {
        let text = |name| {
            let member = entry.member(name).filter(|member| self.is_whole(&member.value, entry));
            member.and_then(|member| member.value.text())
        };
        Envelope {
            display_name: text("display_name"),
            name: text("name"),
            catalog: text("catalog"),
            flag: text("flag"),
            kind: text("type"),
        }
    }

    /// Whether there is a version that the end of a text took nothing from.
    fn has_whole_version(&self, policy: &Node<'_>) -> bool {
        policy.member("Version").is_some_and(|member| self.is_whole(&member.value, policy))
    }

    /// What was not read of a policy besides its statements, and leaves open what it says.
    fn unread_besides(&self, policy: &Node<'_>) -> Option<Unread> {
        let Kind::Object(members) = &policy.kind else { return None };
        let member = policy.member("Statement").map(|member| &member.value)?;
        let statements = match &member.kind {
            Kind::Array(elements) => elements.as_slice(),
            Kind::Object(_) => std::slice::from_ref(member),
            // Then nothing of it was read, which is said already.
            _ => return None,
        };
        let unread = |range, cause| Some(Unread { statement: None, range, cause });
        // A version or dependencies that the text ends in may be others.
        let last = members.last().filter(|member| {
            let value = &member.value;
            let is_finished = matches!(value.kind, Kind::String(_) | Kind::Array(_) | Kind::Object(_))
                && !self.reading.is_unfinished(value);
            matches!(&*member.key.value, "Version" | "Depends") && !is_finished && self.reading.is_unfinished(policy)
        });
        if let Some(member) = last {
            return unread(member.value.range, said!("the text ends within {}", quoted(&member.key.value)));
        }
        let in_statement = |range: &Range| {
            let after = statements.partition_point(|statement| statement.range.start <= range.start);
            let before = after.checked_sub(1).and_then(|index| statements.get(index));
            before.is_some_and(|statement| range.start < statement.range.end)
        };
        let besides = |range: &&Range| range.start >= policy.range.start && !in_statement(range);
        if let Some(range) = self.reading.left_out.iter().find(besides) {
            let behind = range.start >= policy.range.end;
            let cause = if behind {
                said!("this follows the policy, and one document holds one policy")
            } else {
                said!("this stands where no member of a policy can")
            };
            return unread(*range, cause);
        }
        let in_a_statement = statements.iter().any(|statement| self.reading.is_unfinished(statement));
        if in_a_statement || !self.reading.is_unfinished(policy) {
            return None;
        }
        if self.reading.too_deep {
            return unread(end(policy), too_deep());
        }
        // Where it ends, a further statement, another version or dependencies may have been cut off.
        let is_open =
            self.reading.is_unfinished(member) || !self.has_whole_version(policy) || self.version == Version::V1_0;
        is_open.then(|| Unread {
            statement: None,
            range: end(policy),
            cause: said!("the text ends before the policy does"),
        })
    }

    fn unknown_members(&mut self, node: &Node<'_>, path: &str, known: &[&str]) {
        let Kind::Object(members) = &node.kind else { return };
        for member in members.iter().filter(|member| !known.contains(&&*member.key.value)) {
            let message = said!("unknown member {}, expected one of {}", quoted(&member.key.value), listed(known));
            let hint = nearest(&member.key.value, known).first().map(|meant| said!("did you mean `{}`?", *meant));
            self.add(Code::UnknownMember, member.key.range, &|| child(path, &member.key.value), message, hint);
        }
    }

    fn version(&mut self, policy: &Node<'_>, path: &str, envelope: Option<&Envelope>) -> Version {
        let place = || format!("{path}.Version");
        let Some(member) = policy.member("Version") else {
            let range = Range { start: policy.range.start, end: policy.range.start + 1 };
            let hint = Some(said!("add `\"Version\": \"1.1\",`; it is read as 1.1 here"));
            self.add(Code::Version, range, &place, said!("`Version` is missing, expected `1.0` or `1.1`"), hint);
            return Version::V1_1;
        };
        let range = member.value.range;
        let (text, is_text) = match &member.value.kind {
            Kind::String(text) => (&**text, true),
            Kind::Number(text) => (*text, false),
            _ => ("", false),
        };
        let version = match text {
            "1.0" => Version::V1_0,
            "1.1" => Version::V1_1,
            "5.0" => {
                self.add(Code::VersionNotEvaluated, range, &place, not_evaluated(), None);
                return Version::NotEvaluated;
            }
            _ => {
                let got: said::Value = if is_text { quoted(text).into() } else { member.value.what().into() };
                let message = said!("expected version `1.0` or `1.1`, got {}; it is read as 1.1 here", got);
                self.add(Code::Version, range, &place, message, None);
                return Version::V1_1;
            }
        };
        if !is_text {
            let message = said!("expected `Version` as a string, got the number {}", text);
            self.add(Code::Version, range, &place, message, Some(said!("write `{}`", format!("\"{text}\""))));
        }
        let says = |text: Option<&Text>, word: &str| text.is_some_and(|text| *text.value == *word);
        let fine = envelope.is_some_and(|envelope| {
            says(envelope.catalog.as_ref(), "CUSTOMED") || says(envelope.flag.as_ref(), "fine_grained")
        });
        if version == Version::V1_0 && fine {
            let message = said!("a custom or fine-grained policy must have version `1.1`, got `1.0`");
            self.add(Code::VersionMustBe11, range, &place, message, None);
        }
        version
    }

    /// The dependencies, or where and why one was not read.
    fn depends(&mut self, member: &Member<'_>, path: &str) -> Result<Vec<Dependency>, (Range, Said)> {
        let place = format!("{path}.Depends");
        // System policies are printed with an empty one.
        let is_empty = matches!(&member.value.kind, Kind::Array(elements) if elements.is_empty());
        if self.version == Version::V1_1 && !is_empty {
            let message = said!("a version 1.1 policy must not have `Depends`");
            let hint = Some(said!("only system roles of version 1.0 have it"));
            self.add(Code::DependsInPolicy, member.key.range, &|| place.clone(), message, hint);
        }
        let Kind::Array(elements) = &member.value.kind else {
            let message = said!("{} must be an array, got {}", "`Depends`", member.value.what());
            self.add(Code::Depends, member.value.range, &|| place.clone(), message.clone(), None);
            return Err((member.value.range, message));
        };
        let mut depends = Ok(Vec::new());
        if self.reading.is_unfinished(&member.value) {
            depends = Err((member.value.range, said!("the text ends within {}", quoted("Depends"))));
        }
        for (index, element) in elements.iter().enumerate() {
            let text = |name| element.member(name).and_then(|member| member.value.text());
            match (text("catalog"), text("display_name")) {
                (Some(catalog), Some(display_name)) => {
                    if let Ok(depends) = &mut depends {
                        depends.push(Dependency { catalog, display_name, range: element.range });
                    }
                }
                _ => {
                    let message = said!("an entry of `Depends` must have `catalog` and `display_name`, both strings");
                    let hint =
                        Some(said!("such as `{}`", "{\"catalog\": \"BASE\", \"display_name\": \"Tenant Guest\"}"));
                    self.add(Code::Depends, element.range, &|| format!("{place}[{index}]"), message.clone(), hint);
                    depends = depends.and(Err((element.range, message)));
                }
            }
        }
        depends
    }

    fn statements(&mut self, policy: &Node<'_>, path: &str, document: &mut Document) {
        let place = format!("{path}.Statement");
        let Some(member) = policy.member("Statement") else {
            let range = Range { start: policy.range.start, end: policy.range.start + 1 };
            let message = said!("`Statement` is missing, expected an array of statements");
            self.add(Code::StatementNotArray, range, &|| place.clone(), message.clone(), None);
            document.unread.push(Unread { statement: None, range, cause: message });
            return;
        };
        let elements = match &member.value.kind {
            Kind::Array(elements) => {
                let means = said!("the policy grants and denies nothing");
                self.not_empty(&member.value, &|| place.clone(), "Statement", means);
                elements.as_slice()
            }
            other => {
                let message = said!("{} must be an array, got {}", "`Statement`", member.value.what());
                let is_object = matches!(other, Kind::Object(_));
                let hint = is_object.then(|| said!("put `[` before and `]` after it"));
                let range = member.value.range;
                self.add(Code::StatementNotArray, range, &|| place.clone(), message.clone(), hint);
                if !is_object {
                    document.unread.push(Unread { statement: None, range, cause: message });
                    return;
                }
                std::slice::from_ref(&member.value)
            }
        };
        for (element, index) in elements.iter().zip(0_u32..) {
            match self.statement(element, index, &|| format!("{place}[{index}]")) {
                Ok(statement) => document.statements.push(statement),
                Err(cause) => document.unread.push(Unread { statement: Some(index), range: element.range, cause }),
            }
        }
    }

    /// A statement, or why it was not read.
    fn statement(&mut self, node: &Node<'_>, index: u32, path: &dyn Fn() -> String) -> Result<Statement, Said> {
        if !matches!(node.kind, Kind::Object(_)) {
            let message = said!("a statement must be an object, got {}", node.what());
            self.add(Code::StatementNotObject, node.range, path, message.clone(), None);
            return Err(message);
        }
        if let Kind::Object(members) = &node.kind
            && members.iter().any(|member| !STATEMENT_MEMBERS.contains(&&*member.key.value))
        {
            self.unknown_members(node, &path(), STATEMENT_MEMBERS);
        }
        let actions = self.actions(node, path);
        let resources = node.member("Resource").map(|member| self.resources(member, path, actions.as_ref().ok()));
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
        Ok(Statement { index, range: node.range, effect, effect_range, actions, resources, conditions })
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
                let got: said::Value = text.map_or_else(|| member.value.what().into(), |text| quoted(text).into());
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
            (None, Some(not_action)) => {
                let message = said!("no document of versions 1.0 and 1.1 describes `NotAction`");
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
        let (patterns, unread) =
            self.strings(member, &|| format!("{}.{name}", path()), Code::ActionNotArray, Code::ActionForm);
        for (position, text) in &patterns {
            self.action(text, &|| {
                position.map_or_else(|| format!("{}.{name}", path()), |at| format!("{}.{name}[{at}]", path()))
            });
        }
        let patterns = patterns.into_iter().map(|(_, text)| text).collect();
        unread.map_or(Ok(Actions { negated, patterns, range: member.value.range }), Err)
    }

    fn action(&mut self, text: &Text, path: &dyn Fn() -> String) {
        let value = &*text.value;
        if is_plain(value) {
            return;
        }
        if let Some(odd) = odd_sign(value) {
            let (message, hint) = if odd.is_whitespace() {
                (said!("an action has no blank in it, got {}", quoted(value)), said!("remove the blank"))
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
            let hint = Some(said!(
                "to mean all of it, write `{}`",
                value.to_owned() + if segments == 1 { ":*:*" } else { ":*" }
            ));
            self.add(Code::ActionSegments, text.range, path, message, hint);
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

    /// The strings of an array, with their positions; a single string counts as one, without position. Also why it was not read as
    /// a whole, where that is so.
    fn strings(
        &mut self,
        member: &Member<'_>,
        path: &dyn Fn() -> String,
        not_array: Code,
        not_string: Code,
    ) -> (Vec<(Option<usize>, Text)>, Option<Said>) {
        let name = quoted(&member.key.value);
        let mut unread = None;
        let texts = match &member.value.kind {
            Kind::Array(elements) => {
                let means = match &*member.key.value {
                    "Action" => said!("the statement is about no action"),
                    "NotAction" => said!("the statement excludes no action"),
                    _ => said!("the statement is about no resource; leave `Resource` out for every one"),
                };
                self.not_empty(&member.value, path, &member.key.value, means);
                let mut texts = Vec::with_capacity(elements.len());
                for (index, element) in elements.iter().enumerate() {
                    match element.text() {
                        Some(text) => texts.push((Some(index), text)),
                        None => {
                            let message = said!("{} takes strings, got {}", &*name, element.what());
                            unread.get_or_insert_with(|| message.clone());
                            self.add(not_string, element.range, &|| format!("{}[{index}]", path()), message, None);
                        }
                    }
                }
                texts
            }
            _ => {
                let message = said!("{} must be an array of strings, got {}", name, member.value.what());
                let text = member.value.text();
                let hint = text.is_some().then(|| said!("put `[` before and `]` after it"));
                unread = text.is_none().then(|| message.clone());
                self.add(not_array, member.value.range, path, message, hint);
                text.map(|text| (None, text)).into_iter().collect()
            }
        };
        (texts, unread)
    }

    fn resources(
        &mut self,
        member: &Member<'_>,
        path: &dyn Fn() -> String,
        actions: Option<&Actions>,
    ) -> Result<Resources, Said> {
        let place = || format!("{}.Resource", path());
        if let Some(uri) = member.value.member("uri") {
            // OTC and Huawei SDKs: the form of an agency's custom policy.
            let is_agency = actions.is_some_and(|actions| {
                !actions.patterns.is_empty()
                    && actions.patterns.iter().all(|text| *text.value == *"iam:agencies:assume")
            });
            if !is_agency {
                let message = said!("`Resource` as an object is for policies of `iam:agencies:assume` alone");
                self.add(
                    Code::ResourceForm,
                    member.value.range,
                    &place,
                    message,
                    Some(said!("write an array of resources")),
                );
            }
            let (texts, unread) =
                self.strings(uri, &|| format!("{}.uri", place()), Code::ResourceNotArray, Code::ResourceForm);
            let patterns = texts.into_iter().map(|(_, text)| text).collect();
            return unread.map_or(Ok(Resources { patterns, range: uri.value.range }), Err);
        }
        let (texts, unread) = self.strings(member, &place, Code::ResourceNotArray, Code::ResourceForm);
        for (position, text) in &texts {
            let value = &*text.value;
            if value != "*" && !value.starts_with('/') && value.split(':').count() != 5 {
                let at = || position.map_or_else(place, |at| format!("{}[{at}]", place()));
                let message = said!(
                    "a resource is `*` or `service:region:account:type:id`, got {}; it matches nothing",
                    quoted(value)
                );
                self.add(
                    Code::ResourceForm,
                    text.range,
                    &at,
                    message,
                    Some(said!("such as `{}`", "ecs:*:*:instance:*")),
                );
            }
        }
        let patterns = texts.into_iter().map(|(_, text)| text).collect();
        unread.map_or(Ok(Resources { patterns, range: member.value.range }), Err)
    }

    fn conditions(&mut self, member: &Member<'_>, path: &dyn Fn() -> String) -> Vec<Condition> {
        let place = || format!("{}.Condition", path());
        if self.version == Version::V1_0 {
            let message = said!("a version 1.0 role has no conditions");
            self.add(Code::ConditionInRole, member.key.range, &place, message, Some(said!("use a version 1.1 policy")));
        }
        let nothing = |range| Text { value: "".into(), range };
        let Kind::Object(operators) = &member.value.kind else {
            let message = said!("`Condition` must be an object of operators, got {}", member.value.what());
            self.add(Code::ConditionForm, member.value.range, &place, message, None);
            let range = member.value.range;
            return vec![Condition { operator: nothing(range), key: nothing(range), values: None, range }];
        };
        self.not_empty(&member.value, &place, "Condition", said!("it restricts nothing"));
        let mut conditions = Vec::new();
        for operator in effective(operators) {
            let known = Operator::parse(&operator.key.value);
            let at_operator = || child(&place(), &operator.key.value);
            if known.is_none() {
                self.unknown_operator(&operator.key, &at_operator);
            }
            let Kind::Object(keys) = &operator.value.kind else {
                let message = said!(
                    "{} must be an object of condition keys, got {}",
                    quoted(&operator.key.value),
                    operator.value.what()
                );
                self.add(Code::ConditionForm, operator.value.range, &at_operator, message, None);
                let range = operator.value.range;
                conditions.push(Condition { operator: operator.key.clone(), key: nothing(range), values: None, range });
                continue;
            };
            self.not_empty(&operator.value, &at_operator, &operator.key.value, said!("it restricts nothing"));
            for key in effective(keys) {
                let values = self.values(key, known, &|| child(&at_operator(), &key.key.value));
                let (operator, range) = (operator.key.clone(), key.value.range);
                conditions.push(Condition { operator, key: key.key.clone(), values, range });
            }
        }
        conditions
    }

    fn unknown_operator(&mut self, key: &Text, path: &dyn Fn() -> String) {
        let bare = key.value.strip_prefix("ForAnyValue:").or_else(|| key.value.strip_prefix("ForAllValues:"));
        let names = Operator::names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let bare = bare.unwrap_or(&key.value);
        let hint = if bare.starts_with("Null") {
            Some(said!("`Null` takes neither prefix nor suffix"))
        } else {
            nearest(bare, &names).first().map(|meant| said!("did you mean `{}`?", *meant))
        };
        let message = said!("unknown operator {}", quoted(&key.value));
        self.add(Code::UnknownOperator, key.range, path, message, hint);
    }

    fn values(
        &mut self,
        key: &Member<'_>,
        operator: Option<Operator>,
        path: &dyn Fn() -> String,
    ) -> Option<Vec<Value>> {
        let nodes = match &key.value.kind {
            Kind::Array(elements) => {
                self.not_empty(&key.value, path, &key.key.value, said!("nothing says what that matches"));
                elements.as_slice()
            }
            Kind::String(_) => {
                let message = values_not_array(key);
                let hint = Some(said!("put `[` before and `]` after it"));
                self.add(Code::ValuesNotArray, key.value.range, path, message, hint);
                std::slice::from_ref(&key.value)
            }
            _ => {
                self.add(Code::ValuesNotArray, key.value.range, path, values_not_array(key), None);
                return None;
            }
        };
        let mut values = Vec::with_capacity(nodes.len());
        let is_list = matches!(key.value.kind, Kind::Array(_));
        for (index, node) in nodes.iter().enumerate() {
            let at = || if is_list { format!("{}[{index}]", path()) } else { path() };
            let text = node.text();
            match (&text, operator) {
                (None, _) => {
                    let message = said!("a condition value must be a string, got {}", node.what());
                    self.add(Code::ValueNotString, node.range, &at, message, Some(said!("put it in `\"`")));
                }
                (Some(text), Some(operator)) => {
                    if let Some(expected) = wrong_value(&text.value, operator) {
                        let message = said!("expected {}, got {}", expected, quoted(&text.value));
                        self.add(Code::ValueForm, node.range, &at, message, None);
                    }
                }
                _ => {}
            }
            values.push(Value { text: text.map(|text| text.value), range: node.range });
        }
        Some(values)
    }
}

/// The place behind a value.
fn end(node: &Node<'_>) -> Range {
    Range { start: node.range.end, end: node.range.end }
}

fn not_evaluated() -> Said {
    said!("a version 5.0 identity policy follows another model, which is not evaluated here")
}

fn too_deep() -> Said {
    said!("the document is nested more than {} deep; the rest is not read", json::MAX_DEPTH)
}

/// Whether an action has the form of nearly every action, of which there is nothing to say.
fn is_plain(action: &str) -> bool {
    let mut colons = 0;
    let mut before = b':';
    for byte in action.bytes() {
        match byte {
            b':' if before == b':' => return false,
            b':' => colons += 1,
            b'A'..=b'Z' if colons == 0 => return false,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'*' | b'-' | b'.' => {}
            _ => return false,
        }
        before = byte;
    }
    colons == 2 && before != b':'
}

/// The first sign in an action that none has.
pub(crate) fn odd_sign(action: &str) -> Option<char> {
    action.chars().find(|sign| !sign.is_ascii_alphanumeric() && !matches!(sign, '_' | '*' | '-' | ':' | '.'))
}

/// The members that count: of several with one name the last.
fn effective<'a, 'b>(members: &'a [Member<'b>]) -> impl Iterator<Item = &'a Member<'b>> {
    let counts = move |(index, member): &(usize, &Member<'b>)| {
        let later = members.get(index + 1..).unwrap_or_default();
        // Operators and keys are few; a document with many is refused for its size anyway.
        later.len() > 200 || later.iter().all(|other| other.key.value != member.key.value)
    };
    members.iter().enumerate().filter(counts).map(|(_, member)| member)
}

/// What a value of this operator must be, where `text` is none.
fn wrong_value(text: &str, operator: Operator) -> Option<Said> {
    let value_type = operator.kind.value_type();
    let fits = match value_type {
        ValueType::Text => true,
        ValueType::Number => Decimal::parse(text).is_some(),
        ValueType::Date => values::date(text).is_some(),
        ValueType::Bool => values::boolean(text).is_some(),
    };
    (!fits).then(|| value_type.expected())
}

fn values_not_array(key: &Member<'_>) -> Said {
    said!("the values of {} must be an array of strings, got {}", quoted(&key.key.value), key.value.what())
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// A policy as it was read.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicySummary", optional_fields))]
pub struct Summary {
    /// `notEvaluated`: a 5.0 identity policy.
    #[cfg_attr(feature = "types", ts(type = "\"1.0\" | \"1.1\" | \"notEvaluated\""))]
    version: &'static str,
    /// A role's `Depends` counts.
    #[cfg_attr(feature = "types", ts(type = "\"role\" | \"policy\""))]
    kind: &'static str,
    /// The display name of its envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Box<str>>,
    /// The catalog of its envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    catalog: Option<Box<str>>,
    /// The roles it needs.
    #[cfg_attr(feature = "types", ts(inline))]
    depends: Vec<DependencySummary>,
    /// The statements that were read.
    statements: Vec<StatementSummary>,
    /// What was not read: missing where all was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<_>"))]
    unread: Vec<UnreadSummary>,
}

/// A part of a policy that was not read: it may allow and deny anything.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "UnreadPart", optional_fields))]
pub struct UnreadSummary {
    /// The index of the statement in the text, from 0; missing where it is no statement, but the whole document or something beside the
    /// statements.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<u32>,
    /// Why it was not read.
    cause: String,
    /// Where it stands.
    span: Span,
    /// The text by its parts, for another language.
    #[cfg_attr(feature = "types", ts(inline))]
    said: UnreadSaid,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
struct UnreadSaid {
    cause: Said,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
struct DependencySummary {
    catalog: Box<str>,
    display_name: Box<str>,
}

/// A statement as it was read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "PolicyStatement", optional_fields))]
pub struct StatementSummary {
    /// Its index in the text.
    index: u32,
    /// What it does.
    #[cfg_attr(feature = "types", ts(type = "\"Allow\" | \"Deny\""))]
    effect: &'static str,
    /// The patterns of `Action`.
    actions: Vec<Box<str>>,
    /// The patterns of `NotAction`, where there is no `Action`.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_actions: Option<Vec<Box<str>>>,
    /// The patterns of `Resource`; none: every resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<Vec<Box<str>>>,
    /// Operator, key and values; all are required.
    #[cfg_attr(feature = "types", ts(inline))]
    conditions: Vec<ConditionSummary>,
    /// Where it stands.
    span: Span,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
struct ConditionSummary {
    operator: Box<str>,
    key: Box<str>,
    values: Option<Vec<Option<Box<str>>>>,
}

impl Summary {
    /// Of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let ranges: Vec<Range> = document.statements.iter().map(|statement| statement.range).collect();
        let spans = document.source.spans(&ranges);
        let unread: Vec<Range> = document.unread.iter().map(|unread| unread.range).collect();
        let unread = document.source.spans(&unread);
        let envelope = document.envelope.as_ref();
        let texts = |patterns: &[Text]| patterns.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
        let statement = |(statement, span): (&Statement, Span)| {
            let patterns = texts(&statement.actions.patterns);
            let (actions, not_actions) =
                if statement.actions.negated { (Vec::new(), Some(patterns)) } else { (patterns, None) };
            StatementSummary {
                index: statement.index,
                effect: statement.effect.as_str(),
                actions,
                not_actions,
                resources: statement.resources.as_ref().map(|resources| texts(&resources.patterns)),
                conditions: statement.conditions.iter().map(ConditionSummary::of).collect(),
                span,
            }
        };
        Self {
            version: match document.version {
                Version::V1_0 => "1.0",
                Version::V1_1 => "1.1",
                Version::NotEvaluated => "notEvaluated",
            },
            kind: if document.is_role() { "role" } else { "policy" },
            name: envelope.and_then(|envelope| envelope.display_name.as_ref()).map(|text| text.value.clone()),
            catalog: envelope.and_then(|envelope| envelope.catalog.as_ref()).map(|text| text.value.clone()),
            depends: document
                .depends
                .iter()
                .map(|dependency| DependencySummary {
                    catalog: dependency.catalog.value.clone(),
                    display_name: dependency.display_name.value.clone(),
                })
                .collect(),
            statements: document.statements.iter().zip(spans).map(statement).collect(),
            unread: document.unread.iter().zip(unread).map(UnreadSummary::of).collect(),
        }
    }
}

impl UnreadSummary {
    fn of((unread, span): (&Unread, Span)) -> Self {
        Self {
            statement: unread.statement,
            cause: unread.cause.to_string(),
            span,
            said: UnreadSaid { cause: unread.cause.clone() },
        }
    }
}

impl ConditionSummary {
    fn of(condition: &Condition) -> Self {
        Self {
            operator: condition.operator.value.clone(),
            key: condition.key.value.clone(),
            values: condition.values.as_ref().map(|values| values.iter().map(|value| value.text.clone()).collect()),
        }
    }
}
