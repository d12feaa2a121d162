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
const SPECIALS: &str = "!@%-_=+[]:./?";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const DIGITS: &str = "0123456789";

/// The characters that a password is made of: four kinds.
struct Alphabet {
    /// Each with its kind, 0 to 3.
    characters: Vec<(u8, usize)>,
}

impl Alphabet {
    /// Without those that any account name has in each three characters of it: so no name is in a password, nor reversed, nor three of its
    /// characters in a row, and all that are left can stand anywhere.
    fn without(names: &[&str]) -> Option<Self> {
        let is_left_out = |character: char| {
            names.iter().any(|name| {
                let length = name.chars().count();
                let every_third = name.chars().enumerate().filter(|(at, _)| at % 3 == 2 || (length < 3 && *at == 0));
                every_third.map(|(_, each)| each).any(|each| each.to_lowercase().eq(character.to_lowercase()))
            })
        };
        let characters: Vec<(u8, usize)> = [UPPER, LOWER, DIGITS, SPECIALS]
            .into_iter()
            .enumerate()
            .flat_map(|(kind, all)| all.bytes().map(move |each| (each, kind)))
            .filter(|(each, _)| !is_left_out(char::from(*each)))
            .collect();
        let alphabet = Self { characters };
        alphabet.sizes().iter().all(|size| *size > 0).then_some(alphabet)
    }

    fn sizes(&self) -> [usize; 4] {
        let mut sizes = [0; 4];
        for (_, kind) in &self.characters {
            if let Some(size) = sizes.get_mut(*kind) {
                *size += 1;
            }
        }
        sizes
    }

    /// How many passwords of that length there are with a character of each kind: all, without those that lack a kind, and so on.
    fn count(&self, length: i32) -> f64 {
        let sizes = self.sizes();
        #[allow(clippy::cast_precision_loss, reason = "less than a hundred characters")]
        (0..16_u32)
            .map(|lacking| {
                let left = sizes.iter().enumerate().filter(|(kind, _)| lacking >> kind & 1 == 0).map(|(_, size)| size);
                let count = (left.sum::<usize>() as f64).powi(length);
                if lacking.count_ones() % 2 == 0 { count } else { -count }
            })
            .sum()
    }
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
                Error::invalid("random", said!("{} has too few bytes, or they are not random: {} do", "random", MOST_BYTES))
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
    Ok(alphabet.count(length.try_into().unwrap_or(i32::MAX)).log2())
}
