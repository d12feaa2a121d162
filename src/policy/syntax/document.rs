//! A policy or role as a whole, and the envelope around it.

use super::diagnostic::DiagnosticCode as Code;
use super::json::{Member, Node, NodeKind};
use super::parser::Parser;
use super::unread::{POLICY_MEMBERS, end};
use super::v5;
use crate::base::said::{self, Said, said};
use crate::base::text::quoted;
use crate::policy::model::ast::{Dependency, Document, Envelope, OpenForm, Text, Unread, Version};
use crate::policy::model::source::{Range, Source};

/// Each statement of a role hangs on all roles that it needs. IAM takes 20.
const MOST_DEPENDENCIES: usize = 100;

impl Parser<'_, '_> {
    pub(super) fn document(&mut self, node: &Node<'_>, source: &Source) -> Option<Document> {
        self.check_is_one(node)?;
        let (entry, path) = match node.member("role") {
            Some(member) if matches!(member.value.kind, NodeKind::Object(_)) => (&member.value, "$.role".to_owned()),
            _ => (node, "$".to_owned()),
        };
        let unread_envelope = self.unread_envelope(entry);
        let (policy, path, envelope) = match entry.member("policy") {
            Some(member) => (&member.value, format!("{path}.policy"), Some(self.envelope(entry))),
            // It ends before its policy, but not before what calls it.
            None if unread_envelope.is_some() => (entry, path, Some(self.envelope(entry)).filter(Envelope::says)),
            None => (entry, path, None),
        };
        if !matches!(policy.kind, NodeKind::Object(_)) {
            let message = said!("expected a policy object, got {}", policy.what());
            self.add(Code::NotAPolicy, policy.range, &|| path.clone(), message, None);
            return None;
        }
        let other_kind = self.other_kind(policy, &path);
        let version = if other_kind.is_some() {
            Version::V1_1
        } else {
            let version = self.version(policy, &path, envelope.as_ref());
            let members = if version == Version::V5_0 { v5::POLICY_MEMBERS } else { POLICY_MEMBERS };
            self.unknown_members(policy, &path, members);
            version
        };
        self.version = version;
        let mut document = Document {
            source: source.clone(),
            version,
            envelope,
            depends: Vec::new(),
            statements: Vec::new(),
            unread: Vec::new(),
            has_lost_version: false,
            unread_envelope: unread_envelope.filter(|unread| unread.catalog || unread.display_name || unread.flag),
            path: path.clone().into(),
            open_form: OpenForm::default(),
        };
        if let Some((range, cause)) = other_kind {
            document.unread.push(Unread { statement: None, range, cause });
            return Some(document);
        }
        self.policy(policy, entry, &path, &mut document);
        Some(document)
    }

    /// Refuses what is neither a policy nor something around one: no object, or a list of them.
    fn check_is_one(&mut self, node: &Node<'_>) -> Option<()> {
        let root = || "$".to_owned();
        let list = match &node.kind {
            NodeKind::Array(_) => Some(node),
            NodeKind::Object(_) => node.member("roles").map(|member| &member.value),
            _ => {
                let (got, hint) = if self.reading.is_other_text() {
                    (
                        said!("a text that is not JSON"),
                        said!("`readPolicies` takes policies out of Terraform, YAML and other texts"),
                    )
                } else {
                    (node.what(), said!("a policy begins with `{ \"Version\"`"))
                };
                self.add(
                    Code::NotAPolicy,
                    node.range,
                    &root,
                    said!("expected a policy object, got {}", got),
                    Some(hint),
                );
                return None;
            }
        };
        if let Some(list) = list.filter(|list| matches!(list.kind, NodeKind::Array(_))) {
            let hint = said!("give one entry of the list, with its `policy`");
            self.add(Code::RoleList, list.range, &root, said!("expected one policy, got a list"), Some(hint));
            return None;
        }
        Some(())
    }

    /// What a policy of a version that is evaluated says, and what of it was not read; `entry`: what it stands in.
    fn policy(&mut self, policy: &Node<'_>, entry: &Node<'_>, path: &str, document: &mut Document) {
        // What the cloud grants itself has it.
        let catalog = document.envelope.as_ref().and_then(|envelope| envelope.catalog.as_ref());
        let is_custom = catalog.is_none_or(|catalog| *catalog.value == *"CUSTOMED");
        let depends = policy.member("Depends").filter(|_| self.version != Version::V5_0);
        let depends = depends.map(|member| self.depends(member, path, is_custom));
        self.statements(policy, path, document);
        match depends {
            Some(Ok(depends)) => document.depends = depends,
            // Without it, a role would be in effect that may not be.
            Some(Err((range, cause))) if document.envelope.is_none() || document.is_role() => {
                let statements = std::mem::take(&mut document.statements);
                if !statements.is_empty() {
                    document.unread.push(Unread { statement: None, range, cause });
                    return;
                }
            }
            Some(Err(_)) | None => {}
        }
        document.unread.extend(self.unread_besides(policy));
        document.has_lost_version = self.has_lost_version(policy);
        if document.has_lost_version {
            // Its statements may mean something else; a part that is not read is there in any case.
            document.statements.clear();
            document.version = Version::V1_1;
        }
        let counts = !document.depends.is_empty() && !document.statements.is_empty();
        if document.unread.is_empty() && counts && document.is_perhaps_no_role() {
            let cause = self.ends_before(said!("the text ends before it says whether this is a role"));
            document.unread.push(Unread { statement: None, range: end(entry), cause });
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
            NodeKind::String(text) => (&**text, true),
            NodeKind::Number(text) => (*text, false),
            _ => ("", false),
        };
        let version = match text {
            "1.0" => Version::V1_0,
            "1.1" => Version::V1_1,
            "5.0" => Version::V5_0,
            _ => {
                let got: said::Argument = if is_text { quoted(text).into() } else { member.value.what().into() };
                let message = said!("expected version `1.0`, `1.1` or `5.0`, got {}; it is read as 1.1 here", got);
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
    fn depends(&mut self, member: &Member<'_>, path: &str, is_custom: bool) -> Result<Vec<Dependency>, (Range, Said)> {
        let place = format!("{path}.Depends");
        // System policies are printed with an empty one.
        let is_empty = matches!(&member.value.kind, NodeKind::Array(elements) if elements.is_empty());
        if self.version == Version::V1_1 && !is_empty && is_custom {
            let message = said!("a custom policy must not have `Depends`");
            let hint = Some(said!("only what the cloud itself grants has it"));
            self.add(Code::DependsInPolicy, member.key.range, &|| place.clone(), message, hint);
        }
        let NodeKind::Array(elements) = &member.value.kind else {
            let message = said!("{} must be an array, got {}", "`Depends`", member.value.what());
            self.add(Code::Depends, member.value.range, &|| place.clone(), message.clone(), None);
            return Err((member.value.range, message));
        };
        let mut depends = Ok(Vec::new());
        if self.reading.is_unfinished(&member.value) {
            depends = Err((member.value.range, said!("the text ends within {}", quoted("Depends"))));
        }
        if elements.len() > MOST_DEPENDENCIES {
            let message = said!("`Depends` has more than {} entries, and is not read", MOST_DEPENDENCIES);
            self.add(Code::Depends, member.value.range, &|| place.clone(), message.clone(), None);
            return Err((member.value.range, message));
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
            NodeKind::Array(elements) => {
                let means = said!("the policy grants and denies nothing");
                self.not_empty(&member.value, &|| place.clone(), "Statement", means);
                elements.as_slice()
            }
            other => {
                let message = said!("{} must be an array, got {}", "`Statement`", member.value.what());
                let is_object = matches!(other, NodeKind::Object(_));
                let hint = is_object.then(|| said!("put `[` before and `]` after it"));
                let range = member.value.range;
                document.open_form.scalar = is_object;
                self.add_as(
                    self.lenient(is_object),
                    Code::StatementNotArray,
                    range,
                    &|| place.clone(),
                    message.clone(),
                    hint,
                );
                if !is_object {
                    document.unread.push(Unread { statement: None, range, cause: message });
                    return;
                }
                std::slice::from_ref(&member.value)
            }
        };
        for (element, index) in elements.iter().zip(0_u32..) {
            match self.statement(element, index, &|| format!("{place}[{index}]")) {
                Ok(statement) => {
                    document.open_form = v5::open_form(element, document.open_form);
                    document.statements.push(statement);
                }
                Err(cause) => document.unread.push(Unread { statement: Some(index), range: element.range, cause }),
            }
        }
    }
}
