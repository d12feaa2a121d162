//! What programs and people do to the text of a key on its way, undone: only where the text as it is holds no key.
//!
//! Every step takes what the one before it left, and there are few: the work is bounded by the length of the text.

mod characters;
pub(super) mod escapes;
mod lines;
mod literals;
mod markers;
mod markup;
mod packed;
pub(super) mod transfer;

use serde::Serialize;
use zeroize::Zeroizing;

/// What was undone before a key could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum KeyRepair {
    /// Blanks, dashes, quotes or invisible characters of a word processor or a web page; UTF-16 without a byte order mark.
    Characters,
    /// HTML, XML or RTF around the key and in it.
    Markup,
    /// Percent-encoding, or quoted-printable of e-mail.
    TransferEncoding,
    /// The quotes of a string literal on every line.
    Quotes,
    /// Escapes, such as `\n` or `\u002B`.
    Escapes,
    /// Line numbers, or what comments and quotations put before every line.
    LinePrefixes,
    /// The `BEGIN` and `END` lines were changed, did not belong together, or named another form; the first line of a PuTTY file was changed or
    /// missing.
    Markers,
    /// Base64 of the whole file, or its bytes as numbers, or a body without `BEGIN` and `END` lines.
    Base64,
    /// Bytes behind the key.
    TrailingBytes,
    /// Line breaks that a PuTTY file or the headers of an encrypted key need.
    LineBreaks,
    /// Numbers that follow from the others were wrong, and computed anew.
    Numbers,
    /// The passphrase was taken in the code page of western Windows (Windows-1252, which has Latin-1 within it): so do PuTTY and OpenSSL
    /// there.
    PassphraseEncoding,
    /// The passphrase was taken in Unicode's normalization form C: letters and their marks as one character each, as most keyboards give them.
    PassphraseNfc,
    /// The passphrase was taken in Unicode's normalization form D: letters and their marks apart, as macOS has file names.
    PassphraseNfd,
}

type Text = Zeroizing<Vec<u8>>;
type Step = fn(&[u8]) -> Option<Text>;

const STEPS: &[(KeyRepair, Step)] = &[
    (KeyRepair::Characters, characters::ascii),
    (KeyRepair::Markup, markup::without_rtf),
    // A line that was broken is one line again before what stands before each of them goes.
    (KeyRepair::TransferEncoding, transfer::without_quoted_printable),
    (KeyRepair::LinePrefixes, lines::without_prefixes),
    (KeyRepair::Markup, markup::without_html),
    (KeyRepair::Quotes, literals::joined),
    (KeyRepair::Escapes, escapes::decoded),
    (KeyRepair::TransferEncoding, transfer::without_percent),
    // What is the same on every line may be what another step reads.
    (KeyRepair::LinePrefixes, lines::without_common),
];

/// What may as well be wrong: each is tried by itself, and taken back.
const LAST_STEPS: &[(KeyRepair, Step)] = &[
    (KeyRepair::Markers, markers::restored),
    (KeyRepair::Markers, markers::with_first_line),
    (KeyRepair::TransferEncoding, transfer::with_plus),
];

/// How many steps are taken at most: a text may have been through two or three programs, each with escapes of its own.
const MOST_STEPS: usize = 16;

/// How often Base64 may lie within Base64.
const PACKED: usize = 2;

/// What `attempt` makes of the first form in which it finds something, and what was undone for that. Of several that are encoded one by one,
/// the first that `opens`.
pub(super) fn first<T>(text: &[u8], attempt: &mut Attempt<'_, T>, opens: fn(&T) -> bool) -> Option<Mended<T>> {
    unwrapped(text, PACKED, attempt, opens)
}

type Attempt<'a, T> = dyn FnMut(&[u8]) -> Option<T> + 'a;
type Mended<T> = (T, Vec<KeyRepair>);

fn unwrapped<T>(text: &[u8], packed: usize, attempt: &mut Attempt<'_, T>, opens: fn(&T) -> bool) -> Option<Mended<T>> {
    let mut repairs = Vec::new();
    let mut text = Zeroizing::new(text.to_vec());
    for _ in 0..MOST_STEPS {
        // What was inside may begin with any of them. One out of its turn is taken where it opens a key: the first may be wrong about a comment.
        let mut next = None;
        for (repair, step) in STEPS {
            let Some(changed) = step(&text).filter(|changed| *changed != text) else { continue };
            if let Some(found) = attempt(&changed).filter(|found| next.is_none() || opens(found)) {
                add(&mut repairs, *repair);
                return Some((found, repairs));
            }
            next.get_or_insert((*repair, changed));
        }
        let Some((repair, changed)) = next else { break };
        text = changed;
        add(&mut repairs, repair);
    }
    for (repair, step) in LAST_STEPS {
        if let Some(found) = step(&text).and_then(|text| attempt(&text)) {
            add(&mut repairs, *repair);
            return Some((found, repairs));
        }
    }
    let mut first = None;
    for inner in packed::bodies(&text) {
        let found = attempt(&inner).map(|found| (found, Vec::new()));
        let found = found.or_else(|| if packed > 0 { unwrapped(&inner, packed - 1, attempt, opens) } else { None });
        let is_open = found.as_ref().is_some_and(|(found, _)| opens(found));
        first = if is_open { found } else { first.or(found) };
        if is_open {
            break;
        }
    }
    let (found, inner) = first?;
    add(&mut repairs, KeyRepair::Base64);
    inner.into_iter().for_each(|repair| add(&mut repairs, repair));
    Some((found, repairs))
}

pub(super) fn add(repairs: &mut Vec<KeyRepair>, repair: KeyRepair) {
    if !repairs.contains(&repair) {
        repairs.push(repair);
    }
}

/// Room for a text that becomes `factor` times as long at most: allocated once, so that growing leaves no copy behind.
fn room(text: &[u8], factor: usize) -> Text {
    Zeroizing::new(Vec::with_capacity(text.len().saturating_mul(factor) + 64))
}
