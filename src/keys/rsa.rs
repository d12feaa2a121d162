//! The RSA key itself: its numbers checked, and one operation, the raw private one.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{Odd, Resize};
use rsa::hazmat::rsa_decrypt_and_check;
use rsa::rand_core::CryptoRng;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, RsaPrivateKey};
use zeroize::Zeroizing;

use super::{KeyRepair, MAX_BITS, MIN_BITS, factor, failure, mend};
use crate::Error;
use crate::base::said::phrase;

/// The numbers of a key as its file has them, big endian; leading zeros do not matter.
pub(super) struct RsaComponents<'a> {
    pub(super) modulus: &'a [u8],
    pub(super) public_exponent: &'a [u8],
    pub(super) private_exponent: &'a [u8],
    pub(super) first_prime: &'a [u8],
    pub(super) second_prime: &'a [u8],
}

/// A key whose numbers belong together: `n = p·q`, and `e·d ≡ 1` for both primes. Other values that a file stores may be stale: they are
/// computed anew, as OpenSSL does, and so are the primes where they are missing or do not fit the modulus and its exponents.
pub(super) struct RsaKey {
    key: RsaPrivateKey,
    /// What was undone before it could be read.
    pub(super) repairs: Vec<KeyRepair>,
}

impl RsaKey {
    pub(super) fn new(numbers: &RsaComponents<'_>) -> Result<Self, Error> {
        let bits = bit_length(numbers.modulus);
        if !(MIN_BITS..=MAX_BITS).contains(&bits) {
            return Err(failure::key_size(bits, MIN_BITS, MAX_BITS));
        }
        checked(numbers, bits)
            .map(|(key, is_as_given)| Self {
                key,
                repairs: if is_as_given { vec![] } else { vec![KeyRepair::Numbers] },
            })
            .ok_or_else(numbers_apart)
    }

    /// Notes where the numbers of a file that follow from the others do not: both exponents modulo a prime less one, and the inverse of the
    /// second prime modulo the first.
    pub(super) fn compare(&mut self, first_prime: &[u8], derived: [&[u8]; 3]) {
        let [first, second] = self.key.primes() else { return };
        let [first_exponent, second_exponent, coefficient] = derived;
        let (first, second, exponents) = if is(first, first_prime) {
            (first, second, [first_exponent, second_exponent])
        } else {
            (second, first, [second_exponent, first_exponent])
        };
        let have_exponents = [self.key.dp(), self.key.dq()]
            .into_iter()
            .zip(exponents)
            .all(|(wanted, given)| wanted.is_none_or(|wanted| is(wanted, given)));
        if !have_exponents || !is_inverse(coefficient, second, first).unwrap_or_default() {
            mend::add(&mut self.repairs, KeyRepair::Numbers);
        }
    }

    /// The length of the modulus in bits.
    pub(super) fn bits(&self) -> u32 {
        self.key.n().bits_vartime()
    }

    /// The length of the modulus, and so of every ciphertext, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bits().div_ceil(8) as usize
    }

    /// The public exponent, big endian, without leading zeros.
    pub(super) fn public_exponent(&self) -> Vec<u8> {
        without_zeros(&self.key.e().to_be_bytes()).to_vec()
    }

    /// The modulus, big endian, without leading zeros.
    pub(super) fn modulus(&self) -> Vec<u8> {
        without_zeros(&self.key.n().to_be_bytes()).to_vec()
    }

    /// `c^d mod n`, as long as the modulus; `None` for a `c` that is not below `n`.
    ///
    /// Without blinding: that needs randomness, which the core does not have, and guards against a remote observer, which a
    /// local decryption does not have (RUSTSEC-2023-0071).
    pub(super) fn decrypt_block(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let number = BoxedUint::from_be_slice(ciphertext, self.key.n().bits_precision()).ok()?;
        let block = Zeroizing::new(rsa_decrypt_and_check(&self.key, None::<&mut dyn CryptoRng>, &number).ok()?);
        // The number's own length is a whole number of machine words.
        let bytes = Zeroizing::new(block.to_be_bytes());
        let start = bytes.len().checked_sub(self.bytes())?;
        Some(Zeroizing::new(bytes.get(start..)?.to_vec()))
    }
}

pub(super) fn numbers_apart() -> Error {
    failure::damaged(phrase!("the numbers of this key do not belong together"))
}

/// The key, and whether its primes are those of the file, where that has any.
fn checked(numbers: &RsaComponents<'_>, bits: u32) -> Option<(RsaPrivateKey, bool)> {
    let number = |bytes| BoxedUint::from_be_slice(without_zeros(bytes), bits).ok();
    // An exponent of one would mean no encryption at all; the crate checks all else.
    if bit_length(numbers.public_exponent) < 2 {
        return None;
    }
    let (modulus, public_exponent) = (number(numbers.modulus)?, number(numbers.public_exponent)?);
    let private_exponent = Zeroizing::new(number(numbers.private_exponent)?);
    // What else a file stores follows from these, and is computed anew.
    let with_primes = |first: BoxedUint, second: BoxedUint| {
        let (modulus, public_exponent) = (modulus.clone(), public_exponent.clone());
        let private_exponent = BoxedUint::clone(&private_exponent);
        let primes = vec![first, second];
        RsaPrivateKey::from_components_with_large_exponent(modulus, public_exponent, private_exponent, primes).ok()
    };
    // The crate takes a prime for two, and none for one.
    let are_two = without_zeros(numbers.first_prime) != without_zeros(numbers.second_prime)
        && bit_length(numbers.first_prime).min(bit_length(numbers.second_prime)) > 1;
    let given = || with_primes(number(numbers.first_prime)?, number(numbers.second_prime)?);
    let found = if are_two { given() } else { None };
    found.map(|key| (key, true)).or_else(|| {
        let (first, second) = factor::primes(&modulus, &public_exponent, &private_exponent)?;
        let has_none = numbers.first_prime.is_empty() && numbers.second_prime.is_empty();
        Some((with_primes(first, second)?, has_none))
    })
}

/// Whether a number is the one of these bytes.
fn is(number: &BoxedUint, bytes: &[u8]) -> bool {
    without_zeros(&Zeroizing::new(number.to_be_bytes())) == without_zeros(bytes)
}

/// Whether the product of both is one modulo `modulus`.
fn is_inverse(coefficient: &[u8], number: &BoxedUint, modulus: &BoxedUint) -> Option<bool> {
    let bits = number.bits_precision().max(modulus.bits_precision());
    let coefficient = Zeroizing::new(BoxedUint::from_be_slice(without_zeros(coefficient), bits).ok()?);
    let parameters = BoxedMontyParams::new(Option::from(Odd::new(modulus.clone().resize_unchecked(bits)))?);
    let form = |number: &BoxedUint| BoxedMontyForm::new(number.clone().resize_unchecked(bits), &parameters);
    Some(form(&coefficient).mul(&form(number)) == BoxedMontyForm::one(&parameters))
}

fn bit_length(bytes: &[u8]) -> u32 {
    let bytes = without_zeros(bytes);
    let unused = bytes.first().map_or(0, |byte| byte.leading_zeros());
    u32::try_from(bytes.len()).unwrap_or(u32::MAX).saturating_mul(8).saturating_sub(unused)
}

fn without_zeros(mut bytes: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bit_length_counts_from_the_first_one() {
        for (bytes, bits) in [(&[][..], 0), (&[0], 0), (&[1], 1), (&[0, 0x80], 8), (&[0, 1, 0], 9), (&[255; 128], 1024)]
        {
            assert_eq!(bit_length(bytes), bits, "{bytes:?}");
        }
    }
}
