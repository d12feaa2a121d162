//! What a password lacks, and passwords that are generated: `tests/vectors/password-*.json`, laws, and how they are distributed.

use ecs_password::passwords::{PasswordRules, entropy_bits, generate};
use ecs_password::{Error, Secret, check_password, generate_password, password_entropy};
use proptest::prelude::*;
use serde_json::{Value, json};

fn vectors(text: &str) -> Vec<Value> {
    let vectors: Vec<Value> = serde_json::from_str(text).unwrap();
    assert!(vectors.len() > 30);
    vectors
}

fn compare(vector: &Value, outcome: Result<Value, Error>) {
    let expect = &vector["expect"];
    match outcome {
        Ok(actual) => assert_eq!(actual, *expect, "{vector}"),
        Err(error) => {
            let actual = json!({ "code": error.code().as_str(), "path": error.path() });
            assert_eq!(actual, expect["error"], "{vector}: {error:?}");
        }
    }
}

#[test]
fn passwords_lack_what_the_vectors_say() {
    for vector in vectors(include_str!("../vectors/password-checks.json")) {
        let password = vector["password"].as_str().unwrap();
        let checked = check_password(&Secret::from(password.to_owned()), &vector["input"]);
        let told = checked.map(|checked| {
            let mut told = serde_json::to_value(&checked).unwrap();
            for list in ["missing", "unclear"] {
                for finding in told.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                    let message = finding["message"].as_str().unwrap();
                    assert!(message.starts_with("it must ") && !message.ends_with('.'), "{message}");
                    assert!(password.len() < 8 || !message.contains(password), "{message}");
                    *finding = finding["code"].clone();
                }
            }
            told
        });
        compare(&vector, told);
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

#[test]
fn the_same_bytes_give_the_password_of_the_vectors() {
    for vector in vectors(include_str!("../vectors/password-generation.json")) {
        let generated = generate_password(&vector["input"], &bytes(vector["random"].as_str().unwrap()));
        let told = generated.map(|password| {
            let bits = (password_entropy(&vector["input"]).unwrap() * 1e6).round() / 1e6;
            json!({ "password": password.text(), "entropyBits": bits })
        });
        compare(&vector, told);
    }
}

/// Bytes of the generator splitmix64 (Steele, Lea, Flood 2014).
struct Stream(u64);

impl Stream {
    fn take(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = self.0;
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            bytes.extend_from_slice(&(word ^ (word >> 31)).to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }
}

proptest! {
    #[test]
    fn every_generated_password_keeps_its_rules(seed: u64, which in 0..6_usize, length in 8..=64_u32, user in "[A-Za-z0-9 ü]{1,14}", own: bool) {
        let rules = &PasswordRules::all()[which];
        let length = length.min(u32::try_from(rules.max_length.unwrap_or(64)).unwrap());
        let user = own.then_some(user.as_str());
        let random = Stream(seed).take(1024);
        let password = generate(rules, Some(length), user, &random).unwrap();
        let text = password.text().unwrap();
        prop_assert_eq!(text.len(), length as usize);
        for account in [None, user, Some("root"), Some("Administrator")] {
            let checked = rules.check(text, account);
            prop_assert!(checked.valid && checked.unclear.is_none(), "{} for {:?}: {:?}", text, account, checked);
        }
        let again = generate(rules, Some(length), user, &random).unwrap();
        prop_assert_eq!(again.text(), Some(text));
        let shown = format!("{password:?}");
        prop_assert!(!shown.contains(text));
    }

    /// The naive reference: each kind asked by itself, each piece of each name looked for.
    #[test]
    fn a_password_is_valid_exactly_where_nothing_naive_is_missing(password in "[A-Da-dt0-2!$ ]{0,28}", which in 0..5_usize, user in "[a-dt]{1,5}") {
        let rules = &PasswordRules::all()[which];
        let specials = rules.specials.unwrap();
        let has = |kind: &dyn Fn(char) -> bool| usize::from(password.chars().any(kind));
        let kinds = has(&|c| c.is_ascii_uppercase()) + has(&|c| c.is_ascii_lowercase()) + has(&|c| c.is_ascii_digit()) + has(&|c| specials.contains(c));
        let length = password.chars().count();
        let own = serde_json::to_value(rules.account).unwrap() == "own";
        let names: Vec<&str> = if own { vec![&user] } else { vec!["Administrator", "root"] };
        let mut named = false;
        for name in names {
            let backwards: String = name.chars().rev().collect();
            named |= password.contains(name) || password.contains(&backwards);
            for run in name.chars().collect::<Vec<_>>().windows(3) {
                named |= name != "root" && password.contains(&String::from_iter(run));
            }
        }
        let allowed = password.chars().all(|c| c.is_ascii_alphanumeric() || specials.contains(c));
        let valid = (8..=26).contains(&length) && kinds >= 3 && !named && allowed;
        let checked = rules.check(&password, Some(&user));
        prop_assert_eq!(checked.valid, valid, "{:?}", checked);
        prop_assert_eq!(checked.missing.is_empty(), valid);
    }
}

/// Of a password for no other account than Administrator and root: without `m`, `i`, `r` and `o`.
const SIZES: [f64; 4] = [22.0, 22.0, 10.0, 13.0];

fn kind(character: u8) -> usize {
    match character {
        b'A'..=b'Z' => 0,
        b'a'..=b'z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    }
}

/// How many texts of a length have at least the kinds of `wanted`, by the kinds that are there after each character.
fn naive_count(length: usize, wanted: usize) -> f64 {
    let mut ways = [0.0; 16];
    ways[0] = 1.0;
    for _ in 0..length {
        let mut next = [0.0; 16];
        for (kinds, count) in ways.iter().enumerate() {
            for (kind, size) in SIZES.iter().enumerate() {
                next[kinds | 1 << kind] += count * size;
            }
        }
        ways = next;
    }
    ways.iter().enumerate().filter(|(kinds, _)| kinds & wanted == wanted).map(|(_, count)| count).sum()
}

#[test]
fn the_entropy_is_the_logarithm_of_how_many_there_are() {
    for rules in PasswordRules::all() {
        for length in 8..=26 {
            let bits = entropy_bits(rules, Some(length), None).unwrap();
            assert!((bits - naive_count(length as usize, 15).log2()).abs() < 1e-9, "{length}: {bits}");
        }
    }
}

/// Pearson's chi-square at each place: 67 characters, so 66 degrees of freedom, of which one in a million is beyond 134.
#[test]
fn every_character_is_as_likely_as_it_is_among_all_passwords() {
    const LENGTH: usize = 8;
    const ROUNDS: usize = 60_000;
    let rules =
        PasswordRules::of(ecs_password::Cloud::Huawei, ecs_password::passwords::PasswordUse::ResetServerPassword, None)
            .unwrap();
    let mut stream = Stream(2026);
    let mut seen = vec![[0_u32; 128]; LENGTH];
    for _ in 0..ROUNDS {
        let password = generate(rules, Some(8), None, &stream.take(1024)).unwrap();
        for (place, character) in password.bytes().iter().enumerate() {
            seen[place][usize::from(*character)] += 1;
        }
    }
    let all = naive_count(LENGTH, 15);
    let mut characters = 0;
    for (place, counts) in seen.iter().enumerate() {
        let mut chi_square = 0.0;
        characters = 0;
        for character in (33..127_u8).filter(|c| c.is_ascii_alphanumeric() || b"!@%-_=+[]:./?".contains(c)) {
            if b"miroMIRO".contains(&character) {
                assert_eq!(counts[usize::from(character)], 0);
                continue;
            }
            characters += 1;
            let expected = ROUNDS as f64 * naive_count(LENGTH - 1, 15 & !(1 << kind(character))) / all;
            let off = f64::from(counts[usize::from(character)]) - expected;
            chi_square += off * off / expected;
        }
        assert!(chi_square < 134.0, "place {place}: {chi_square}");
        assert!(chi_square > 30.0, "place {place}: too even to be random: {chi_square}");
    }
    assert_eq!(characters, 67);
}
