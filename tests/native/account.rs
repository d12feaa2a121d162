//! "Who can?" against a naive reference: every principal's policies are gathered one by one from the snapshot as it is written, and asked by
//! themselves. Random accounts come from a seed, which a failure prints.

use std::collections::BTreeSet;

use ecs_password::account::{Account, MatrixOptions, Operations, PrincipalKind, Question, Row, Snapshot, WayGrant};
use ecs_password::policy::{Check, Decision, Entry, PolicySet, Principal, RequestFacts, Verdict};
use ecs_password::{ApiVersion, Cloud, EnterpriseProjectId, OperationName, PolicyKind, ProjectId, Scope};
use serde_json::{Value, json};

/// How many random accounts are compared; `ECS_PASSWORD_ACCOUNTS` says otherwise, `ECS_PASSWORD_SEED` which.
const ACCOUNTS: u64 = 100;

/// Numbers that follow from a seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count as u64).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn some<T: Clone>(&mut self, from: &[T], one_in: usize) -> Vec<T> {
        from.iter().filter(|_| self.one_in(one_in)).cloned().collect()
    }
}

const ACTIONS: [&str; 16] = [
    "ecs:serverPasswords:manage",
    "ecs:*:*",
    "ecs:*:get*",
    "ecs:*:list*",
    "ecs:cloudServers:*",
    "ecs:cloudServers:showServerPassword",
    "ecs:cloudServers:get",
    "ECS:*:manage",
    "*:*:*",
    "*",
    "evs:*:*",
    "vpc:*:get*",
    "iam:permissions:*",
    "iam:*:get*",
    "obs:*:*",
    "identity:*",
];

fn statement(random: &mut Random, version: &str) -> Value {
    let mut statement = json!({
        "Effect": if random.one_in(4) { "Deny" } else { "Allow" },
        "Action": (0..=random.below(2)).map(|_| *random.pick(&ACTIONS)).collect::<Vec<_>>(),
    });
    if version == "1.0" {
        return statement;
    }
    if random.one_in(8) {
        statement["Resource"] = json!(["ecs:*:*:instance:*"]);
    }
    if random.one_in(4) {
        statement["Condition"] = random
            .pick(&[
                json!({ "Bool": { "g:MFAPresent": ["true"] } }),
                json!({ "StringEquals": { "g:UserName": ["ann"] } }),
                json!({ "StringNotEquals": { "g:DomainName": ["other"] } }),
                json!({ "StringLooksLike": { "g:UserName": ["ann"] } }),
                json!({ "StringEqualsIfExists": { "g:ProjectName": ["eu-de"] } }),
            ])
            .clone();
    }
    if random.one_in(20) {
        statement = json!({ "Effect": "Deny", "NotAction": ["ecs:*:*"] });
    }
    if random.one_in(25) {
        statement["Effect"] = json!(7);
    }
    statement
}

/// Roles that others need, by their display names.
const ROLES: [&str; 2] = ["Tenant Guest", "VPC Viewer"];

fn document(random: &mut Random) -> Option<String> {
    if random.one_in(12) {
        return None;
    }
    if random.one_in(20) {
        return Some("{ \"Version\": \"1.1\", \"Statement\": [{ \"Effect\": \"Allow\", \"Act".to_owned());
    }
    if random.one_in(30) {
        return Some("nothing of the kind".to_owned());
    }
    let version = if random.one_in(4) { "1.0" } else { "1.1" };
    let statements: Vec<Value> = (0..=random.below(2)).map(|_| statement(random, version)).collect();
    let mut document = json!({ "Version": version, "Statement": statements });
    if version == "1.0" && random.one_in(2) {
        document["Depends"] = json!([{ "catalog": "BASE", "display_name": random.pick(&ROLES) }]);
    }
    Some(document.to_string())
}

fn of_version_5(random: &mut Random) -> Option<String> {
    if random.one_in(12) {
        return None;
    }
    let statement = json!({
        "Effect": if random.one_in(4) { "Deny" } else { "Allow" },
        "Action": [random.pick(&["ecs:cloudServers:*", "ecs:*:*", "*", "ecs:cloudServers:showServerPassword", "iam:*:*"])],
    });
    Some(json!({ "Version": "5.0", "Statement": [statement] }).to_string())
}

fn scope(random: &mut Random) -> Value {
    match random.below(8) {
        0 => json!({ "kind": "allProjects" }),
        1 => json!({ "kind": "allResources" }),
        2 => json!({ "kind": "global" }),
        3 => json!({ "kind": "enterpriseProject", "id": random.pick(&["e1", "e2"]) }),
        _ => json!({ "kind": "project", "id": random.pick(&["p1", "p2", "p3"]) }),
    }
}

/// A snapshot as somebody writes it.
fn snapshot(random: &mut Random) -> Value {
    let huawei = random.one_in(2);
    let ids = |letter: char, count: usize| (0..count).map(|index| format!("{letter}{index}")).collect::<Vec<_>>();
    let (users, groups, policies, agencies) = (ids('u', 7), ids('g', 5), ids('r', 9), ids('a', 2));
    let named = |id: &String| json!({ "id": id, "name": format!("name of {id}") });
    let projects = ["p1", "p2", "p3", "p4"].map(|id| json!({ "id": id, "name": id }));
    let mut snapshot = json!({
        "format": "ecs-password account",
        "version": 1,
        "cloud": if huawei { "huawei" } else { "otc" },
        "account": { "id": "account", "name": "the account" },
        "users": users.iter().map(named).collect::<Vec<_>>(),
        "projects": projects,
        "agencies": agencies.iter().map(named).collect::<Vec<_>>(),
    });
    if random.one_in(2) {
        snapshot["users"][0]["owner"] = json!(true);
    }
    snapshot["groups"] = groups
        .iter()
        .map(|id| {
            let mut group = named(id);
            if !random.one_in(15) {
                group["members"] = json!(random.some(&users, 3));
            }
            if id == "g0" && random.one_in(2) {
                group["name"] = json!("admin");
            }
            group
        })
        .collect();
    snapshot["policies"] = policies
        .iter()
        .enumerate()
        .map(|(index, id)| {
            let mut policy = named(id);
            policy["displayName"] =
                json!(ROLES.get(index).map_or_else(|| format!("shown {id}"), |name| (*name).to_owned()));
            if index < ROLES.len() {
                policy["catalog"] = json!("BASE");
            }
            if let Some(document) = document(random) {
                policy["document"] = json!(document);
            }
            policy
        })
        .collect();
    let mut grants = Vec::new();
    for (kind, ids, most) in [("group", &groups, 4), ("user", &users, 1), ("agency", &agencies, 3)] {
        for id in ids {
            for _ in 0..random.below(most + 1) {
                let policy = if random.one_in(40) { "lost".to_owned() } else { random.pick(&policies).clone() };
                grants.push(json!({ "to": { kind: id }, "policy": policy, "scope": scope(random) }));
            }
        }
    }
    if random.one_in(10) {
        grants.push(json!({ "to": { "group": "g9" }, "policy": policies[3], "scope": scope(random) }));
    }
    snapshot["grants"] = json!(grants);
    snapshot["identityProviders"] = json!([{ "id": "idp", "sso": "virtualUser", "mapping": "m" }]);
    let mut rules = vec![json!({ "groups": ["name of g1"] })];
    if random.one_in(2) {
        rules
            .push(json!({ "groups": ["name of g2", "name of g3"], "remote": [{ "type": "mail", "anyOneOf": ["a"] }] }));
    }
    if random.one_in(6) {
        rules.push(json!({ "user": "{0}" }));
    }
    snapshot["mappings"] = json!([{ "id": "m", "rules": rules }]);
    five(random, &mut snapshot, huawei);
    let mut not_read = Vec::new();
    if random.one_in(10) {
        not_read.push(
            json!({ "what": "grants", "of": random.pick(&["g1", "u2", "a0"]), "scope": scope(random), "cause": "403" }),
        );
    }
    if random.one_in(25) {
        not_read.push(json!({ "what": "grants", "scope": { "kind": "enterpriseProjects" }, "cause": "403" }));
    }
    if random.one_in(10) {
        not_read.push(json!({ "what": "members", "of": "g2", "cause": "403" }));
    }
    snapshot["notRead"] = json!(not_read);
    for list in ["groups", "grants", "users", "policies", "agencies", "mappings"] {
        if random.one_in(40) {
            snapshot.as_object_mut().unwrap().remove(list);
        }
    }
    snapshot
}

/// Version 5.0, in some of the accounts.
fn five(random: &mut Random, snapshot: &mut Value, huawei: bool) {
    if !huawei {
        return;
    }
    let (attached, limited) = (random.one_in(3), random.one_in(4));
    snapshot["identityPolicies"] = if attached {
        json!([{ "id": "i0", "name": "identity", "attachedTo": [{ "group": "g1" }, { "user": "u1" }, { "agency": "a0" }] }])
    } else {
        json!([])
    };
    snapshot["serviceControlPolicies"] =
        if limited { json!([{ "id": "s0", "name": "limit", "level": "root" }]) } else { json!([]) };
    for (list, there) in [("identityPolicies", attached), ("serviceControlPolicies", limited)] {
        if let Some(document) = of_version_5(random).filter(|_| there) {
            snapshot[list][0]["document"] = json!(document);
        }
        if random.one_in(20) {
            snapshot.as_object_mut().unwrap().remove(list);
        }
    }
}

/// Something that a principal has, as the reference sees it.
#[derive(Debug, Clone)]
struct Has {
    group: Option<String>,
    policy: Option<String>,
    entry: Entry,
}

/// The account as it is written, asked by hand.
struct Reference<'a>(&'a Value);

impl<'a> Reference<'a> {
    fn list(&self, name: &str) -> Vec<&'a Value> {
        self.0[name].as_array().map(|list| list.iter().collect()).unwrap_or_default()
    }

    fn is_missing(&self, name: &str) -> bool {
        self.0.get(name).is_none()
    }

    fn huawei(&self) -> bool {
        self.0["cloud"] == "huawei"
    }

    fn scope(value: &Value) -> Scope {
        let id = || value["id"].as_str().unwrap();
        match value["kind"].as_str().unwrap() {
            "project" => Scope::Project { id: ProjectId::parse(id(), "id").unwrap() },
            "enterpriseProject" => Scope::EnterpriseProject { id: EnterpriseProjectId::parse(id(), "id").unwrap() },
            "allProjects" => Scope::AllProjects,
            "allResources" => Scope::AllResources,
            "enterpriseProjects" => Scope::EnterpriseProjects,
            _ => Scope::Global,
        }
    }

    fn policy(&self, id: &str) -> Entry {
        let Some(policy) = self.list("policies").into_iter().find(|policy| policy["id"] == id) else {
            return Entry::unread(id, "not there");
        };
        let name = policy["displayName"].as_str().unwrap();
        match policy["document"].as_str() {
            Some(text) => match policy["catalog"].as_str() {
                Some(catalog) => Entry::new(name, text).with_catalog(catalog),
                None => Entry::new(name, text),
            },
            None => Entry::unread(name, "no text"),
        }
    }

    /// What one user, group or agency was granted and attached.
    fn granted(&self, kind: &str, id: &str) -> Vec<(Option<String>, Entry)> {
        let mut all = Vec::new();
        for grant in self.list("grants").into_iter().filter(|grant| grant["to"][kind] == id) {
            let policy = grant["policy"].as_str().unwrap();
            all.push((Some(policy.to_owned()), self.policy(policy).with_scope(Self::scope(&grant["scope"]))));
        }
        for not_read in self.list("notRead").into_iter().filter(|each| each["what"] == "grants" && each["of"] == id) {
            let entry = Entry::unread("grants", "403").with_scope(Self::scope(&not_read["scope"]));
            all.push((None, entry));
        }
        for policy in self.list("identityPolicies") {
            if policy["attachedTo"].as_array().unwrap().iter().any(|to| to[kind] == id) {
                all.push((Some("i0".to_owned()), Self::of_version_5(policy, PolicyKind::Identity)));
            }
        }
        let is_admin =
            kind == "group" && self.list("groups").iter().any(|group| group["id"] == id && group["name"] == "admin");
        if is_admin && all.is_empty() {
            all.push((None, Entry::unread("admin", "nothing is shown")));
        }
        all
    }

    fn of_version_5(policy: &Value, kind: PolicyKind) -> Entry {
        let name = policy["name"].as_str().unwrap();
        let entry = match policy["document"].as_str() {
            Some(text) => Entry::new(name, text),
            None => Entry::unread(name, "no text"),
        };
        entry.with_kind(kind)
    }

    fn limits(&self) -> Vec<Has> {
        let of = |id: Option<&str>, entry: Entry| Has { group: None, policy: id.map(str::to_owned), entry };
        let mut all: Vec<Has> = self
            .list("serviceControlPolicies")
            .into_iter()
            .map(|policy| of(Some("s0"), Self::of_version_5(policy, PolicyKind::Scp).at_level("root")))
            .collect();
        if self.huawei() && self.is_missing("serviceControlPolicies") {
            all.push(of(None, Entry::unread("limits", "not there").with_kind(PolicyKind::Scp)));
        }
        all
    }

    fn everybody(&self) -> Vec<Has> {
        let mut all = self.limits();
        let mut add = |entry: Entry| all.push(Has { group: None, policy: None, entry });
        if self.is_missing("grants") {
            add(Entry::unread("grants", "not there"));
        }
        for not_read in self.list("notRead").into_iter().filter(|each| each["what"] == "grants" && each["of"].is_null())
        {
            add(Entry::unread("grants", "403").with_scope(Self::scope(&not_read["scope"])));
        }
        if self.huawei() && self.is_missing("identityPolicies") {
            add(Entry::unread("identity", "not there").with_kind(PolicyKind::Identity));
        }
        all
    }

    fn of_group(&self, id: &str) -> Vec<Has> {
        let has = |(policy, entry)| Has { group: Some(id.to_owned()), policy, entry };
        self.granted("group", id).into_iter().map(has).collect()
    }

    fn own(&self, kind: &str, id: &str) -> Vec<Has> {
        let has = |(policy, entry)| Has { group: None, policy, entry };
        self.granted(kind, id).into_iter().map(has).collect()
    }

    fn user(&self, id: &str) -> Vec<Has> {
        let mut all = self.everybody();
        all.extend(self.own("user", id));
        let mut groups: BTreeSet<String> =
            self.list("groups").iter().map(|group| group["id"].as_str().unwrap().to_owned()).collect();
        let granted = self.list("grants").into_iter().filter_map(|grant| grant["to"]["group"].as_str());
        groups.extend(granted.map(str::to_owned));
        if self.list("identityPolicies").iter().any(|policy| policy["attachedTo"].is_array()) {
            groups.insert("g1".to_owned());
        }
        // A grant of something that is not in a list may be a group's.
        for not_read in self.list("notRead").into_iter().filter(|each| each["what"] == "grants") {
            let Some(of) = not_read["of"].as_str() else { continue };
            let is = |list: &str| self.list(list).iter().any(|each| each["id"] == of);
            if !is("users") && !is("agencies") {
                groups.insert(of.to_owned());
            }
        }
        for group in &groups {
            let listed = self.list("groups").into_iter().find(|each| each["id"] == *group);
            let members = listed.and_then(|group| group["members"].as_array());
            if members.is_some_and(|members| members.contains(&json!(id))) {
                all.extend(self.of_group(group));
                continue;
            }
            let cut = self.list("notRead").iter().any(|each| each["what"] == "members" && each["of"] == **group);
            if members.is_some() && !cut {
                continue;
            }
            for (_, entry) in self.granted("group", group) {
                let mut perhaps = Entry::unread(group, "members");
                perhaps.scope = entry.scope.clone();
                if entry.kind == Some(PolicyKind::Identity) {
                    perhaps = perhaps.with_kind(PolicyKind::Identity);
                }
                all.push(Has { group: Some(group.clone()), policy: None, entry: perhaps });
            }
        }
        if self.is_missing("groups") {
            all.push(Has { group: None, policy: None, entry: Entry::unread("groups", "not there") });
        }
        all
    }

    fn federated(&self, rule: Option<u32>) -> Vec<Has> {
        let mut all = self.everybody();
        let unread = || Has { group: None, policy: None, entry: Entry::unread("idp", "not known") };
        let mappings = self.list("mappings");
        let Some(mapping) = mappings.first() else {
            all.push(unread());
            return all;
        };
        for (_, each) in
            (0..).zip(mapping["rules"].as_array().unwrap()).filter(|(index, _)| rule.is_none_or(|rule| rule == *index))
        {
            let Some(names) = each["groups"].as_array() else {
                all.push(unread());
                continue;
            };
            for name in names {
                match self.list("groups").into_iter().find(|group| group["name"] == *name) {
                    Some(group) => all.extend(self.of_group(group["id"].as_str().unwrap())),
                    None => all.push(unread()),
                }
            }
        }
        all
    }

    fn has(&self, row: &Row) -> Vec<Has> {
        let id = row.principal.id.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default();
        match row.principal.of.unwrap_or(row.principal.kind) {
            PrincipalKind::AccountRoot => self.limits(),
            PrincipalKind::AdminGroup => [self.everybody(), self.of_group(&id)].concat(),
            PrincipalKind::User => self.user(&id),
            PrincipalKind::Agency => [self.everybody(), self.own("agency", &id)].concat(),
            _ => self.federated(row.principal.rule),
        }
    }

    /// How many principals there are, those apart who may change permissions.
    fn count(&self) -> usize {
        let ids = |kind: &str| {
            let granted = self.list("grants").into_iter().filter_map(|grant| grant["to"][kind].as_str());
            let policies = self.list("identityPolicies");
            let attached = policies.iter().flat_map(|policy| policy["attachedTo"].as_array().unwrap());
            granted.chain(attached.filter_map(|to| to[kind].as_str())).collect::<Vec<_>>()
        };
        let listed =
            |list: &str| self.list(list).into_iter().map(|each| each["id"].as_str().unwrap()).collect::<Vec<_>>();
        let mut users: BTreeSet<&str> = listed("users").into_iter().chain(ids("user")).collect();
        for group in self.list("groups") {
            users.extend(group["members"].as_array().into_iter().flatten().filter_map(Value::as_str));
        }
        let owners = self.list("users").iter().filter(|user| user["owner"] == true).count();
        let agencies: BTreeSet<&str> = listed("agencies").into_iter().chain(ids("agency")).collect();
        let admins = self.list("groups").iter().filter(|group| group["name"] == "admin").count();
        let rules = self.list("mappings").first().map_or(1, |mapping| mapping["rules"].as_array().unwrap().len());
        1 + admins + users.len() - owners + agencies.len() + if rules > 1 { rules + 1 } else { 1 }
    }
}

fn answer(has: &[Has], check: &Check, facts: &RequestFacts, root: bool) -> Decision {
    let facts = facts.clone().by(Principal { root, ..Principal::default() });
    let set = PolicySet::new(has.iter().map(|has| has.entry.clone()).collect());
    set.check(&check.clone().with_facts(facts)).unwrap()
}

/// A question, and what is known about its request.
fn question(random: &mut Random, cloud: Cloud) -> (Check, RequestFacts) {
    let mut facts = RequestFacts::new().on_cloud(cloud).unwrap();
    if !random.one_in(4) {
        facts = facts.in_project(&ProjectId::parse(["p1", "p2", "p4"][random.below(3)], "projectId").unwrap());
    }
    if random.one_in(3) {
        facts = facts.in_enterprise_project(&EnterpriseProjectId::parse("e1", "enterpriseProjectId").unwrap());
    }
    if random.one_in(3) {
        facts = facts.with_context("g:MFAPresent", &[*random.pick(&["true", "false"])]);
    }
    if random.one_in(3) {
        facts = facts.with_context("g:UserName", &[]);
    }
    let check = match random.below(6) {
        0 => Check::of_action("obs:object:GetObject").unwrap(),
        1 => Check::of_action("iam:permissions:addUserToGroup").unwrap(),
        2 => Check::of_action("ecs:cloudServers:get").unwrap(),
        3 if cloud == Cloud::Huawei => {
            Check::of_operation(OperationName::GetServerPassword, cloud, ApiVersion::V1).unwrap()
        }
        3 => Check::of_operation(OperationName::DeleteServerPassword, cloud, ApiVersion::V2_1).unwrap(),
        _ => Check::of_operation(OperationName::GetServerPassword, cloud, ApiVersion::V2_1).unwrap(),
    };
    (check.with_facts(facts.clone()), facts)
}

fn same(row: &Row, decision: &Decision) -> bool {
    let codes = |assumptions: &[ecs_password::policy::Assumption]| serde_json::to_value(assumptions).unwrap();
    row.decision == decision.decision
        && row.unknown_keys == decision.unknown_keys
        && codes(&row.assumptions) == codes(&decision.assumptions)
}

fn is_grant(has: &Has, grant: &WayGrant) -> bool {
    let id = |named: &ecs_password::account::Named| named.id.as_ref().map(|id| id.as_str().to_owned());
    let scope = has.entry.scope.clone().filter(|_| true);
    has.group == grant.group.as_ref().and_then(id) && has.policy == id(&grant.policy) && scope == grant.scope
}

/// Each way is there, and those of a certain answer give it.
fn ways(row: &Row, has: &[Has], check: &Check, facts: &RequestFacts, seed: u64) {
    let told = || format!("seed {seed}: {row:#?}");
    for way in &row.via {
        let own =
            has.iter().find(|has| is_grant(has, &way.grant)).unwrap_or_else(|| panic!("no such grant: {}", told()));
        if let Some(index) = way.statement {
            let document = own.entry.document.as_ref().unwrap();
            let statement = document.statements.iter().find(|each| each.index == index).unwrap();
            let effect = format!("{:?}", statement.effect);
            assert_eq!(Some(effect.as_str()), way.effect, "{}", told());
            assert_eq!(way.span, Some(document.source.span(statement.range)), "{}", told());
        }
        for need in &way.needs {
            assert!(has.iter().any(|has| is_grant(has, need)), "a role that it does not have: {}", told());
        }
    }
    let root = row.principal.kind == PrincipalKind::AccountRoot;
    if row.principal.kind == PrincipalKind::SelfGrant || root {
        return;
    }
    let limits: Vec<Has> = has.iter().filter(|has| has.entry.kind == Some(PolicyKind::Scp)).cloned().collect();
    let of = |way: &ecs_password::account::Way| -> Vec<Has> {
        let grants: Vec<&WayGrant> = std::iter::once(&way.grant).chain(&way.needs).collect();
        has.iter().filter(|has| grants.iter().any(|grant| is_grant(has, grant))).cloned().collect()
    };
    match row.decision {
        Verdict::ImplicitDeny => assert!(row.via.is_empty(), "{}", told()),
        Verdict::Conditional => {}
        decision => {
            assert!(!row.via.is_empty(), "no way: {}", told());
            let alone = row.via.iter().any(|way| {
                let own = [of(way), limits.clone()].concat();
                answer(&own, check, facts, false).decision == decision
            });
            let together: Vec<Has> = row.via.iter().flat_map(of).chain(limits.clone()).collect();
            assert!(
                alone || answer(&together, check, facts, false).decision == decision,
                "the ways do not give it: {}",
                told()
            );
            // The shortest comes first, among those that count by every name.
            assert!(row.via.iter().all(|way| way.outcome.as_str() == "matched"), "{}", told());
        }
    }
}

fn compare(seed: u64) -> usize {
    let mut random = Random(seed);
    let written = snapshot(&mut random);
    let read = Snapshot::from_input(&written).unwrap_or_else(|error| panic!("seed {seed}: {error}: {written:#}"));
    let cloud = read.cloud;
    let account = Account::new(read);
    let reference = Reference(&written);
    let mut rows = 0;
    for _ in 0..3 {
        let (check, facts) = question(&mut random, cloud);
        let answered = account.who_can(&Question { check: check.clone(), all: true }).unwrap();
        let own: Vec<&Row> = answered.rows.iter().filter(|row| row.action.is_none()).collect();
        assert_eq!(own.len(), reference.count(), "seed {seed}: somebody is missing: {written:#}");
        for row in &own {
            let has = reference.has(row);
            let root = row.principal.kind == PrincipalKind::AccountRoot;
            let decision = answer(&has, &check, &facts, root);
            assert!(same(row, &decision), "seed {seed}: {row:#?}\nbut {decision:#?}\nfor {check:?}\nof {written:#}");
            ways(row, &has, &check, &facts, seed);
            rows += 1;
        }
        let fewer = account.who_can(&Question { check: check.clone(), all: false }).unwrap();
        let left: Vec<&Row> = fewer.rows.iter().filter(|row| row.action.is_none()).collect();
        let wanted = own.iter().filter(|row| row.decision != Verdict::ImplicitDeny);
        assert_eq!(left.len(), wanted.count(), "seed {seed}");
        self_grants(&reference, &answered.rows, &facts, seed);
    }
    rows
}

/// Who may change permissions, asked by hand.
fn self_grants(reference: &Reference<'_>, rows: &[Row], facts: &RequestFacts, seed: u64) {
    let of_groups = ["addUserToGroup", "grantRoleToGroup", "grantRoleToGroupOnProject", "grantRoleToGroupOnDomain"];
    let of_agencies = ["grantRoleToAgency", "grantRoleToAgencyOnProject", "grantRoleToAgencyOnDomain"];
    for row in rows.iter().filter(|row| row.action.is_none() && row.principal.kind != PrincipalKind::AccountRoot) {
        let has = reference.has(row);
        let names: &[&str] = if row.principal.kind == PrincipalKind::Agency { &of_agencies } else { &of_groups };
        let actions = names.iter().map(|name| format!("iam:permissions:{name}"));
        let actions = actions.chain(["iam:roles:updateRole".to_owned()]);
        let verdicts: Vec<Verdict> =
            actions.map(|action| answer(&has, &Check::of_action(&action).unwrap(), facts, false).decision).collect();
        let of_roles = answer(&has, &Check::of_action("identity:permissions:grant").unwrap(), facts, false).decision;
        let found = rows.iter().find(|other| {
            other.principal.of == Some(row.principal.kind)
                && other.principal.id == row.principal.id
                && other.principal.rule == row.principal.rule
        });
        let wanted = if row.decision == Verdict::Allow {
            None
        } else if verdicts.contains(&Verdict::Allow) && of_roles != Verdict::ExplicitDeny {
            Some(Verdict::Allow)
        } else if verdicts.iter().any(|verdict| !matches!(verdict, Verdict::ExplicitDeny | Verdict::ImplicitDeny)) {
            Some(Verdict::Conditional)
        } else {
            None
        };
        assert_eq!(found.map(|row| row.decision), wanted, "seed {seed}: {row:#?}");
    }
}

#[test]
fn every_answer_is_that_of_a_principal_asked_by_itself() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed: u64 = number("ECS_PASSWORD_SEED").unwrap_or(20_261_130);
    let accounts = number("ECS_PASSWORD_ACCOUNTS").unwrap_or(ACCOUNTS);
    println!("{accounts} accounts from seed {seed}");
    let rows: usize = (0..accounts).map(|index| compare(seed.wrapping_add(index))).sum();
    println!("{rows} answers");
    assert!(rows as u64 > accounts * 20);
}

/// The verdicts of everybody, by kind, ID and rule.
fn verdicts(written: &Value, check: &Check) -> Vec<(String, Verdict)> {
    let account = Account::new(Snapshot::from_input(written).unwrap());
    let answered = account.who_can(&Question { check: check.clone(), all: true }).unwrap();
    let own = answered.rows.into_iter().filter(|row| row.action.is_none());
    own.map(|row| (format!("{:?} {:?} {:?}", row.principal.kind, row.principal.id, row.principal.rule), row.decision))
        .collect()
}

#[test]
fn what_was_not_read_makes_no_answer_more_certain() {
    for seed in 0..60 {
        let mut random = Random(seed);
        let written = snapshot(&mut random);
        let cloud = Cloud::parse(written["cloud"].as_str().unwrap(), "cloud").unwrap();
        let (check, _) = question(&mut random, cloud);
        let before = verdicts(&written, &check);
        let mut less = written.clone();
        match random.below(4) {
            0 => drop(less.as_object_mut().unwrap().remove("grants")),
            1 => drop(less.as_object_mut().unwrap().remove("groups")),
            2 if less["groups"].is_array() => drop(less["groups"][1].as_object_mut().unwrap().remove("members")),
            _ if less["policies"].is_array() => drop(less["policies"][4].as_object_mut().unwrap().remove("document")),
            _ => {}
        }
        let after = verdicts(&less, &check);
        for (who, verdict) in &after {
            let Some((_, known)) = before.iter().find(|(other, _)| other == who) else { continue };
            // Definite before and after: the same, but for the two kinds of no; and a certain Deny that is not there any more is open.
            let is_no = |verdict: Verdict| matches!(verdict, Verdict::ExplicitDeny | Verdict::ImplicitDeny);
            let is_open = |verdict: Verdict| verdict == Verdict::Conditional;
            assert!(
                is_open(*verdict) || verdict == known || (is_no(*verdict) && is_no(*known)),
                "seed {seed}: {who} was {known:?}, and with less read {verdict:?}"
            );
        }
    }
}

#[test]
fn without_a_grant_of_allows_nobody_can_more() {
    for seed in 0..60 {
        let mut random = Random(seed);
        let mut written = snapshot(&mut random);
        // Certain texts, all of them Allows: what a grant denies may be what keeps somebody out.
        for policy in written["policies"].as_array_mut().into_iter().flatten() {
            let action = *random.pick(&ACTIONS);
            let statement = json!({ "Effect": "Allow", "Action": [action] });
            policy["document"] = json!(json!({ "Version": "1.1", "Statement": [statement] }).to_string());
        }
        let Some(grants) = written["grants"].as_array().filter(|grants| !grants.is_empty()).cloned() else { continue };
        let cloud = Cloud::parse(written["cloud"].as_str().unwrap(), "cloud").unwrap();
        let (check, _) = question(&mut random, cloud);
        // The last grant of the group `admin` says as much as none.
        let removable: Vec<usize> = (0..grants.len()).filter(|index| grants[*index]["to"]["group"] != "g0").collect();
        let Some(index) = removable.first().map(|_| *random.pick(&removable)) else { continue };
        let before = verdicts(&written, &check);
        let mut less = written.clone();
        less["grants"].as_array_mut().unwrap().remove(index);
        let can = |verdict: Verdict| !matches!(verdict, Verdict::ExplicitDeny | Verdict::ImplicitDeny);
        for (who, verdict) in verdicts(&less, &check) {
            let known = before.iter().find(|(other, _)| *other == who).map(|(_, verdict)| *verdict);
            assert!(!can(verdict) || known.is_none_or(can), "seed {seed}: {who} was {known:?}, and is {verdict:?}");
        }
    }
}

#[test]
fn a_matrix_says_in_each_project_what_a_question_there_does() {
    for seed in 0..25 {
        let mut random = Random(seed);
        let written = snapshot(&mut random);
        let account = Account::new(Snapshot::from_input(&written).unwrap());
        let cloud = account.snapshot().cloud;
        let operations =
            vec![(OperationName::GetServerPassword, ApiVersion::V2_1), (OperationName::ListServers, ApiVersion::V2_1)];
        let projects: Vec<ProjectId> =
            ["p1", "p2", "p3", "p4", "p5"].iter().map(|id| ProjectId::parse(id, "projects").unwrap()).collect();
        let facts = RequestFacts::new().on_cloud(cloud).unwrap();
        let options =
            MatrixOptions { operations: operations.clone(), projects: projects.clone(), facts: facts.clone() };
        let matrix = account.matrix(&options).unwrap();
        assert_eq!(matrix.decisions.len(), matrix.principals.len() * 10);
        for (column, (operation, version)) in operations.iter().enumerate() {
            for (index, project) in projects.iter().enumerate() {
                let check = Check::of_operation(*operation, cloud, *version).unwrap();
                let check = check.with_facts(facts.clone().in_project(project));
                let answered = account.who_can(&Question { check, all: true }).unwrap();
                for (row, answer) in answered.rows.iter().filter(|row| row.action.is_none()).enumerate() {
                    let number = matrix.decisions[row * 10 + column * 5 + index];
                    assert_eq!(
                        Verdict::of_number(number),
                        Some(answer.decision),
                        "seed {seed}: {answer:#?} in {project:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_policies_of_a_principal_answer_as_its_row_does() {
    for seed in 0..25 {
        let mut random = Random(seed);
        let written = snapshot(&mut random);
        let account = Account::new(Snapshot::from_input(&written).unwrap());
        let (check, facts) = question(&mut random, account.snapshot().cloud);
        let answered = account.who_can(&Question { check: check.clone(), all: true }).unwrap();
        for row in answered.rows.iter().filter(|row| row.action.is_none()) {
            let root = row.principal.kind == PrincipalKind::AccountRoot;
            let entries = serde_json::to_value(account.policy_set(&row.principal).unwrap()).unwrap();
            let set =
                PolicySet::from_input(&entries).unwrap_or_else(|error| panic!("seed {seed}: {error}: {entries:#}"));
            let asked = facts.clone().by(Principal { root, ..Principal::default() });
            let decision = set.check(&check.clone().with_facts(asked)).unwrap();
            assert!(same(row, &decision), "seed {seed}: {row:#?}\nbut {decision:#?}\nof {entries:#}");
        }
    }
}

#[test]
fn a_difference_says_who_gained_and_who_lost() {
    let written = json!({
        "format": "ecs-password account", "version": 1, "cloud": "otc", "account": { "id": "d" },
        "users": [{ "id": "u1", "name": "ann" }, { "id": "u2", "name": "ben" }], "agencies": [], "identityProviders": [],
        "groups": [{ "id": "g1", "name": "operators", "members": ["u1"] }],
        "policies": [{ "id": "r1", "name": "ecs", "document": "{\"Version\":\"1.1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"ecs:*:*\"]}]}" }],
        "grants": [{ "to": { "group": "g1" }, "policy": "r1", "scope": { "kind": "allProjects" } }],
    });
    let mut later = written.clone();
    later["groups"][0]["members"] = json!(["u2"]);
    let account = |value: &Value| Account::new(Snapshot::from_input(value).unwrap());
    let (before, after) = (account(&written), account(&later));
    let asked = Operations::from_input(&json!({ "operations": ["getServerPassword"] }), before.snapshot()).unwrap();
    let difference = before.diff(&after, &asked).unwrap();
    let who = |changes: &[ecs_password::account::Change]| {
        changes.iter().map(|change| change.principal.name.clone().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((who(&difference.gained), who(&difference.lost)), (vec!["ben".to_owned()], vec!["ann".to_owned()]));
    assert_eq!(difference.unchanged, 1);
}
