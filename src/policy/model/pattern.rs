//! Patterns of actions and resources (rules 2 and 3 of [`super`]).

/// Whether `text` matches `pattern`, whose only wildcard is `*`.
pub(crate) fn star(pattern: &str, text: &str) -> bool {
    star_bytes(pattern.as_bytes(), text.as_bytes())
}

/// The same of the bytes of texts: what is valid on its own begins and ends with whole characters wherever it is found.
pub(crate) fn star_bytes(pattern: &[u8], text: &[u8]) -> bool {
    let (mut text, mut piece, mut at, mut is_first) = (text, 0, 0, true);
    // As an iterator it is called for each byte, where the size of the code counts.
    while let Some(byte) = pattern.get(at) {
        if *byte == b'*' {
            let wanted = pattern.get(piece..at).unwrap_or_default();
            let rest = if is_first { text.strip_prefix(wanted) } else { behind(wanted, text) };
            let Some(rest) = rest else { return false };
            (text, piece, is_first) = (rest, at + 1, false);
        }
        at += 1;
    }
    let last = pattern.get(piece..).unwrap_or_default();
    if is_first { last == text } else { text.ends_with(last) }
}

/// A piece of a pattern is mostly shorter, and then looked for at each place in turn.
const SHORT: usize = 16;

/// What is behind the first place of a text where a piece stands.
fn behind<'a>(piece: &[u8], text: &'a [u8]) -> Option<&'a [u8]> {
    if piece.len() > SHORT {
        return behind_long(piece, text);
    }
    let (first, mut at) = (piece.first(), 0);
    while let Some(there) = text.get(at..at + piece.len()) {
        if there.first() == first && there == piece {
            return text.get(at + piece.len()..);
        }
        at += 1;
    }
    None
}

/// The same in as many steps as both are long together, after Knuth, Morris and Pratt.
fn behind_long<'a>(piece: &[u8], text: &'a [u8]) -> Option<&'a [u8]> {
    // Of each beginning of the piece, how much of its end is a shorter beginning.
    let mut shorter = vec![0];
    let next = |shorter: &[usize], mut matched: usize, byte: &u8| loop {
        if piece.get(matched) == Some(byte) {
            return matched + 1;
        }
        let Some(before) = matched.checked_sub(1) else { return 0 };
        matched = shorter.get(before).copied().unwrap_or_default();
    };
    let mut matched = 0;
    for byte in piece.iter().skip(1) {
        matched = next(&shorter, matched, byte);
        shorter.push(matched);
    }
    matched = 0;
    for (at, byte) in text.iter().enumerate() {
        matched = next(&shorter, matched, byte);
        if matched == piece.len() {
            return text.get(at + 1..);
        }
    }
    None
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

/// A resource that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AskedResource(Box<str>);

impl AskedResource {
    /// `service:region:account:type:id` without wildcards, or a URI path.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let uri = text.starts_with('/');
        (!text.contains('*') && (uri || text.split(':').count() == 5)).then(|| Self(text.into()))
    }

    pub(crate) fn written(&self) -> &str {
        &self.0
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
    use proptest::prelude::*;

    use super::*;
    use crate::base::text::signs;

    /// As the standard library finds pieces.
    fn by_pieces(pattern: &str, text: &str) -> bool {
        let Some((first, mut rest)) = pattern.split_once('*') else { return pattern == text };
        let Some(mut text) = text.strip_prefix(first) else { return false };
        while let Some((piece, after)) = rest.split_once('*') {
            let Some((_, left)) = text.split_once(piece) else { return false };
            (text, rest) = (left, after);
        }
        text.ends_with(rest)
    }

    proptest! {
        #[test]
        fn star_finds_the_pieces_one_behind_the_other(pattern in "[abä*]{0,8}", text in "[abä]{0,10}") {
            prop_assert_eq!(star(&pattern, &text), by_pieces(&pattern, &text));
            prop_assert!(!star(&pattern, &text) || signs(&pattern) & !signs(&text) == 0);
        }

        #[test]
        fn long_pieces_are_found_as_short_ones(pieces in prop::collection::vec("(a{1,2}b){5,9}a?", 1..4), text in "((a{1,2}b){5,9}a?ä?){1,5}") {
            for pattern in [format!("*{}*", pieces.join("*")), pieces.join("*"), text.replace('ä', "*")] {
                prop_assert_eq!(star(&pattern, &text), by_pieces(&pattern, &text));
            }
        }
    }

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
}
