//! The errors of reading a key and of decrypting, with what to do next. None repeats anything of its input.

use super::ciphertext::{End, SHORT};
use crate::base::said::{Message, Phrase, Said, phrase, said};
use crate::{Code, Error, Secret};

/// How a key in PEM or DER that we do not read becomes one that we do.
const OPENSSL_CONVERT: Phrase = phrase!(
    "convert it with `openssl pkcs8 -topk8 -in key.pem -out new.pem` (a DER file: add `-inform \
                               DER`; an old cipher under OpenSSL 3: add `-provider legacy -provider default`)"
);

const WHOLE_FILE: Phrase =
    phrase!("choose the private key file itself, or paste all of it, from its first to its last line");

/// The text holds no private key; `what` says what it is instead.
pub(super) fn no_key(what: impl Into<Message>) -> Error {
    Error::new(Code::NoKey, what).with_hint(phrase!(
        "use the private key file that was saved when the key pair was created, usually .pem or .ppk; it starts with \
         `-----BEGIN` or `PuTTY-User-Key-File`"
    ))
}

/// A whole Base64 body whose `BEGIN` and `END` lines were not copied.
pub(super) fn no_markers() -> Error {
    Error::new(Code::NoKey, phrase!("the lines `-----BEGIN …-----` and `-----END …-----` around the key are missing"))
        .with_hint(WHOLE_FILE)
}

pub(super) fn public_key() -> Error {
    Error::new(Code::PublicKey, phrase!("this is a public key, and only the private key can decrypt")).with_hint(
        phrase!("the private key is the file without .pub, or the .pem that was saved when the key pair was created"),
    )
}

pub(super) fn certificate() -> Error {
    Error::new(
        Code::PublicKey,
        phrase!("this is a certificate, or a request or a container for one, and only the private key can decrypt"),
    )
    .with_hint(phrase!("the private key is in another file, often with the ending .pem or .key"))
}

/// `kind` with its article, such as `an ed25519`.
pub(super) fn not_rsa(kind: Said) -> Error {
    Error::new(Code::NotRsa, said!("this is {} key, and only an RSA key can decrypt a Windows password", kind))
        .with_hint(phrase!(
            "use the private key of the RSA key pair that the server was created with; a server with another kind of key \
             pair stores no password"
        ))
}

/// A type that is neither RSA nor any that is known, or what damage made of one.
pub(super) fn unknown_type() -> Error {
    damaged(phrase!("the key is damaged, or of a type that is not known here"))
}

/// The markers of a private key, without the dashes that make them.
pub(super) fn hyphens() -> Error {
    damaged(phrase!(
        "the key is damaged: its `BEGIN` and `END` lines begin and end with five hyphens, and here they do not"
    ))
}

/// A key on one line, in a format that needs its lines.
pub(super) fn line_breaks_lost() -> Error {
    damaged(phrase!("the key is damaged: its line breaks are lost"))
}

pub(super) fn passphrase_missing() -> Error {
    Error::new(Code::PassphraseMissing, phrase!("the private key is protected by a passphrase"))
        .with_hint(phrase!("give the passphrase that was chosen when this key file was saved"))
}

/// A wrong passphrase and a damaged key look the same, in every format.
pub(super) fn passphrase_wrong_or_damaged() -> Error {
    Error::new(Code::PassphraseWrong, phrase!("the passphrase is wrong, or the key is damaged"))
        .with_hint(PASSPHRASE_HINT)
}

const PASSPHRASE_HINT: Phrase = phrase!(
    "give the passphrase that was chosen when this key file was saved; upper and lower case and \
                               blanks count, and it is not the password of the server"
);

/// `how` says in what way the key is broken.
pub(super) fn damaged(how: impl Into<Message>) -> Error {
    Error::new(Code::KeyDamaged, how).with_hint(WHOLE_FILE)
}

/// A form of PEM or DER that openssl reads and we do not.
pub(super) fn unsupported_openssl(what: impl Into<Message>) -> Error {
    Error::new(Code::KeyUnsupported, what).with_hint(OPENSSL_CONVERT)
}

pub(super) fn unsupported_openssh(what: impl Into<Message>) -> Error {
    Error::new(Code::KeyUnsupported, what).with_hint(phrase!(
        "convert a copy of it with `ssh-keygen -p -a 16 -Z aes256-ctr -f key`, which asks for its passphrase"
    ))
}

pub(super) fn unsupported_ppk(what: impl Into<Message>) -> Error {
    Error::new(Code::KeyUnsupported, what).with_hint(phrase!(
        "save it again with PuTTYgen, or convert it with `puttygen key.ppk --reencrypt -o new.ppk`, which asks for its \
         passphrase"
    ))
}

pub(super) fn ssh_com() -> Error {
    Error::new(Code::KeyUnsupported, phrase!("this is a key in the format of ssh.com"))
        .with_hint(phrase!("convert it with `puttygen key -O private-openssh -o new.pem`"))
}

pub(super) fn ssh1() -> Error {
    Error::new(Code::KeyUnsupported, phrase!("this is a key for SSH-1, which no cloud's key pair is"))
        .with_hint(phrase!("use the private key of the key pair that the server was created with"))
}

/// A form of PKCS#12 that is not read here.
pub(super) fn pkcs12() -> Error {
    Error::new(Code::KeyUnsupported, phrase!("this is a PKCS#12 file (.p12 or .pfx) of a form that is not read here"))
        .with_hint(phrase!("take the key out with `openssl pkcs12 -in key.p12 -nocerts -out new.pem`"))
}

/// One that is encrypted as none is today.
pub(super) fn pkcs12_legacy() -> Error {
    Error::new(
        Code::KeyUnsupported,
        phrase!("the key in this PKCS#12 file (.p12 or .pfx) is encrypted in a way that is not read here, such as RC2"),
    )
    .with_hint(phrase!(
        "take the key out with `openssl pkcs12 -legacy -in key.p12 -nocerts -out new.pem` (OpenSSL 1: without `-legacy`)"
    ))
}

pub(super) fn java_keystore() -> Error {
    Error::new(Code::KeyUnsupported, phrase!("this is a Java keystore (JKS or JCEKS)")).with_hint(phrase!(
        "convert it with `keytool -importkeystore -srckeystore keystore.jks -destkeystore new.p12 -deststoretype pkcs12`"
    ))
}

/// Beyond what is done at all.
pub(super) fn too_costly() -> Error {
    Error::new(
        Code::KeyUnsupported,
        phrase!("opening this key takes too long: the file asks for more work or memory than is spent here"),
    )
    .with_hint(FEWER_ROUNDS)
}

/// Beyond what is done unasked; `seconds` is about how long it takes.
pub(super) fn slow(seconds: u32) -> Error {
    Error::new(
        Code::KeySlow,
        said!(
            "trying the passphrase of this key takes about {} seconds, which is done only where it is allowed",
            seconds
        ),
    )
    .with_hint(FEWER_ROUNDS)
}

const FEWER_ROUNDS: Phrase = phrase!(
    "keep a copy that opens faster: `openssl pkcs8 -topk8 -in key.pem -out new.pem` for PEM, `ssh-keygen -p -a 16 -f key` for \
     OpenSSH, `puttygen key.ppk --reencrypt -o new.ppk` for PuTTY; each asks for the passphrase"
);

pub(super) fn multi_prime() -> Error {
    Error::new(Code::KeyUnsupported, phrase!("this is an RSA key of more than two primes")).with_hint(phrase!(
        "it cannot be converted; decrypt with it by `openssl base64 -d -A -in password.b64 | openssl pkeyutl -decrypt \
         -inkey key.pem`"
    ))
}

pub(super) fn key_size(bits: u32, least: u32, most: u32) -> Error {
    let error = Error::new(
        Code::KeySize,
        said!("this RSA key has {} bits: keys of {} to {} bits are read here", bits, least, most),
    );
    error.with_hint(phrase!("use the private key of the key pair that the server was created with"))
}

pub(super) fn ciphertext_empty() -> Error {
    Error::new(Code::CiphertextEmpty, phrase!("the ciphertext is empty: there is nothing to decrypt")).with_hint(phrase!(
        "where the cloud answers with an empty password, none is stored: a Windows server with an RSA key pair stores it 5 to \
         10 minutes after its first start, until it is deleted"
    ))
}

/// For whoever copied it, and for what the cloud itself answered.
const WHOLE_VALUE: Phrase = phrase!(
    "if it was copied, copy the whole value of `password` from the answer, without anything around it; if it is what the \
     cloud answers, it is not an RSA ciphertext, and the guest may have stored something else"
);

/// The longest password that Windows takes, in characters.
const LONGEST_PASSWORD: usize = 127;

/// `text` is what was to be decrypted and is none; it may be the password itself, and is not repeated.
pub(super) fn ciphertext_not_base64(text: &str) -> Error {
    let text = text.trim();
    if text.chars().count() <= LONGEST_PASSWORD && !text.chars().any(char::is_control) {
        return Error::new(Code::CiphertextNotBase64, phrase!("this is not an RSA ciphertext, but some other text"))
            .with_hint(MAYBE_CLEAR);
    }
    Error::new(Code::CiphertextNotBase64, phrase!("the ciphertext is not Base64")).with_hint(WHOLE_VALUE)
}

const MAYBE_CLEAR: Phrase = phrase!(
    "if this is what the cloud answers, the guest may have stored the password unencrypted: then the value itself is the \
     password; if it is a part of something longer, the rest is missing"
);

const OTHER_KEY: Phrase = phrase!("use the private key of the key pair that the server was created with");

const WHOLE_OR_OTHER_KEY: Phrase = phrase!(
    "copy the whole value of `password` from the answer, without anything around it; if it is whole, use the private key of \
     the key pair that the server was created with"
);

/// In bytes, of the keys that are in use: 1024, 2048, 3072 and 4096 bits.
const USUAL: [usize; 4] = [128, 256, 384, 512];

/// `bytes` is the length of the ciphertext, `bits` that of the key, which takes another one.
pub(super) fn ciphertext_length(bytes: usize, end: End, bits: u32) -> Error {
    const STEP: usize = 8;
    if bytes < SHORT / 4 * 3 {
        let message = phrase!("this is not an RSA ciphertext: it is too short for one");
        return Error::new(Code::NotCiphertext, message).with_hint(MAYBE_CLEAR);
    }
    let takes = length(bits) as usize;
    let may_be_whole = end != End::CutOff;
    if may_be_whole && USUAL.contains(&bytes) && (bytes > takes || end == End::Padded) {
        let message = said!(
            "the ciphertext has {} bytes, as one for a {}-bit key has; this key has {} bits",
            bytes,
            bytes * 8,
            bits
        );
        let error = Error::new(Code::CiphertextLength, message);
        // Without its end it may be the beginning of a longer one.
        return if end == End::Padded {
            error.with_key_bits(u32::try_from(bytes * 8).ok()).with_hint(OTHER_KEY)
        } else {
            error.with_hint(WHOLE_OR_OTHER_KEY)
        };
    }
    if bytes > takes {
        let (code, message) = if may_be_whole {
            let text =
                said!("the ciphertext has {} bytes, which no usual key makes; for this key it has {}", bytes, takes);
            (Code::CiphertextLength, text)
        } else {
            let text = said!("the ciphertext was cut off after {} bytes, and one for this key has {}", bytes, takes);
            (Code::CiphertextCutOff, text)
        };
        return Error::new(code, message).with_hint(WHOLE_VALUE);
    }
    if may_be_whole && bytes.is_multiple_of(STEP) && bytes >= super::MIN_BITS as usize / 8 {
        let message = said!(
            "the ciphertext has {} bytes, and one for this key has {}: it was cut off, or made for another key",
            bytes,
            takes
        );
        return Error::new(Code::CiphertextLength, message).with_hint(WHOLE_OR_OTHER_KEY);
    }
    let message = said!("the ciphertext has {} of {} bytes: it was cut off", bytes, takes);
    Error::new(Code::CiphertextCutOff, message).with_hint(WHOLE_VALUE)
}

fn length(bits: u32) -> u32 {
    bits.div_ceil(8)
}

/// One error for a wrong key, a damaged ciphertext, and whatever else fails in between: see `unpad`.
pub(super) fn wrong_key() -> Error {
    Error::new(
        Code::WrongKey,
        phrase!(
            "the password was encrypted for another key, or the ciphertext is damaged: this key does not decrypt it"
        ),
    )
    .with_hint(phrase!("use the private key of the key pair that the server was created with"))
}

pub(super) fn not_text(secret: Secret) -> Error {
    Error::new(
        Code::PasswordNotText,
        phrase!("what was decrypted is empty, or not printable text in UTF-8, UTF-16 or Windows-1252"),
    )
    .with_hint(phrase!(
        "it may be a password in another encoding, or come of another key, which fits by chance about once in 100,000 times"
    ))
    .with_secret(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: usize, end: End, bits: u32) -> (Code, Option<u32>, String) {
        let error = ciphertext_length(bytes, end, bits);
        (error.code(), error.key_bits(), error.message().to_owned())
    }

    #[test]
    fn another_key_is_named_only_where_its_length_is_a_usual_one() {
        for (bytes, key) in [(128, 1024), (256, 2048), (512, 4096)] {
            let text =
                format!("the ciphertext has {bytes} bytes, as one for a {key}-bit key has; this key has 3072 bits");
            assert_eq!(told(bytes, End::Padded, 3072), (Code::CiphertextLength, Some(key), text));
        }
        // Base64 of it has no `=`: it may be the beginning of a longer one.
        let text = "the ciphertext has 384 bytes, as one for a 3072-bit key has; this key has 2048 bits";
        assert_eq!(told(384, End::Open, 2048), (Code::CiphertextLength, None, text.to_owned()));
        for (bytes, end) in
            [(128, End::Open), (192, End::Open), (136, End::Padded), (240, End::Open), (248, End::Padded)]
        {
            let text = format!(
                "the ciphertext has {bytes} bytes, and one for this key has 256: it was cut off, or made for another key"
            );
            assert_eq!(told(bytes, end, 2048), (Code::CiphertextLength, None, text));
        }
        for bytes in [448, 766, 1024] {
            let text = format!("the ciphertext has {bytes} bytes, which no usual key makes; for this key it has 256");
            assert_eq!(told(bytes, End::Open, 2048), (Code::CiphertextLength, None, text));
        }
    }

    #[test]
    fn what_was_cut_off_is_said_to_be_that() {
        for (bytes, end) in [
            (48, End::Open),
            (96, End::Open),
            (225, End::Open),
            (255, End::Padded),
            (192, End::CutOff),
            (128, End::CutOff),
        ] {
            let text = format!("the ciphertext has {bytes} of 256 bytes: it was cut off");
            assert_eq!(told(bytes, end, 2048), (Code::CiphertextCutOff, None, text));
        }
        let text = "the ciphertext was cut off after 384 bytes, and one for this key has 256";
        assert_eq!(told(384, End::CutOff, 2048), (Code::CiphertextCutOff, None, text.to_owned()));
    }

    #[test]
    fn what_is_far_too_short_is_no_ciphertext() {
        let text = "this is not an RSA ciphertext: it is too short for one".to_owned();
        assert_eq!(told(6, End::Open, 2048), (Code::NotCiphertext, None, text.clone()));
        assert_eq!(told(47, End::CutOff, 1024), (Code::NotCiphertext, None, text));
    }
}
