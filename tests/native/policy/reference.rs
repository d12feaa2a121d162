//! The permission engine once more, from the rules alone: no index, no memory, nothing shared with the engine. Slow, and
//! meant to be read beside the rules of `src/policy/mod.rs`, whose numbers the functions carry.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use ecs_password::{ApiVersion, Cloud, OperationName};
use serde_json::Value;

/// What a check comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) decision: &'static str,
    pub(crate) unknown_keys: BTreeSet<String>,
    /// By code, the decision where the answer is yes, and where it is no.
    pub(crate) assumptions: BTreeMap<&'static str, [&'static str; 2]>,
    /// The decision under each name, where there are several.
    pub(crate) names: Vec<(String, &'static str)>,
    /// What was met on the way, so that it can be counted.
    pub(crate) met: BTreeSet<&'static str>,
}

/// A set of entries.
#[derive(Debug)]
pub(crate) struct Entries(Vec<Entry>);

/// Takes entries as they are to be read.
pub(crate) fn read(reading: &[Value]) -> Entries {
    Entries(reading.iter().map(read_entry).collect())
}

/// The answer to a check; `None` where its input is refused.
pub(crate) fn check(Entries(set): &Entries, check: &Value) -> Option<Answer> {
    let request = Request::read(check);
    if !context_fits(set, &request) {
        return None;
    }
    let names = asked(check)?;
    let (decision, open) = decide_names(set, &names, &request);
    let keys = open.iter().filter_map(|open| if let Open::Key(key) = open { Some(key.clone()) } else { None });
    let questions = open.iter().filter_map(|open| if let Open::Question(code) = open { Some(*code) } else { None });
    let outcome = |code: &'static str| {
        let answered = |answer| decide_names(set, &names, &request.assuming(code, answer)).0;
        (code, [answered(true), answered(false)])
    };
    let verdict = |name: &Name| (name.action.clone(), decide(set, name, &request).0);
    Some(Answer {
        decision,
        met: met(set, &names, &request, decision),
        unknown_keys: keys.collect(),
        assumptions: questions.map(outcome).collect(),
        names: if names.len() > 1 { names.iter().map(verdict).collect() } else { Vec::new() },
    })
}

/// What was not read of an entry: its statements by their place, and whether there is more than these.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct NotRead {
    pub(crate) statements: Vec<usize>,
    pub(crate) more: bool,
}

pub(crate) fn not_read(reading: &Value) -> NotRead {
    let entry = read_entry(reading);
    let unnamed = entry.document && (entry.catalog.is_none() || entry.display_name.is_none());
    if !entry.unread {
        return NotRead { more: unnamed, ..NotRead::default() };
    }
    let policy = policy(&reading["document"]).0;
    // A statement that the text ends in may be named, though there is no version.
    let there = entry.evaluated || reading["versionLost"] == true;
    let statements: Option<&[Value]> = match &policy["Statement"] {
        Value::Array(statements) if there => Some(statements),
        one @ Value::Object(_) if there => Some(std::slice::from_ref(one)),
        _ => None,
    };
    let unread = statements.into_iter().flatten().enumerate().filter(|(_, each)| read_statement(each).is_none());
    let unread = unread.map(|(index, _)| index).collect();
    let depends = dependencies(policy.get("Depends")).is_none();
    let more = statements.is_none()
        || depends
        || unnamed
        || reading.get("aroundLost").is_some()
        || reading["policyOpen"] == true
        || reading["left"] == true
        || reading["versionLost"] == true;
    NotRead { statements: unread, more }
}

/// Whether IAM would refuse the document of an entry, where that is beyond doubt.
pub(crate) fn refused(reading: &Value, mended: bool) -> Option<bool> {
    let (policy, envelope) = policy(&reading["document"]);
    let entry = read_entry(reading);
    if !entry.document || mended {
        return Some(entry.document);
    }
    if !entry.evaluated {
        return (policy["Version"] == "5.0").then_some(false);
    }
    let Value::Array(statements) = &policy["Statement"] else { return Some(true) };
    let version = policy["Version"] == "1.0" || policy["Version"] == "1.1";
    let effect = |statement: &Value| {
        let effect = statement["Effect"].as_str().unwrap_or_default();
        effect.eq_ignore_ascii_case("Allow") || effect.eq_ignore_ascii_case("Deny")
    };
    let both = |statement: &Value| statement.get("Action").is_some() && statement.get("NotAction").is_some();
    let wrong = |statement: &Value| !effect(statement) || both(statement) || !statement["Action"].is_array();
    // A `NotAction` alone may be no list either.
    let sure = |statement: &&Value| statement.is_object() && (statement.get("NotAction").is_none() || both(statement));
    if !version || statements.iter().filter(sure).any(wrong) {
        return Some(true);
    }
    let good_pattern = |pattern: &Value| {
        let segments: Vec<&str> = pattern.as_str().unwrap_or_default().split(':').collect();
        let plain = |segment: &&str| {
            !segment.is_empty() && segment.chars().all(|one| one.is_ascii_alphanumeric() || one == '*')
        };
        segments.len() == 3 && segments.iter().all(plain)
    };
    let good = |statement: &Value| {
        let members: Vec<&str> = statement.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        members == ["Action", "Effect"]
            && statement["Action"]
                .as_array()
                .is_some_and(|actions| !actions.is_empty() && actions.iter().all(good_pattern))
    };
    let plain = policy["Version"] == "1.1" && envelope.is_none() && policy.get("Depends").is_none();
    (plain && !statements.is_empty() && statements.iter().all(good)).then_some(false)
}

/// The APIs of a preview of a whole cloud, each with the actions it needs besides.
pub(crate) fn apis(cloud: &str) -> Vec<(String, Vec<String>)> {
    catalogue(cloud).iter().map(|api| (api.id.clone(), api.dependent.clone())).collect()
}

// Kleene's tables, and what is open.

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Open {
    Key(String),
    Question(&'static str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Truth {
    False,
    Unknown(BTreeSet<Open>),
    True,
}

use Truth::{False, True, Unknown};

fn truth(known: bool) -> Truth {
    if known { True } else { False }
}

fn unknown_key(key: &str) -> Truth {
    Unknown(BTreeSet::from([Open::Key(key.to_owned())]))
}

fn not(one: Truth) -> Truth {
    match one {
        False => True,
        Unknown(open) => Unknown(open),
        True => False,
    }
}

fn all(parts: impl IntoIterator<Item = Truth>) -> Truth {
    not(any(parts.into_iter().map(not)))
}

fn any(parts: impl IntoIterator<Item = Truth>) -> Truth {
    let parts: Vec<Truth> = parts.into_iter().collect();
    if parts.contains(&True) {
        return True;
    }
    let open: BTreeSet<Open> =
        parts.into_iter().flat_map(|part| if let Unknown(open) = part { open } else { BTreeSet::new() }).collect();
    if open.is_empty() { False } else { Unknown(open) }
}

// What is asked.

struct Request {
    cloud: Option<String>,
    project: Option<String>,
    enterprise_project: Option<String>,
    resource: Option<String>,
    /// No values: the key is absent.
    context: BTreeMap<String, Vec<String>>,
    assume: BTreeMap<String, bool>,
}

impl Request {
    fn read(check: &Value) -> Self {
        let object = |name: &str| check[name].as_object().into_iter().flatten();
        let answer = |(code, answer): (&String, &Value)| Some((code.clone(), answer.as_bool()?));
        Self {
            cloud: text(check, "cloud"),
            project: text(check, "projectId"),
            enterprise_project: text(check, "enterpriseProjectId"),
            resource: text(check, "resource"),
            context: object("context").map(|(key, values)| (key.clone(), strings(values))).collect(),
            assume: object("assume").filter_map(answer).collect(),
        }
    }

    fn assuming(&self, code: &str, answer: bool) -> Self {
        let mut assume = self.assume.clone();
        assume.insert(code.to_owned(), answer);
        Self {
            cloud: self.cloud.clone(),
            project: self.project.clone(),
            enterprise_project: self.enterprise_project.clone(),
            resource: self.resource.clone(),
            context: self.context.clone(),
            assume,
        }
    }

    fn answer(&self, code: &str) -> Option<bool> {
        self.assume.get(code).copied()
    }

    /// Rule 8: what hangs on a question.
    fn question(&self, code: &'static str) -> Truth {
        self.answer(code).map_or_else(|| Unknown(BTreeSet::from([Open::Question(code)])), truth)
    }
}

/// A name under which it is asked; the marks are of its APIs, `None` where no catalogue has it.
struct Name {
    action: String,
    marks: Option<Marks>,
}

#[derive(Clone, Copy)]
struct Marks {
    enterprise_project: Option<bool>,
    resource: Option<bool>,
    tag: Option<bool>,
}

struct Api {
    id: String,
    method: String,
    path: String,
    version: String,
    action: String,
    former: Vec<String>,
    marks: Marks,
    dependent: Vec<String>,
}

/// The rows of `catalog.json`, read once.
fn catalogue(cloud: &str) -> &'static [Api] {
    static CATALOGUES: LazyLock<[Vec<Api>; 2]> = LazyLock::new(|| ["otc", "huawei"].map(rows));
    &CATALOGUES[usize::from(cloud == "huawei")]
}

fn rows(cloud: &str) -> Vec<Api> {
    let file: Value = serde_json::from_str(include_str!("../../../src/policy/catalog/catalog.json")).unwrap();
    let clouds = file["clouds"].as_array().unwrap();
    let cloud = clouds.iter().find(|each| each["cloud"] == cloud).unwrap();
    let mut apis = Vec::new();
    for row in cloud["pages"].as_array().unwrap().iter().flat_map(|page| page["apis"].as_array().unwrap()) {
        let cell = |index: usize| row[index].as_str().unwrap();
        let mark = |index: usize| match cell(5).as_bytes()[index] {
            b'y' => Some(true),
            b'n' => Some(false),
            _ => None,
        };
        let former = row[7].as_array().into_iter().flatten().map(|former| former[0].as_str().unwrap().to_owned());
        for version in cell(1).split(' ') {
            let place = format!("/{version}{}", cell(3));
            apis.push(Api {
                id: format!("{} {place}", cell(2)),
                method: cell(2).to_owned(),
                path: place.split(" #").next().unwrap().to_owned(),
                version: if version == "v1.1" { "v1" } else { version }.to_owned(),
                action: cell(4).to_owned(),
                former: former.clone().collect(),
                marks: Marks { enterprise_project: mark(0), resource: mark(1), tag: mark(2) },
                dependent: cell(6).split_whitespace().map(str::to_owned).collect(),
            });
        }
    }
    apis
}

/// Rule 7.
fn asked(check: &Value) -> Option<Vec<Name>> {
    let cloud = text(check, "cloud");
    let apis = cloud.as_deref().map(catalogue).unwrap_or_default();
    let by_action = |action: &str| {
        let marks = apis.iter().find(|api| api.action.eq_ignore_ascii_case(action)).map(|api| api.marks);
        vec![Name { action: action.to_owned(), marks }]
    };
    if let Some(action) = text(check, "action") {
        return Some(by_action(&action));
    }
    let api = if let Some(operation) = text(check, "operation") {
        let version = text(check, "apiVersion").unwrap_or_else(|| "v2.1".to_owned());
        let (method, path) = match operation.as_str() {
            "getServerPassword" => ("GET", "/os-server-password"),
            "deleteServerPassword" => ("DELETE", "/os-server-password"),
            "listServers" => ("GET", "/{project_id}/servers/detail"),
            "getKeyPair" => ("GET", "/os-keypairs/{keypair_name}"),
            _ => return None,
        };
        let fits = |api: &&Api| api.version == version && api.method == method && api.path.ends_with(path);
        let Some(api) = apis.iter().find(fits) else {
            // An operation whose API is no longer documented: the action that the package says it needs.
            let operation = OperationName::parse(&operation, "").ok()?;
            let version = ApiVersion::parse(&version, "").ok()?;
            let action = operation.action(Cloud::parse(&cloud?, "").ok()?, version).ok()?;
            return Some(by_action(action.name));
        };
        api
    } else {
        let id = text(check, "api")?;
        apis.iter().find(|api| api.id == id)?
    };
    let names = std::iter::once(&api.action).chain(&api.former);
    Some(names.map(|action| Name { action: action.clone(), marks: Some(api.marks) }).collect())
}

// What is granted.

#[derive(Debug)]
struct Entry {
    /// By which `Depends` finds it; `None`: the text ends before it says so.
    catalog: Option<String>,
    display_name: Option<String>,
    scope: Value,
    version_1_0: bool,
    depends: Vec<(String, String)>,
    statements: Vec<Statement>,
    /// Whether there is a policy of which anything could be read.
    document: bool,
    /// Whether it is of a version that is evaluated.
    evaluated: bool,
    /// Whether there is a part that was not read. (Several say no more than one.)
    unread: bool,
}

#[derive(Debug)]
struct Statement {
    allow: bool,
    not_action: bool,
    actions: Vec<String>,
    /// `None`: not said.
    resources: Option<Vec<String>>,
    conditions: Vec<Condition>,
}

#[derive(Debug)]
struct Condition {
    operator: String,
    key: String,
    /// `None`: cannot be read. A value that is no string is `None` too.
    values: Option<Vec<Option<String>>>,
}

/// The policy in a document, and what is around it.
fn policy(document: &Value) -> (&Value, Option<&Value>) {
    let outer = if document["role"].is_object() { &document["role"] } else { document };
    if outer.get("policy").is_some() { (&outer["policy"], Some(outer)) } else { (outer, None) }
}

fn read_entry(entry: &Value) -> Entry {
    let document = &entry["document"];
    let (policy, envelope) = policy(document);
    let version = match &policy["Version"] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    // A list of roles is no policy, and version 5.0 is another model.
    let is_policy = policy.is_object() && !envelope.unwrap_or(policy)["roles"].is_array();
    // What is around the policy, or may turn out to be around one; what the text ends in was not read.
    let lost = strings(&entry["aroundLost"]);
    let is_lost = |member: &str| lost.iter().any(|lost| lost == member);
    let around = envelope.or(Some(policy).filter(|_| entry.get("aroundLost").is_some()));
    let said = |member: &str| around.filter(|_| !is_lost(member)).and_then(|around| text(around, member));
    let named = |member: &str, otherwise: &str, by_default: &str| {
        let otherwise = || text(entry, otherwise).unwrap_or_else(|| by_default.to_owned());
        (!is_lost(member)).then(|| said(member).unwrap_or_else(otherwise))
    };
    let is_no_role = said("flag").as_deref() == Some("fine_grained") || said("catalog").as_deref() == Some("CUSTOMED");
    let is_role = !is_no_role;
    let depends = dependencies(policy.get("Depends"));
    let evaluated = is_policy && version != "5.0" && entry["versionLost"] != true;
    let (mut statements, mut all_read) =
        if evaluated { read_statements(&policy["Statement"]) } else { (Vec::new(), false) };
    if is_role && depends.is_none() {
        // What a role needs decides whether any of it counts.
        all_read &= statements.is_empty();
        statements.clear();
    }
    if is_role && (is_lost("flag") || is_lost("catalog")) && depends.as_ref().is_some_and(|depends| !depends.is_empty())
    {
        // It may be none, and count without what it needs.
        all_read &= statements.is_empty();
    }
    Entry {
        catalog: named("catalog", "catalog", "CUSTOMED"),
        display_name: named("display_name", "name", ""),
        scope: entry["scope"].clone(),
        version_1_0: version == "1.0",
        depends: depends.filter(|_| is_role).unwrap_or_default(),
        statements,
        document: is_policy,
        evaluated,
        // The end of what is cut off may have made it a role.
        unread: !all_read || entry["left"] == true || (entry["policyOpen"] == true && version == "1.0"),
    }
}

/// The roles that a role needs, by catalog and name; `None` where one cannot be read.
fn dependencies(depends: Option<&Value>) -> Option<Vec<(String, String)>> {
    let one = |each: &Value| Some((text(each, "catalog")?, text(each, "display_name")?));
    match depends {
        None => Some(Vec::new()),
        Some(depends) => depends.as_array()?.iter().map(one).collect(),
    }
}

/// The statements that can be read, and whether these are all.
fn read_statements(statements: &Value) -> (Vec<Statement>, bool) {
    let statements: &[Value] = match statements {
        Value::Array(statements) => statements,
        one @ Value::Object(_) => std::slice::from_ref(one),
        _ => return (Vec::new(), false),
    };
    let read: Vec<Statement> = statements.iter().filter_map(read_statement).collect();
    let all = read.len() == statements.len();
    (read, all)
}

/// `None` where effect, actions or resources cannot be read.
fn read_statement(statement: &Value) -> Option<Statement> {
    let allow = match text(statement, "Effect")?.to_ascii_lowercase().as_str() {
        "allow" => true,
        "deny" => false,
        _ => return None,
    };
    // Rule 2: `NotAction` beside `Action` is ignored.
    let not_action = statement.get("Action").is_none();
    let actions = list(statement.get(if not_action { "NotAction" } else { "Action" })?)?;
    let resources = match statement.get("Resource") {
        Some(resources) => Some(list(resources.get("uri").unwrap_or(resources))?),
        None => None,
    };
    let conditions = statement.get("Condition").map(read_conditions).unwrap_or_default();
    Some(Statement { allow, not_action, actions, resources, conditions })
}

/// A list of strings; a single string counts as one. `None` where something else is there.
fn list(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(values) => values.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
        Value::String(value) => Some(vec![value.clone()]),
        _ => None,
    }
}

fn read_conditions(value: &Value) -> Vec<Condition> {
    let unreadable = |operator: &str| Condition { operator: operator.to_owned(), key: String::new(), values: None };
    let Value::Object(operators) = value else { return vec![unreadable("")] };
    let mut conditions = Vec::new();
    for (operator, keys) in operators {
        let Value::Object(keys) = keys else {
            conditions.push(unreadable(operator));
            continue;
        };
        for (key, values) in keys {
            let values = match values {
                Value::Array(values) => Some(values.iter().map(|value| value.as_str().map(str::to_owned)).collect()),
                Value::String(value) => Some(vec![Some(value.clone())]),
                _ => None,
            };
            conditions.push(Condition { operator: operator.clone(), key: key.clone(), values });
        }
    }
    conditions
}

/// The strings of an array.
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

// Rules 1, 7 and 8: decisions.

type Decision = (&'static str, BTreeSet<Open>);

/// Rules 7 and 8 (`renamedAction`).
fn decide_names(set: &[Entry], names: &[Name], request: &Request) -> Decision {
    let each: Vec<Decision> = names.iter().map(|name| decide(set, name, request)).collect();
    if each.len() == 1 {
        return each[0].clone();
    }
    let open = |each: &[Decision]| each.iter().flat_map(|(_, open)| open.clone()).collect::<BTreeSet<Open>>();
    let no = |each: &[Decision]| {
        let explicit = each.iter().all(|(decision, _)| *decision == "explicitDeny");
        (if explicit { "explicitDeny" } else { "implicitDeny" }, BTreeSet::new())
    };
    let one_is = |each: &[Decision], wanted| each.iter().any(|(decision, _)| *decision == wanted);
    match request.answer("renamedAction") {
        Some(true) => each[0].clone(),
        Some(false) => {
            let former = &each[1..];
            match () {
                () if one_is(former, "allow") => ("allow", BTreeSet::new()),
                () if one_is(former, "conditional") => ("conditional", open(former)),
                () => no(former),
            }
        }
        None if each.iter().all(|(decision, _)| *decision == each[0].0) => (each[0].0, open(&each)),
        None if !one_is(&each, "allow") && !one_is(&each, "conditional") => no(&each),
        None => {
            let mut open = open(&each);
            open.insert(Open::Question("renamedAction"));
            ("conditional", open)
        }
    }
}

/// Rule 1.
fn decide(set: &[Entry], name: &Name, request: &Request) -> Decision {
    let (allows, denies) = outcomes(set, name, request);
    let deny = any(denies.into_iter().map(|(kind, deny)| precedence(kind, deny, &allows, request)));
    let allow = any(allows.into_iter().map(|(_, allow)| allow));
    match (deny, allow) {
        (True, _) => ("explicitDeny", BTreeSet::new()),
        (_, False) => ("implicitDeny", BTreeSet::new()),
        (False, True) => ("allow", BTreeSet::new()),
        (deny, allow) => {
            let open =
                [deny, allow].into_iter().flat_map(|one| if let Unknown(open) = one { open } else { BTreeSet::new() });
            ("conditional", open.collect())
        }
    }
}

type Outcomes = Vec<(Kind, Truth)>;

/// The Allows and the Denies, each of what is not read too.
fn outcomes(set: &[Entry], name: &Name, request: &Request) -> (Outcomes, Outcomes) {
    let (mut allows, mut denies) = (Vec::new(), Vec::new());
    for entry in set {
        for statement in &entry.statements {
            let outcome = (kind(entry), applies(set, entry, statement, name, request));
            if statement.allow { &mut allows } else { &mut denies }.push(outcome);
        }
        if entry.unread {
            allows.push((kind(entry), unread(entry, true, name, request)));
            denies.push((kind(entry), unread(entry, false, name, request)));
        }
    }
    (allows, denies)
}

/// What is not read: an Allow and a Deny of everything, of which nobody knows which it is.
fn unread(entry: &Entry, allow: bool, name: &Name, request: &Request) -> Truth {
    let itself = match request.answer("unread") {
        Some(allows) => truth(allows == allow),
        None => request.question("unread"),
    };
    all([itself, attached(entry, name, request, Part::Unread)])
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Neither,
    Project,
    EnterpriseProject,
}

fn kind(entry: &Entry) -> Kind {
    match entry.scope["kind"].as_str() {
        Some("enterpriseProject" | "enterpriseProjects") => Kind::EnterpriseProject,
        Some("project" | "otherProjects" | "allProjects" | "allResources" | "global") => Kind::Project,
        _ => Kind::Neither,
    }
}

/// What the Allows of the other kind come to.
fn others(kind: Kind, allows: &[(Kind, Truth)]) -> Truth {
    let other = |other: Kind| kind != other && kind != Kind::Neither && other != Kind::Neither;
    any(allows.iter().filter(|(kind, _)| other(*kind)).map(|(_, allow)| allow.clone()))
}

/// Rules 1 and 8 (`scopePrecedence`): what is left of a Deny beside the Allows of the other kind. A certain one is open where
/// they are certain or open; then it hangs on the question, and on what they hang on.
fn precedence(kind: Kind, deny: Truth, allows: &[(Kind, Truth)], request: &Request) -> Truth {
    let others = others(kind, allows);
    match request.answer("scopePrecedence") {
        None if deny == True => any([request.question("scopePrecedence"), not(others)]),
        None | Some(true) => deny,
        Some(false) => all([deny, not(others)]),
    }
}

/// What a comparison should have met.
fn met(set: &[Entry], names: &[Name], request: &Request, decision: &str) -> BTreeSet<&'static str> {
    let mut met = BTreeSet::new();
    for name in names {
        let (allows, denies) = outcomes(set, name, request);
        let certain = denies.iter().filter(|(_, deny)| *deny == True);
        for (kind, _) in certain {
            met.insert(match others(*kind, &allows) {
                True => "a certain Deny beside a certain Allow of the other kind",
                Unknown(_) => "a certain Deny beside an unknown Allow of the other kind",
                False => "a certain Deny beside no Allow of the other kind",
            });
        }
        for entry in set {
            let attached = |part| attached(entry, name, request, part);
            match entry.scope["kind"].as_str() {
                Some("enterpriseProjects") => met.insert(match attached(Part::Read) {
                    False => "enterpriseProjects: false",
                    _ => "enterpriseProjects: open",
                }),
                Some("otherProjects") => met.insert(match (attached(Part::Read), &request.project) {
                    (False, _) => "otherProjects: false",
                    (_, None) => "otherProjects: no projectId",
                    _ => "otherProjects: another project",
                }),
                _ => false,
            };
            if entry.unread {
                met.insert(match attached(Part::Unread) {
                    True => "unread, and attached",
                    Unknown(_) => "unread, and perhaps attached",
                    False => "unread, and attached elsewhere",
                });
                met.extend(match (attached(Part::Unread), request.answer("unread"), decision) {
                    (False, ..) => None,
                    (_, Some(_), _) => Some("unread, and assumed to allow or deny"),
                    (_, None, "conditional") => Some("conditional beside what is not read"),
                    (_, None, "explicitDeny") => Some("a certain Deny beside what is not read"),
                    // A no under several names, for several reasons.
                    (_, None, _) => None,
                });
            }
        }
    }
    met
}

/// The parts of a statement.
fn applies(set: &[Entry], entry: &Entry, statement: &Statement, name: &Name, request: &Request) -> Truth {
    all([
        attached(entry, name, request, Part::Read),
        depends(set, entry, name, request),
        action(entry, statement, name, request),
        resource(statement, name, request),
        all(statement.conditions.iter().map(|condition| tag_or_condition(statement, condition, name, request))),
    ])
}

/// Rule 2.
fn action(entry: &Entry, statement: &Statement, name: &Name, request: &Request) -> Truth {
    let matched = any(statement.actions.iter().map(|pattern| action_pattern(entry, pattern, name, request)));
    if statement.not_action { all([not(matched), request.question("notAction")]) } else { matched }
}

fn action_pattern(entry: &Entry, pattern: &str, name: &Name, request: &Request) -> Truth {
    let mut pattern: Vec<&str> = pattern.split(':').collect();
    if pattern.len() < 3 && pattern.last() == Some(&"*") {
        pattern.resize(3, "*");
    }
    let asked: Vec<&str> = name.action.split(':').collect();
    let ([service, kind, operation], [asked_service, asked_kind, asked_operation]) = (&pattern[..], &asked[..]) else {
        return False;
    };
    if !glob_ignoring_case(kind, asked_kind) || !glob_ignoring_case(operation, asked_operation) {
        return False;
    }
    if glob(service, asked_service) {
        return True;
    }
    match (glob_ignoring_case(service, asked_service), entry.version_1_0) {
        (false, _) => False,
        (true, true) => True,
        (true, false) => request.question("serviceCase"),
    }
}

/// `*` is any run of characters, everything else is itself.
fn glob(pattern: &str, text: &str) -> bool {
    matches(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>(), false)
}

fn glob_ignoring_case(pattern: &str, text: &str) -> bool {
    glob(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase())
}

fn matches(pattern: &[char], text: &[char], question_mark: bool) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, _) => text.is_empty(),
        (Some(('*', rest)), _) => (0..=text.len()).any(|run| matches(rest, &text[run..], question_mark)),
        (Some(_), None) => false,
        (Some((one, rest)), Some((other, others))) => {
            (one == other || (question_mark && *one == '?')) && matches(rest, others, question_mark)
        }
    }
}

/// Rule 3.
fn resource(statement: &Statement, name: &Name, request: &Request) -> Truth {
    let Some(patterns) = statement.resources.as_ref().filter(|patterns| !patterns.contains(&"*".to_owned())) else {
        return True;
    };
    if name.marks.is_some_and(|marks| marks.resource == Some(false)) {
        return if statement.allow { False } else { request.question("resourceNotSupported") };
    }
    let Some(resource) = &request.resource else { return unknown_key("resource") };
    truth(patterns.iter().any(|pattern| resource_pattern(pattern, resource)))
}

fn resource_pattern(pattern: &str, resource: &str) -> bool {
    if pattern.starts_with('/') || resource.starts_with('/') {
        return pattern == resource;
    }
    let (pattern, resource): (Vec<&str>, Vec<&str>) = (pattern.split(':').collect(), resource.split(':').collect());
    let ([service, region, account, kind, id], [its_service, its_region, its_account, its_kind, its_id]) =
        (&pattern[..], &resource[..])
    else {
        return false;
    };
    glob_ignoring_case(service, its_service)
        && glob(region, its_region)
        && glob(account, its_account)
        && glob_ignoring_case(kind, its_kind)
        && glob(id, its_id)
}

/// Rule 3, for tags.
fn tag_or_condition(statement: &Statement, one: &Condition, name: &Name, request: &Request) -> Truth {
    let values = request.context.get(&one.key).map(Vec::as_slice);
    if one.key.starts_with("g:ResourceTag/") && name.marks.is_some_and(|marks| marks.tag == Some(false)) {
        return if statement.allow {
            condition(one, Some(&[]), request)
        } else {
            request.question("resourceNotSupported")
        };
    }
    condition(one, values, request)
}

// Rule 4: conditions.

#[derive(Clone, Copy, PartialEq)]
enum Set {
    One,
    Any,
    All,
}

/// How one request value and one policy value are compared.
#[derive(Clone, Copy)]
enum Comparison {
    Equals,
    EqualsIgnoreCase,
    Match,
    StartWith,
    EndWith,
    Number(fn(Ordering) -> bool),
    Date(fn(Ordering) -> bool),
    Ip,
    Bool,
    Null,
}

struct Operator {
    set: Set,
    if_exists: bool,
    negated: bool,
    comparison: Comparison,
}

fn operator(text: &str, key: &str) -> Option<Operator> {
    use Comparison::{Bool, Date, EndWith, Equals, EqualsIgnoreCase, Ip, Match, Null, Number, StartWith};
    if text == "Null" {
        return Some(Operator { set: Set::One, if_exists: false, negated: false, comparison: Null });
    }
    let (set, text) = match text.split_once(':') {
        Some(("ForAnyValue", text)) => (Set::Any, text),
        Some(("ForAllValues", text)) => (Set::All, text),
        _ => (Set::One, text),
    };
    let (text, if_exists) = text.strip_suffix("IfExists").map_or((text, false), |text| (text, true));
    let (comparison, negated) = match text {
        "StringEquals" => (Equals, false),
        "StringNotEquals" => (Equals, true),
        "StringEqualsIgnoreCase" => (EqualsIgnoreCase, false),
        "StringNotEqualsIgnoreCase" => (EqualsIgnoreCase, true),
        "StringMatch" => (Match, false),
        "StringNotMatch" => (Match, true),
        "StringStartWith" => (StartWith, false),
        "StringNotStartWith" => (StartWith, true),
        "StringEndWith" => (EndWith, false),
        "StringNotEndWith" => (EndWith, true),
        "NumberEquals" => (Number(Ordering::is_eq), false),
        "NumberNotEquals" => (Number(Ordering::is_eq), true),
        "NumberLessThan" => (Number(Ordering::is_lt), false),
        "NumberLessThanEquals" => (Number(Ordering::is_le), false),
        "NumberGreaterThan" => (Number(Ordering::is_gt), false),
        "NumberGreaterThanEquals" => (Number(Ordering::is_ge), false),
        "DateLessThan" => (Date(Ordering::is_lt), false),
        "DateLessThanEquals" => (Date(Ordering::is_le), false),
        "DateGreaterThan" => (Date(Ordering::is_gt), false),
        "DateGreaterThanEquals" => (Date(Ordering::is_ge), false),
        "Bool" => (Bool, false),
        // Of OBS.
        _ if !key.starts_with("obs:") => return None,
        "StringLike" | "strl" => (Match, false),
        "StringNotLike" | "strnl" => (Match, true),
        "streq" => (Equals, false),
        "strneq" => (Equals, true),
        "streqi" => (EqualsIgnoreCase, false),
        "strneqi" => (EqualsIgnoreCase, true),
        "NumericEquals" | "numeq" => (Number(Ordering::is_eq), false),
        "NumericNotEquals" | "numneq" => (Number(Ordering::is_eq), true),
        "NumericLessThan" | "numlt" => (Number(Ordering::is_lt), false),
        "NumericLessThanEquals" | "numlteq" => (Number(Ordering::is_le), false),
        "NumericGreaterThan" | "numgt" => (Number(Ordering::is_gt), false),
        "NumericGreaterThanEquals" | "numgteq" => (Number(Ordering::is_ge), false),
        "DateEquals" | "dateeq" => (Date(Ordering::is_eq), false),
        "DateNotEquals" | "dateneq" => (Date(Ordering::is_eq), true),
        "datelt" => (Date(Ordering::is_lt), false),
        "datelteq" => (Date(Ordering::is_le), false),
        "dategt" => (Date(Ordering::is_gt), false),
        "dategteq" => (Date(Ordering::is_ge), false),
        "IpAddress" => (Ip, false),
        "NotIpAddress" => (Ip, true),
        _ => return None,
    };
    Some(Operator { set, if_exists, negated, comparison })
}

/// `values`: `None`: unknown; empty: absent.
fn condition(one: &Condition, values: Option<&[String]>, request: &Request) -> Truth {
    if one.operator.is_empty() && one.values.is_none() {
        // No operator at all, which is not the same as one that no document has.
        return request.question("badValue");
    }
    let Some(operator) = operator(&one.operator, &one.key) else { return request.question("unknownOperator") };
    let Some(wanted) = one.values.as_ref().filter(|values| !values.is_empty()) else {
        return request.question("badValue");
    };
    let Some(values) = values else { return unknown_key(&one.key) };
    if matches!(operator.comparison, Comparison::Null) {
        return any(wanted.iter().map(|value| {
            let absent = value.as_deref().and_then(boolean);
            absent.map_or_else(|| request.question("badValue"), |absent| truth(absent == values.is_empty()))
        }));
    }
    if values.is_empty() {
        return match operator {
            Operator { if_exists: true, .. } => True,
            Operator { set: Set::Any, .. } => False,
            Operator { set: Set::All, .. } => True,
            Operator { negated: false, .. } => False,
            Operator { negated: true, .. } => request.question("absentKeyNegated"),
        };
    }
    let satisfied = |value: &String| {
        let matched = any(wanted.iter().map(|wanted| match wanted {
            Some(wanted) => compare(operator.comparison, value, wanted, request),
            None => request.question("badValue"),
        }));
        if operator.negated { not(matched) } else { matched }
    };
    match operator.set {
        Set::Any => any(values.iter().map(satisfied)),
        Set::One | Set::All => all(values.iter().map(satisfied)),
    }
}

fn compare(comparison: Comparison, value: &str, wanted: &str, request: &Request) -> Truth {
    let lower = |text: &str| text.to_lowercase();
    let affix = |exact: bool, ignoring_case: bool| match (exact, ignoring_case) {
        (true, _) => True,
        (false, true) => request.question("startWithCase"),
        (false, false) => False,
    };
    // The request's values were read before: only the policy's can be bad.
    let typed = |ordering: Option<bool>| ordering.map_or_else(|| request.question("badValue"), truth);
    match comparison {
        Comparison::Equals => truth(value == wanted),
        Comparison::EqualsIgnoreCase => truth(lower(value) == lower(wanted)),
        Comparison::Match => {
            truth(matches(&wanted.chars().collect::<Vec<_>>(), &value.chars().collect::<Vec<_>>(), true))
        }
        Comparison::StartWith => affix(value.starts_with(wanted), lower(value).starts_with(&lower(wanted))),
        Comparison::EndWith => affix(value.ends_with(wanted), lower(value).ends_with(&lower(wanted))),
        Comparison::Number(holds) => {
            typed(number(value).zip(number(wanted)).map(|(value, wanted)| holds(compare_numbers(&value, &wanted))))
        }
        Comparison::Date(holds) => {
            typed(date(value).zip(date(wanted)).map(|(value, wanted)| holds(value.cmp(&wanted))))
        }
        Comparison::Ip => {
            typed(address(value).zip(range(wanted)).map(|(value, (wanted, bits))| starts_alike(&value, &wanted, bits)))
        }
        Comparison::Bool => typed(boolean(value).zip(boolean(wanted)).map(|(value, wanted)| value == wanted)),
        Comparison::Null => False,
    }
}

/// Rule 4, for what the caller gives: one value without set prefix, each of the operator's type.
fn context_fits(set: &[Entry], request: &Request) -> bool {
    let statements = set.iter().flat_map(|entry| &entry.statements);
    statements.flat_map(|statement| &statement.conditions).all(|condition| {
        let Some(operator) = operator(&condition.operator, &condition.key) else { return true };
        let values = request.context.get(&condition.key).map(Vec::as_slice).unwrap_or_default();
        let fits = |value: &String| match operator.comparison {
            Comparison::Number(_) => number(value).is_some(),
            Comparison::Date(_) => date(value).is_some(),
            Comparison::Bool => boolean(value).is_some(),
            Comparison::Ip => range(value).is_some_and(|(address, bits)| bits == 8 * address.len()),
            _ => true,
        };
        let single = operator.set == Set::One && !matches!(operator.comparison, Comparison::Null);
        !(single && values.len() > 1) && values.iter().all(fits)
    })
}

/// The bytes of an address: four or sixteen.
fn address(text: &str) -> Option<Vec<u8>> {
    let text = text.split('/').next()?;
    let v4 = text.parse::<std::net::Ipv4Addr>().map(|address| address.octets().to_vec());
    v4.or_else(|_| text.parse::<std::net::Ipv6Addr>().map(|address| address.octets().to_vec())).ok()
}

fn range(text: &str) -> Option<(Vec<u8>, usize)> {
    let address = address(text)?;
    let bits = match text.split_once('/') {
        Some((_, bits)) if bits.bytes().all(|byte| byte.is_ascii_digit()) => bits.parse().ok()?,
        Some(_) => return None,
        None => 8 * address.len(),
    };
    (bits <= 8 * address.len()).then_some((address, bits))
}

fn starts_alike(one: &[u8], other: &[u8], bits: usize) -> bool {
    let bit = |bytes: &[u8], at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    one.len() == other.len() && (0..bits).all(|at| bit(one, at) == bit(other, at))
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Sign, whole digits without leading zeros, fraction without trailing ones.
type Number = (bool, String, String);

fn number(text: &str) -> Option<Number> {
    let negative = text.starts_with('-');
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let zero = whole.is_empty() && fraction.is_empty();
    Some((negative && !zero, whole.to_owned(), fraction.to_owned()))
}

fn compare_numbers((minus, whole, fraction): &Number, (other_minus, other_whole, other_fraction): &Number) -> Ordering {
    let size = (whole.len(), whole, fraction).cmp(&(other_whole.len(), other_whole, other_fraction));
    match (minus, other_minus) {
        (false, false) => size,
        (true, true) => size.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

/// RFC 3339: seconds since the year 0 in UTC, and nanoseconds as text. A leap second is the last nanosecond before it.
fn date(text: &str) -> Option<(i64, String)> {
    let text = text.to_ascii_uppercase();
    let (day, time) = text.split_once('T')?;
    let (time, offset) = match time.strip_suffix('Z') {
        Some(time) => (time, 0),
        None => {
            let (time, offset, sign) = match (time.rsplit_once('+'), time.rsplit_once('-')) {
                (Some((time, offset)), _) => (time, offset, 1),
                (None, Some((time, offset))) => (time, offset, -1),
                (None, None) => return None,
            };
            let [hours, minutes] = fields(offset, ':', [2, 2])?;
            if hours > 23 || minutes > 59 {
                return None;
            }
            (time, sign * (hours * 60 + minutes))
        }
    };
    let (time, fraction) = match time.split_once('.') {
        Some((time, fraction)) if !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
            (time, format!("{fraction:0<9.9}"))
        }
        Some(_) => return None,
        None => (time, "0".repeat(9)),
    };
    let [year, month, day] = fields(day, '-', [4, 2, 2])?;
    let [hour, minute, second] = fields(time, ':', [2, 2, 2])?;
    if !(1..=12).contains(&month) || day < 1 || day > days(year, month) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let minutes = (day_number(year, month, day) * 24 + hour) * 60 + minute - offset;
    if second < 60 {
        return Some((minutes * 60 + second, fraction));
    }
    // A leap second is the last one of a month, in UTC.
    let next_months = [(year, month), (year, month % 12 + 1), (year + 1, 1)];
    let ends = next_months.iter().any(|(year, month)| day_number(*year, *month, 1) * 24 * 60 == minutes + 1);
    ends.then(|| (minutes * 60 + 59, "9".repeat(9)))
}

fn day_number(year: i64, month: i64, day: i64) -> i64 {
    // The leap years before it.
    let leap_years = (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    year * 365 + leap_years + (1..month).map(|month| days(year, month)).sum::<i64>() + day
}

fn fields<const COUNT: usize>(text: &str, separator: char, lengths: [usize; COUNT]) -> Option<[i64; COUNT]> {
    let parts: Vec<&str> = text.split(separator).collect();
    let right = |(part, length): (&&str, usize)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() != COUNT || !parts.iter().zip(lengths).all(right) {
        return None;
    }
    let numbers: Vec<i64> = parts.iter().map(|part| part.parse().unwrap()).collect();
    numbers.try_into().ok()
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days(year: i64, month: i64) -> i64 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

// Rules 5 and 6: attachments and dependencies.

/// Whose attachment it is: where that is open, what is not read is open anyway, and only `unread` is asked.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Read,
    Unread,
}

/// Rule 5.
fn attached(entry: &Entry, name: &Name, request: &Request, part: Part) -> Truth {
    let is_id = |given: &Option<String>, key: &str| match given {
        Some(given) => truth(Some(given.as_str()) == entry.scope["id"].as_str()),
        None => unknown_key(key),
    };
    // Somewhere, but not known where.
    let somewhere = match part {
        Part::Read => request.question("scopeUnknown"),
        Part::Unread => True,
    };
    let mark = name.marks.and_then(|marks| marks.enterprise_project);
    let service = name.action.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let otc = request.cloud.as_deref() == Some("otc");
    let in_projects = match &*service {
        "iam" => False,
        "obs" => request.question("scopeUnknown"),
        "rms" | "tms" if otc => request.question("scopeUnknown"),
        _ => True,
    };
    match entry.scope["kind"].as_str() {
        Some("project") => all([is_id(&request.project, "projectId"), in_projects]),
        Some("allProjects") => in_projects,
        Some("otherProjects") => match not(is_id(&request.project, "projectId")) {
            True => all([somewhere, in_projects]),
            other => all([other, in_projects]),
        },
        Some("global") => match &*service {
            "ecs" | "evs" | "vpc" | "ims" => False,
            "iam" => True,
            "obs" | "rms" | "tms" if otc => True,
            _ => request.question("scopeUnknown"),
        },
        Some("enterpriseProject") => {
            let supported = match (&request.cloud, mark) {
                (_, Some(supported)) => truth(supported),
                (Some(_), None) => request.question("scopeUnknown"),
                (None, None) => True,
            };
            all([supported, is_id(&request.enterprise_project, "enterpriseProjectId")])
        }
        Some("enterpriseProjects") if mark == Some(false) => False,
        Some("enterpriseProjects") => somewhere,
        _ => True,
    }
}

/// Rule 6.
fn depends(set: &[Entry], entry: &Entry, name: &Name, request: &Request) -> Truth {
    let is = |said: &Option<String>, wanted: &String| said.as_ref().map(|said| said == wanted);
    all(entry.depends.iter().map(|(wanted_catalog, wanted_name)| {
        if wanted_catalog == "CUSTOMED" {
            return False;
        }
        any(set.iter().map(|other| {
            let names = [is(&other.catalog, wanted_catalog), is(&other.display_name, wanted_name)];
            match other.document {
                true if names.contains(&Some(false)) => False,
                true if names == [Some(true); 2] => attached(other, name, request, Part::Read),
                // Nobody knows what it is; once it is assumed to allow or deny, it is no role.
                _ if request.answer("unread").is_some() => False,
                _ => all([attached(other, name, request, Part::Unread), request.question("unread")]),
            }
        }))
    }))
}
