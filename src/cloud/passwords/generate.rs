//! Passwords out of random bytes, which somebody else gives.

use zeroize::Zeroizing;

use super::{DEFAULT_ACCOUNT, PasswordRules};
use crate::base::said::said;
use crate::{Error, Secret};

/// The least number of characters that are generated.
pub const SHORTEST: u32 = 8;
/// The greatest number of characters that are generated, where the rules have none.
pub const LONGEST: u32 = 64;
/// What is generated where nobody says how long.
const USUAL: u32 = 20;

/// So many random bytes do: that more are needed happens less often than once in 2^64 passwords.
pub const MOST_BYTES: usize = 1024;

/// What every rule allows.
const SPECIALS: &[u8] = b"!@%-_=+[]:./?";

/// The kinds of characters: upper-case letters, lower-case letters, digits, special characters.
const KINDS: usize = 4;

/// The kind of a character, where a password may have it.
fn kind(character: u8) -> Option<usize> {
    match character {
        b'A'..=b'Z' => Some(0),
        b'a'..=b'z' => Some(1),
        b'0'..=b'9' => Some(2),
        _ if SPECIALS.contains(&character) => Some(3),
        _ => None,
    }
}

/// The characters that a password is made of.
struct Alphabet {
    /// Each with its kind: kind by kind, in the order in which they are listed above.
    characters: Vec<(u8, usize)>,
    sizes: [u32; KINDS],
}

impl Alphabet {
    /// Without those that any account name has in each three characters of it: so no name is in a password, nor reversed, nor three of its
    /// characters in a row, and all that are left can stand anywhere.
    fn without(names: &[&str]) -> Option<Self> {
        let mut alphabet = Self { characters: Vec::new(), sizes: [0; KINDS] };
        for character in (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(SPECIALS.iter().copied()) {
            let (Some(kind), false) = (kind(character), names.iter().any(|name| is_left_out(name, character))) else {
                continue;
            };
            alphabet.characters.push((character, kind));
            if let Some(size) = alphabet.sizes.get_mut(kind) {
                *size += 1;
            }
        }
        alphabet.sizes.iter().all(|size| *size > 0).then_some(alphabet)
    }

    /// How many passwords of that length there are with a character of each kind: all, without those that lack a kind, and so on.
    fn count(&self, length: u32) -> f64 {
        let mut count = 0.0;
        for lacking in 0..1_u32 << KINDS {
            let mut left = 0;
            for (kind, size) in self.sizes.iter().enumerate() {
                left += if lacking >> kind & 1 == 0 { *size } else { 0 };
            }
            let mut power = if lacking.count_ones() % 2 == 0 { 1.0 } else { -1.0 };
            for _ in 0..length {
                power *= f64::from(left);
            }
            count += power;
        }
        count
    }
}

/// Whether a name has the character, in either case, as every third of its own; of a name of one or two characters, as its first.
fn is_left_out(name: &str, character: u8) -> bool {
    let is_short = name.chars().nth(2).is_none();
    let chosen = |at: usize| if is_short { at == 0 } else { at % 3 == 2 };
    name.chars().enumerate().any(|(at, each)| chosen(at) && each.eq_ignore_ascii_case(&char::from(character)))
}

/// The logarithm to the base of two of a number from 1, by halving and squaring: that of the standard library takes more room.
fn log2(mut number: f64) -> f64 {
    let mut bits = 0.0;
    while number >= 2.0 {
        number /= 2.0;
        bits += 1.0;
    }
    let mut bit = 0.5;
    while bit > 1e-12 {
        number *= number;
        if number >= 2.0 {
            number /= 2.0;
            bits += bit;
        }
        bit /= 2.0;
    }
    bits
}

fn prepared(rules: &PasswordRules, length: Option<u32>, user: Option<&str>) -> Result<(Alphabet, u32), Error> {
    let most = rules.max_length.and_then(|most| u32::try_from(most).ok()).unwrap_or(LONGEST);
    let length = length.unwrap_or(USUAL);
    if !(SHORTEST..=most).contains(&length) {
        let range = said!("a whole number from {} to {}", SHORTEST, most);
        let given = said!("`{}`", length);
        return Err(Error::invalid("length", said!("{} must be {}, got {}", "length", range, given)));
    }
    let names = [DEFAULT_ACCOUNT, "root", user.unwrap_or(DEFAULT_ACCOUNT)];
    let alphabet = Alphabet::without(&names).ok_or_else(|| {
        Error::invalid("userName", said!("{} leaves no characters for a password without it", "userName"))
    })?;
    Ok((alphabet, length))
}

/// A password that keeps the rules, for any of the accounts `Administrator`, `root` and `user`; by default of 20 characters. All passwords of that length out of
/// the characters that it takes, with each kind among them, are equally likely where the bytes of `random` are; the same bytes give the same password.
///
/// Bytes that would favour some characters are passed over, and so is a password that lacks a kind of characters: how many bytes it takes is not
/// certain, [`MOST_BYTES`] do.
///
/// # Errors
/// [`crate::Code::InvalidInput`] at `length` where the rules do not have it, at `userName` where no characters are left, at `random` where there are too
/// few bytes.
pub fn generate(
    rules: &PasswordRules,
    length: Option<u32>,
    user: Option<&str>,
    random: &[u8],
) -> Result<Secret, Error> {
    let (alphabet, length) = prepared(rules, length, user)?;
    let count = alphabet.characters.len();
    let fair = 256 / count * count;
    let mut bytes = random.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
    let mut password = Zeroizing::new(Vec::with_capacity(length as usize));
    loop {
        password.clear();
        let mut kinds = 0;
        while password.len() < length as usize {
            let drawn = bytes.next().and_then(|byte| alphabet.characters.get(byte % count));
            let (character, kind) = drawn.ok_or_else(|| {
                Error::invalid(
                    "random",
                    said!("{} has too few bytes, or they are not random: {} do", "random", MOST_BYTES),
                )
            })?;
            password.push(*character);
            kinds |= 1 << kind;
        }
        if kinds == 0b1111 {
            return Ok(Secret::from_zeroizing(password));
        }
    }
}

/// How many bits of entropy a password has that [`generate`] makes of random bytes: the logarithm of how many there are, all of which are
/// equally likely.
///
/// # Errors
/// As [`generate`], but for `random`.
pub fn entropy_bits(rules: &PasswordRules, length: Option<u32>, user: Option<&str>) -> Result<f64, Error> {
    let (alphabet, length) = prepared(rules, length, user)?;
    Ok(log2(alphabet.count(length)))
}
