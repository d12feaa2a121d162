//! How texts from outside are shown in errors.

use std::fmt::Write as _;

use crate::base::sort::sort_by_key;

const SHOWN_CHARACTERS: usize = 64;

/// `text` in backticks, as the errors show what the user gave: control characters escaped, a long text cut.
pub(crate) fn quoted(text: &str) -> String {
    let mut shown = String::with_capacity(text.len().min(SHOWN_CHARACTERS) + 2);
    shown.push('`');
    for character in text.chars().take(SHOWN_CHARACTERS) {
        if character.is_control() || character == '`' {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    if text.chars().nth(SHOWN_CHARACTERS).is_some() {
        shown.push('…');
    }
    shown.push('`');
    shown
}

/// A provider's text on one line: white space folded, control characters dropped, cut after `limit` characters.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|character| !character.is_control()));
    }
    cut(line, limit)
}

/// A text of more than `limit` characters without the rest, and with `…` in its place.
pub(crate) fn cut(text: String, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}

#[cfg(any(feature = "cloud", feature = "policy"))]
/// The names in `known` that are probably meant by `given`, nearest first; at most three.
pub(crate) fn nearest<'a>(given: &str, known: &[&'a str]) -> Vec<&'a str> {
    let length = given.chars().count();
    let mut lower = None;
    let distance = |name: &&'a str| {
        let own = name.chars().count();
        let limit = own.max(3) / 3;
        // No fewer signs are changed than one text has more than the other: of a long one nothing else is asked.
        if length.abs_diff(own) > limit {
            return None;
        }
        let given = lower.get_or_insert_with(|| given.to_ascii_lowercase());
        let distance = strsim::osa_distance(given, &name.to_ascii_lowercase());
        (distance <= limit).then_some((distance, *name))
    };
    let mut candidates: Vec<(usize, &str)> = known.iter().filter_map(distance).collect();
    sort_by_key(&mut candidates, |(distance, _)| *distance);
    candidates.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Names, ready to be asked often which of them is probably meant.
#[cfg(feature = "policy")]
#[derive(Debug, Default)]
pub(crate) struct Names<'a>(Vec<Name<'a>>);

#[cfg(feature = "policy")]
#[derive(Debug)]
struct Name<'a> {
    written: &'a str,
    lower: String,
    length: usize,
    letters: u128,
}

#[cfg(feature = "policy")]
impl<'a> Names<'a> {
    pub(crate) fn of(names: impl Iterator<Item = &'a str>) -> Self {
        let name = |written: &'a str| {
            let lower = written.to_ascii_lowercase();
            Name { written, length: written.chars().count(), letters: letters(&lower), lower }
        };
        Self(names.map(name).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The first of those that [`nearest`] finds.
    pub(crate) fn nearest(&self, given: &str) -> Option<&'a str> {
        let length = given.chars().count();
        let mut own = None;
        let mut candidates: Vec<(usize, usize)> = Vec::new();
        for (place, name) in self.0.iter().enumerate() {
            let apart = length.abs_diff(name.length);
            if apart > name.limit() {
                continue;
            }
            let (_, letters) = own.get_or_insert_with(|| {
                let lower = given.to_ascii_lowercase();
                let letters = letters(&lower);
                (lower, letters)
            });
            // Each change brings at most one letter and takes at most one.
            let changes = (*letters & !name.letters).count_ones().max((name.letters & !*letters).count_ones());
            let at_least = apart.max(usize::try_from(changes).unwrap_or_default());
            if at_least <= name.limit() {
                candidates.push((at_least, place));
            }
        }
        sort_by_key(&mut candidates, |candidate| *candidate);
        let (given, _) = own?;
        let mut best = None;
        for candidate in candidates {
            // What follows is no nearer.
            if best.is_some_and(|best| best < candidate) {
                break;
            }
            let Some(name) = self.0.get(candidate.1) else { continue };
            let (one, other) = without_common_ends(&given, &name.lower);
            let distance = strsim::osa_distance(one, other);
            if distance <= name.limit() && best.is_none_or(|best| (distance, candidate.1) < best) {
                best = Some((distance, candidate.1));
            }
        }
        self.0.get(best?.1).map(|name| name.written)
    }
}

#[cfg(feature = "policy")]
impl Name<'_> {
    fn limit(&self) -> usize {
        self.length.max(3) / 3
    }
}

/// Which signs a text has, and how often, up to four times; some signs are taken for one.
#[cfg(feature = "policy")]
fn letters(text: &str) -> u128 {
    let mut letters = 0;
    for sign in text.chars() {
        let once = 1_u128 << (u32::from(sign) % 32);
        let free = [0, 32, 64, 96].map(|times| once << times).into_iter().find(|bit| letters & bit == 0);
        letters |= free.unwrap_or_default();
    }
    letters
}

/// Two texts without what both begin or end with, which is no part of how far they are apart.
#[cfg(feature = "policy")]
fn without_common_ends<'a, 'b>(mut one: &'a str, mut other: &'b str) -> (&'a str, &'b str) {
    while let (Some(sign), Some(same)) = (one.chars().next(), other.strip_prefix(|sign| one.starts_with(sign))) {
        (one, other) = (one.get(sign.len_utf8()..).unwrap_or_default(), same);
    }
    while let (Some(sign), Some(same)) = (one.chars().next_back(), other.strip_suffix(|sign| one.ends_with(sign))) {
        (one, other) = (one.get(..one.len() - sign.len_utf8()).unwrap_or_default(), same);
    }
    (one, other)
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "policy")]
    use proptest::prelude::*;

    use super::*;

    #[cfg(feature = "policy")]
    proptest! {
        #[test]
        fn names_find_the_first_that_nearest_finds(given in "[abAü:]{0,9}", known in prop::collection::vec("[abAü:]{0,9}", 0..12)) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let names = Names::of(known.iter().copied());
            prop_assert_eq!(names.nearest(&given), nearest(&given, &known).first().copied());
        }

        #[test]
        fn names_find_the_same_of_texts_that_are_much_alike(name in "[a-c]{6,20}", changes in prop::collection::vec((0_usize..20, "[a-d]{0,2}"), 0..6), others in prop::collection::vec("[a-d]{6,20}", 0..8)) {
            let mut given: Vec<String> = name.chars().map(String::from).collect();
            for (at, by) in changes {
                let at = at % given.len();
                given[at] = by;
            }
            let given = given.concat();
            let known: Vec<&str> = others.iter().map(String::as_str).chain([&*name]).collect();
            let names = Names::of(known.iter().copied());
            prop_assert_eq!(names.nearest(&given), nearest(&given, &known).first().copied());
        }
    }

    #[test]
    fn quoted_escapes_controls_and_cuts() {
        assert_eq!(quoted("a\nb`"), "`a\\u{a}b\\u{60}`");
        assert_eq!(quoted(&"x".repeat(300)).chars().count(), SHOWN_CHARACTERS + 3);
    }

    #[test]
    fn one_line_folds_and_cuts() {
        assert_eq!(
            one_line(" 404 Not Found\n\nThe resource\t\u{7}could not ", 100),
            "404 Not Found The resource could not"
        );
        assert_eq!(one_line("abc def", 4), "abc…");
    }

    #[test]
    #[cfg(any(feature = "cloud", feature = "policy"))]
    fn nearest_finds_a_typing_error_and_nothing_else() {
        assert_eq!(nearest("servrId", &["serverId", "cloud"]), ["serverId"]);
        assert!(nearest("zzz", &["serverId", "cloud"]).is_empty());
    }
}
