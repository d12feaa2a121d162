//! Policies in what the IAM API answers and takes: bare, one by one, and in lists.
//!
//! Sources: OTC IAM API reference, "Querying a Role List", "Querying Role Details", "Querying Permissions of a User Group Corresponding to a
//! Project"; Huawei Cloud SDK `iam/v5`, `ListPolicyVersionsV5`, `GetPolicyVersionV5`, `ListAttached…PoliciesV5`; `organizations/v1`.

use std::ops::Range;

use super::forms;
use super::json;
use super::layer::Layer;
use super::node::Unknown;
use super::reader::{Known, Reader};
use super::states;
use super::told::NoteCode;
use super::view::{Object, Shape, View};
use crate::base::ids::{EnterpriseProjectId, ProjectId};
use crate::base::said::said;
use crate::base::scope::Scope;
use crate::base::text::quoted;

/// An answer, a list in it, an envelope, a string in that, and what it holds.
const MAX_DEPTH: usize = 6;

impl Reader<'_> {
    /// Reads all policies that a value holds.
    pub(super) fn value(&mut self, view: View<'_>, known: &Known, depth: usize) {
        let place = view.place();
        if depth > MAX_DEPTH || !self.looks(&place) {
            return;
        }
        match view.shape() {
            Shape::Object(object) => self.object(view, &object, known, depth),
            Shape::List(items) => items.into_iter().for_each(|item| self.value(item, known, depth + 1)),
            Shape::Text => {
                if let Some(layer) = view.inner().filter(|layer| forms::may_hold_policy(&layer.text)) {
                    self.text_within(&layer, known, depth + 1);
                }
            }
            Shape::Other => {}
        }
    }

    fn object(&mut self, view: View<'_>, object: &Object<'_>, known: &Known, depth: usize) {
        let is_version = |text: String| matches!(text.as_str(), "1.0" | "1.1" | "5.0");
        let role = || object.object("role").filter(|role| role.has("policy"));
        if states::is_terraform(object) {
            self.terraform(object);
        } else if object.has("Statement") || object.text("Version").is_some_and(is_version) {
            self.policy(view, known);
        } else if let Some(role) = role() {
            self.role(view, &role, known, depth);
        } else if let Some(roles) = object.list("roles") {
            self.roles(&roles, &grants(object, known), depth);
        } else if let Some(assignments) = object.list("role_assignments") {
            self.assignments(&assignments);
        } else if let Some(policies) = object.list("attached_policies") {
            self.attached(&policies, known);
        } else if let Some(versions) = object.list("policy_versions").or_else(|| object.list("versions")) {
            self.versions(&versions, known, depth);
        } else if let Some(version) = object.get("policy_version") {
            self.value(version, known, depth + 1);
        } else {
            self.document(view, object, known, depth);
        }
    }

    /// What has a document, or a list of such.
    fn document(&mut self, view: View<'_>, object: &Object<'_>, known: &Known, depth: usize) {
        let named = named(object, known);
        if let Some(document) = object.get("document").or_else(|| object.get("policy_document")) {
            self.document_of(document, &named, depth);
        } else if let Some(policy) = object.get("policy") {
            match policy.shape() {
                Shape::Object(inner) if is_limit(&inner) => self.limit(&policy, &inner),
                Shape::Object(inner) if inner.has("policy_id") && !inner.has("Statement") => {
                    self.without_document(&policy, &inner, known);
                }
                Shape::Object(_) => self.envelope(view, &named),
                Shape::Text => self.document_of(policy, &named, depth),
                _ => {}
            }
        } else if is_limit(object) {
            self.limit(&view, object);
        } else {
            for policy in object.list("policies").unwrap_or_default() {
                match policy.object() {
                    Some(inner) if inner.has("policy_id") && !inner.has("document") => {
                        self.without_document(&policy, &inner, known);
                    }
                    _ => self.value(policy, known, depth + 1),
                }
            }
        }
    }

    /// A document: a policy, or a text with one.
    fn document_of(&mut self, document: View<'_>, known: &Known, depth: usize) {
        match document.shape() {
            Shape::Object(_) => self.value(document, known, depth + 1),
            Shape::Text => match document.inner() {
                Some(layer) => self.policy_text(&layer, &document.place(), known),
                None => self.add_unknown(known, &document.place(), &Unknown::half_character(document.place())),
            },
            _ => {}
        }
    }

    /// A text that is a policy, whatever it looks like; what is not known in it is unread. `place` is that of the whole value: an empty text
    /// has none.
    pub(super) fn policy_text(&mut self, layer: &Layer<'_>, place: &Range<usize>, known: &Known) {
        let whole = 0..layer.text.len();
        if layer.text.trim().is_empty() {
            return self.add_without_document(known, place);
        }
        let Some(value) = json::value(layer) else {
            match layer.holes.first() {
                Some((_, hole)) => self.add_unknown(known, &layer.place(&whole), &Unknown::expression(hole.clone())),
                None => self.add_piece(known, layer, whole),
            }
            return;
        };
        if layer.holes.is_empty() {
            self.add_piece(known, layer, value.range());
        } else {
            self.add_node(known, &value.node());
        }
    }

    /// A policy as it stands: of JSON the piece of the text, of anything else written anew.
    fn policy(&mut self, view: View<'_>, known: &Known) {
        match view {
            View::Json(json) if json.layer.holes.is_empty() => self.add_piece(known, json.layer, json.range()),
            View::Json(_) | View::Node(_) => self.add_node(known, &view.node()),
        }
    }

    /// A policy in its envelope, which says its name.
    fn envelope(&mut self, view: View<'_>, known: &Known) {
        self.policy(view, &Known { catalog: None, ..known.clone() });
    }

    /// `view` is the role, or what has it as `role`.
    fn role(&mut self, view: View<'_>, role: &Object<'_>, known: &Known, depth: usize) {
        let named = named(role, known);
        match role.get("policy").map(|policy| (policy, policy.shape())) {
            Some((_, Shape::Object(_))) => self.envelope(view, &named),
            Some((policy, Shape::Text)) => self.document_of(policy, &named, depth),
            _ => self.add_without_document(&named, &view.place()),
        }
    }

    fn roles(&mut self, roles: &[View<'_>], known: &Known, depth: usize) {
        for view in roles {
            if !self.looks(&view.place()) {
                return;
            }
            if let Some(role) = view.object() {
                self.role(*view, &role, known, depth);
            }
        }
    }

    /// Grants that name a role without its policy.
    fn assignments(&mut self, assignments: &[View<'_>]) {
        for view in assignments {
            if !self.looks(&view.place()) {
                return;
            }
            let Some(assignment) = view.object() else { continue };
            let role = assignment.object("role").unwrap_or_default();
            let name = role.first_text(&["display_name", "name", "id"]);
            let known = Known { name, scope: scope_of_assignment(&assignment), ..Known::default() };
            self.add_without_document(&known, &view.place());
        }
    }

    fn attached(&mut self, policies: &[View<'_>], known: &Known) {
        for view in policies {
            if !self.looks(&view.place()) {
                return;
            }
            if let Some(policy) = view.object() {
                self.without_document(view, &policy, known);
            }
        }
    }

    /// The versions of one policy, of which the default one is in effect.
    fn versions(&mut self, versions: &[View<'_>], known: &Known, depth: usize) {
        let all: Vec<_> = versions.iter().filter_map(|view| Some((view, view.object()?))).collect();
        let is_default =
            |version: &Object<'_>| version.get("is_default").is_some_and(|is_default| is_default.is_true());
        let mut has_default = false;
        for (view, version) in &all {
            if is_default(version) {
                has_default = true;
                self.value(**view, known, depth + 1);
                continue;
            }
            let id = quoted(&version.first_text(&["version_id"]).unwrap_or_default());
            self.note(
                NoteCode::OtherVersion,
                said!("version {} is not the default one, and not in effect", id),
                Some(view.place()),
            );
        }
        if let Some((view, _)) = all.first().filter(|_| !has_default) {
            let cause = said!("none of its versions in this text is the default one");
            self.add_unread(known, &view.place(), None, cause);
        }
    }

    /// What the API tells of a policy besides its document.
    fn without_document(&mut self, view: &View<'_>, policy: &Object<'_>, known: &Known) {
        let named = Known { name: policy.first_text(&["policy_name", "policy_id"]), ..known.clone() };
        self.add_without_document(&named, &view.place());
    }

    fn limit(&mut self, view: &View<'_>, policy: &Object<'_>) {
        let summary = policy.object("policy_summary").unwrap_or_default();
        self.note_limit(&summary.first_text(&["name", "id"]).unwrap_or_default(), view.place());
    }
}

/// What a list of grants says of all of them: its own address tells where they are attached.
fn grants(object: &Object<'_>, known: &Known) -> Known {
    let link = object.object("links").and_then(|links| links.text("self"));
    Known { scope: link.and_then(|link| scope_of(&link)).or_else(|| known.scope.clone()), ..known.clone() }
}

/// Whether it is a policy of Organizations.
fn is_limit(object: &Object<'_>) -> bool {
    object.has("content") && object.has("policy_summary")
}

/// The name and the catalog that an envelope says.
fn named(object: &Object<'_>, known: &Known) -> Known {
    let name = object.first_text(&["display_name", "policy_name", "name", "id", "policy_id"]);
    Known {
        name: name.or_else(|| known.name.clone()),
        catalog: object.first_text(&["catalog"]).or_else(|| known.catalog.clone()),
        scope: scope_of_entry(object).or_else(|| known.scope.clone()),
        address: known.address.clone(),
    }
}

fn project(id: &str) -> Option<Scope> {
    ProjectId::parse(id, "scope").ok().map(|id| Scope::Project { id })
}

fn enterprise_project(id: &str) -> Option<Scope> {
    EnterpriseProjectId::parse(id, "scope").ok().map(|id| Scope::EnterpriseProject { id })
}

/// `scope` of an entry of a set of policies.
fn scope_of_entry(object: &Object<'_>) -> Option<Scope> {
    let scope = object.object("scope")?;
    let id = scope.text("id").unwrap_or_default();
    match scope.text("kind")?.as_str() {
        "project" => project(&id),
        "enterpriseProject" => enterprise_project(&id),
        "allProjects" => Some(Scope::AllProjects),
        "global" => Some(Scope::Global),
        _ => None,
    }
}

/// Where the grants are attached that the API lists at this address.
fn scope_of(link: &str) -> Option<Scope> {
    let path = link.split(['?', '#']).next()?;
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    match segments.as_slice() {
        [.., "v3", "projects", id, "groups", _, "roles"] => project(id),
        [.., "v3", "domains", _, "groups", _, "roles"] => Some(Scope::Global),
        [.., "OS-INHERIT", "domains", _, "groups", _, "roles", "inherited_to_projects"] => Some(Scope::AllProjects),
        [.., "enterprise-projects", id, "groups", _, "roles"] => enterprise_project(id),
        _ => None,
    }
}

/// `scope` of an entry of `role_assignments`.
fn scope_of_assignment(assignment: &Object<'_>) -> Option<Scope> {
    let scope = assignment.object("scope")?;
    let id = |name: &str| scope.object(name).and_then(|object| object.text("id"));
    if let Some(id) = id("project") {
        return project(&id);
    }
    if let Some(id) = id("enterprise_project") {
        return enterprise_project(&id);
    }
    let is_inherited = scope.text("OS-INHERIT:inherited_to").is_some();
    scope.has("domain").then_some(if is_inherited { Scope::AllProjects } else { Scope::Global })
}
