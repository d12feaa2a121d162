//! What must hold for any ciphertext and for any change to a key file.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use ecs_password::Code;
use ecs_password::keys::PrivateKey;
use proptest::prelude::*;
use proptest::sample::select;

fn file(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/keys").join(name);
    fs::read(path).expect("a key file")
}

static KEY: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::parse(&file("rsa1024.pem"), None).expect("a key"));

/// Files whose opening costs little: changing a number in one of the others could ask for seconds of work.
static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let names = "pkcs1.pem pkcs1.der rsa2048.pem pkcs8.der pkcs8-attributes.pem legacy-aes256.pem legacy-des3.pem openssh.key ppk2.ppk \
                 ppk3.ppk ppk2-encrypted.ppk pkcs1-utf16le.pem public-spki.der certificate.der dsa.der ec-sec1.der \
                 pkcs12.p12 sshcom.key";
    names.split(' ').filter(|name| !name.is_empty()).map(file).collect()
});

/// Those of RSA keys among them.
static RSA: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let read = |bytes: &&Vec<u8>| PrivateKey::parse(bytes, Some(b"correct horse")).is_ok();
    FILES.iter().filter(read).cloned().collect()
});

/// Files whose passphrase is not given, so that no work is done.
static LOCKED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    [
        "pbes2.der",
        "pbes2-des3.pem",
        "pbes2-scrypt.der",
        "openssh-aes256-ctr.key",
        "openssh-aes256-gcm.key",
        "ppk3-argon2id.ppk",
    ]
    .map(file)
    .to_vec()
});

/// Base64, as the standard says: the tests do not lean on the code they test.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().chain(&[0, 0]).take(3).fold(0_usize, |group, byte| group << 8 | usize::from(*byte));
        for position in 0..4 {
            let digit = DIGITS.get(group >> (18 - 6 * position) & 63).copied().expect("six bits");
            out.push(if position <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[derive(Debug, Clone)]
enum Change {
    Flip(u8),
    Cut,
    Remove,
    Insert(Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (1..=255_u8).prop_map(Change::Flip),
        1 => Just(Change::Cut),
        1 => Just(Change::Remove),
        1 => prop::collection::vec(any::<u8>(), 1..4).prop_map(Change::Insert),
    ]
}

fn changed(mut bytes: Vec<u8>, place: prop::sample::Index, change: Change) -> Vec<u8> {
    let place = place.index(bytes.len());
    match change {
        Change::Flip(bits) => bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= bits),
        Change::Cut => bytes.truncate(place),
        Change::Remove => {
            bytes.remove(place);
        }
        Change::Insert(new) => {
            bytes.splice(place..place, new);
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_password_never_comes_from_a_ciphertext_made_for_no_key(mut bytes in prop::collection::vec(any::<u8>(), 128)) {
        // Below every modulus of 1024 bits.
        if let Some(first) = bytes.first_mut() {
            *first &= 0x7f;
        }
        let error = KEY.decrypt(&base64(&bytes)).expect_err("no password");
        prop_assert!(matches!(error.code(), Code::WrongKey | Code::PasswordNotText), "{error:?}");
    }

    #[test]
    fn any_text_as_ciphertext_is_survived(text: String) {
        prop_assert!(KEY.decrypt(&text).is_err());
    }

    #[test]
    fn a_changed_file_is_the_same_key_or_an_error(
        original in select(FILES.as_slice()),
        place: prop::sample::Index,
        change in change(),
    ) {
        let passphrase = Some(b"correct horse".as_slice());
        let expected = PrivateKey::parse(&original, passphrase).map(|key| key.info().fingerprints);
        if let Ok(key) = PrivateKey::parse(&changed(original, place, change), passphrase) {
            prop_assert_eq!(Ok(key.info().fingerprints), expected.map_err(|error| error.code()));
        }
    }

    #[test]
    fn a_changed_file_of_an_rsa_key_is_never_called_one_of_another_type(
        original in select(RSA.as_slice()),
        place: prop::sample::Index,
        change in change(),
        joint in select(&["\n", "\r\n", " ", "  ", "", "\\n"][..]),
    ) {
        let changed = changed(original, place, change);
        // Text alone has line breaks to lose.
        let joined = String::from_utf8(changed.clone()).map(|text| text.lines().collect::<Vec<_>>().join(joint).into_bytes());
        for file in [Some(changed), joined.ok()].into_iter().flatten() {
            if let Err(error) = PrivateKey::parse(&file, Some(b"correct horse")) {
                prop_assert!(error.code() != Code::NotRsa, "{error:?}");
            }
        }
    }

    #[test]
    fn a_changed_file_is_never_open_without_its_passphrase(
        original in select(LOCKED.as_slice()),
        place: prop::sample::Index,
        change in change(),
    ) {
        prop_assert!(PrivateKey::parse(&changed(original, place, change), None).is_err());
    }

    #[test]
    fn any_bytes_as_key_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200), label in select(&[
        "RSA PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY", "EC PRIVATE KEY",
    ][..])) {
        prop_assert!(PrivateKey::parse(&bytes, Some(b"x")).is_err());
        let pem = format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", base64(&bytes));
        prop_assert!(PrivateKey::parse(pem.as_bytes(), Some(b"x")).is_err());
        let sequence = [&[0x30, 0x81, bytes.len().try_into().expect("below 256")], bytes.as_slice()].concat();
        prop_assert!(PrivateKey::parse(&sequence, Some(b"x")).is_err());
    }
}
