//! Sentences that can be said in another language: a template, and the values in it.
//!
//! The core speaks English. Whoever shows its sentences in another language translates the templates, and puts the values
//! where that language wants them. Templates are no contract, as texts are not.

use std::fmt;

use serde::Serialize;

/// A sentence of the core by its parts, for whoever shows it in another language: each `{}` of the English template stands for
/// the value in its place. A value that is a text is the same in every language, the others are sentences themselves. A text
/// without such parts is its own template. Templates are no contract, as messages are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Said {
    /// The sentence in English, with `{}` for its values.
    template: &'static str,
    /// What stands in it.
    #[cfg_attr(feature = "types", ts(inline))]
    values: Vec<Argument>,
}

/// What stands in a sentence: a text that is the same in every language, or a part that is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Argument {
    /// A name, a number, what somebody wrote.
    Text(String),
    /// A part of the sentence that is itself to be translated.
    Said(Said),
}

impl Said {
    pub(crate) const fn new(template: &'static str) -> Self {
        Self { template, values: Vec::new() }
    }

    /// Not inlined: there are some hundred calls, and each would carry its own allocation.
    #[inline(never)]
    pub(crate) fn with<const N: usize>(template: &'static str, values: [Argument; N]) -> Self {
        Self { template, values: values.into() }
    }

    /// The sentence in English, with `{}` where its values go.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        self.template
    }

    /// What stands in it, in the order of the template.
    #[must_use]
    pub fn values(&self) -> &[Argument] {
        &self.values
    }
}

impl fmt::Display for Said {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut values = self.values.iter();
        for (index, piece) in self.template.split("{}").enumerate() {
            let value = if index == 0 { None } else { values.next() };
            match value {
                Some(Argument::Text(text)) => formatter.write_str(text)?,
                Some(Argument::Said(said)) => said.fmt(formatter)?,
                None => {}
            }
            formatter.write_str(piece)?;
        }
        Ok(())
    }
}

impl From<Said> for Argument {
    fn from(said: Said) -> Self {
        Self::Said(said)
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A text without values. Only `phrase!` makes one, and what stands there is taken out for translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Phrase(&'static str);

impl Phrase {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// The text in English.
    #[must_use]
    pub const fn english(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl From<Phrase> for Said {
    fn from(phrase: Phrase) -> Self {
        Self::new(phrase.0)
    }
}

impl From<Phrase> for Argument {
    fn from(phrase: Phrase) -> Self {
        Self::Said(phrase.into())
    }
}

/// A text for people: an English sentence, and its parts where it has some. A text without parts is its own template.
#[derive(Debug, Clone)]
pub struct Message {
    english: String,
    said: Option<Said>,
}

impl Message {
    pub(crate) fn english(&self) -> &str {
        &self.english
    }

    pub(crate) const fn said(&self) -> Option<&Said> {
        self.said.as_ref()
    }
}

impl From<Said> for Message {
    fn from(said: Said) -> Self {
        let english = said.to_string();
        Self { english, said: Some(said).filter(|said| !said.values.is_empty()) }
    }
}

impl From<Phrase> for Message {
    fn from(phrase: Phrase) -> Self {
        Self { english: phrase.0.to_owned(), said: None }
    }
}

macro_rules! displayed {
    ($($type:ty)+) => {
        $(impl From<$type> for Argument {
            fn from(value: $type) -> Self {
                Self::Text(value.to_string())
            }
        })+
    };
}

displayed!(char u16 u32 usize);

/// How many values a template wants.
pub(crate) const fn holes(template: &str) -> usize {
    let mut rest = template.as_bytes();
    let mut count = 0;
    while let [first, after @ ..] = rest {
        if let (b'{', [b'}', ..]) = (*first, after) {
            count += 1;
        }
        rest = after;
    }
    count
}

/// A sentence: `said!("no statement allows {}", quoted(name))`. The translations of the console are made from these literals.
macro_rules! said {
    ($template:literal) => {{
        const { assert!($crate::base::said::holes($template) == 0) };
        $crate::base::said::Said::new($template)
    }};
    ($template:literal, $($value:expr),+ $(,)?) => {{
        const VALUES: &[&str] = &[$(stringify!($value)),+];
        const { assert!($crate::base::said::holes($template) == VALUES.len()) };
        $crate::base::said::Said::with($template, [$($crate::base::said::Argument::from($value)),+])
    }};
}

/// A text without values, which is its own template; `const`, so that tables can hold it.
macro_rules! phrase {
    ($text:literal) => {
        $crate::base::said::Phrase::new($text)
    };
}

pub(crate) use {phrase, said};

#[cfg(test)]
mod tests {

    #[test]
    fn values_stand_where_the_template_wants_them() {
        let part = said!("{} and {}", "`{}`", 2_usize);
        assert_eq!(said!("no `{` for {}, but {}", 'x', part).to_string(), "no `{` for x, but `{}` and 2");
        assert_eq!(said!("nothing").to_string(), "nothing");
    }

    #[test]
    fn a_sentence_serializes_as_template_and_values() {
        let said = said!("{}, but {}", "`a`", said!("it is {}", "`b`"));
        let wanted = serde_json::json!({ "template": "{}, but {}", "values": ["`a`", { "template": "it is {}", "values": ["`b`"] }] });
        assert_eq!(serde_json::to_value(said).unwrap(), wanted);
    }
}
