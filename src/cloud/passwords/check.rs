//! Whether a password keeps the rules, and what is missing.

use serde::Serialize;

use super::{DEFAULT_ACCOUNT, PasswordRules};
use crate::base::said::{Said, said};

/// What is missing or wrong, as a stable string: a semver contract, unlike the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub enum PasswordFindingCode {
    /// It has too few characters.
    TooShort,
    /// It has too many characters.
    TooLong,
    /// It has a character that is not allowed.
    Characters,
    /// It has characters of too few kinds.
    Classes,
    /// The name of an account is in it, as it is or reversed.
    UserName,
    /// Three characters of the name of an account are in it, in a row.
    UserNamePart,
}

/// Something that a password lacks or has too much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PasswordFinding {
    /// The stable code.
    pub code: PasswordFindingCode,
    /// What is asked. Never a part of the password.
    pub message: String,
    /// The message by its parts, for another language.
    pub said: Said,
}

/// Whether a password keeps the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
pub struct PasswordCheck {
    /// Whether nothing is missing. What is unclear does not count, nor do rules that the guest has of its own.
    pub valid: bool,
    /// What is missing or wrong, each once.
    pub missing: Vec<PasswordFinding>,
    /// What may be wrong: the documents do not say whether it is. Missing where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unclear: Option<Vec<PasswordFinding>>,
}

fn finding(code: PasswordFindingCode, message: Said) -> PasswordFinding {
    PasswordFinding { code, message: message.to_string(), said: message }
}

/// Whether a name is in a password.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    No,
    /// With letters of another case alone.
    CaseOnly,
    Yes,
}

impl PasswordRules {
    /// Whether a password for the account `user` (by default [`DEFAULT_ACCOUNT`]) keeps them.
    #[must_use]
    pub fn check(&self, password: &str, user: Option<&str>) -> PasswordCheck {
        let mut missing = Vec::new();
        let mut unclear = Vec::new();
        self.check_length(password, &mut missing);
        self.check_characters(password, &mut missing);
        let user = user.filter(|user| !user.is_empty()).unwrap_or(DEFAULT_ACCOUNT);
        for (name, in_a_row) in self.names(user) {
            let reversed: String = name.chars().rev().collect();
            let whole = strongest([name, &reversed].into_iter().map(|each| find(password, each)));
            let letters: Vec<char> = name.chars().collect();
            let runs = letters.windows(3).map(|run| find(password, &String::from_iter(run)));
            let part = if in_a_row { strongest(runs) } else { Found::No };
            let whole_said = || {
                let message = said!("it must not have the user name `{}` in it, as it is or reversed", name);
                finding(PasswordFindingCode::UserName, message)
            };
            let part_said = || {
                let message = said!("it must not have three characters of the user name `{}` in a row", name);
                finding(PasswordFindingCode::UserNamePart, message)
            };
            match (whole, part) {
                (Found::Yes, _) => missing.push(whole_said()),
                (_, Found::Yes) => missing.push(part_said()),
                (Found::CaseOnly, _) => unclear.push(whole_said()),
                (_, Found::CaseOnly) => unclear.push(part_said()),
                (Found::No, Found::No) => {}
            }
        }
        let unclear = (!unclear.is_empty()).then_some(unclear);
        PasswordCheck { valid: missing.is_empty(), missing, unclear }
    }

    fn check_length(&self, password: &str, missing: &mut Vec<PasswordFinding>) {
        let length = password.chars().count();
        if length < self.min_length {
            let message = said!("it must have at least {} characters", self.min_length);
            missing.push(finding(PasswordFindingCode::TooShort, message));
        }
        if let Some(most) = self.max_length.filter(|most| length > *most) {
            missing.push(finding(PasswordFindingCode::TooLong, said!("it must have at most {} characters", most)));
        }
    }

    fn check_characters(&self, password: &str, missing: &mut Vec<PasswordFinding>) {
        let Some(specials) = self.specials else {
            // What `NewPassword` takes.
            if password.contains(|each: char| each.is_control() || each == char::REPLACEMENT_CHARACTER) {
                missing.push(finding(PasswordFindingCode::Characters, said!("it must not have control characters")));
            }
            return;
        };
        let allowed = |each: char| each.is_ascii_alphanumeric() || specials.contains(each);
        if !password.chars().all(allowed) {
            let message = said!("it must have no other characters than letters and digits of ASCII and `{}`", specials);
            missing.push(finding(PasswordFindingCode::Characters, message));
        }
        let kinds: [&dyn Fn(char) -> bool; 4] = [
            &|each| each.is_ascii_uppercase(),
            &|each| each.is_ascii_lowercase(),
            &|each| each.is_ascii_digit(),
            &|each| specials.contains(each),
        ];
        if kinds.iter().filter(|kind| password.contains(**kind)).count() < self.classes {
            let message = said!(
                "it must have characters of {} of these kinds at least: upper-case letters, lower-case letters, digits, special characters",
                self.classes
            );
            missing.push(finding(PasswordFindingCode::Classes, message));
        }
    }
}

fn strongest(found: impl Iterator<Item = Found>) -> Found {
    found.fold(Found::No, |one, other| match (one, other) {
        (Found::Yes, _) | (_, Found::Yes) => Found::Yes,
        (Found::No, Found::No) => Found::No,
        _ => Found::CaseOnly,
    })
}

fn find(password: &str, name: &str) -> Found {
    if password.contains(name) {
        return Found::Yes;
    }
    // Passwords have no other letters than those of ASCII, where names count.
    let mut windows = password.as_bytes().windows(name.len());
    if windows.any(|window| window.eq_ignore_ascii_case(name.as_bytes())) { Found::CaseOnly } else { Found::No }
}
