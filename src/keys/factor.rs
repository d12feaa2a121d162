//! The primes of a modulus from both exponents, where a file lacks them or has others.
//!
//! The usual probabilistic way (NIST SP 800-56B, appendix C.1; Handbook of Applied Cryptography, 8.2.2), with fixed bases: an honest key
//! fails each with a chance of one in two at most. `rsa` has a deterministic one that panics where the numbers are chosen by an enemy.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{ConcatenatingMul, Gcd, Integer, NonZero, Odd, Resize};
use rsa::BoxedUint;

/// The first primes. A file whose numbers withstand all of them takes as long as some decryptions.
const BASES: [u8; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

/// Two numbers whose product is the modulus; `None` where the exponents do not belong to it. All three have the precision of the modulus.
pub(super) fn primes(
    modulus: &BoxedUint,
    public_exponent: &BoxedUint,
    private_exponent: &BoxedUint,
) -> Option<(BoxedUint, BoxedUint)> {
    let bits = modulus.bits_precision();
    let is_below = |number: &BoxedUint| number > &BoxedUint::one_with_precision(bits) && number < modulus;
    let is_odd = |number: &BoxedUint| bool::from(number.is_odd());
    if !(is_below(public_exponent) && is_below(private_exponent) && is_odd(public_exponent) && is_odd(private_exponent))
    {
        return None;
    }
    let parameters = BoxedMontyParams::new(Option::from(Odd::new(modulus.clone()))?);
    let one = BoxedMontyForm::one(&parameters);
    let minus_one = one.neg();
    let base = |base: u8| BoxedMontyForm::new(BoxedUint::from(base).resize_unchecked(bits), &parameters);
    // What both exponents undo to each other, for two as for every number.
    let product = public_exponent.concatenating_mul(private_exponent);
    if base(2).pow(&product) != base(2) {
        return None;
    }
    let product = product.wrapping_sub(BoxedUint::one_with_precision(product.bits_precision()));
    let twos = product.trailing_zeros_vartime();
    let odd_part = product.overflowing_shr_vartime(twos)?;
    for number in BASES {
        let mut power = base(number).pow(&odd_part);
        for _ in 0..twos {
            let square = power.square();
            if square == one && power != one && power != minus_one {
                return split(modulus, &power.sub(&one).retrieve());
            }
            if square == one {
                break;
            }
            power = square;
        }
    }
    None
}

/// A square root of one, less one, shares a factor with the modulus.
fn split(modulus: &BoxedUint, root: &BoxedUint) -> Option<(BoxedUint, BoxedUint)> {
    let first: NonZero<BoxedUint> = Option::from(NonZero::new(modulus.gcd(root)))?;
    let (second, rest) = modulus.div_rem(&first);
    bool::from(rest.is_zero()).then(|| (first.get(), second))
}
