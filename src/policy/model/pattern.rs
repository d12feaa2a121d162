//! Patterns of actions and resources (rules 2 and 3 of [`super`]).

use super::ast::Version;
use super::verdict::Truth;

/// Whether `text` matches `pattern`, whose only wildcard is `*`.
pub(crate) fn star(pattern: &str, text: &str) -> bool {
    let Some((first, mut rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    while let Some((piece, after)) = rest.split_once('*') {
        let Some((_, left)) = text.split_once(piece) else { return false };
        (text, rest) = (left, after);
    }
    text.ends_with(rest)
}

/// Whether the whole of `text` matches `pattern` with `*` (any run) and `?` (one character).
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    // After the last `*`, and where in the text it was tried last.
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let (before_pattern, before_text) = (pattern.clone(), text.clone());
        match (pattern.next(), text.next()) {
            (Some('*'), _) => {
                text = before_text;
                retry = Some((pattern.clone(), text.clone()));
            }
            (None, None) => return true,
            (Some('?'), Some(_)) => {}
            (Some(wanted), Some(found)) if wanted == found => {}
            _ => {
                drop(before_pattern);
                let Some((after_star, tried)) = &mut retry else { return false };
                if tried.next().is_none() {
                    return false;
                }
                pattern = after_star.clone();
                text = tried.clone();
            }
        }
    }
}

/// An action that is asked for: three segments without wildcard.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct AskedAction {
    /// As the caller wrote it.
    pub(crate) written: Box<str>,
    /// In lower case: what the index is asked for.
    pub(crate) lower: Box<str>,
    first_colon: usize,
    second_colon: usize,
}

impl AskedAction {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let first_colon = text.find(':')?;
        let second_colon = first_colon + 1 + text.get(first_colon + 1..)?.find(':')?;
        let last = text.get(second_colon + 1..)?;
        let three = first_colon > 0 && second_colon > first_colon + 1 && !last.is_empty() && !last.contains(':');
        let wrong = |character: char| character == '*' || character.is_whitespace() || character.is_control();
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'*');
        (three && (plain || !text.contains(wrong))).then(|| Self {
            written: text.into(),
            lower: text.to_ascii_lowercase().into(),
            first_colon,
            second_colon,
        })
    }

    fn service(&self) -> &str {
        self.written.get(..self.first_colon).unwrap_or_default()
    }

    pub(crate) fn lower_service(&self) -> &str {
        self.lower.get(..self.first_colon).unwrap_or_default()
    }

    fn lower_type(&self) -> &str {
        self.lower.get(self.first_colon + 1..self.second_colon).unwrap_or_default()
    }

    fn lower_operation(&self) -> &str {
        self.lower.get(self.second_colon + 1..).unwrap_or_default()
    }
}

/// What one segment of a pattern is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Segment {
    Any,
    Exact,
    /// The only star stands at its end.
    Prefix,
    Star,
}

impl Segment {
    fn of(text: &str) -> Self {
        match text {
            "*" => Self::Any,
            _ => match text.find('*') {
                None => Self::Exact,
                Some(at) if at + 1 == text.len() => Self::Prefix,
                Some(_) => Self::Star,
            },
        }
    }

    fn matches(self, pattern: &str, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact => pattern == text,
            Self::Prefix => pattern.strip_suffix('*').is_some_and(|prefix| text.starts_with(prefix)),
            Self::Star => star(pattern, text),
        }
    }
}

/// A pattern of `Action`; one that matches nothing by its form does not exist.
#[derive(Debug, Clone)]
pub(crate) struct ActionPattern {
    /// The whole in lower case.
    lower: Box<str>,
    /// Where the colons are; of a short pattern the end.
    colons: [usize; 2],
    segments: [Segment; 3],
    /// Whether the case of the service may decide (1.1).
    case_decides: bool,
    /// The service as written, where it is not in lower case.
    written_service: Option<Box<str>>,
}

/// Under which text an action pattern is found in an index.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum IndexKey<'a> {
    /// It names one action, in lower case.
    Exact(&'a str),
    /// It has wildcards within one service.
    Service(&'a str),
    /// Its service has a wildcard.
    Everywhere,
}

impl ActionPattern {
    pub(crate) fn new(text: &str, version: Version) -> Option<Self> {
        let lower: Box<str> = text.to_ascii_lowercase().into();
        let mut segments = lower.split(':');
        let (service, kind, operation) = (segments.next()?, segments.next(), segments.next());
        if segments.next().is_some() {
            return None;
        }
        if operation.is_none() && kind.unwrap_or(service) != "*" {
            return None;
        }
        let first = service.len();
        let second = kind.map_or(lower.len(), |kind| first + 1 + kind.len());
        let segment = |text: Option<&str>| text.map_or(Segment::Any, Segment::of);
        let segments = [Segment::of(service), segment(kind), segment(operation)];
        let written = text.get(..first).filter(|written| *written != service).map(Into::into);
        let case_decides = version != Version::V1_0;
        Some(Self { colons: [first, second], segments, case_decides, written_service: written, lower })
    }

    fn service(&self) -> &str {
        self.lower.get(..self.colons[0]).unwrap_or_default()
    }

    fn kind(&self) -> &str {
        self.lower.get(self.colons[0] + 1..self.colons[1]).unwrap_or_default()
    }

    fn operation(&self) -> &str {
        self.lower.get(self.colons[1] + 1..).unwrap_or_default()
    }

    pub(crate) fn index_key(&self) -> IndexKey<'_> {
        match self.segments {
            [Segment::Exact, Segment::Exact, Segment::Exact] => IndexKey::Exact(&self.lower),
            [Segment::Exact, ..] => IndexKey::Service(self.service()),
            _ => IndexKey::Everywhere,
        }
    }

    /// Unknown: it matches only if the case of the service is ignored.
    pub(crate) fn matches(&self, action: &AskedAction) -> Truth {
        let [service, kind, operation] = self.segments;
        let ignoring_case = kind.matches(self.kind(), action.lower_type())
            && operation.matches(self.operation(), action.lower_operation())
            && service.matches(self.service(), action.lower_service());
        let written = self.written_service.as_deref().unwrap_or_else(|| self.service());
        if !ignoring_case {
            Truth::False
        } else if self.case_decides && !service.matches(written, action.service()) {
            Truth::Unknown
        } else {
            Truth::True
        }
    }

    /// In lower case.
    pub(crate) fn lower(&self) -> &str {
        &self.lower
    }

    /// How many of the segments match, in the order service, type, operation; for the closest pattern of a "no".
    pub(crate) fn closeness(&self, action: &AskedAction) -> u8 {
        let [service, kind, operation] = self.segments;
        let kind = kind.matches(self.kind(), action.lower_type());
        let operation = operation.matches(self.operation(), action.lower_operation());
        let service = service.matches(self.service(), action.lower_service());
        if service { 1 + 2 * u8::from(kind) + u8::from(operation) } else { 0 }
    }
}

/// A resource that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AskedResource(Box<str>);

impl AskedResource {
    /// `service:region:account:type:id` without wildcards, or a URI path.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let uri = text.starts_with('/');
        (!text.contains('*') && (uri || text.split(':').count() == 5)).then(|| Self(text.into()))
    }
}

/// Whether a resource pattern other than `*` matches.
pub(crate) fn resource_matches(pattern: &str, asked: &AskedResource) -> bool {
    if pattern.starts_with('/') || asked.0.starts_with('/') {
        return *pattern == *asked.0;
    }
    let mut patterns = pattern.split(':');
    let mut texts = asked.0.split(':');
    for position in 0.. {
        match (patterns.next(), texts.next()) {
            (None, None) => return position == 5,
            (Some(pattern), Some(text)) => {
                let same = if position == 0 || position == 3 {
                    star(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase())
                } else {
                    star(pattern, text)
                };
                if !same {
                    return false;
                }
            }
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn star_is_any_run_and_nothing_else_is_special() {
        for (pattern, text, matches) in [
            ("get*", "getmetadata", true),
            ("get*", "get", true),
            ("*get*", "forget", true),
            ("a*b*c", "aXbYbc", true),
            ("a*b*c", "acb", false),
            ("a*a", "a", false),
            ("*", "", true),
            ("g?t", "get", false),
            ("**", "x", true),
        ] {
            assert_eq!(star(pattern, text), matches, "{pattern} {text}");
            if !pattern.contains('?') {
                assert_eq!(glob(pattern, text), matches, "{pattern} {text}");
            }
        }
        assert!(glob("g?t", "get") && glob("?", "ü") && !glob("?", "") && glob("*?b", "aab") && !glob("a?", "abc"));
    }

    #[test]
    fn a_short_pattern_needs_a_star_at_its_end() {
        let action = AskedAction::parse("ecs:cloudServers:get").unwrap();
        for (pattern, matches) in [
            ("*", true),
            ("ecs:*", true),
            ("ecs", false),
            ("ecs:cloudServers", false),
            ("ec*", false),
            ("::*", false),
            ("a:b:c:d", false),
        ] {
            let found = ActionPattern::new(pattern, Version::V1_1)
                .is_some_and(|pattern| pattern.matches(&action) == Truth::True);
            assert_eq!(found, matches, "{pattern}");
        }
    }
}
