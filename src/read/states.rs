//! Plans and states of Terraform in JSON. Only the attributes of policies are read: the values of all other resources, with passwords among
//! them, are passed over as they are.
//!
//! Sources: opentofu.org "JSON output format"; the format of state files, version 4; documentation of the providers.

use super::layer::Layer;
use super::node::{Node, Unknown, Why};
use super::reader::{Known, Reader};
use super::told::NoteCode;
use super::view::{Object, Shape, View};
use crate::base::said::said;
use crate::base::text::quoted;

/// How deep modules are nested at the most.
const MAX_MODULES: usize = 16;

/// What a type of resources is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resource {
    /// A policy as a text.
    Policy,
    /// One of service control or of another kind, which grants nothing.
    Limit,
    /// Anything else.
    Other,
}

/// The attributes that hold a policy as a text.
pub(super) const DOCUMENTS: [&str; 2] = ["policy", "policy_document"];

/// What a resource of this type is, whatever provider it is of: `huaweicloud_identity_role`, `flexibleengine_identity_role_v3`,
/// `huaweicloud_identityv5_policy` and the like.
pub(super) fn policies_of(kind: &str) -> Resource {
    let Some((provider, rest)) = kind.split_once('_') else { return Resource::Other };
    if matches!(provider, "aws" | "alicloud" | "google" | "azurerm" | "tencentcloud") {
        return Resource::Other;
    }
    match rest {
        "identity_role" | "identity_role_v3" | "identity_custom_role" | "identity_policy" | "identityv5_policy" => {
            Resource::Policy
        }
        "organizations_policy" => Resource::Limit,
        _ => Resource::Other,
    }
}

/// Whether an object is a plan or a state.
pub(super) fn is_terraform(object: &Object<'_>) -> bool {
    object.has("resource_changes")
        || object.object("planned_values").is_some_and(|values| values.has("root_module"))
        || object.object("values").is_some_and(|values| values.has("root_module"))
        || (object.has("resources") && ["terraform_version", "lineage", "serial"].iter().any(|name| object.has(name)))
        || (object.has("format_version") && object.has("terraform_version"))
}

impl Reader<'_> {
    pub(super) fn terraform(&mut self, object: &Object<'_>) {
        if let Some(changes) = object.list("resource_changes") {
            for change in changes {
                if !self.looks(&change.place()) {
                    return;
                }
                self.change(&change);
            }
            return;
        }
        let root = ["planned_values", "values"].iter().find_map(|name| object.object(name)?.object("root_module"));
        match root {
            Some(root) => self.module(&root, 0),
            None => self.state(object),
        }
    }

    fn change(&mut self, view: &View<'_>) {
        let Some(resource) = view.object() else { return };
        let Some(known) = self.wanted(view, &resource, None) else { return };
        let Some(change) = resource.object("change") else { return };
        if change.get("after").is_none_or(|after| after.is_null()) {
            let address = quoted(known.address.as_deref().unwrap_or_default());
            self.note(NoteCode::Deleted, said!("the plan deletes {}", address), Some(view.place()));
            return;
        }
        let Some(after) = change.object("after") else { return };
        let unknown = change.get("after_unknown");
        if unknown.is_some_and(|unknown| unknown.is_true()) {
            self.before_apply(&known, view);
            return;
        }
        let unknown = unknown.and_then(|unknown| unknown.object()).unwrap_or_default();
        self.attributes(known, view, &after, &unknown);
    }

    fn module(&mut self, module: &Object<'_>, depth: usize) {
        for view in module.list("resources").unwrap_or_default() {
            if !self.looks(&view.place()) {
                return;
            }
            let Some(resource) = view.object() else { continue };
            let Some(known) = self.wanted(&view, &resource, None) else { continue };
            self.attributes(known, &view, &resource.object("values").unwrap_or_default(), &Object::default());
        }
        for child in module.list("child_modules").unwrap_or_default() {
            if depth < MAX_MODULES
                && let Some(child) = child.object()
            {
                self.module(&child, depth + 1);
            }
        }
    }

    fn state(&mut self, object: &Object<'_>) {
        for view in object.list("resources").unwrap_or_default() {
            if !self.looks(&view.place()) {
                return;
            }
            let Some(resource) = view.object() else { continue };
            let kind = resource.text("type").unwrap_or_default();
            if policies_of(&kind) != Resource::Policy {
                self.wanted(&view, &resource, None);
                continue;
            }
            for instance in resource.list("instances").unwrap_or_default() {
                let Some(inner) = instance.object() else { continue };
                let index = inner.get("index_key").map(|key| match key.text() {
                    Some(text) => format!("[\"{text}\"]"),
                    None => format!("[{}]", self.text.get(key.place()).unwrap_or_default()),
                });
                let Some(known) = self.wanted(&instance, &resource, index) else { continue };
                self.attributes(known, &instance, &inner.object("attributes").unwrap_or_default(), &Object::default());
            }
        }
    }

    /// What is known of a resource, if it is a policy.
    fn wanted(&mut self, view: &View<'_>, object: &Object<'_>, index: Option<String>) -> Option<Known> {
        if object.text("mode").is_some_and(|mode| mode != "managed") {
            return None;
        }
        let kind = object.text("type").unwrap_or_default();
        let address = object.text("address").unwrap_or_else(|| {
            let module = object.text("module").map(|module| format!("{module}.")).unwrap_or_default();
            let name = object.text("name").unwrap_or_default();
            format!("{module}{kind}.{name}{}", index.unwrap_or_default())
        });
        match policies_of(&kind) {
            Resource::Policy => return Some(Known { address: Some(address), ..Known::default() }),
            Resource::Limit => self.note_limit(&address, view.place()),
            Resource::Other => self.without_policy += 1,
        }
        None
    }

    pub(super) fn note_limit(&mut self, name: &str, place: std::ops::Range<usize>) {
        let said =
            said!("{} is a service control policy: it limits and grants nothing, and is not read here", quoted(name));
        self.note(NoteCode::OtherKind, said, Some(place));
    }

    fn before_apply(&mut self, known: &Known, view: &View<'_>) {
        self.add_unknown(known, &view.place(), &Unknown { range: view.place(), why: Why::BeforeApply });
    }

    /// The policy in the attributes of a resource; `unknown` says what of them a plan does not know.
    fn attributes(&mut self, known: Known, view: &View<'_>, attributes: &Object<'_>, unknown: &Object<'_>) {
        let known = Known { name: attributes.first_text(&["display_name", "name"]), ..known };
        for name in DOCUMENTS {
            if unknown.get(name).is_some_and(|unknown| unknown.is_true()) {
                return self.before_apply(&known, view);
            }
            let Some(document) = attributes.get(name).filter(|document| !document.is_null()) else { continue };
            return match document.inner() {
                Some(layer) => self.policy_text(&layer, &document.place(), &known),
                None => self.add_unread(&known, &document.place(), None, said!("the policy is not a text")),
            };
        }
        let unknowns = unknown.get("statement");
        if unknowns.is_some_and(|unknown| unknown.is_true()) {
            return self.before_apply(&known, view);
        }
        match attributes.list("statement") {
            Some(statements) => {
                let unknowns = unknowns.and_then(|unknown| unknown.list()).unwrap_or_default();
                let nodes = statements.iter().enumerate().map(|(index, statement)| {
                    let place = statement.place();
                    if unknowns.get(index).is_some_and(|unknown| has_true(unknown, 0)) {
                        return Node::unknown(place.clone(), Unknown { range: place, why: Why::BeforeApply });
                    }
                    statement_of(statement)
                });
                let nodes = nodes.collect();
                let place = attributes.get("statement").map_or_else(|| view.place(), |view| view.place());
                self.add_node(&known, &policy_of(&place, nodes));
            }
            None => self.add_without_document(&known, &view.place()),
        }
    }
}

fn has_true(view: &View<'_>, depth: usize) -> bool {
    match view.shape() {
        _ if depth > 4 => true,
        Shape::Object(object) => object.values().any(|value| has_true(&value, depth + 1)),
        Shape::List(items) => items.iter().any(|item| has_true(item, depth + 1)),
        Shape::Text => false,
        Shape::Other => view.is_true(),
    }
}

/// A policy of statements that stand one by one; the provider writes it as version 1.1.
pub(super) fn policy_of(place: &std::ops::Range<usize>, statements: Vec<Node>) -> Node {
    let name = place.start..place.start;
    let members = vec![
        ("Version".to_owned(), name.clone(), Node::text(name.clone(), "1.1")),
        ("Statement".to_owned(), name, Node::list(place.clone(), statements)),
    ];
    Node::object(place.clone(), members)
}

/// A statement of `opentelekomcloud_identity_role_v3`, as a plan or a state has it.
fn statement_of(view: &View<'_>) -> Node {
    let object = view.object().unwrap_or_default();
    let mut members = Vec::new();
    for (name, member) in STATEMENT {
        let Some(value) = object.get(name).filter(|value| !value.is_null()) else { continue };
        let value = if name == "condition" {
            match value.inner().filter(|layer| !layer.text.trim().is_empty()) {
                Some(layer) => condition(&layer),
                None => continue,
            }
        } else {
            if value.list().is_some_and(|items| items.is_empty()) {
                // What is not set is an empty list there.
                continue;
            }
            value.node()
        };
        members.push((member.to_owned(), value.range.clone(), value));
    }
    Node::object(view.place(), members)
}

/// The attributes of a statement, and what they are in a policy.
pub(super) const STATEMENT: [(&str, &str); 4] =
    [("effect", "Effect"), ("action", "Action"), ("resource", "Resource"), ("condition", "Condition")];

/// A condition, which is JSON in a string.
pub(super) fn condition(layer: &Layer<'_>) -> Node {
    let place = layer.place(&(0..layer.text.len()));
    match (super::json::value(layer), layer.holes.first()) {
        (Some(value), _) => value.node(),
        (None, Some((_, hole))) => Node::unknown(place, Unknown::expression(hole.clone())),
        // As a text it is no condition, which a set of policies says; the rest of its statement is known.
        (None, None) => Node::text(place, &layer.text),
    }
}
