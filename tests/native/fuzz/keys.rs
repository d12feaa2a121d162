//! Any bytes as a key file, and as a ciphertext: nothing panics, and what opens is one of the test keys that the inputs were made of.

use std::sync::LazyLock;

use ecs_password::keys::{KeyOptions, PrivateKey};

/// Where the fingerprints of all test keys stand.
const VECTORS: &str = include_str!("../../vectors/keys.json");

/// With the first byte: whether there is a passphrase, whether it is the right one, and whether there are other forms of it.
const PASSPHRASES: [Option<&str>; 4] = [None, Some("correct horse"), Some("wrong"), Some("Zürich été")];

static KEY: LazyLock<PrivateKey> =
    LazyLock::new(|| PrivateKey::parse(include_bytes!("../../vectors/keys/pkcs1-1024.pem"), None).expect("a test key"));

/// Panics where something does not hold.
pub(crate) fn run(input: &[u8]) {
    let Some((first, text)) = input.split_first() else { return };
    let passphrase = PASSPHRASES[usize::from(*first) % PASSPHRASES.len()].map(str::as_bytes);
    let nfd = passphrase.filter(|text| !text.is_ascii()).map(|_| "Zu\u{308}rich e\u{301}te\u{301}".as_bytes());
    if let Ok(key) = PrivateKey::parse_with(text, &KeyOptions { passphrase, nfd, ..KeyOptions::default() }) {
        let info = key.info();
        assert!((1024..=6120).contains(&info.bits), "{info:?}");
        assert!(VECTORS.contains(&info.fingerprints.sha256), "opened what is no test key: {info:?}");
    }
    if let Ok(ciphertext) = std::str::from_utf8(text)
        && let Ok(password) = KEY.decrypt(ciphertext)
    {
        assert!(password.text().is_some_and(|text| !text.is_empty()));
    }
}
