//! What becomes of an action by its form alone.

use super::Target;
use super::told::UntranslatedCode as Code;

/// An action or a pattern in the other version.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// It matches the same there.
    Same(String),
    /// It does not; the second one matches at least as much.
    Wider(Code, String),
    /// It matches nothing.
    Nothing,
}

const ALL: &str = "*:*:*";

impl Form {
    /// Of a text of the other version than `to`.
    pub(super) fn of(text: &str, to: Target) -> Self {
        let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '*' | '-' | ':' | '.');
        let is_v5 = to == Target::V1_1;
        if text.is_empty() || !text.chars().all(|sign| is_sign(sign) || (is_v5 && sign == '?')) {
            return Self::Nothing;
        }
        let parts: Vec<&str> = text.split(':').collect();
        if is_v5 { Self::of_5_0(text, &parts) } else { Self::of_1_1(&parts) }
    }

    fn of_1_1(parts: &[&str]) -> Self {
        // What a short one ends with stands for the rest.
        let (service, kind, operation) = match *parts {
            [service, kind, operation] => (service, kind, operation),
            [service, "*"] => (service, "*", "*"),
            ["*"] => ("*", "*", "*"),
            _ => return Self::Nothing,
        };
        let whole = format!("{}:{kind}:{operation}", service.to_ascii_lowercase());
        if whole == ALL {
            Self::Same("*".to_owned())
        } else if service.is_empty() || kind.is_empty() || operation.is_empty() {
            // Such actions are of version 5.0 alone.
            Self::Wider(Code::PatternForm, whole)
        } else if service.contains('*') || service.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Self::Wider(Code::OpenPattern, whole)
        } else {
            Self::Same(whole)
        }
    }

    fn of_5_0(text: &str, parts: &[&str]) -> Self {
        if text == "*" {
            return Self::Same(ALL.to_owned());
        }
        let is_open = |part: &str| part.contains(['*', '?']);
        let service = parts.first().copied().unwrap_or_default();
        let lower = service.to_ascii_lowercase();
        match *parts {
            [_, kind, operation] => {
                // Nothing between two colons, or one sign that may be any: version 1.1 has neither.
                let some = |part: &str| if part.is_empty() { "*".to_owned() } else { part.replace('?', "*") };
                let wide = [&*lower, kind, operation].map(some).join(":");
                if is_open(service) {
                    Self::Wider(Code::OpenPattern, wide)
                } else if wide == format!("{lower}:{kind}:{operation}") {
                    Self::Same(wide)
                } else {
                    Self::Wider(Code::PatternForm, wide)
                }
            }
            [_, "*"] if !is_open(service) => Self::Same(format!("{lower}:*:*")),
            [_, rest] if !is_open(service) && is_open(rest) => Self::Wider(Code::OpenPattern, format!("{lower}:*:*")),
            [_] | [_, _] if is_open(service) => Self::Wider(Code::OpenPattern, ALL.to_owned()),
            _ => Self::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_stays_where_both_versions_read_it_alike() {
        let same = |text: &str| Form::Same(text.to_owned());
        let open = |text: &str| Form::Wider(Code::OpenPattern, text.to_owned());
        for (text, form) in [
            ("ecs:servers:get", same("ecs:servers:get")),
            ("ecs:*:get*", same("ecs:*:get*")),
            ("ecs:*", same("ecs:*:*")),
            ("*", same("*")),
            ("*:*:*", same("*")),
            ("*:*:get*", open("*:*:get*")),
            ("ECS:*:*", open("ecs:*:*")),
            ("sts::x", Form::Wider(Code::PatternForm, "sts::x".to_owned())),
            ("ecs", Form::Nothing),
            ("ecs:*get", Form::Nothing),
            ("ecs:g?t:x", Form::Nothing),
            ("a:b:c:d", Form::Nothing),
            ("", Form::Nothing),
        ] {
            assert_eq!(Form::of(text, Target::V5_0), form, "{text}");
        }
        for (text, form) in [
            ("*", same("*:*:*")),
            ("ECS:Servers:get*", same("ecs:Servers:get*")),
            ("ecs:*", same("ecs:*:*")),
            ("ecs:*get", open("ecs:*:*")),
            ("ecs*", open("*:*:*")),
            ("*:*:get*", open("*:*:get*")),
            ("e?s:a:b", open("e*s:a:b")),
            ("ecs:a:b?", Form::Wider(Code::PatternForm, "ecs:a:b*".to_owned())),
            ("sts::tagSession", Form::Wider(Code::PatternForm, "sts:*:tagSession".to_owned())),
            ("ecs:servers", Form::Nothing),
            ("ecs:a:b:c", Form::Nothing),
        ] {
            assert_eq!(Form::of(text, Target::V1_1), form, "{text}");
        }
    }
}
