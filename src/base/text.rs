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

/// Whether a text has that form: a digit for each `0`, letters in any case.
#[cfg(any(feature = "cloud", feature = "rules"))]
pub(crate) fn has_form(text: &str, form: &[u8]) -> bool {
    let fits = |(byte, form): (u8, &u8)| match *form {
        b'0' => byte.is_ascii_digit(),
        form => byte.eq_ignore_ascii_case(&form),
    };
    text.len() == form.len() && text.bytes().zip(form).all(fits)
}

/// A text of more than `limit` characters without the rest, and with `…` in its place.
pub(crate) fn cut(text: String, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}

/// How many signs are to be changed to make one text of the other; of long ones, how much longer one is.
#[cfg(feature = "rules")]
pub(crate) fn edit_distance(one: &str, other: &str) -> usize {
    const LONG: usize = 128;
    if one.len() > LONG || other.len() > LONG {
        return LONG + one.len().abs_diff(other.len());
    }
    strsim::osa_distance(one, other)
}

#[cfg(any(feature = "cloud", feature = "rules"))]
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

/// Which signs a text has besides `*`, each as one of 64 bits: a pattern matches no text, and covers no pattern, that lacks one of its own.
#[cfg(feature = "rules")]
pub(crate) fn signs(text: &str) -> u64 {
    let (mut signs, mut at) = (0, 0);
    while let Some(byte) = text.as_bytes().get(at) {
        signs |= u64::from(*byte != b'*') << (byte % 64);
        at += 1;
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

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
    #[cfg(any(feature = "cloud", feature = "rules"))]
    fn nearest_finds_a_typing_error_and_nothing_else() {
        assert_eq!(nearest("servrId", &["serverId", "cloud"]), ["serverId"]);
        assert!(nearest("zzz", &["serverId", "cloud"]).is_empty());
    }
}
