//! Encrypted PKCS#8 (RFC 5958, section 3) with PBES2 (RFC 8018): PBKDF2 or scrypt, AES or triple DES.

use pkcs8::der::asn1::AnyRef;
use pkcs8::pkcs5::pbes2::{DES_EDE3_CBC_OID, Kdf, PBES2_OID, Parameters};
use zeroize::Zeroizing;

use super::rsa::RsaKey;
use super::{cost, der, failure};
use crate::Error;
use crate::base::said::{phrase, said};

/// The length of triple DES' initialisation vector.
const DES_BLOCK: usize = 8;

/// Decrypts an `EncryptedPrivateKeyInfo` and reads the key in it.
pub(super) fn read(document: &[u8], passphrase: Option<&[u8]>) -> Result<RsaKey, Error> {
    let parts = der::children(document).unwrap_or_default();
    let [scheme, data] = parts.as_slice() else {
        return Err(failure::damaged(phrase!("the key is damaged: its encrypted part is not complete")));
    };
    let parameters = parameters(*scheme)?;
    check_cost(&parameters.kdf)?;
    let passphrase = passphrase.ok_or_else(failure::passphrase_missing)?;
    let mut buffer = Zeroizing::new(data.value().to_vec());
    // Random bytes have valid padding once in 256 times, but are then no DER.
    let key =
        parameters.decrypt_in_place(passphrase, &mut buffer).map_err(|_| failure::passphrase_wrong_or_damaged())?;
    let document = der::document(key).ok_or_else(failure::passphrase_wrong_or_damaged)?;
    der::private_key(document).map(|(_, key)| key)
}

fn parameters(scheme: AnyRef<'_>) -> Result<Parameters, Error> {
    let damaged = || failure::damaged(phrase!("the key is damaged: the description of its encryption is not complete"));
    match der::algorithm_of(scheme) {
        Some(PBES2_OID) => {}
        Some(_) => {
            return Err(failure::unsupported_openssl(phrase!(
                "this key is encrypted in an old way (PBES1) that is not read here"
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

fn check_cost(kdf: &Kdf) -> Result<(), Error> {
    let (bearable, name) = match kdf {
        Kdf::Pbkdf2(pbkdf2) => (pbkdf2.iteration_count <= cost::MAX_PBKDF2_ROUNDS, "PBKDF2"),
        Kdf::Scrypt(scrypt) => {
            let size = scrypt.cost_parameter.saturating_mul(scrypt.block_size.into());
            let work = size.saturating_mul(scrypt.parallelization.into());
            let memory = size.saturating_mul(128);
            // The crate takes the logarithm of N, and r and p must not be zero either.
            let sound = scrypt.cost_parameter.is_power_of_two() && work > 0;
            (sound && memory <= cost::MAX_SCRYPT_MEMORY && work <= cost::MAX_SCRYPT_WORK, "scrypt")
        }
        _ => (false, "its key derivation"),
    };
    if bearable {
        Ok(())
    } else {
        Err(failure::unsupported_openssl(said!(
            "opening this key takes too long: the file asks for more work by {} than is done here",
            name
        )))
    }
}
