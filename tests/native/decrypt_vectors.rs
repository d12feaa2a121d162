//! Runs `vectors/keys.json` and `vectors/decrypt.json` against the native library.

use std::fs;
use std::path::PathBuf;

use ecs_password::keys::{KeyOptions, PrivateKey};
use ecs_password::{Error, Secret};
use serde_json::{Value, json};

fn vectors(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name)
}

fn list(name: &str) -> Vec<Value> {
    let text = fs::read(vectors(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let list: Vec<Value> = serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(list.len() > 50, "{name}: only {} vectors", list.len());
    list
}

fn parse(file: &Value, vector: &Value) -> Result<PrivateKey, Error> {
    let read = |file: &str| {
        let path = vectors("keys").join(file);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let text = vector["text"].as_str().map(|text| text.as_bytes().to_vec());
    let bytes = text.unwrap_or_else(|| read(file.as_str().expect("a file name")));
    let form = |name: &str| vector[name].as_str().map(str::as_bytes);
    let allow_slow = vector["allowSlow"] == true;
    PrivateKey::parse_with(
        &bytes,
        &KeyOptions { passphrase: form("passphrase"), nfc: form("nfc"), nfd: form("nfd"), allow_slow },
    )
}

/// Runs every vector before it fails, and names each that failed.
fn run(name: &str, check: impl Fn(&Value) -> Result<(), String>) {
    let list = list(name);
    let failed: Vec<String> = list
        .iter()
        .filter_map(|vector| check(vector).err().map(|error| format!("{}: {error}", vector["name"])))
        .collect();
    assert!(failed.is_empty(), "{} of {} failed:\n{}", failed.len(), list.len(), failed.join("\n"));
}

/// What holds for the text of every error, whatever it is about.
fn check_text(error: &Error, vector: &Value) -> Result<(), String> {
    let hint = error.hint().ok_or_else(|| format!("no hint for `{}`", error.message()))?;
    for text in [error.message(), hint] {
        if text.ends_with('.') || text.contains('\n') {
            return Err(format!("not the style of a text: `{text}`"));
        }
        if vector["passphrase"].as_str().is_some_and(|passphrase| passphrase.len() > 5 && text.contains(passphrase)) {
            return Err(format!("the passphrase shows in `{text}`"));
        }
    }
    if error.message().starts_with(|first: char| first.is_uppercase()) {
        Err("an upper case start".into())
    } else {
        Ok(())
    }
}

fn same(found: &Value, expected: &Value) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("\n  found    {found}\n  expected {expected}")) }
}

#[test]
fn every_key_file_is_read_or_refused_as_listed() {
    run("keys.json", |vector| {
        let found = match parse(&vector["file"], vector) {
            Ok(key) => {
                let info = serde_json::to_value(key.info()).expect("an object");
                let mut found = json!({
                    "format": info["format"],
                    "bits": info["bits"],
                    "md5": info["fingerprints"]["md5"],
                    "sha256": info["fingerprints"]["sha256"],
                });
                if info["repairs"] != json!([]) {
                    found["repairs"] = info["repairs"].clone();
                }
                found
            }
            Err(error) => {
                check_text(&error, vector)?;
                json!({ "error": error.code().as_str() })
            }
        };
        same(&found, &vector["expect"])
    });
}

#[test]
fn every_ciphertext_is_decrypted_or_refused_as_listed() {
    run("decrypt.json", |vector| {
        let key = parse(&vector["key"], vector).map_err(|error| error.to_string())?;
        let mut found = match key.decrypt(vector["ciphertext"].as_str().expect("a ciphertext")) {
            Ok(password) => {
                let mut found = json!({ "password": password.text() });
                if let Some(trimmed) = password.trimmed() {
                    found["trimmed"] = trimmed.as_str().into();
                }
                if let Some(encoding) = password.encoding() {
                    found["encoding"] = encoding.as_str().into();
                }
                found
            }
            Err(error) => {
                check_text(&error, vector)?;
                let mut found = json!({ "error": error.code().as_str(), "message": error.message() });
                if let Some(bits) = error.key_bits() {
                    found["keyBits"] = bits.into();
                }
                if let Some(secret) = error.secret().map(Secret::bytes) {
                    found["bytes"] = secret.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into();
                }
                found
            }
        };
        if vector["expect"]["message"].is_null() {
            found.as_object_mut().expect("an object").remove("message");
        }
        same(&found, &vector["expect"])
    });
}

/// A word that tells the reader of the message or the hint what the file is, or with which tool it is converted.
#[test]
fn errors_name_what_was_given_and_what_helps() {
    let expected = [
        ("empty", "empty"),
        ("server.rdp", "remote desktop file"),
        ("pgp.asc", "PGP"),
        ("public-openssh.pub", "without .pub"),
        ("certificate.pem", "certificate"),
        ("openssh-ed25519.key", "ed25519"),
        ("ppk3-ecdsa.ppk", "ECDSA"),
        ("ed25519-pkcs8.pem", "ed25519"),
        ("dsa-pkcs8.pem", "DSA"),
        ("pbes1-sha1-rc2.pem", "openssl pkcs8 -topk8 -in"),
        ("legacy-seed.pem", "openssl pkcs8 -topk8 -in"),
        ("pbes2-aria.pem", "openssl pkcs8 -topk8 -in"),
        ("pbes2-costly-pbkdf2.pem", "openssl pkcs8 -topk8 -in"),
        ("openssh-costly.key", "ssh-keygen -p"),
        ("ppk1.ppk", "puttygen key.ppk --reencrypt"),
        ("ppk3-costly-memory.ppk", "puttygen key.ppk --reencrypt"),
        ("sshcom.key", "puttygen"),
        ("ssh1.key", "SSH-1"),
        ("pkcs12-rc2.p12", "openssl pkcs12 -legacy"),
        ("keystore.jks", "keytool -importkeystore"),
        ("keystore.jceks", "keytool -importkeystore"),
        ("pkcs12-without-key.p12", "holds no private key"),
        ("multiprime.pem", "openssl pkeyutl -decrypt"),
        ("rsa768.pem", "768 bits"),
        ("rsa8192.pem", "8192 bits"),
        ("damaged-cut.pem", "cut off"),
        ("damaged-two-keys.pem", "do not belong together"),
        ("damaged-no-body.pem", "the key is empty"),
        ("damaged-headers-only.pem", "no lines of Base64"),
        ("damaged-one-line.ppk", "line breaks are lost"),
        ("damaged-joined.ppk", "line breaks are lost"),
        ("damaged-first-line.ppk", "first line is not complete"),
        ("damaged-type.ppk", "of a type that is not known here"),
        ("damaged-type.key", "of a type that is not known here"),
        ("damaged-algorithm.pem", "of a type that is not known here"),
        ("damaged-check-numbers.key", "or the key is damaged"),
        ("certificate-without-markers.txt", "certificate"),
        ("prose.txt", "no private key was found"),
        ("request.pem", "a request"),
    ];
    for (file, word) in expected {
        let error = parse(&file.into(), &json!({ "passphrase": "correct horse" })).expect_err(file);
        let text = format!("{}: {}", error.message(), error.hint().expect(file));
        assert!(text.contains(word), "{file}: {text}");
    }
}

#[test]
fn all_ways_to_fail_after_the_length_check_read_the_same() {
    let key = fs::read(vectors("keys/rsa2048.pem")).expect("a key");
    let key = PrivateKey::parse(&key, None).expect("a key");
    let mut texts: Vec<(String, Option<String>)> = list("decrypt.json")
        .iter()
        .filter(|vector| vector["expect"]["error"] == "wrongKey")
        .map(|vector| key.decrypt(vector["ciphertext"].as_str().expect("a ciphertext")).expect_err("an error"))
        .map(|error| (error.message().to_owned(), error.hint().map(str::to_owned)))
        .collect();
    assert!(texts.len() > 10);
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:?}");
}
