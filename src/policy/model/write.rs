//! The text of a policy that is written here, indented as people do.

use super::action::ACTIONS_PER_STATEMENT;
use super::ast::{Effect, Version};

/// A condition of a statement.
#[cfg(feature = "read")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) operator: String,
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
}

/// A policy as far as it is written.
pub(crate) struct Writer {
    version: Version,
    statements: String,
}

impl Writer {
    pub(crate) const fn new(version: Version) -> Self {
        Self { version, statements: String::new() }
    }

    /// Adds what these actions make: several statements where IAM takes no more actions in one. `members` stand behind the actions of
    /// each, every one after a comma.
    pub(crate) fn add<T: AsRef<str>>(&mut self, effect: Effect, actions: &[T], members: &str) {
        let most = if self.version == Version::V5_0 { usize::MAX } else { ACTIONS_PER_STATEMENT };
        for actions in actions.chunks(most) {
            let comma = if self.statements.is_empty() { "" } else { "," };
            self.statements += &format!(
                "{comma}\n    {{\n      \"Effect\": \"{}\",\n      \"Action\": {}{members}\n    }}",
                effect.as_str(),
                array(actions, "      ")
            );
        }
    }

    pub(crate) fn document(self) -> String {
        format!("{{\n  \"Version\": \"{}\",\n  \"Statement\": [{}\n  ]\n}}", self.version.as_str(), self.statements)
    }
}

/// The member of a statement that names resources.
#[cfg(feature = "read")]
pub(crate) fn resource(patterns: &[String]) -> String {
    format!(",\n      \"Resource\": {}", array(patterns, "      "))
}

/// The member of a statement that holds its conditions: by operator, in their order.
#[cfg(feature = "read")]
pub(crate) fn condition(conditions: &[Condition]) -> String {
    let each = conditions.chunk_by(|one, other| one.operator == other.operator).map(|keys| {
        let pair = |condition: &Condition| {
            format!("          {}: {}", string(&condition.key), array(&condition.values, "          "))
        };
        let pairs: Vec<String> = keys.iter().map(pair).collect();
        let operator = keys.first().map(|condition| string(&condition.operator)).unwrap_or_default();
        format!("        {operator}: {{\n{}\n        }}", pairs.join(",\n"))
    });
    let operators: Vec<String> = each.collect();
    format!(",\n      \"Condition\": {{\n{}\n      }}", operators.join(",\n"))
}

fn array<T: AsRef<str>>(texts: &[T], indent: &str) -> String {
    let items: Vec<String> = texts.iter().map(|text| format!("{indent}  {}", string(text.as_ref()))).collect();
    format!("[\n{}\n{indent}]", items.join(",\n"))
}

fn string(text: &str) -> String {
    // A text is always written.
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_of_version_1_1_has_no_more_actions_than_iam_takes() {
        let actions: Vec<String> =
            (0..=ACTIONS_PER_STATEMENT).map(|number| format!("ecs:servers:do{number}")).collect();
        for (version, statements) in [(Version::V1_0, 2), (Version::V1_1, 2), (Version::V5_0, 1)] {
            let mut writer = Writer::new(version);
            writer.add(Effect::Deny, &actions, ",\n      \"Sid\": \"a\"");
            let text = writer.document();
            assert_eq!(text.matches("\"Effect\": \"Deny\"").count(), statements, "{text}");
            assert_eq!(text.matches("\"Sid\": \"a\"").count(), statements, "{text}");
            assert_eq!(text.matches("\"ecs:servers:do").count(), actions.len(), "{text}");
        }
    }
}
