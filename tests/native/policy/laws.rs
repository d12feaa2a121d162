//! What must hold for any set of policies and any question. Each law counts how often it had something to say.

use std::cell::Cell;

use ecs_password::policy::parse::parse;
use ecs_password::policy::suggest::Wanted;
use ecs_password::policy::{
    Changed, Decision, Difference, LintOptions, PolicySet, Preview, PreviewOptions, Reason, RequestFacts, Situation,
    Verdict, read,
};
use ecs_password::{Cloud, Error, OperationName};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::test_runner::{TestCaseError, TestCaseResult, TestRunner};
use serde_json::{Value, json};

use super::cases::{
    Fact, Policy, apis, ask, asked, asks, cloud, fact, is_open, is_unread, known, policies, read_policy, scope, set,
    statement, unread_statement, with,
};

/// How often a law could have said something, and how often it did.
#[derive(Default)]
struct Tally {
    of: Cell<u32>,
    met: Cell<u32>,
}

impl Tally {
    fn count(&self, met: bool) {
        self.of.set(self.of.get() + 1);
        self.met.set(self.met.get() + u32::from(met));
    }
}

/// Cases are cheap, and what laws find is rare: so many times those of `PROPTEST_CASES`.
const TIMES: u32 = 2;

/// Tries `law` on many cases, and sees that its premise held in at least this share of them: a share that chance alone does not fall below,
/// seven standard deviations under what is usual (12 runs of 16 laws were measured).
fn always<S: Strategy>(cases: S, at_least: f64, law: impl Fn(S::Value, &Tally) -> TestCaseResult) {
    fewer(1, cases, at_least, law);
}

/// The same for a law that takes long: on one case of so many.
fn fewer<S: Strategy>(one_of: u32, cases: S, at_least: f64, law: impl Fn(S::Value, &Tally) -> TestCaseResult) {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let tried = (config.cases * TIMES).div_ceil(one_of);
    let tally = Tally::default();
    let outcome = TestRunner::new(ProptestConfig { cases: tried, ..config }).run(&cases, |case| law(case, &tally));
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let (of, met) = (f64::from(tally.of.get()), f64::from(tally.met.get()));
    // A handful of cases says nothing about shares.
    assert!(of < 100.0 || met >= at_least * of, "only {met} of {of} cases say something");
}

/// None where a value of the request is none that the conditions of the set can use.
fn decided(set: &PolicySet, ask: &Value) -> Option<Decision> {
    set.check(&asked(ask)).ok()
}

fn verdict(set: &PolicySet, ask: &Value) -> Option<Verdict> {
    decided(set, ask).map(|decision| decision.decision)
}

/// No, perhaps, yes.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::ExplicitDeny | Verdict::ImplicitDeny => 0,
        Verdict::Conditional => 1,
        Verdict::Allow => 2,
    }
}

fn codes(decision: &Decision) -> Vec<&'static str> {
    decision.assumptions.iter().map(|assumption| assumption.code.as_str()).collect()
}

fn document(policies: &[Policy]) -> Value {
    policies.iter().map(Policy::entry).collect()
}

fn added(mut policies: Vec<Policy>, place: Index, scope: Option<Value>, statement: Value) -> Vec<Policy> {
    let place = place.index(policies.len() + 1);
    match policies.get_mut(place) {
        Some(policy) => policy.statements.insert(0, policy.plain(statement)),
        None => {
            let mut policy = policies[0].clone();
            // No `Depends` refers to a custom policy.
            (policy.name, policy.catalog, policy.envelope) = ("new", Some("CUSTOMED"), None);
            (policy.version, policy.unread, policy.kind, policy.level) = ("1.1", None, None, None);
            (policy.scope, policy.depends, policy.statements) = (scope, Vec::new(), vec![statement]);
            policies.push(policy);
        }
    }
    policies
}

/// The pairs of policies that say the same for global services and in projects: of OBS, they are the two grants of one (rule 5).
fn granted_twice(policies: &[Policy]) -> Vec<(usize, usize)> {
    let is = |policy: &Policy, kinds: &[&str]| {
        policy.scope.as_ref().is_some_and(|scope| kinds.contains(&scope["kind"].as_str().unwrap()))
    };
    let says = |policy: &Policy| (policy.version, policy.depends.clone(), policy.statements.clone());
    let mut pairs = Vec::new();
    for (one, global) in policies.iter().enumerate().filter(|(_, policy)| is(policy, &["global"])) {
        for (other, policy) in policies.iter().enumerate() {
            if is(policy, &["project", "allProjects"]) && says(global) == says(policy) {
                pairs.push((one, other));
            }
        }
    }
    pairs
}

/// Of OBS on Huawei Cloud it does not hold where the statement makes two policies say the same that did not, or no longer the same: which of their
/// statements count there hangs on that, as Huawei Cloud wants the same policy granted for global services and in projects (rule 5).
fn a_statement_more_never_lifts(effect: &'static str, wrong: fn(u8, u8) -> bool) {
    let cases = (policies(), statement(Just(effect)), any::<Index>(), scope(), asks());
    always(cases, 0.03, |(policies, statement, place, scope, asks), tally| {
        let (before, twice_before) = (set(&policies), granted_twice(&policies));
        let policies = added(policies, place, scope, statement);
        let after = set(&policies);
        let regrouped = twice_before != granted_twice(&policies);
        let by_content = |ask: &&Value| regrouped && ask["action"] == "obs:bucket:list";
        for ask in asks.iter().filter(|ask| !by_content(ask)) {
            if let (Some(before), Some(after)) = (verdict(&before, ask), verdict(&after, ask)) {
                tally.count(before != after);
                prop_assert!(!wrong(rank(before), rank(after)), "{before:?} {after:?} {ask} {}", document(&policies));
            }
        }
        Ok(())
    });
}

#[test]
fn a_deny_more_never_lets_more_through() {
    a_statement_more_never_lifts("Deny", |before, after| after > before);
}

#[test]
fn an_allow_more_never_lets_less_through() {
    a_statement_more_never_lifts("Allow", |before, after| after < before);
}

#[test]
fn the_order_of_policies_and_statements_never_matters() {
    let cases = policies().prop_flat_map(|policies| {
        let shuffled = Just(policies.clone()).prop_shuffle();
        (Just(policies), shuffled, any::<bool>(), asks())
    });
    always(cases, 0.5, |(policies, mut shuffled, turned, asks), tally| {
        if turned {
            for policy in &mut shuffled {
                policy.statements.reverse();
            }
        }
        let (one, other) = (set(&policies), set(&shuffled));
        for ask in &asks {
            let (one, other) = (decided(&one, ask), decided(&other, ask));
            let shown = |decision: Decision| {
                let codes = codes(&decision);
                (decision.decision, decision.unknown_keys, codes)
            };
            tally.count(document(&policies) != document(&shuffled));
            prop_assert_eq!(one.map(shown), other.map(shown), "{} {}", ask, document(&policies));
        }
        Ok(())
    });
}

/// Every question with every fact that it leaves open.
fn open_facts<'a>(asks: &'a [Value], facts: &'a [Fact]) -> impl Iterator<Item = (&'a Value, &'a Fact)> {
    asks.iter().flat_map(|ask| facts.iter().filter(|fact| is_open(ask, fact)).map(move |fact| (ask, fact)))
}

#[test]
fn a_fact_more_never_turns_a_definite_answer_round() {
    always((policies(), asks(), vec(fact(), 4)), 0.12, |(policies, asks, facts), tally| {
        let set = set(&policies);
        for (ask, fact) in open_facts(&asks, &facts) {
            let more = with(ask, fact);
            let (Some(before), Some(after)) = (decided(&set, ask), decided(&set, &more)) else { continue };
            tally.count(before.decision != Verdict::Conditional && before.decision != Verdict::ImplicitDeny);
            let shown = || format!("{before:?} {after:?} {ask} {fact:?} {}", document(&policies));
            match before.decision {
                Verdict::Allow => prop_assert_eq!(after.decision, Verdict::Allow, "{}", shown()),
                Verdict::Conditional => {}
                _ => prop_assert!(after.decision.is_no(), "{}", shown()),
            }
        }
        Ok(())
    });
}

/// A question without an answer to what is not read.
fn open_to_reading(ask: &Value) -> bool {
    is_open(ask, &("assume", "unread", Value::Null))
}

/// An entry that is not read, or not as a whole: without text, a trust policy, a text that is none, or with a statement that is not.
fn unread_policy() -> impl Strategy<Value = (Policy, Option<&'static str>)> {
    let texts = [Some(""), Some("{"), Some("{\"role\":{"), Some("[]"), Some("Version: 1.1")];
    let how = select([&texts[..], &[None; 5]].concat());
    (read_policy(), unread_statement(), 0..3_u8, how).prop_map(|(mut policy, statement, kind, text)| {
        match kind {
            0 => policy.unread = Some("the list was refused"),
            1 => (policy.version, policy.trust, policy.depends) = ("5.0", true, Vec::new()),
            _ => policy.statements.push(statement),
        }
        (policy, text)
    })
}

fn with_one_more(policies: &[Policy], place: usize, one: &Policy, text: Option<&str>) -> PolicySet {
    let mut entries: Vec<Value> = policies.iter().map(Policy::entry).collect();
    let mut entry = Policy { unread: one.unread.filter(|_| text.is_none()), ..one.clone() }.entry();
    if let Some(text) = text {
        entry["document"] = json!(text);
    }
    entries.insert(place.min(entries.len()), entry);
    PolicySet::from_input(&entries.into()).unwrap()
}

#[test]
fn what_was_not_read_makes_no_answer_more_certain() {
    let cases = (policies(), unread_policy(), any::<Index>(), asks());
    always(cases, 0.1, |(policies, (mut unread, text), place, asks), tally| {
        // What stands beside the part that is not read may say anything.
        let statements = std::mem::take(&mut unread.statements);
        unread.statements = statements.into_iter().filter(|each| unread.is_unread_statement(each)).collect();
        // A system role that is there meets dependencies, read or not.
        (unread.name, unread.envelope) = ("unread", None);
        let before = set(&policies);
        let after = with_one_more(&policies, place.index(policies.len() + 1), &unread, text);
        for ask in asks.iter().filter(|ask| open_to_reading(ask)) {
            let (Some(before), Some(after)) = (verdict(&before, ask), verdict(&after, ask)) else { continue };
            tally.count(before != after);
            let shown = || format!("{before:?} {after:?} {ask} {} {text:?} {}", unread.entry(), document(&policies));
            // Beside version 5.0, aliases count: where that is assumed, it is another question.
            let becomes_five = !policies.iter().any(has_five) && (unread.is_limit() || unread.is_five());
            if becomes_five && !is_open(ask, &("assume", "aliasCounts", Value::Null)) {
                continue;
            }
            // Two kinds of no under two names are one.
            let same = before == after || (before.is_no() && after.is_no());
            prop_assert!(same || after == Verdict::Conditional, "{}", shown());
        }
        Ok(())
    });
}

/// What an unread part may turn out to be: any number of policies where its entry is attached; of a text, one, by the entry's name or that of
/// its envelope; of a policy that is there as such, other statements. An attachment that is not known turns out to be to `id`, where one
/// is given.
fn found(unread: &Policy, text: Option<&str>, found: &[Policy], id: Option<&str>) -> Vec<Policy> {
    let scope = |policy: &Policy| match unread.scope.as_ref().map(|scope| scope["kind"].as_str().unwrap()) {
        None => None,
        Some("enterpriseProjects" | "otherProjects") if id.is_none() => unread.scope.clone(),
        Some("enterpriseProjects") => Some(json!({ "kind": "enterpriseProject", "id": id })),
        Some("otherProjects") if id.unwrap() == unread.scope.as_ref().unwrap()["id"] => unread.scope.clone(),
        Some("otherProjects") => Some(json!({ "kind": "project", "id": id })),
        Some(_) => policy.scope.clone(),
    };
    let same_kind = |one: Policy| {
        let (kind, level) = (unread.kind, unread.level);
        if unread.is_limit() {
            let five = Policy { version: "5.0", ..one };
            let statements = five.statements.iter().cloned().map(|each| five.plain(each)).collect();
            return Policy { statements, kind, level, trust: false, ..five };
        }
        // A scope says nothing of version 5.0, and there this would turn out to be elsewhere.
        let version = if one.version == "5.0" && unread.scope.is_some() { "1.1" } else { one.version };
        Policy { version, kind: None, level: None, trust: false, ..one }
    };
    if text.is_some_and(|text| text != "[]") {
        let nothing = Policy { statements: Vec::new(), depends: Vec::new(), envelope: None, ..unread.clone() };
        let nothing = Policy { version: "1.1", ..nothing };
        let one = found.first().unwrap_or(&nothing).clone();
        let named = if one.envelope.is_some() { &one } else { unread };
        let (name, catalog, scope) = (named.name, named.catalog, scope(unread));
        return vec![same_kind(Policy { name, catalog, scope, unread: None, ..one })];
    }
    if unread.unread.is_some() || text.is_some() {
        return found.iter().map(|each| same_kind(Policy { scope: scope(unread), ..each.clone() })).collect();
    }
    let mut statements: Vec<Value> = unread.statements.iter().filter(|each| !is_unread(each)).cloned().collect();
    statements.extend(found.iter().flat_map(|each| each.statements.clone()));
    let version = if unread.trust { "1.1" } else { unread.version };
    let one = Policy { version, trust: false, scope: scope(unread), ..unread.clone() };
    let statements = statements.into_iter().map(|each| if one.is_five() { one.plain(each) } else { each }).collect();
    vec![Policy { statements, kind: one.kind.filter(|_| !unread.trust || unread.is_limit()), ..one }]
}

fn has_five(policy: &Policy) -> bool {
    policy.is_limit() || (policy.is_five() && !policy.trust)
}

#[test]
fn reading_it_later_never_contradicts_a_definite_answer() {
    let later = (vec(read_policy(), 0..3), select(vec!["p", "q", "e"]));
    let cases = (policies(), unread_policy(), later, asks());
    always(cases, 0.05, |(policies, (unread, text), (later, id), asks), tally| {
        let before = with_one_more(&policies, policies.len(), &unread, text);
        let all = [None, Some(id)]
            .map(|id| policies.iter().cloned().chain(found(&unread, text, &later, id)).collect::<Vec<_>>());
        let after = all.each_ref().map(|all| set(all));
        for ask in asks.iter().filter(|ask| open_to_reading(ask)) {
            // Where an answer says whether the attachment counts, it is not found to be another one.
            let at = usize::from(is_open(ask, &("assume", "scopeUnknown", Value::Null)));
            let (all, after) = (&all[at], decided(&after[at], ask));
            let (Some(before), Some(after)) = (verdict(&before, ask), after) else { continue };
            tally.count(before != Verdict::Conditional);
            // A certain Deny of one model beside what turns out to be an Allow of the other.
            let across = codes(&after).contains(&"denyAcross") || ask["assume"]["denyAcross"] == json!(false);
            let across = across && before.is_no() && !unread.is_limit() && all.iter().any(has_five);
            let after = after.decision;
            let same = before == Verdict::Conditional || rank(before) == rank(after) || across;
            prop_assert!(same, "{before:?} {after:?} {ask} {} {text:?} id {id} {}", unread.entry(), document(all));
        }
        Ok(())
    });
}

#[test]
fn what_a_conditional_answer_does_not_name_settles_nothing() {
    always((policies(), asks(), vec(fact(), 4)), 0.1, |(policies, asks, facts), tally| {
        let set = set(&policies);
        for (ask, fact) in open_facts(&asks, &facts) {
            let more = with(ask, fact);
            let (Some(before), Some(after)) = (decided(&set, ask), verdict(&set, &more)) else { continue };
            let (field, member, _) = fact;
            let key = if *field == "context" { member } else { field };
            let named = before.unknown_keys.iter().any(|each| each == key) || codes(&before).contains(member);
            // Answered beforehand, it takes away a Deny that is open by something else, where it would be asked only then.
            let ahead = *member == "scopePrecedence";
            let premise = before.decision == Verdict::Conditional && !named && !ahead;
            tally.count(premise);
            prop_assert!(
                !premise || after == Verdict::Conditional,
                "{before:?} {ask} {fact:?} {}",
                document(&policies)
            );
        }
        Ok(())
    });
}

/// A value for a key that a conditional answer names.
fn answer(key: &str) -> (&str, &str, Value) {
    match key {
        "projectId" => ("projectId", "", json!("p")),
        "enterpriseProjectId" => ("enterpriseProjectId", "", json!("p")),
        "resource" => ("resource", "", json!("ecs:r:a:instance:i")),
        key => ("context", key, Value::Null),
    }
}

#[test]
fn what_a_conditional_answer_names_settles_it() {
    always((policies(), asks(), any::<u16>()), 0.2, |(policies, asks, mut answers), tally| {
        let set = set(&policies);
        for mut ask in asks {
            let mut steps = 0;
            while let Some(decision) = decided(&set, &ask) {
                tally.count(decision.decision == Verdict::Conditional);
                if decision.decision != Verdict::Conditional {
                    let nothing = decision.unknown_keys.is_empty() && decision.assumptions.is_empty();
                    prop_assert!(nothing, "{decision:?} {ask} {}", document(&policies));
                    break;
                }
                answers = answers.rotate_left(1);
                let yes = json!(answers & 1 == 0);
                let question = decision.assumptions.first().map(|assumption| ("assume", assumption.code.as_str(), yes));
                let key = decision.unknown_keys.first().map(|key| answer(key));
                let Some((field, member, value)) = key.or(question) else {
                    return Err(TestCaseError::fail(format!("{decision:?} {ask} {}", document(&policies))));
                };
                let open = if member.is_empty() { ask.get(field).is_none() } else { ask[field].get(member).is_none() };
                prop_assert!(open, "it asks again for {field} {member}: {ask} {}", document(&policies));
                if member.is_empty() {
                    ask[field] = value;
                } else {
                    ask[field][member] = value;
                }
                steps += 1;
                prop_assert!(steps < 30, "{ask} {}", document(&policies));
            }
        }
        Ok(())
    });
}

/// Found by the law above: this answer named nothing.
#[test]
fn a_deny_that_hangs_on_an_open_allow_names_what_opens_that() {
    let entry = |effect, kind, id| {
        let document = json!({ "Version": "1.1", "Statement": [{ "Effect": effect, "Action": ["*:*:*"] }] });
        json!({ "name": kind, "document": document.to_string(), "scope": { "kind": kind, "id": id } })
    };
    let entries =
        [entry("Deny", "project", "p"), entry("Allow", "project", "p"), entry("Allow", "enterpriseProject", "e")];
    let set = PolicySet::from_input(&json!(entries)).unwrap();
    let ask = json!({ "action": "ecs:servers:list", "projectId": "p", "assume": { "scopePrecedence": false } });
    let decision = decided(&set, &ask).unwrap();
    assert_eq!(
        (decision.decision, decision.unknown_keys),
        (Verdict::Conditional, vec!["enterpriseProjectId".to_owned()])
    );
    let outcomes: Vec<_> =
        decision.reasons.iter().map(|reason| (reason.policy_index, reason.outcome.as_str())).collect();
    assert_eq!(outcomes, [(Some(0), "unknown"), (Some(2), "unknown"), (Some(1), "matched")]);
    for (id, expected) in [("e", Verdict::Allow), ("other", Verdict::ExplicitDeny)] {
        assert_eq!(verdict(&set, &with(&ask, &("enterpriseProjectId", "", json!(id)))), Some(expected));
    }
}

#[test]
fn the_fast_answer_is_the_explained_one() {
    always((policies(), asks()), 0.2, |(policies, asks), tally| {
        let set = set(&policies);
        for ask in asks.iter().filter(|ask| ask.get("action").is_some()) {
            let mut known = ask.clone();
            let action = known.as_object_mut().unwrap().remove("action").unwrap();
            let Ok(situation) = RequestFacts::from_input(&known).and_then(|facts| set.situation(facts)) else {
                continue;
            };
            let decision = decided(&set, ask).unwrap().decision;
            tally.count(decision != Verdict::ImplicitDeny);
            for _ in 0..2 {
                let fast = set.decide(action.as_str().unwrap(), &situation);
                prop_assert_eq!(fast.ok(), Some(decision), "{} {}", ask, document(&policies));
            }
        }
        Ok(())
    });
}

/// The piece of a text that a span names, and where it begins, line by line.
fn piece(text: &str, start: u32, end: u32) -> Option<(String, u32, u32)> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let [start, end] = [start, end].map(|at| usize::try_from(at).unwrap());
    let before = String::from_utf16(units.get(..start)?).ok()?;
    let found = String::from_utf16(units.get(start..end)?).ok()?;
    let lines = before.replace("\r\n", "\n").replace('\r', "\n");
    // Between CR and LF the line has not ended yet.
    let within = before.ends_with('\r') && units.get(start) == Some(&u16::from(b'\n'));
    let line = lines.matches('\n').count() + usize::from(!within);
    let column = if within {
        let last = before.trim_end_matches('\r').rsplit(['\n', '\r']).next()?;
        last.encode_utf16().count() + 2
    } else {
        lines.rsplit('\n').next()?.encode_utf16().count() + 1
    };
    Some((found, u32::try_from(line).unwrap(), u32::try_from(column).unwrap()))
}

/// What stands in the first backticks of a text.
fn quoted(text: &str) -> Option<&str> {
    text.split('`').nth(1)
}

fn unread_reason_holds(reason: &Reason, policy: &Policy) -> Result<(), TestCaseError> {
    let shown = || format!("{reason:?} {}", policy.entry());
    prop_assert!(reason.what.starts_with("it was not read"), "{}", shown());
    prop_assert_eq!(reason.span.is_some(), policy.unread.is_none(), "{}", shown());
    let Some(index) = reason.statement else {
        prop_assert!(policy.is_unread(), "{}", shown());
        return Ok(());
    };
    let statement = &policy.statements[usize::try_from(index).unwrap()];
    prop_assert!(policy.is_unread_statement(statement), "{}", shown());
    let span = reason.span.unwrap();
    let (found, line, column) =
        piece(&policy.text(), span.start, span.end).ok_or_else(|| TestCaseError::fail(shown()))?;
    prop_assert_eq!((line, column), (span.line, span.column), "{}", shown());
    prop_assert_eq!(&serde_json::from_str::<Value>(&found).unwrap(), statement, "{}", shown());
    Ok(())
}

fn reason_holds(reason: &Reason, set: &PolicySet, policies: &[Policy]) -> Result<(), TestCaseError> {
    let shown = || format!("{reason:?} {}", document(policies));
    let Some(index) = reason.policy_index else {
        prop_assert!(reason.policy.is_none() && reason.statement.is_none() && reason.span.is_none(), "{}", shown());
        let general = [
            "no statement allows `",
            "no statement that has an effect here allows `",
            "no session policy allows `",
            "no service control policy ",
            "the root user of an account has all permissions",
        ];
        let more = reason.what.ends_with(" more statements have a say in it, which are not listed");
        prop_assert!(more || general.iter().any(|general| reason.what.starts_with(general)), "{}", shown());
        return Ok(());
    };
    let policy = &policies[usize::try_from(index).unwrap()];
    prop_assert_eq!(reason.policy.as_deref(), Some(policy.name));
    if reason.outcome.as_str() == "unread" {
        return unread_reason_holds(reason, policy);
    }
    let statement = &policy.statements[usize::try_from(reason.statement.unwrap()).unwrap()];
    let effect = statement["Effect"].as_str().unwrap();
    prop_assert_eq!(reason.sid.as_deref(), statement["Sid"].as_str().filter(|_| policy.is_five()), "{}", shown());
    prop_assert!(reason.effect.unwrap().eq_ignore_ascii_case(effect), "{}", shown());
    // What the span names is a whole value of exactly this statement, in this text.
    let text = policy.text();
    let entry = set.entries()[usize::try_from(index).unwrap()].document.as_ref().unwrap();
    let span = reason.span.unwrap();
    let (found, line, column) = piece(&text, span.start, span.end).ok_or_else(|| TestCaseError::fail(shown()))?;
    prop_assert_eq!((line, column), (span.line, span.column), "{}", shown());
    let read = entry.statements.iter().find(|statement| Some(statement.index) == reason.statement);
    let range = read.unwrap().range;
    let whole = entry.source.span(range);
    prop_assert!(whole.start <= span.start && span.end <= whole.end, "{}", shown());
    let found: Value = serde_json::from_str(&found).map_err(|_| TestCaseError::fail(shown()))?;
    let actions = statement.get("Action").or_else(|| statement.get("NotAction")).unwrap();
    let listed = |list: &Value| *list == found || list.as_array().is_some_and(|list| list.contains(&found));
    let pattern = if reason.what.starts_with("`NotAction`") {
        *actions == found
    } else {
        found.as_str().is_some_and(|found| quoted(&reason.what) == Some(found)) && listed(actions)
    };
    let named = |key: &str, operator: &str, values: &Value| {
        *values == found && reason.what.contains(&format!(", but `{operator}` on `{key}` is "))
    };
    let condition = statement
        .get("Condition")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .any(|(operator, keys)| keys.as_object().unwrap().iter().any(|(key, values)| named(key, operator, values)));
    let resource = statement.get("Resource") == Some(&found);
    // A part that is not met stands where it is, whatever comes after it.
    let part = reason.outcome.as_str() != "matched" && (condition || resource);
    prop_assert!(pattern || part, "{}", shown());
    Ok(())
}

fn told_of_root(decision: &Decision) -> bool {
    decision.reasons.iter().any(|reason| reason.what.starts_with("the root user"))
}

#[test]
fn every_answer_has_reasons_that_stand_in_the_documents() {
    always((policies(), asks()), 0.5, |(policies, asks), tally| {
        let set = set(&policies);
        for ask in &asks {
            let Some(decision) = decided(&set, ask) else { continue };
            let shown = || format!("{decision:?} {ask} {}", document(&policies));
            tally.count(decision.reasons.iter().any(|reason| reason.span.is_some()));
            for reason in &decision.reasons {
                reason_holds(reason, &set, &policies)?;
            }
            // What was not read was assumed to have an effect, where it names one.
            let decided = ["matched", "unread"];
            let matched = |effect| {
                decision
                    .reasons
                    .iter()
                    .any(|reason| reason.effect == Some(effect) && decided.contains(&reason.outcome.as_str()))
            };
            let open = decision.assumptions.iter().any(|assumption| assumption.code.as_str() == "unread");
            let told = decision.reasons.iter().any(|reason| reason.what.contains("not read"));
            prop_assert!(!open || told, "{}", shown());
            match decision.decision {
                Verdict::Allow if ask["principal"]["root"] == true => {
                    prop_assert!(told_of_root(&decision), "{}", shown())
                }
                Verdict::Allow => prop_assert!(matched("Allow"), "{}", shown()),
                Verdict::ExplicitDeny => prop_assert!(matched("Deny"), "{}", shown()),
                Verdict::ImplicitDeny => prop_assert!(!decision.reasons.is_empty(), "{}", shown()),
                Verdict::Conditional => {
                    prop_assert!(!decision.reasons.is_empty(), "{}", shown());
                    let open = !decision.unknown_keys.is_empty() || !decision.assumptions.is_empty();
                    prop_assert!(open, "nothing is named: {}", shown());
                }
            }
        }
        Ok(())
    });
}

#[test]
fn each_outcome_of_an_assumption_is_what_a_check_with_it_answers() {
    always((policies(), asks()), 0.1, |(policies, asks), tally| {
        let set = set(&policies);
        for ask in &asks {
            let Some(decision) = decided(&set, ask) else { continue };
            tally.count(!decision.assumptions.is_empty());
            for assumption in &decision.assumptions {
                let [yes, no] = &assumption.outcomes;
                prop_assert_eq!([yes.answer, no.answer], [true, false]);
                for outcome in [yes, no] {
                    let assumed =
                        verdict(&set, &with(ask, &("assume", assumption.code.as_str(), json!(outcome.answer))));
                    prop_assert_eq!(Some(outcome.decision), assumed, "{} {}", ask, document(&policies));
                }
            }
        }
        Ok(())
    });
}

/// The input of a preview of a whole catalogue.
fn catalogue() -> impl Strategy<Value = (Cloud, Value)> {
    (cloud(), known()).prop_map(|(cloud, mut known)| {
        known["cloud"] = json!(cloud.as_str());
        (cloud, known)
    })
}

/// The question for one row of a preview, or for an action that it depends on.
fn row(known: &Value, subject: &str, id: &str) -> Value {
    with(known, &(if subject == "api" { "api" } else { "action" }, "", json!(id)))
}

#[test]
fn a_preview_answers_as_a_check_of_each_row() {
    let cases = (policies(), catalogue(), vec(any::<Index>(), 4));
    fewer(2, cases, 0.2, |(policies, (cloud, known), rows), tally| {
        let set = set(&policies);
        let Ok((preview, situation)) = preview(&set, &known) else { return Ok(()) };
        let answers = preview.answers(&set, &situation).unwrap();
        prop_assert_eq!(preview.rows().len(), apis(cloud).len());
        // Rows that depend on other actions are few.
        let dependent = |row: &usize| !apis(cloud)[*row].dependent_actions.is_empty();
        let dependent: Vec<usize> = (0..apis(cloud).len()).filter(dependent).collect();
        let chosen = rows.iter().map(|row| row.index(apis(cloud).len()));
        for index in chosen.chain([*rows[0].get(&dependent)]) {
            let api = &apis(cloud)[index];
            let shown = || format!("{} {known} {}", api.id, document(&policies));
            let own = verdict(&set, &row(&known, "api", &api.id)).unwrap();
            tally.count(own != Verdict::ImplicitDeny);
            prop_assert_eq!(answers.decisions[index], own, "{}", shown());
            prop_assert_eq!(preview.explain(&set, &situation, index).unwrap().decision, own, "{}", shown());
            let needed =
                api.dependent_actions.iter().map(|action| verdict(&set, &row(&known, "action", action)).unwrap());
            let all: Vec<Verdict> = [own].into_iter().chain(needed).collect();
            let whole = all.iter().find(|each| each.is_no()).copied().unwrap_or_else(|| {
                if all.contains(&Verdict::Conditional) { Verdict::Conditional } else { Verdict::Allow }
            });
            prop_assert_eq!(answers.whole[index], whole, "{}", shown());
        }
        Ok(())
    });
}

/// Few random sets have both kinds of attachment and no part that hangs on the action, which previews ask all at once.
#[test]
fn a_preview_joins_the_kinds_of_attachment_as_a_check_does() {
    let scopes = ["null", r#"{ "kind": "allProjects" }"#, r#"{ "kind": "enterpriseProjects" }"#]
        .map(|scope| scope.parse::<Value>().unwrap());
    let entry = |effect: &str, scope: &Value| {
        let document = json!({ "Version": "1.1", "Statement": [{ "Effect": effect, "Action": ["ecs:servers:*"] }] });
        json!({ "name": effect, "document": document.to_string(), "scope": scope })
    };
    let unread = |scope: &Value| json!({ "name": "unread", "unread": "refused", "scope": scope });
    let actions = ["ecs:servers:list", "ecs:servers:get", "evs:volumes:list"];
    let mut seen = std::collections::BTreeSet::new();
    for deny in &scopes {
        for allow in &scopes {
            let more = scopes.iter().flat_map(|scope| [vec![unread(scope)], vec![entry("Allow", scope)]]);
            for more in more.chain([vec![]]) {
                let entries: Value = [entry("Deny", deny), entry("Allow", allow)].into_iter().chain(more).collect();
                let set = PolicySet::from_input(&entries).unwrap();
                let (preview, situation) = preview(&set, &json!({ "actions": actions })).unwrap();
                let answers = preview.answers(&set, &situation).unwrap().decisions;
                for (action, answer) in actions.iter().zip(answers) {
                    assert_eq!(Some(answer), verdict(&set, &json!({ "action": action })), "{action} {entries}");
                    seen.insert(answer.as_str());
                }
            }
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["conditional", "explicitDeny", "implicitDeny"]);
}

fn preview(set: &PolicySet, input: &Value) -> Result<(Preview, Situation), Error> {
    set.preview(&PreviewOptions::from_input(input)?)
}

fn ids(changed: &[Changed]) -> Vec<(&str, Verdict, Verdict)> {
    changed.iter().map(|each| (each.id.as_str(), each.before, each.after)).collect()
}

fn all(difference: &Difference) -> Vec<(&str, Verdict, Verdict)> {
    [&difference.newly_allowed, &difference.newly_denied, &difference.now_conditional]
        .into_iter()
        .flat_map(|list| ids(list))
        .collect()
}

#[test]
fn a_difference_is_that_of_the_previews_and_mirrors_itself() {
    fewer(4, (policies(), policies(), catalogue()), 0.3, |(one, other, (cloud, known)), tally| {
        let (one, other) = (set(&one), set(&other));
        let Ok(options) = PreviewOptions::from_input(&known) else { return Ok(()) };
        let (Ok(forth), Ok(back)) = (one.diff(&other, &options), other.diff(&one, &options)) else { return Ok(()) };
        let same = one.diff(&one, &options).unwrap();
        prop_assert!(all(&same).is_empty() && same.unchanged == apis(cloud).len());

        let answers = [&one, &other].map(|set| {
            let (preview, situation) = preview(set, &known).unwrap();
            preview.answers(set, &situation).unwrap().decisions
        });
        let rows = apis(cloud).iter().zip(answers[0].iter().zip(&answers[1]));
        let rows: Vec<_> = rows.map(|(api, (before, after))| (api.id.as_str(), *before, *after)).collect();
        let changed = |now: u8| {
            let changes = rows.iter().filter(|(_, before, after)| rank(*before) != rank(*after) && rank(*after) == now);
            changes.copied().collect::<Vec<_>>()
        };
        tally.count(!all(&forth).is_empty());
        prop_assert_eq!(ids(&forth.newly_denied), changed(0));
        prop_assert_eq!(ids(&forth.now_conditional), changed(1));
        prop_assert_eq!(ids(&forth.newly_allowed), changed(2));
        prop_assert_eq!(forth.unchanged + all(&forth).len(), rows.len());

        let sorted = |mut changes: Vec<(&'static str, u8, u8)>| {
            changes.sort_unstable();
            changes
        };
        let id = |id: &str| apis(cloud).iter().find(|api| api.id == id).unwrap().id.as_str();
        let forth_turned =
            all(&forth).iter().map(|(each, before, after)| (id(each), rank(*after), rank(*before))).collect();
        let back_found =
            all(&back).iter().map(|(each, before, after)| (id(each), rank(*before), rank(*after))).collect();
        prop_assert_eq!(sorted(forth_turned), sorted(back_found));
        let explained = |change: &Changed| !change.reasons_before.is_empty() && !change.reasons_after.is_empty();
        prop_assert!(
            forth.newly_denied.iter().chain(&forth.newly_allowed).chain(&forth.now_conditional).all(explained)
        );
        Ok(())
    });
}

#[test]
fn a_suggested_policy_is_clean_and_allows_what_was_asked_for_and_no_more() {
    let ids = |cloud| apis(cloud).iter().map(|api| api.id.clone()).collect::<Vec<_>>();
    let cases = cloud().prop_flat_map(move |cloud| {
        let can = |operation: &&OperationName| {
            let ask = json!({ "cloud": cloud.as_str(), "operations": [operation.as_str()] });
            !operation.of_iam() && Wanted::from_input(&ask).is_ok()
        };
        let of_ecs = OperationName::ALL.iter().filter(can).copied();
        let operations = subsequence(of_ecs.collect::<Vec<_>>(), 0..=2);
        (Just(cloud), subsequence(ids(cloud), 1..8), operations)
    });
    fewer(2, cases, 0.3, |(cloud, chosen, operations), tally| {
        let operations: Vec<&str> = operations.iter().map(|operation| operation.as_str()).collect();
        let input = json!({ "cloud": cloud.as_str(), "apis": chosen, "operations": operations });
        let suggestion = Wanted::from_input(&input).and_then(|wanted| wanted.suggest()).unwrap();
        for options in [json!({}), json!({ "cloud": cloud.as_str() })] {
            let findings = read(&suggestion.document, &LintOptions::from_input(&options).unwrap()).diagnostics;
            prop_assert!(findings.is_empty(), "{findings:?} {input}");
        }
        let set = PolicySet::from_input(&json!([{ "name": "suggested", "document": suggestion.document }])).unwrap();
        let known = json!({ "cloud": cloud.as_str() });
        for action in &suggestion.actions {
            for ask in [json!({ "action": action }), row(&known, "action", action)] {
                prop_assert_eq!(verdict(&set, &ask), Some(Verdict::Allow), "{} {}", ask, input);
            }
        }
        let wanted = |api: &&std::sync::Arc<ecs_password::policy::catalog::Api>| {
            chosen.contains(&api.id)
                || api.operation.is_some_and(|name| {
                    operations.contains(&name.as_str()) && api.api_version == Some(name.usual_version())
                })
        };
        let wanted: Vec<_> = apis(cloud).iter().filter(wanted).collect();
        let (preview, situation) = preview(&set, &known).unwrap();
        let answers = preview.answers(&set, &situation).unwrap();
        for (api, (own, whole)) in apis(cloud).iter().zip(answers.decisions.iter().zip(&answers.whole)) {
            let asked_for = wanted.iter().any(|each| each.id == api.id);
            if asked_for {
                prop_assert!(suggestion.actions.contains(&api.action));
                prop_assert!(api.dependent_actions.iter().all(|action| suggestion.actions.contains(action)));
                // Under its former name it may still be refused.
                prop_assert_eq!(own, whole);
                prop_assert!(*own == Verdict::Allow || !api.former.is_empty(), "{} {}", api.id, input);
            }
            // What is opened besides shares an action, and the suggestion says so.
            let besides = !asked_for && *own == Verdict::Allow;
            let told = || {
                suggestion
                    .cannot_separate
                    .iter()
                    .any(|each| each.actions.contains(&api.action) && each.apis.contains(&api.id))
            };
            prop_assert!(!besides || (suggestion.actions.contains(&api.action) && told()), "{} {input}", api.id);
        }
        tally.count(!suggestion.cannot_separate.is_empty());
        let needed = wanted.iter().flat_map(|api| [&api.action].into_iter().chain(&api.dependent_actions));
        let needed: std::collections::BTreeSet<&String> = needed.collect();
        prop_assert!(suggestion.actions.iter().eq(needed), "{input}");
        Ok(())
    });
}

/// A readable document of any layout, with some of its characters replaced.
fn damaged() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "",
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\\",
        "\\u",
        "\\ud83d",
        "\u{1f600}",
        "ü",
        "\r",
        "\n",
        "\r\n",
        "“",
        "，",
        "\u{feff}",
        "\0",
        "5.0",
        "null",
        "-",
        "1e999",
        "//",
        "\"Effect\":\"Deny\",",
        "\u{2028}",
        "/*",
    ]);
    let change = (any::<Index>(), 0_usize..4, pieces);
    (policies(), vec(change, 0..4)).prop_map(|(policies, changes)| {
        let mut characters: Vec<char> = policies[0].text().chars().collect();
        for (place, length, piece) in changes {
            let place = place.index(characters.len() + 1);
            let end = (place + length).min(characters.len());
            characters.splice(place..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}

fn any_text() -> impl Strategy<Value = String> {
    let json = "[{}\\[\\],:\"\\\\ \r\n0-9a-zA-Zü😀“，.*-]{0,60}";
    prop_oneof![2 => damaged(), 1 => any::<String>(), 1 => json]
}

#[test]
fn any_text_is_read_and_its_findings_stand_in_it() {
    always((any_text(), ask()), 0.5, |(text, ask), tally| {
        let parsed = parse(&text);
        let read = read(&text, &LintOptions::default());
        tally.count(!read.diagnostics.is_empty());
        prop_assert!(parsed.diagnostics.iter().all(|diagnostic| read.diagnostics.contains(diagnostic)));
        for diagnostic in &read.diagnostics {
            let span = diagnostic.span;
            prop_assert!(span.start <= span.end, "{diagnostic:?} {text:?}");
            let found = piece(&text, span.start, span.end);
            let place = found.map(|(_, line, column)| (line, column));
            prop_assert_eq!(place, Some((span.line, span.column)), "{:?} {:?}", diagnostic, text);
            prop_assert!(diagnostic.path.starts_with('$') && !diagnostic.message.is_empty(), "{diagnostic:?}");
        }
        let mut starts = read.diagnostics.iter().map(|diagnostic| diagnostic.span.start);
        prop_assert!(starts.clone().is_sorted() || starts.next().is_none());
        // Whatever it is, it can be asked.
        let set = PolicySet::from_input(&json!([{ "name": "any", "document": text }])).unwrap();
        let _ = decided(&set, &ask);
        Ok(())
    });
}

/// What was read, without places.
fn content(text: &str) -> Value {
    let mut content = serde_json::to_value(read(text, &LintOptions::default())).unwrap();
    for statement in content["policy"]["statements"].as_array_mut().unwrap() {
        statement.as_object_mut().unwrap().remove("span");
    }
    for unread in content["policy"].get_mut("unread").and_then(Value::as_array_mut).into_iter().flatten() {
        unread.as_object_mut().unwrap().remove("span");
    }
    for diagnostic in content["diagnostics"].as_array_mut().unwrap() {
        diagnostic.as_object_mut().unwrap().remove("span");
    }
    content
}

#[test]
fn blanks_between_tokens_say_nothing() {
    always(policies(), 0.9, |policies, tally| {
        for policy in &policies {
            let value = policy.value();
            let (compact, pretty) = (value.to_string(), serde_json::to_string_pretty(&value).unwrap());
            tally.count(compact != pretty);
            prop_assert_eq!(content(&compact), content(&pretty), "{}", compact);
            let inner = value.get("role").map_or(&value, |role| &role["policy"]);
            let read = content(&compact)["policy"].clone();
            let count = |name: &str| read[name].as_array().map_or(0, Vec::len);
            let wanted = inner["Statement"].as_array().unwrap().len();
            let unread = (wanted - count("unread"), count("unread"));
            prop_assert_eq!((count("statements"), count("unread")), unread);
            let is_unread = |statement: &Value| policy.is_unread_statement(statement);
            prop_assert_eq!(inner["Statement"].as_array().unwrap().iter().any(is_unread), count("unread") > 0);
        }
        Ok(())
    });
}
