//! The lists of all services: what a finding may say with them.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use ecs_password::policy::catalog::lists::Access;
use ecs_password::policy::diagnostic::Diagnostic;
use ecs_password::policy::{Check, Entry, LintOptions, PreviewOptions, Services, read};
use ecs_password::policy::{PolicySet, suggest, suggest::Wanted};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const CLOUDS: [&str; 2] = ["otc", "huawei"];

/// The facts of every service of a cloud, read once.
fn facts(cloud: &str) -> Vec<Value> {
    static FACTS: OnceLock<[Vec<Value>; 2]> = OnceLock::new();
    let [otc, huawei] = FACTS.get_or_init(|| CLOUDS.map(read_facts));
    if cloud == "otc" { otc.clone() } else { huawei.clone() }
}

fn read_facts(cloud: &str) -> Vec<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/services").join(cloud);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()).collect()
}

fn mark(value: &Value) -> char {
    match value.as_bool() {
        Some(true) => 'y',
        Some(false) => 'n',
        None => '?',
    }
}

/// What ships of a cloud's facts, written a second time (`src/xtask/services.mjs`): not trimmed, which makes no difference.
fn compact(cloud: &str) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let action = |row: &Value| {
        let call = |api: &Value| match api {
            Value::String(id) => json!(id),
            api if api.get("enterpriseProject").is_some() => {
                json!([api["api"], text(&api["title"]), mark(&api["enterpriseProject"]).to_string()])
            }
            api => json!([api["api"], text(&api["title"]), ""]),
        };
        let borrowed = if row.get("from").is_some() { "i" } else { "" };
        let marks = ["enterpriseProject", "resource", "tag"].map(|name| mark(&row[name]));
        let depends: Vec<String> = list(&row["depends"]).iter().map(text).collect();
        json!([
            text(&row["action"]).split_once(':').unwrap().1,
            format!("{}{borrowed}", marks.iter().collect::<String>()),
            text(&row["title"]),
            list(&row["apis"]).iter().map(call).collect::<Value>(),
            depends.join(" "),
            text(&row["until"]),
        ])
    };
    let service = |facts: &Value| {
        let key = |key: &Value| json!([key["key"], text(&key["type"])]);
        let renamed = |row: &Value| {
            let names = std::iter::once(row[0].clone()).chain(list(&row[1]));
            names.collect::<Value>()
        };
        json!([
            facts["service"],
            facts["coverage"],
            text(&facts["edition"]),
            list(&facts["actions"]).iter().map(action).collect::<Value>(),
            list(&facts["conditionKeys"]).iter().map(key).collect::<Value>(),
            list(&facts["resourceTypes"]),
            list(&facts["renamed"]).iter().map(renamed).collect::<Value>(),
            list(&facts["patterns"]),
        ])
    };
    json!({ "format": 1, "cloud": cloud, "services": facts(cloud).iter().map(service).collect::<Value>() }).to_string()
}

/// The lists of these clouds.
pub(super) fn services<'a>(clouds: impl Iterator<Item = &'a str>) -> Arc<Services> {
    let mut services = Services::new();
    for cloud in clouds {
        services.add(&compact(cloud), "lists[0]").unwrap();
    }
    Arc::new(services)
}

fn options(cloud: Option<&str>, lists: &[&str]) -> LintOptions {
    let mut input = Map::new();
    if let Some(cloud) = cloud {
        input.insert("cloud".to_owned(), cloud.into());
    }
    input.insert("limits".to_owned(), "huaweiUnlimited".into());
    static BOTH: OnceLock<Arc<Services>> = OnceLock::new();
    let options = LintOptions::of_set_from_input(&input.into()).unwrap();
    options.with_services(match lists {
        [_, _] => Arc::clone(BOTH.get_or_init(|| services(CLOUDS.into_iter()))),
        _ => services(lists.iter().copied()),
    })
}

/// The findings in a policy that allows these actions.
fn found(actions: &[String], options: &LintOptions) -> Vec<Diagnostic> {
    let statements: Vec<Value> =
        actions.chunks(90).map(|actions| json!({ "Effect": "Allow", "Action": actions })).collect();
    let text = json!({ "Version": "1.1", "Statement": statements }).to_string();
    read(&text, options).diagnostics
}

fn names(facts: &[Value]) -> Vec<String> {
    let of = |facts: &Value| facts["actions"].as_array().unwrap().clone();
    facts.iter().flat_map(of).map(|row| row["action"].as_str().unwrap().to_owned()).collect()
}

/// The texts in backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_facts_are_whole() {
    for (cloud, services, actions) in [("otc", 58, 2228), ("huawei", 53, 1818)] {
        let facts = facts(cloud);
        assert_eq!((facts.len(), names(&facts).len()), (services, actions), "{cloud}");
        for of_service in &facts {
            let service = of_service["service"].as_str().unwrap();
            assert_eq!(of_service["cloud"], cloud);
            let level = of_service["coverage"].as_str().unwrap();
            assert!(["own", "own-swiss", "own-earlier", "own-2020", "named"].contains(&level), "{service}: {level}");
            assert!(level != "own" || of_service["edition"].as_str().is_some_and(|day| day.len() == 10), "{service}");
            for row in of_service["actions"].as_array().unwrap() {
                let action = row["action"].as_str().unwrap();
                assert!(action.starts_with(&format!("{service}:")) && action.split(':').count() == 3, "{action}");
                // Only titles of Open Telekom Cloud's pages may be shown.
                assert!(cloud == "otc" || row.get("title").is_none(), "{action}");
                let sources = row["sources"].as_array().unwrap();
                let known = of_service["sources"].as_array().unwrap().len();
                assert!(
                    sources.iter().all(|each| usize::try_from(each.as_u64().unwrap()).unwrap() < known),
                    "{action}"
                );
            }
        }
    }
}

#[test]
fn no_name_of_a_list_is_unknown_with_it() {
    for cloud in CLOUDS {
        let names = names(&facts(cloud));
        for lists in [&[cloud][..], &CLOUDS] {
            for diagnostic in found(&names, &options(Some(cloud), lists)) {
                let code = diagnostic.code.as_str();
                assert!(!code.starts_with("unknown") && code != "matchesNothing", "{cloud}: {}", diagnostic.message);
                // One of another cloud is in the own list too, of an earlier day.
                assert!(
                    code != "actionOfOtherCloud" || diagnostic.message.contains("no longer"),
                    "{}",
                    diagnostic.message
                );
            }
        }
    }
}

#[test]
fn the_catalogue_has_every_name_of_ecs() {
    for cloud in CLOUDS {
        let ecs: Vec<Value> = facts(cloud).into_iter().filter(|facts| facts["service"] == "ecs").collect();
        let input = json!({ "cloud": cloud, "limits": "huaweiUnlimited" });
        let without_lists = LintOptions::of_set_from_input(&input).unwrap();
        let said = |options: &LintOptions| -> Vec<String> {
            found(&names(&ecs), options).into_iter().map(|diagnostic| diagnostic.message).collect()
        };
        assert_eq!(said(&without_lists), said(&options(Some(cloud), &[cloud])));
    }
}

#[test]
fn services_without_a_whole_list_are_silent() {
    for cloud in CLOUDS {
        let partly = facts(cloud).into_iter().filter(|facts| facts["coverage"] != "own");
        let actions: Vec<String> =
            partly.map(|facts| format!("{}:frobnicators:frobnicate", facts["service"].as_str().unwrap())).collect();
        assert!(actions.len() > 10);
        assert_eq!(found(&actions, &options(Some(cloud), &[cloud])), []);
    }
}

/// Of what the clouds print themselves, nothing is said to be wrong but what they repeat, and what their own lists have dropped.
#[test]
fn the_system_policies_of_the_clouds_get_no_false_finding() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/system-policies.json");
    let policies: Vec<Value> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert!(policies.len() > 70);
    let true_ones = [
        "redundant",
        "contained",
        "allowsEverything",
        "renamedAction",
        "actionOfOtherCloud",
        "denyOnly",
        "limit",
        // As the tables of identity policies have it.
        "aliasReadsPasswords",
        // "Policy Syntax" wants it in lower case.
        "serviceCase",
    ];
    // Misprints of the documents, and what is a text of its own there: a policy that somebody makes must not have it.
    let misprints = ["`::Get`", "`::List`", "`StringEndWithIfExsits`", "a custom policy must not have `Depends`"];
    let mut others = Vec::new();
    for policy in &policies {
        let cloud = policy["cloud"].as_str().unwrap();
        for lists in [&[][..], &CLOUDS] {
            for diagnostic in read(policy["document"].as_str().unwrap(), &options(Some(cloud), lists)).diagnostics {
                let code = diagnostic.code.as_str();
                let is_true = true_ones.contains(&code)
                    && (code != "actionOfOtherCloud" || diagnostic.message.contains("no longer"));
                if !is_true && !misprints.iter().any(|text| diagnostic.message.contains(text)) {
                    others.push(format!("{cloud} {}: {code}: {}", policy["name"], diagnostic.message));
                }
            }
        }
    }
    assert_eq!(others, Vec::<String>::new());
}

fn mistyped() -> impl Strategy<Value = (usize, usize, usize, usize, char)> {
    (
        0..CLOUDS.len(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        0..4_usize,
        proptest::char::range('a', 'z'),
    )
        .prop_map(|(cloud, name, at, how, letter)| (cloud, name.index(1 << 20), at.index(1 << 20), how, letter))
}

/// A name with one letter left out, put in, exchanged with the next one or replaced.
fn with_slip(name: &str, at: usize, how: usize, letter: char) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let first = name.find(':').unwrap() + 1;
    let at = first + at % (letters.len() - first);
    match how {
        1 => letters.insert(at, letter),
        // It keeps its three segments.
        _ if letters[at] == ':' => {}
        0 => drop(letters.remove(at)),
        2 if letters.get(at + 1).is_some_and(|next| *next != ':') => letters.swap(at, at + 1),
        _ => letters[at] = letter,
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// A hint never leads from reading to writing, nor to an action that is about passwords.
    #[test]
    fn no_finding_names_an_action_of_a_higher_access_level(slips in prop::collection::vec(mistyped(), 80)) {
        static NAMES: OnceLock<[Vec<String>; 2]> = OnceLock::new();
        let all = NAMES.get_or_init(|| CLOUDS.map(|cloud| names(&facts(cloud))));
        for (cloud, (of, names)) in CLOUDS.iter().zip(all).enumerate() {
            let given: Vec<String> = slips.iter().filter(|slip| slip.0 == cloud)
                .map(|(_, name, at, how, letter)| with_slip(&names[name % names.len()], *at, *how, *letter)).collect();
            for diagnostic in found(&given, &options(Some(of), &CLOUDS)) {
                let Some(hint) = &diagnostic.hint else { continue };
                let own = given.iter().find(|name| diagnostic.message.contains(&format!("`{name}`")));
                for meant in quoted(hint).into_iter().filter(|text| text.split(':').count() == 3) {
                    let reads = own.is_some_and(|own| Access::of(own, false).is_reading());
                    let access = Access::of(meant, false);
                    prop_assert!(access != Access::Password, "{}: {hint}", diagnostic.message);
                    // By its name alone: what reads by its methods only is taken to write.
                    prop_assert!(!reads || access.is_reading() || own.is_none(), "{}: {hint}", diagnostic.message);
                }
            }
        }
    }
}

#[test]
fn a_preview_has_the_apis_of_a_service() {
    let lists = services(CLOUDS.into_iter());
    let document =
        json!({ "Version": "1.1", "Statement": [{ "Effect": "Allow", "Action": ["rds:*:list"] }] }).to_string();
    let set = PolicySet::from_input(&json!([{ "name": "p", "document": document }])).unwrap();
    let preview = |input: Value| PreviewOptions::from_input_with(&input, &lists);
    let (rows, situation) = set.preview(&preview(json!({ "cloud": "otc", "service": "rds" })).unwrap()).unwrap();
    let answers = rows.answers(&set, &situation).unwrap();
    let expected: usize = facts("otc")
        .iter()
        .filter(|facts| facts["service"] == "rds")
        .flat_map(|facts| facts["actions"].as_array().unwrap())
        .filter(|row| row.get("until").is_none())
        .map(|row| row["apis"].as_array().map_or(0, Vec::len))
        .sum();
    assert!(expected > 40 && rows.rows().len() == expected);
    for (row, decision) in rows.rows().iter().zip(&answers.decisions) {
        assert_eq!(decision.as_str() == "allow", row.action.ends_with(":list"), "{}", row.id);
        assert!(row.api.as_ref().is_some_and(|api| !api.title.is_empty()), "{}", row.id);
    }
    let (ecs, _) = set.preview(&preview(json!({ "cloud": "otc", "service": "ecs" })).unwrap()).unwrap();
    assert_eq!(ecs.rows().len(), 149);
    let error = preview(json!({ "cloud": "otc", "service": "frob" })).unwrap_err();
    assert_eq!((error.path(), error.code().as_str()), (Some("service"), "invalidInput"));
    let error = PreviewOptions::from_input(&json!({ "cloud": "otc", "service": "rds" })).unwrap_err();
    assert_eq!(error.path(), Some("service"));
}

#[test]
fn a_policy_is_suggested_for_apis_of_other_services() {
    let lists = services(CLOUDS.into_iter());
    let id = "GET /v3/{project_id}/instances/{instance_id}/auditlog-policy #rds:auditlog:list";
    let wanted = Wanted::from_input_with(&json!({ "cloud": "otc", "apis": [id] }), &lists).unwrap();
    let suggestion = wanted.suggest().unwrap();
    assert_eq!(suggestion.actions, ["rds:auditlog:list"]);
    assert_eq!(read(&suggestion.document, &options(Some("otc"), &CLOUDS)).diagnostics, []);
    assert!(Wanted::from_input(&json!({ "cloud": "otc", "apis": [id] })).is_err());
}

#[test]
fn a_live_list_takes_the_place_of_the_one_that_ships() {
    let schema = json!({
        "version": "v1.0",
        "actions": [
            { "name": "rds:instance:list", "access_level": "list", "aliases": ["rds:instances:find"] },
            { "name": "rds:instance:grow", "access_level": "write" },
        ],
        "conditions": [{ "key": "rds:Encrypted", "value_type": "boolean", "multi_valued": false }],
        "operations": [],
    });
    let mut lists = Services::new();
    lists.add(&compact("huawei"), "lists[0]").unwrap();
    lists.add(&schema.to_string(), "lists[1]").unwrap();
    let options = LintOptions::of_set_from_input(&json!({ "cloud": "huawei" })).unwrap().with_services(Arc::new(lists));
    let actions = ["rds:instance:list", "rds:instances:find", "rds:instance:create"].map(str::to_owned);
    let messages: Vec<String> = found(&actions, &options).into_iter().map(|diagnostic| diagnostic.message).collect();
    assert_eq!(messages, ["there is no `rds:instance:create` in the list of Huawei Cloud, edition v1.0"]);
    let text = json!({ "Version": "1.1", "Statement": [{ "Effect": "Allow", "Action": ["rds:instance:list"],
        "Condition": { "StringEquals": { "rds:Encrypted": ["x"] }, "Bool": { "rds:Encrypte": ["true"] } } }] });
    let codes: Vec<&str> =
        read(&text.to_string(), &options).diagnostics.iter().map(|each| each.code.as_str()).collect();
    assert_eq!(codes, ["unknownConditionKey", "operatorType"]);
}

/// Huawei Cloud's own list of ECS: unlike what the documents say in each of the things that it can say.
fn own_list() -> Services {
    let typed =
        json!([{ "urn_template": "ecs:<region>:<account-id>:instance:<id>", "required": true, "condition_keys": [] }]);
    let schema = json!({
        "version": "v1.0",
        "actions": [
            { "name": "ecs:cloudServers:showServerPassword", "access_level": "read", "aliases": ["ecs:passwords:read"],
                "condition_keys": ["g:EnterpriseProjectId"], "resources": typed },
            { "name": "ecs:cloudServers:deletePassword", "access_level": "write", "aliases": [], "condition_keys": [], "resources": [] },
            { "name": "ecs:cloudServers:resize", "access_level": "write", "aliases": [], "condition_keys": [], "resources": typed },
            { "name": "ecs:cloudServers:start", "access_level": "write" },
        ],
        "conditions": [
            { "key": "ecs:ServerId", "value_type": "string", "multi_valued": true },
            { "key": "ecs:VpcId", "value_type": "boolean", "multi_valued": false },
        ],
        "operations": [],
    });
    let mut lists = Services::new();
    lists.add(&compact("huawei"), "lists[0]").unwrap();
    lists.add(&schema.to_string(), "lists[1]").unwrap();
    lists
}

#[test]
fn a_live_list_takes_the_place_of_what_is_known_of_version_5() {
    const SERVER: &str = "ecs:cn-north-4:0123456789abcdef:instance:11111111-2222-4333-8444-555555555555";
    let own = own_list();
    // Action of the policy, its `Resource`, its `Condition`, the action asked; the answer and its questions without the list, and with it.
    let cases = [
        ("ecs:passwords:read", "*", json!({}), "showServerPassword", ("implicitDeny", ""), ("allow", "")),
        ("ecs:cloudServers:get", "*", json!({}), "showServerPassword", ("allow", ""), ("implicitDeny", "")),
        ("ecs:cloudServers:deletePassword", SERVER, json!({}), "deletePassword", ("allow", ""), ("implicitDeny", "")),
        (
            "ecs:cloudServers:resize",
            "*",
            json!({ "StringEquals": { "g:EnterpriseProjectId": "1" } }),
            "resize",
            ("allow", ""),
            ("conditional", "keyUnsupported"),
        ),
        (
            "ecs:cloudServers:showServerPassword",
            "*",
            json!({ "StringEquals": { "g:EnterpriseProjectId": "1" } }),
            "showServerPassword",
            ("conditional", "keyUnsupported"),
            ("allow", ""),
        ),
        (
            "ecs:cloudServers:start",
            "*",
            json!({ "StringEquals": { "ecs:ServerId": "1" } }),
            "start",
            ("allow", ""),
            ("conditional", "noQualifier"),
        ),
        (
            "ecs:cloudServers:start",
            "*",
            json!({ "StringEquals": { "ecs:VpcId": "1" } }),
            "start",
            ("conditional", "noQualifier"),
            ("implicitDeny", ""),
        ),
    ];
    for (action, resource, condition, asked, without, with) in cases {
        let document = json!({ "Version": "5.0", "Statement": [{ "Effect": "Allow", "Action": [action], "Resource": [resource],
            "Condition": condition }] });
        let entries = || vec![Entry::new("p", &document.to_string())];
        let context = json!({ "g:EnterpriseProjectId": ["1"], "ecs:ServerId": ["1"], "ecs:VpcId": ["1"] });
        let check = json!({ "action": format!("ecs:cloudServers:{asked}"), "cloud": "huawei", "resource": SERVER, "context": context });
        let answer = |set: &PolicySet| {
            let decision = set.check(&Check::from_input(&check).unwrap()).unwrap();
            let questions: Vec<&str> = decision.assumptions.iter().map(|each| each.code.as_str()).collect();
            (decision.decision.as_str(), questions.join(" "))
        };
        let expected = |(decision, questions): (&'static str, &str)| (decision, questions.to_owned());
        assert_eq!(answer(&PolicySet::new(entries())), expected(without), "{action} without {condition}");
        let set = PolicySet::with_services(entries(), &own);
        assert_eq!(answer(&set), expected(with), "{action} with {condition}");
    }
}

#[test]
fn what_a_live_list_has_is_documented() {
    let own = own_list();
    let document =
        json!({ "Version": "5.0", "Statement": [{ "Effect": "Allow", "Action": ["ecs:cloudServers:st*"] }] })
            .to_string();
    let check = Check::from_input(&json!({ "action": "ecs:cloudServers:start", "cloud": "huawei" })).unwrap();
    let basis = |lists: &Services| {
        let set = PolicySet::with_services(vec![Entry::new("p", &document)], lists);
        format!("{:?}", set.check(&check).unwrap().reasons[0].basis)
    };
    assert_eq!((basis(&Services::new()), basis(&own)), ("Assumed".to_owned(), "Documented".to_owned()));
    let wanted =
        json!({ "cloud": "huawei", "version": "5.0", "apis": ["POST /v1/{project_id}/cloudservers/action #start"] });
    let inferred = |wanted: Wanted<'_>| {
        let separate = wanted.suggest().unwrap().cannot_separate;
        separate.iter().any(|each| each.code == suggest::CannotSeparateCode::InferredAction)
    };
    assert!(inferred(Wanted::from_input(&wanted).unwrap()));
    assert!(!inferred(Wanted::from_input_with(&wanted, &own).unwrap()));
    let options = LintOptions::of_set_from_input(&json!({ "cloud": "huawei" })).unwrap();
    let text = json!({ "Version": "5.0", "Statement": [{ "Effect": "Allow", "Action": ["ecs:cloudServers:start"],
        "Condition": { "StringEquals": { "ecs:ServerId": "x", "ecs:VpcId": "x" } } }] });
    let codes = |options: &LintOptions| -> Vec<&str> {
        read(&text.to_string(), options).diagnostics.iter().map(|each| each.code.as_str()).collect()
    };
    assert_eq!(codes(&options), ["missingQualifier"]);
    assert_eq!(codes(&options.clone().with_services(Arc::new(own))), ["missingQualifier", "operatorType"]);
}

/// A former name that the list says nothing of is as inferred as without it; the action is not.
#[test]
fn what_a_live_list_does_not_say_is_not_documented_by_it() {
    let schema = json!({ "actions": [{ "name": "ecs:cloudServers:updateServer" }], "operations": [] });
    let mut own = Services::new();
    own.add(&schema.to_string(), "lists[0]").unwrap();
    let statement = json!({ "Effect": "Allow", "Action": ["ecs:cloudServers:put"] });
    let document = json!({ "Version": "5.0", "Statement": [statement] }).to_string();
    let check = json!({ "action": "ecs:cloudServers:updateServer", "cloud": "huawei" });
    let decision = PolicySet::with_services(vec![Entry::new("p", &document)], &own);
    let decision = decision.check(&Check::from_input(&check).unwrap()).unwrap();
    assert_eq!(
        (decision.decision.as_str(), format!("{:?}", decision.reasons[0].basis)),
        ("allow", "Assumed".to_owned())
    );
    let wanted =
        json!({ "cloud": "huawei", "version": "5.0", "apis": ["PUT /v1/{project_id}/cloudservers/{server_id}"] });
    let separate = Wanted::from_input_with(&wanted, &own).unwrap().suggest().unwrap().cannot_separate;
    assert!(separate.iter().all(|each| each.code != suggest::CannotSeparateCode::InferredAction));
}

#[test]
fn what_is_no_list_is_refused() {
    let hostile =
        json!({ "format": 1, "cloud": "otc", "services": [["x", "own", "", [["a:b\"]}", "???"]], [], [], [], []]] });
    for text in ["", "{}", "[]", "null", r#"{"format":2,"cloud":"otc","services":[]}"#, &hostile.to_string()] {
        let error = Services::new().add(text, "lists[3]").unwrap_err();
        assert_eq!((error.path(), error.code().as_str()), (Some("lists[3]"), "invalidInput"), "{text}");
    }
}
