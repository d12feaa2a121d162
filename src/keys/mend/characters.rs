//! The characters that editors, chats and word processors put in the place of those of ASCII.

use super::{Text, room};

/// The text with blanks, dashes, quotes and digits of ASCII, without what is not seen. Other characters stay: in a comment they count.
pub(super) fn ascii(text: &[u8]) -> Option<Text> {
    let mut out = room(text, 2);
    for chunk in text.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(character) = rest.chars().next() {
            rest = behind_colour(rest).or_else(|| rest.strip_prefix(character)).unwrap_or_default();
            push(&mut out, character);
        }
        for byte in chunk.invalid() {
            match windows(*byte) {
                Some(character) => push(&mut out, character),
                None => out.push(*byte),
            }
        }
    }
    Some(out)
}

/// What follows one of the sequences by which a program colours what a terminal shows. Its first character is not seen by itself either.
fn behind_colour(text: &str) -> Option<&str> {
    let parameters = text.strip_prefix("\u{1b}[")?.trim_start_matches(|byte: char| matches!(byte, '0'..='9' | ';'));
    parameters.strip_prefix(|last: char| last.is_ascii_alphabetic())
}

/// What a byte of the code page of Windows is that looks like one of ASCII, or is not seen.
fn windows(byte: u8) -> Option<char> {
    Some(match byte {
        0x91 | 0x92 => '\'',
        0x93 | 0x94 => '"',
        0x96 => '-',
        0x97 => '\u{2014}',
        0xa0 => ' ',
        0xad => '\u{ad}',
        _ => return None,
    })
}

fn push(out: &mut Text, character: char) {
    match character {
        '\t' | '\n' | '\r' | ' '..='~' => out.extend(u8::try_from(character)),
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(b'\n'),
        '\u{2014}' | '\u{2015}' => out.extend_from_slice(b"--"),
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => out.push(b'-'),
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2033}' => out.push(b'"'),
        '\u{2018}'..='\u{201b}' | '\u{2032}' => out.push(b'\''),
        '\u{2044}' | '\u{2215}' => out.push(b'/'),
        '\u{ff01}'..='\u{ff5e}' => {
            out.extend(u32::from(character).checked_sub(0xfee0).and_then(|ascii| u8::try_from(ascii).ok()));
        }
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => {}
        '\u{2800}' | '\u{3164}' => out.push(b' '),
        _ if character.is_whitespace() => out.push(b' '),
        _ if character.is_control() => {}
        _ => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}
