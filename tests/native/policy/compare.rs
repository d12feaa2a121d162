//! Whether the engine and the reference agree on random sets. `POLICY_SEED` is the first of them (1), `POLICY_CASES` how many (20,000);
//! `POLICY_TALLY` names a file for the counts. `npm run test:long` compares a million.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use ecs_password::Error;
use ecs_password::policy::{Check, Decision, PolicySet, PreviewOptions, Question, RequestFacts};
use serde_json::{Value, json};

use super::generate::{self, CODES, Case, Choices};
use super::reference::{self, Answer};
use super::written::Written;

/// Where they disagree: what of, and how.
pub(crate) type Mismatch = (&'static str, String);

/// Compares every way of asking; each answer that the reference gives to a check goes to `seen`.
pub(crate) fn mismatch(case: &Case, mut seen: impl FnMut(Option<&Answer>)) -> Option<Mismatch> {
    let written = case.written();
    let input = written.iter().map(|entry| entry.input.clone()).collect();
    let reading: Vec<Value> = written.iter().map(|entry| entry.reading.clone()).collect();
    let reading = reference::read(&reading);
    let set = match PolicySet::from_input(&input) {
        Ok(set) => set,
        Err(error) => return Some(("entries", error.to_string())),
    };
    let wanted: Vec<Option<Answer>> = case.checks.iter().map(|check| reference::check(&reading, check)).collect();
    wanted.iter().for_each(|answer| seen(answer.as_ref()));
    // The second round finds everything remembered, and the third asks a set that was asked nothing yet the other way round.
    let fresh = PolicySet::from_input(&input).ok()?;
    let asked: Vec<(&Value, &Option<Answer>)> = case.checks.iter().zip(&wanted).collect();
    let rounds = [(&set, asked.clone()), (&set, asked.clone()), (&fresh, asked.into_iter().rev().collect())];
    for (set, asked) in rounds {
        for (check, wanted) in asked {
            let got = Check::from_input(check).and_then(|check| set.check(&check));
            let found = compare("check", &got, wanted.as_ref())
                .or_else(|| decides(set, check, wanted.as_ref()))
                .or_else(|| got.ok().and_then(|got| tells_what_was_not_read(&got, &written)));
            if let Some((what, how)) = found {
                return Some((what, format!("{check}: {how}")));
            }
        }
    }
    let found = case.checks.iter().find_map(|check| in_each_cloud(&set, &reading, check));
    found.or_else(|| case.checks.iter().find_map(|check| previews(&set, &reading, case, check)))
}

/// What an answer says of texts that were not read, or were mended to be read.
fn tells_what_was_not_read(got: &Decision, written: &[Written]) -> Option<Mismatch> {
    let reasons: Vec<_> = got.reasons.iter().filter(|reason| reason.outcome.as_str() == "unread").collect();
    let wrong = reasons.iter().find(|reason| {
        let Some(entry) = reason.policy_index.and_then(|index| written.get(usize::try_from(index).unwrap())) else {
            return true;
        };
        let not_read = reference::not_read(&entry.reading);
        let name = entry.reading["name"].as_str();
        let right = match reason.statement {
            Some(statement) => not_read.statements.contains(&usize::try_from(statement).unwrap()),
            None => not_read.more,
        };
        !right || reason.policy.as_deref() != name
    });
    if let Some(wrong) = wrong {
        return Some(("reasons", format!("{wrong:?} is given for what was read")));
    }
    if reasons.is_empty() && got.assumptions.iter().any(|assumption| assumption.code.as_str() == "unread") {
        return Some(("reasons", "`unread` is asked, and no reason says why".to_owned()));
    }
    let refused = |entry: &Written| reference::refused(&entry.reading, entry.mended);
    let wrong = written.iter().find(|entry| {
        let name = entry.reading["name"].as_str().unwrap_or_default();
        let named = got.would_be_refused.iter().any(|other| other == name);
        let mut same_name = written.iter().filter(|other| other.reading["name"] == name);
        (refused(entry) == Some(true) && !named) || (named && same_name.all(|other| refused(other) == Some(false)))
    });
    wrong.map(|entry| ("wouldBeRefused", format!("{:?}, but {}", got.would_be_refused, entry.input)))
}

/// What is remembered of an action is remembered for each cloud.
fn in_each_cloud(set: &PolicySet, reading: &reference::Entries, check: &Value) -> Option<Mismatch> {
    check.get("action")?;
    [None, Some("otc"), Some("huawei")].into_iter().find_map(|cloud| {
        let mut check = check.clone();
        check["cloud"] = json!(cloud);
        let wanted = reference::check(reading, &check);
        decides(set, &check, wanted.as_ref()).map(|(what, how)| (what, format!("{check}: {how}")))
    })
}

fn compare(what: &'static str, got: &Result<Decision, Error>, wanted: Option<&Answer>) -> Option<Mismatch> {
    let different = |part: &dyn std::fmt::Debug, wanted: &dyn std::fmt::Debug| {
        Some((what, format!("the engine says {part:?}, the reference {wanted:?}")))
    };
    let (got, wanted) = match (got, wanted) {
        (Ok(got), Some(wanted)) => (got, wanted),
        (Err(_), None) => return None,
        (got, wanted) => return different(&got.as_ref().map(|got| got.decision), &wanted),
    };
    if got.decision.as_str() != wanted.decision {
        return different(&got.decision.as_str(), &wanted.decision);
    }
    let wanted_keys: Vec<&String> = wanted.unknown_keys.iter().collect();
    if got.unknown_keys.iter().collect::<Vec<_>>() != wanted_keys {
        return different(&got.unknown_keys, &wanted_keys);
    }
    let assumptions: Vec<(&str, [&str; 2])> = got
        .assumptions
        .iter()
        .map(|assumption| {
            (assumption.code.as_str(), assumption.outcomes.each_ref().map(|outcome| outcome.decision.as_str()))
        })
        .collect();
    let wanted_assumptions: Vec<(&str, [&str; 2])> =
        wanted.assumptions.iter().map(|(code, outcomes)| (*code, *outcomes)).collect();
    if assumptions != wanted_assumptions
        || got.assumptions.iter().any(|one| one.outcomes.each_ref().map(|each| each.answer) != [true, false])
    {
        return different(&assumptions, &wanted_assumptions);
    }
    let names: Vec<(&str, &str)> =
        got.names.iter().map(|name| (name.action.as_str(), name.decision.as_str())).collect();
    let wanted_names: Vec<(&str, &str)> = wanted.names.iter().map(|(name, one)| (name.as_str(), *one)).collect();
    if names != wanted_names {
        return different(&names, &wanted_names);
    }
    // No statement decides twice; under several names it may decide under each, and by an alias once more.
    let of_policies = got.reasons.iter().filter(|reason| reason.policy_index.is_some());
    let mut statements: Vec<_> = of_policies.map(|reason| (reason.policy_index, reason.statement)).collect();
    statements.sort_unstable();
    let twice = statements.windows(2).any(|pair| pair[0] == pair[1]);
    let once = names.is_empty() && !wanted.met.contains("an alias in 1.x");
    if once && twice { Some(("reasons", format!("{statements:?}"))) } else { None }
}

/// A check without what it asks for.
fn situation(check: &Value) -> Value {
    let fields = check.as_object().into_iter().flatten();
    let besides = |name: &str| !["action", "operation", "api", "apiVersion"].contains(&name);
    fields.filter(|(name, _)| besides(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn decides(set: &PolicySet, check: &Value, wanted: Option<&Answer>) -> Option<Mismatch> {
    let action = check.get("action")?.as_str()?;
    let situation = RequestFacts::from_input(&situation(check)).and_then(|facts| set.situation(facts));
    let number = set.remember(action);
    let by_action = situation.as_ref().ok().and_then(|situation| set.decide(action, situation).ok());
    let by_number =
        situation.as_ref().ok().and_then(|situation| set.decide_remembered(number.ok()?, situation).ok()?);
    let wanted = wanted.map(|wanted| wanted.decision);
    for (what, got) in [("decide", by_action), ("decide_remembered", by_number)] {
        let got = got.map(|verdict| verdict.as_str());
        if got != wanted {
            return Some((what, format!("the engine says {got:?}, the reference {wanted:?}")));
        }
    }
    None
}

fn previews(set: &PolicySet, reading: &reference::Entries, case: &Case, check: &Value) -> Option<Mismatch> {
    let besides = situation(check);
    // Many APIs need the same actions.
    let mut asked: BTreeMap<(&str, String), Option<Answer>> = BTreeMap::new();
    let mut ask = |member: &'static str, of: &str| {
        let answer = asked.entry((member, of.to_owned())).or_insert_with(|| {
            let mut check = besides.clone();
            check[member] = of.into();
            reference::check(reading, &check)
        });
        answer.clone()
    };
    let mut input = besides.clone();
    input["actions"] = json!(case.preview);
    let rows = case.preview.iter().map(|action| (ask("action", action), Vec::new())).collect();
    let found = preview(set, &input, rows);
    let cloud = besides["cloud"].as_str();
    if found.is_some() || !case.whole || cloud.is_none() {
        return found;
    }
    let apis = reference::apis(cloud?).into_iter();
    let rows =
        apis.map(|(id, dependent)| (ask("api", &id), dependent.iter().map(|action| ask("action", action)).collect()));
    preview(set, &besides, rows.collect())
}

type Row = (Option<Answer>, Vec<Option<Answer>>);

fn preview(set: &PolicySet, input: &Value, rows: Vec<Row>) -> Option<Mismatch> {
    let (preview, situation) = match PreviewOptions::from_input(input).and_then(|options| set.preview(&options)) {
        Ok(made) => made,
        Err(_) if rows.iter().all(|(own, _)| own.is_none()) => return None,
        Err(error) => return Some(("preview", format!("{input}: {error}"))),
    };
    // Twice: what hangs on the actions is worked out once.
    for _ in 0..2 {
        let answers = preview.answers(set, &situation).unwrap();
        if answers.decisions.len() != rows.len() || answers.whole.len() != rows.len() {
            return Some(("preview", format!("{input}: {} rows", answers.decisions.len())));
        }
        for (index, (own, dependent)) in rows.iter().enumerate() {
            let wanted: Vec<Option<&str>> =
                std::iter::once(own).chain(dependent).map(|one| one.as_ref().map(|one| one.decision)).collect();
            let got = [answers.decisions[index], answers.whole[index]].map(|verdict| Some(verdict.as_str()));
            let is_no = |verdict: &&Option<&str>| matches!(verdict, Some("explicitDeny" | "implicitDeny"));
            let whole = match wanted.iter().find(is_no) {
                Some(no) => *no,
                None if wanted.iter().all(|verdict| *verdict == Some("allow")) => Some("allow"),
                None => Some("conditional"),
            };
            if got != [wanted[0], whole] {
                let how =
                    format!("{input}, row {index}: the engine says {got:?}, the reference {:?}", [wanted[0], whole]);
                return Some(("preview", how));
            }
        }
    }
    let explained = |index: usize| preview.explain(set, &situation, index).unwrap();
    let found =
        rows.iter().enumerate().find_map(|(index, (own, _))| compare("explain", &Ok(explained(index)), own.as_ref()));
    found.map(|(what, how)| (what, format!("{input}: {how}")))
}

/// The same case without what the mismatch does not need.
fn shrunk(case: &Case, what: &str) -> Case {
    let fails = |value: &Value| {
        let list = |name: &str| value[name].as_array().cloned().unwrap_or_default();
        let preview = list("preview").iter().filter_map(|action| action.as_str().map(str::to_owned)).collect();
        let whole = value["whole"] == true;
        let case = Case { entries: list("entries"), checks: list("checks"), preview, whole };
        let found = caught(&case, |_| ());
        found.filter(|(other, _)| *other == what).map(|_| case)
    };
    let mut value =
        json!({ "entries": case.entries, "checks": case.checks, "preview": case.preview, "whole": case.whole });
    let mut smallest = case.clone();
    loop {
        let mut places = Vec::new();
        places_of(&value, String::new(), &mut places);
        let smaller = places.iter().find_map(|place| {
            let without = without(&value, place);
            fails(&without).map(|case| (without, case))
        });
        match smaller {
            Some((without, case)) => (value, smallest) = (without, case),
            None => return smallest,
        }
    }
}

/// The pointers of everything in it, the outer parts first.
fn places_of(value: &Value, place: String, places: &mut Vec<String>) {
    if !place.is_empty() {
        places.push(place.clone());
    }
    match value {
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, each)| places_of(each, format!("{place}/{index}"), places));
        }
        Value::Object(members) => {
            for (name, each) in members {
                places_of(each, format!("{place}/{}", name.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        _ => {}
    }
}

fn without(value: &Value, place: &str) -> Value {
    let mut value = value.clone();
    let (parent, name) = place.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Array(elements) => drop(elements.remove(name.parse().unwrap())),
        Value::Object(members) => drop(members.remove(&name.replace("~1", "/").replace("~0", "~"))),
        _ => {}
    }
    value
}

/// A panic is a mismatch too.
fn caught(case: &Case, seen: impl FnMut(Option<&Answer>)) -> Option<Mismatch> {
    catch_unwind(AssertUnwindSafe(|| mismatch(case, seen))).unwrap_or_else(|_| Some(("panic", String::new())))
}

/// How often each answer was given, and how often what should be compared was met.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    sets: BTreeMap<String, usize>,
    checks: BTreeMap<String, usize>,
}

/// So many there were altogether.
const ALL: &str = "all";

impl Tally {
    fn count_set(&mut self, case: &Case) {
        let written = case.written();
        let mut met = BTreeSet::from([ALL]);
        for (entry, written) in case.entries.iter().zip(&written) {
            let not_read = reference::not_read(&written.reading);
            if not_read != reference::NotRead::default() {
                met.insert("with something unread");
                met.insert(match entry {
                    _ if entry.get("unread").is_some() => "with an entry that says it is unread",
                    _ if entry.get("raw").is_some() => "with a text that is no JSON",
                    _ if !entry["text"]["cut"].is_null() => "with a text that is cut off",
                    _ if !entry["text"]["loss"].is_null() => "with a text of which something is lost",
                    _ if not_read.more => "with a document that is not read",
                    _ => "with a statement that is not read",
                });
            }
            if written.mended {
                met.insert("with a mended text");
            }
        }
        let fives: Vec<_> = written.iter().map(|entry| reference::side(&entry.reading)).collect();
        met.extend(fives.iter().flatten());
        if fives.contains(&None) && fives.iter().any(Option::is_some) {
            met.insert("with both models");
        }
        met.into_iter().for_each(|what| add(&mut self.sets, what));
    }

    fn count(&mut self, answer: Option<&Answer>) {
        let checks = &mut self.checks;
        add(checks, ALL);
        let Some(answer) = answer else { return add(checks, "refused") };
        add(checks, answer.decision);
        answer.unknown_keys.iter().for_each(|key| add(checks, &format!("key {}", key.split('/').next().unwrap())));
        for (code, outcomes) in &answer.assumptions {
            add(checks, code);
            if outcomes[0] != outcomes[1] {
                add(checks, &format!("{code} decides"));
            }
        }
        if !answer.names.is_empty() {
            add(checks, "several names");
        }
        answer.met.iter().for_each(|what| add(checks, &format!("met {what}")));
    }
}

fn add(counts: &mut BTreeMap<String, usize>, what: &str) {
    *counts.entry(what.to_owned()).or_default() += 1;
}

fn percent(counts: &BTreeMap<String, usize>, what: &str) -> f64 {
    let count = |what: &str| counts.get(what).copied().unwrap_or_default();
    #[allow(clippy::cast_precision_loss, reason = "a share")]
    let share = count(what) as f64 / count(ALL) as f64;
    share * 100.0
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Where engine and reference disagree on a case, as small as it gets.
pub(crate) fn disagreement(seed: u64, tally: &mut Tally) -> Option<String> {
    let case = generate::case(&mut Choices::Seed(seed));
    let Some((what, how)) = caught(&case, |answer| tally.count(answer)) else {
        tally.count_set(&case);
        return None;
    };
    let small = shrunk(&case, what);
    let how = caught(&small, |_| ()).map_or(how, |(_, how)| how);
    let checks = if what == "preview" || what == "explain" { json!(small.preview) } else { Value::Null };
    Some(format!(
        "POLICY_SEED={seed} POLICY_CASES=1: {what}: {how}\nset: {}\nas the engine is given it: {}\nchecks: {}\npreview: {checks}",
        json!(small.entries),
        json!(small.input()),
        json!(small.checks)
    ))
}

#[test]
fn engine_and_reference_agree_on_random_cases() {
    let (cases, first) = (number("POLICY_CASES").unwrap_or(20_000), number("POLICY_SEED").unwrap_or(1));
    println!("POLICY_SEED={first} POLICY_CASES={cases}");
    let mut tally = Tally::default();
    for seed in first..first + cases {
        if let Some(how) = disagreement(seed, &mut tally) {
            panic!("{how}");
        }
    }
    if let Ok(file) = std::env::var("POLICY_TALLY") {
        std::fs::write(file, json!({ "sets": tally.sets, "checks": tally.checks }).to_string()).unwrap();
    }
    for (of, counts) in [("sets", &tally.sets), ("checks", &tally.checks)] {
        println!("{} {of}", counts[ALL]);
        counts.keys().for_each(|what| println!("  {what}: {:.2} %", percent(counts, what)));
    }
    // A comparison of cases that all end the same way would prove nothing. Of a part of a long one, what is seldom met may be missing by chance.
    if cases >= 2000 && std::env::var("POLICY_TALLY").is_err() {
        enough(&tally.sets, ENOUGH_SETS);
        enough(&tally.checks, ENOUGH_CHECKS);
        for code in generate::five::CODES {
            enough(&tally.checks, &[(code, 0.08), (&format!("{code} decides"), 0.02)]);
        }
        for code in CODES {
            enough(&tally.checks, &[(code, 0.2), (&format!("{code} decides"), 0.1)]);
        }
        assert!(percent(&tally.checks, "refused") < 10.0);
    }
}

fn enough(counts: &BTreeMap<String, usize>, shares: &[(&str, f64)]) {
    for (what, share) in shares {
        assert!(percent(counts, what) >= *share, "{what}: {:.2} %", percent(counts, what));
    }
}

/// In percent, at least.
const ENOUGH_SETS: &[(&str, f64)] = &[
    ("with something unread", 15.0),
    ("with an entry that says it is unread", 3.0),
    ("with a text that is no JSON", 1.0),
    ("with a text that is cut off", 1.0),
    ("with a text of which something is lost", 0.5),
    ("with a document that is not read", 1.0),
    ("with a statement that is not read", 1.0),
    ("with a mended text", 10.0),
    ("with both models", 10.0),
    ("with an identity policy", 15.0),
    ("with a session policy", 8.0),
    ("with an SCP", 10.0),
];

const ENOUGH_CHECKS: &[(&str, f64)] = &[
    ("allow", 8.0),
    ("explicitDeny", 8.0),
    ("implicitDeny", 8.0),
    ("conditional", 8.0),
    ("several names", 8.0),
    ("key resource", 1.0),
    ("key projectId", 1.0),
    ("key enterpriseProjectId", 1.0),
    ("key g:ResourceTag", 0.5),
    ("key g:MFAAge", 0.5),
    ("met a certain Deny beside a certain Allow of the other kind", 0.4),
    ("met a certain Deny beside an unknown Allow of the other kind", 0.8),
    ("met a certain Deny beside no Allow of the other kind", 10.0),
    ("met a certain Deny beside what is not read", 1.5),
    ("met conditional beside what is not read", 8.0),
    ("met the other grant of a policy of OBS is there", 0.3),
    ("met the other grant of a policy of OBS is perhaps there", 0.15),
    ("met enterpriseProjects: false", 1.0),
    ("met enterpriseProjects: open", 4.0),
    ("met otherProjects: another project", 2.0),
    ("met otherProjects: false", 1.0),
    ("met otherProjects: no projectId", 1.0),
    ("met unread, and attached", 8.0),
    ("met unread, and attached elsewhere", 2.0),
    ("met unread, and perhaps attached", 1.5),
    ("met unread, and assumed to allow or deny", 0.5),
    ("met a session policy that allows", 0.5),
    ("met a session policy that does not allow", 2.0),
    ("met a session policy that may allow", 1.0),
    ("met a level that allows", 0.5),
    ("met a level that does not allow", 2.0),
    ("met a level that may allow", 1.0),
    ("met an alias in 1.x", 0.5),
    ("met a Deny of one model beside an Allow of the other", 0.5),
    ("met the root user", 0.5),
    ("met the management account", 0.5),
    ("met identity policies alone", 0.5),
];

#[test]
fn the_reference_knows_every_question() {
    let codes: BTreeSet<&str> = CODES.iter().chain(generate::five::CODES).copied().collect();
    assert_eq!(codes, Question::NAMES.iter().copied().collect());
}

#[test]
fn engine_and_reference_agree_wherever_a_text_is_cut_off() {
    let statements = json!([
        { "Effect": "Deny", "Action": ["ecs:servers:list"], "Resource": "*" },
        { "Effect": "Allow", "NotAction": ["ecs:servers:get"], "Condition": { "Bool": { "g:MFAPresent": ["true"] } } },
        {},
        { "Effect": "Allow", "Action": ["ECS:servers:*"] },
    ]);
    let depends = json!([{ "catalog": "BASE", "display_name": "B" }, { "catalog": "BASE", "display_name": "A" }]);
    let one = json!({ "Version": "1.1", "Statement": statements[3] });
    let policy = json!({ "Version": "1.1", "Statement": statements });
    let number = json!({ "Version": 1.0, "Statement": [statements[3]] });
    let role = json!({ "Version": "1.0", "Depends": depends, "Statement": statements });
    let envelope = json!({ "role": { "catalog": "BASE", "display_name": "A", "policy": role } });
    let custom = json!({ "catalog": "CUSTOMED", "policy": role });
    let flagged = json!({ "catalog": "BASE", "display_name": "A", "flag": "fine_grained", "policy": number });
    let unnamed = json!({ "role": { "flag": "", "policy": role } });
    let needed = json!({ "name": "B", "catalog": "BASE", "document": { "Version": "1.1", "Statement": [] } });
    // Needs the one that is cut off, by any of its names.
    let needs = |effect: &str, action: &str| {
        let statement = json!({ "Effect": effect, "Action": [action] });
        let depends = json!([{ "catalog": "BASE", "display_name": "A" }]);
        json!({ "name": "C", "document": { "Version": "1.0", "Depends": depends, "Statement": [statement] } })
    };
    let dependent = [needs("Allow", "evs:volumes:list"), needs("Deny", "ecs:servers:get")];
    let checks = ["ecs:servers:list", "ecs:servers:get", "evs:volumes:list"];
    let mut checks = checks.map(|action| json!({ "action": action })).to_vec();
    checks.extend([true, false].map(|answer| json!({ "action": "evs:volumes:list", "assume": { "unread": answer } })));
    agree_wherever_cut_off(
        [one, policy, number, role, envelope, custom, flagged, unnamed],
        &checks,
        |document, layout| {
            let catalog = ["BASE", "CUSTOMED"][layout % 2];
            let mut entries = vec![json!({ "name": "A", "document": document, "catalog": catalog }), needed.clone()];
            entries.extend(dependent.clone());
            entries
        },
    );
}

/// Cuts the document of the first entry off at each of its places, in several layouts, and compares every answer of the set; each decision occurs.
fn agree_wherever_cut_off<D>(
    documents: impl IntoIterator<Item = D>,
    checks: &[Value],
    entries: impl Fn(&D, usize) -> Vec<Value>,
) {
    let mut asked = BTreeSet::new();
    for document in documents {
        for layout in [0, 1, 3, 6] {
            let mut texts = BTreeSet::new();
            for cut in 0..1000 {
                let mut entries = entries(&document, layout);
                entries[0]["text"] = json!({ "layout": layout, "cut": cut });
                let case = Case { entries, checks: checks.to_vec(), preview: Vec::new(), whole: false };
                if !texts.insert(case.input()[0]["document"].to_string()) {
                    break;
                }
                let seen = |answer: Option<&Answer>| asked.extend(answer.map(|answer| answer.decision));
                assert_eq!(caught(&case, seen), None, "{}", case.input()[0]["document"]);
            }
            // Every place once, and the whole text.
            assert!((60..1000).contains(&texts.len()), "{}", texts.len());
        }
    }
    let all = ["allow", "conditional", "explicitDeny", "implicitDeny"];
    assert_eq!(asked.into_iter().collect::<Vec<_>>(), all);
}

#[test]
fn engine_and_reference_agree_wherever_a_text_of_version_5_is_cut_off() {
    let statements = json!([
        { "Effect": "Deny", "Action": ["ecs:servers:list"], "Resource": ["*"], "Sid": "no" },
        { "Effect": "Allow", "NotAction": ["ecs:servers:get"], "Condition": { "Bool": { "g:MFAPresent": "true" } } },
        {},
        { "Effect": "Allow", "Action": "*" },
    ]);
    let policy = json!({ "Version": "5.0", "Statement": statements });
    let number = json!({ "Version": 5.0, "Statement": [statements[0], statements[1]] });
    let one = json!({ "Version": "5.0", "Statement": statements[0] });
    let envelope = json!({ "role": { "catalog": "BASE", "display_name": "A", "policy": number } });
    let allow = |version: &str| {
        let statement = json!({ "Effect": "Allow", "Action": ["ecs:*:*"] });
        json!({ "name": "B", "document": { "Version": version, "Statement": [statement] } })
    };
    let depends = json!([{ "catalog": "BASE", "display_name": "A" }]);
    let statement = json!({ "Effect": "Deny", "Action": ["evs:*:*"] });
    let needs = json!({ "Version": "1.0", "Depends": depends, "Statement": [statement] });
    let checks = ["ecs:servers:list", "ecs:servers:get", "evs:volumes:list"];
    let mut checks = checks.map(|action| json!({ "action": action })).to_vec();
    for action in ["ecs:servers:get", "evs:volumes:list"] {
        checks.extend([true, false].map(|answer| json!({ "action": action, "assume": { "unread": answer } })));
    }
    let documents = [(policy, None), (number, Some("session")), (one, Some("scp")), (envelope, Some("identity"))];
    agree_wherever_cut_off(documents, &checks, |(document, kind), _| {
        let mut entry = json!({ "name": "A", "document": document, "catalog": "BASE" });
        if let Some(kind) = kind {
            entry["kind"] = (*kind).into();
        }
        vec![entry, allow("5.0"), allow("1.1"), json!({ "name": "C", "document": needs })]
    });
}

/// A set asked for more actions than it remembers still answers as it did.
#[test]
fn forgetting_changes_no_answer() {
    let case = generate::case(&mut Choices::Seed(7));
    let set = PolicySet::from_input(&Value::Array(case.input())).unwrap();
    let situation = set.situation(RequestFacts::new()).unwrap();
    let forgotten = set.remember("ecs:servers:delete").unwrap();
    for number in 0..9000 {
        set.decide(&format!("ecs:servers:get{number}"), &situation).unwrap();
    }
    assert_eq!(set.decide_remembered(forgotten, &situation).unwrap(), None);
    let reading = reference::read(&case.reading());
    for action in &case.preview {
        let wanted = reference::check(&reading, &json!({ "action": action })).unwrap();
        assert_eq!(set.decide(action, &situation).unwrap().as_str(), wanted.decision);
    }
}

/// What a caller adds to a check settles what was open, and changes nothing that was certain.
#[test]
fn what_becomes_known_turns_no_definite_answer() {
    let mut compared = BTreeMap::new();
    for seed in 0..1500 {
        let mut choices = Choices::Seed(seed);
        let (case, other) = (generate::case(&mut choices), generate::case(&mut choices));
        let reading = reference::read(&case.reading());
        for (check, more) in case.checks.iter().zip(other.checks.iter().cycle()) {
            let Some(answer) = reference::check(&reading, check) else { continue };
            let wanted: &[&str] = match answer.decision {
                "implicitDeny" => &["implicitDeny", "explicitDeny"],
                "conditional" => continue,
                definite => &[definite],
            };
            let known = with_more(check, more);
            // Whichever of two names is taken, the other would say something else.
            if known["assume"]["keyCase"] == true && has_a_key_twice(&known) {
                continue;
            }
            if let Some(settled) = reference::check(&reading, &known) {
                *compared.entry(answer.decision).or_insert(0) += 1;
                assert!(wanted.contains(&settled.decision), "{}: {check}, then {known}", json!(case.reading()));
            }
        }
    }
    assert!(compared.len() == 3 && compared.values().all(|count| *count > 150), "{compared:?}");
}

fn has_a_key_twice(check: &Value) -> bool {
    let keys = check["context"].as_object().into_iter().flatten().map(|(key, _)| key.to_ascii_lowercase());
    keys.clone().collect::<BTreeSet<_>>().len() < keys.count()
}

/// `check`, and what only `more` says about the situation.
fn with_more(check: &Value, more: &Value) -> Value {
    let mut known = check.clone();
    for name in ["projectId", "enterpriseProjectId", "resource"] {
        if known[name].is_null() {
            known[name] = more[name].clone();
        }
    }
    for name in ["context", "assume"] {
        for (member, value) in more[name].as_object().into_iter().flatten() {
            if known[name].get(member).is_none() {
                known[name][member] = value.clone();
            }
        }
    }
    known
}
