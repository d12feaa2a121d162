//! Patterns of actions and resources (rules 2 and 3 of [`super`]).

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
}
