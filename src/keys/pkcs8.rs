//! Encrypted PKCS#8 (RFC 5958, section 3) with PBES2 (RFC 8018): PBKDF2 or scrypt, AES or triple DES; what is older is in `pbe`.

use pkcs8::der::asn1::AnyRef;
use pkcs8::pkcs5::pbes2::{DES_EDE3_CBC_OID, Kdf, PBES2_OID, Parameters, Pbkdf2Prf};
use zeroize::Zeroizing;

use super::cost::{Cost, Passphrase};
use super::rsa::RsaKey;
use super::{der, failure, pbe};
use crate::Error;
use crate::base::said::phrase;

/// The length of triple DES' initialisation vector.
const DES_BLOCK: usize = 8;

/// Decrypts an `EncryptedPrivateKeyInfo` and reads the key in it.
pub(super) fn read(document: &[u8], passphrase: Option<Passphrase<'_>>) -> Result<RsaKey, Error> {
    let parts = der::children(document).unwrap_or_default();
    let [scheme, data] = parts.as_slice() else {
        return Err(failure::damaged(phrase!("the key is damaged: its encrypted part is not complete")));
    };
    let key = decrypt(*scheme, data.value(), passphrase)?;
    // Random bytes have valid padding once in 256 times, but are then no DER.
    let document = der::document(&key).ok_or_else(failure::passphrase_wrong_or_damaged)?;
    der::private_key(document).map(|(_, key)| key)
}

/// Decrypts `data` as `scheme` says.
pub(super) fn decrypt(
    scheme: AnyRef<'_>,
    data: &[u8],
    passphrase: Option<Passphrase<'_>>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if der::algorithm_of(scheme).is_some_and(pbe::is_known) {
        return pbe::decrypt(scheme, data, passphrase);
    }
    let parameters = parameters(scheme)?;
    let cost = cost_of(&parameters)?;
    let passphrase = passphrase.ok_or_else(failure::passphrase_missing)?.afford(cost)?;
    let mut buffer = Zeroizing::new(data.to_vec());
    let decrypted = parameters.decrypt_in_place(passphrase, &mut buffer);
    let length = decrypted.map_err(|_| failure::passphrase_wrong_or_damaged())?.len();
    buffer.truncate(length);
    Ok(buffer)
}

fn parameters(scheme: AnyRef<'_>) -> Result<Parameters, Error> {
    let damaged = || failure::damaged(phrase!("the key is damaged: the description of its encryption is not complete"));
    match der::algorithm_of(scheme) {
        Some(PBES2_OID) => {}
        Some(_) => {
            return Err(failure::unsupported_openssl(phrase!(
                "this key is encrypted in an old way (such as RC2 or RC4) that is not read here"
            )));
        }
        None => return Err(damaged()),
    }
    let elements = der::elements(scheme.value()).ok_or_else(damaged)?;
    let [_, pbes2] = elements.as_slice() else { return Err(damaged()) };
    let inner = der::elements(pbes2.value()).ok_or_else(damaged)?;
    let [_, cipher] = inner.as_slice() else { return Err(damaged()) };
    // The crate slices the vector of triple DES without looking at its length.
    if der::algorithm_of(*cipher) == Some(DES_EDE3_CBC_OID) && vector_length(*cipher) != Some(DES_BLOCK) {
        return Err(damaged());
    }
    Parameters::try_from(*pbes2).map_err(|_| {
        failure::unsupported_openssl(phrase!("this key is encrypted with a cipher or a hash that is not read here"))
    })
}

fn vector_length(cipher: AnyRef<'_>) -> Option<usize> {
    let elements = der::elements(cipher.value())?;
    let [_, vector] = elements.as_slice() else { return None };
    Some(vector.value().len())
}

/// How many bytes a hash makes; of one that is not known the fewest of all, so that nothing costs more than is thought.
fn hash_length(prf: Pbkdf2Prf) -> usize {
    match prf {
        Pbkdf2Prf::HmacWithSha224 => 28,
        Pbkdf2Prf::HmacWithSha256 => 32,
        Pbkdf2Prf::HmacWithSha384 => 48,
        Pbkdf2Prf::HmacWithSha512 => 64,
        _ => 20,
    }
}

fn cost_of(parameters: &Parameters) -> Result<Cost, Error> {
    let cost = match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => {
            let blocks = parameters.encryption.key_size().div_ceil(hash_length(pbkdf2.prf));
            let blocks = u64::try_from(blocks).unwrap_or(u64::MAX);
            let of = if hash_length(pbkdf2.prf) > 32 { Cost::of_wide_rounds } else { Cost::of_rounds };
            Some(of(pbkdf2.iteration_count.into(), blocks))
        }
        Kdf::Scrypt(scrypt) => {
            let (n, r, p) = (scrypt.cost_parameter, scrypt.block_size.into(), scrypt.parallelization.into());
            // The crate takes the logarithm of N, and r and p must not be zero either.
            (n.is_power_of_two() && r > 0 && p > 0).then(|| Cost::of_scrypt(n, r, p))
        }
        _ => None,
    };
    cost.filter(|cost| cost.is_bearable()).ok_or_else(failure::too_costly)
}
