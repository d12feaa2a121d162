//! Conditions of version 5.0.

use super::super::asked::{Five, Request};
use super::super::conditions::{Comparison, Names, Operator, Set, compare, is_of_type, operator};
use super::super::entries::Condition;
use super::super::truth::{False, True, Truth, all, any, not, truth, unknown_key};
use super::super::values::{address, boolean};
use super::{Document, replaced};

#[derive(Clone, Copy, PartialEq)]
enum Type {
    Text,
    Number,
    Date,
    Bool,
    Ip,
}

const TYPES: &[(Type, &[&str])] = &[
    (Type::Bool, &["g:MFAPresent", "g:PrincipalIsRootUser", "g:SecureTransport", "g:ViaService"]),
    (Type::Number, &["g:MFAAge"]),
    (Type::Date, &["g:TokenIssueTime", "g:CurrentTime"]),
    (Type::Ip, &["g:SourceIp", "g:VpcSourceIp"]),
    (
        Type::Text,
        &[
            "g:PrincipalUrn",
            "g:PrincipalAccount",
            "g:PrincipalOrgId",
            "g:PrincipalOrgPath",
            "g:PrincipalOrgManagementAccountId",
            "g:PrincipalId",
            "g:PrincipalType",
            "g:PrincipalTag/*",
            "g:UserName",
            "g:UserId",
            "g:DomainName",
            "g:DomainId",
            "g:SourceIdentity",
            "g:SourceVpc",
            "g:SourceVpce",
            "g:ResourceAccount",
            "g:ResourceOrgId",
            "g:ResourceTag/*",
            "g:EnterpriseProjectId",
            "g:RequestTag/*",
            "g:TagKeys",
            "g:RequestedRegion",
            "g:UserAgent",
            "g:Referer",
            "g:CalledVia",
            "g:CalledViaFirst",
            "g:CalledViaLast",
        ],
    ),
];

const SEVERAL_VALUES: &[&str] = &[
    "g:TagKeys",
    "ecs:imageID",
    "ecs:FlavorId",
    "ecs:VpcId",
    "ecs:SubnetId",
    "ecs:KmsKeyId",
    "ecs:PortId",
    "ecs:SupportAgentType",
    "ecs:ImageSupportAgentType",
];

fn type_of(key: &str) -> Option<Type> {
    let is = |known: &&&str| match known.strip_suffix('*') {
        Some(start) => begins(key, start),
        None => known.eq_ignore_ascii_case(key),
    };
    TYPES.iter().find(|(_, keys)| keys.iter().any(|known| is(&known))).map(|(of, _)| *of)
}

fn begins(key: &str, start: &str) -> bool {
    key.to_ascii_lowercase().starts_with(&start.to_ascii_lowercase())
}

fn has_several_values(key: &str) -> bool {
    SEVERAL_VALUES.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// One that version 5.0 has.
fn known_operator(one: &Condition) -> Option<Operator> {
    operator(&one.operator, Names::Five)
}

fn is_wrong_type(one: &Condition, operator: &Operator) -> bool {
    let wanted = match operator.comparison {
        Comparison::Null => return false,
        Comparison::Number(_) => Type::Number,
        Comparison::Date(_) => Type::Date,
        Comparison::Bool => Type::Bool,
        Comparison::Ip => Type::Ip,
        _ => Type::Text,
    };
    type_of(&one.key).is_some_and(|of| of != wanted)
}

pub(super) fn condition(one: &Condition, five: &Five, request: &Request) -> Truth {
    if one.operator.is_empty() && one.values.is_none() {
        return request.question("badValue");
    }
    let Some(operator) = known_operator(one) else { return request.question("unknownOperator") };
    let Some(wanted) = one.values.as_ref().filter(|values| !values.is_empty()) else {
        return request.question("badValue");
    };
    let element = Element { one, operator, wanted };
    let found = || match request.context.get(&one.key) {
        Some(values) => element.holds(Some(values), request),
        None => {
            let mut others = request.context.iter().filter(|(key, _)| key.eq_ignore_ascii_case(&one.key));
            let unknown = element.holds(None, request);
            match others.next() {
                Some((_, values)) => request.either("keyCase", element.holds(Some(values), request), unknown),
                None => unknown,
            }
        }
    };
    if five.keyless && (begins(&one.key, "g:ResourceTag/") || one.key.eq_ignore_ascii_case("g:EnterpriseProjectId")) {
        return request.either("keyUnsupported", element.holds(Some(&[]), request), found());
    }
    found()
}

struct Element<'a> {
    one: &'a Condition,
    operator: Operator,
    wanted: &'a [Option<String>],
}

impl Element<'_> {
    /// `None`: unknown; empty: absent.
    fn holds(&self, values: Option<&[String]>, request: &Request) -> Truth {
        let Operator { set, if_exists, negated, comparison } = self.operator;
        let wrong_type = is_wrong_type(self.one, &self.operator);
        let Some(values) = values else {
            let never = wrong_type && !negated && !if_exists && set != Set::All;
            return if never { False } else { unknown_key(&self.one.key) };
        };
        if matches!(comparison, Comparison::Null) {
            return any(self.wanted.iter().map(|value| {
                let absent = value.as_deref().and_then(boolean);
                absent.map_or_else(|| request.question("badValue"), |absent| truth(absent == values.is_empty()))
            }));
        }
        if values.is_empty() {
            return match (if_exists, set) {
                (true, Set::Any) => request.question("setIfExists"),
                (true, _) => True,
                (false, Set::Any) => False,
                (false, Set::All) => request.question("setEmpty"),
                (false, Set::One) if negated => request.question("absentKeyNegated"),
                (false, Set::One) => False,
            };
        }
        let satisfied = |value: &String| match (wrong_type, negated) {
            (true, false) => False,
            (true, true) => not(request.question("wrongType")),
            (false, _) => {
                let matched = any(self.wanted.iter().map(|wanted| match wanted {
                    Some(wanted) => self.matches(value, wanted, request),
                    None => request.question("badValue"),
                }));
                if negated { not(matched) } else { matched }
            }
        };
        match set {
            Set::Any => any(values.iter().map(satisfied)),
            Set::All => all(values.iter().map(satisfied)),
            Set::One if values.len() > 1 || has_several_values(&self.one.key) => {
                all([any(values.iter().map(satisfied)), request.question("noQualifier")])
            }
            Set::One => satisfied(&values[0]),
        }
    }

    fn matches(&self, value: &str, wanted: &str, request: &Request) -> Truth {
        let comparison = self.operator.comparison;
        // One that is found under the name in another case was not looked at before.
        if !is_of_type(comparison, value) {
            return request.question("badValue");
        }
        match comparison {
            Comparison::Ip if wanted.contains('-') => between(value, wanted, request),
            Comparison::Number(_) | Comparison::Date(_) | Comparison::Bool | Comparison::Ip | Comparison::Null => {
                compare(comparison, value, wanted, request)
            }
            _ => {
                let plain = compare(comparison, value, wanted, request);
                match replaced(wanted, request) {
                    None => plain,
                    Some(Ok(other)) => request.either("variables", plain, compare(comparison, value, &other, request)),
                    Some(Err(why)) => request.either("variables", plain, why),
                }
            }
        }
    }
}

/// `A-B`, both one address.
fn between(value: &str, wanted: &str, request: &Request) -> Truth {
    let one = |text: &str| address(text).filter(|_| !text.contains('/'));
    let (from, to) = wanted.split_once('-').unwrap();
    match (one(value), one(from), one(to)) {
        (Some(value), Some(from), Some(to)) if from.len() == to.len() && from <= to => {
            let within = value.len() == from.len() && from <= value && value <= to;
            if within { request.question("ipForm") } else { False }
        }
        _ => request.question("badValue"),
    }
}

/// Whether the caller's values are of the types that conditions compare them as.
pub(in super::super) fn context_fits(document: &Document, request: &Request) -> bool {
    document.statements.iter().flat_map(|statement| &statement.conditions).all(|one| {
        let Some(operator) = known_operator(one).filter(|operator| !is_wrong_type(one, operator)) else { return true };
        let values = request.context.get(&one.key).map(Vec::as_slice).unwrap_or_default();
        values.iter().all(|value| is_of_type(operator.comparison, value))
    })
}
