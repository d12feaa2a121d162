//! Keys in every form, damaged by what people's programs do to text, once and twice: what one can read after mending by hand, is read.
//! Of the forms that take a while to open, and of those of bytes, `KEY_PAIRS` of the pairs of damages are tried (150), which `KEY_SEED` picks (1);
//! `npm run test:long` tries them all.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use base64ct::{Base64, Encoding};
use ecs_password::keys::PrivateKey;

/// The forms, with the passphrase of those that have one that opens quickly.
const FORMS: &[(&str, Option<&str>)] = &[
    ("pkcs1.pem", None),
    ("rsa2048.pem", None),
    ("openssh.key", None),
    ("ppk2.ppk", None),
    ("ppk3.ppk", None),
    ("pbes2-aes-256-cbc.pem", Some("correct horse")),
    ("legacy-aes256.pem", Some("correct horse")),
    ("openssh-aes256-ctr.key", Some("correct horse")),
    ("ppk2-encrypted.ppk", Some("correct horse")),
];

/// Forms that take a while to open, and forms of bytes, in Base64: damaged once.
const SLOW: &[(&str, Option<&str>)] = &[("ppk3-argon2id.ppk", Some("correct horse"))];
const BYTES: &[(&str, Option<&str>)] = &[
    ("pkcs1.der", None),
    ("pkcs8.der", None),
    ("pbes2.der", Some("correct horse")),
    ("pkcs12.p12", Some("correct horse")),
];

/// Forms with a passphrase that cost next to nothing: damaged twice.
const CHEAP: &[&str] = &["legacy-aes256.pem", "ppk2-encrypted.ppk"];

/// The forms that take a while to open, with the least work that there is for one, and the forms of bytes.
const LEAST: &[(&str, Option<&str>)] = &[
    ("pbes2-least.pem", Some("correct horse")),
    ("openssh-least.key", Some("correct horse")),
    ("ppk3-least.ppk", Some("correct horse")),
    ("pkcs1.der", None),
    ("pkcs8.der", None),
    ("pbes2-least.der", Some("correct horse")),
    ("pkcs12-least.p12", Some("correct horse")),
];

type Damage = (&'static str, fn(&str) -> Option<String>);

const DAMAGES: &[Damage] = &[
    ("Base64 of the file", |text| Some(Base64::encode_string(text.as_bytes()))),
    ("Base64 of the file, wrapped", |text| Some(wrapped(&Base64::encode_string(text.as_bytes()), 76))),
    ("a JSON string", |text| Some(serde_json::to_string(text).unwrap())),
    ("a JSON object", |text| Some(serde_json::json!({ "id": 7, "privateKey": text, "name": "x" }).to_string())),
    ("PHP's JSON", |text| Some(serde_json::to_string(text).unwrap().replace('/', "\\/"))),
    ("JSON of .NET and Gson", |text| {
        Some(serde_json::to_string(text).unwrap().replace('+', "\\u002B").replace('=', "\\u003d"))
    }),
    ("YAML, continued", |text| Some(format!("key: \"{}\"", text.replace('\n', "\\n\\\n  ")))),
    ("YAML, a block", |text| Some(format!("key: |\n  {}", text.replace('\n', "\n  ")))),
    ("a line of .env", |text| {
        Some(format!("KEY=\"{}\"\nOTHER=1\n", text.trim_end().replace('\\', "\\\\").replace('\n', "\\n")))
    }),
    ("a state of Terraform", |text| {
        let instance = serde_json::json!({ "attributes": { "algorithm": "RSA", "private_key_pem": text } });
        Some(serde_json::json!({ "version": 4, "resources": [{ "instances": [instance] }] }).to_string())
    }),
    ("a Java literal", |text| Some(literal(text, "\"", "\\n\" +", ";"))),
    ("a Python literal", |text| Some(format!("key = ({})", literal(text, "'", "\\n'", "")))),
    ("an array of lines", |text| Some(format!("[{}]", literal(text, "\"", "\",", "")))),
    ("continued in the shell", |text| Some(text.replace('\n', "\\\n"))),
    ("HTML with numbers", |text| Some(text.replace('+', "&#43;").replace('/', "&#x2F;").replace('=', "&#61;"))),
    ("HTML with names", |text| Some(text.replace('+', "&plus;").replace('/', "&sol;").replace('=', "&equals;"))),
    ("HTML with breaks", |text| Some(format!("<p>{}</p>", text.replace('\n', "<br>\n")))),
    ("XML of KeePass", |text| Some(format!("<Value>{}</Value>", text.replace('\n', "&#xD;\n")))),
    ("RTF", |text| {
        let body = rtf(text).replace('\n', "\\\n");
        Some(format!("{{\\rtf1\\ansi\\ansicpg1252\n{{\\fonttbl\\f0 Helvetica;}}\n\\f0\\fs24 \\cf0 {body}}}"))
    }),
    ("RTF of Word", |text| Some(format!("{{\\rtf1\\ansi {{\\fonttbl}}{}}}", rtf(text).replace('\n', "\\par\r\n")))),
    ("no-break blanks before lines", |text| Some(format!("\u{a0}{}", text.replace('\n', "\n\u{a0}")))),
    ("zero-width blanks behind lines", |text| Some(text.replace('\n', "\u{200b}\n"))),
    ("en dashes", |text| text.contains("-----").then(|| text.replace("--", "\u{2013}\u{2013}"))),
    ("em dashes", |text| text.contains("-----").then(|| text.replace("--", "\u{2014}"))),
    ("four dashes", |text| text.contains("-----").then(|| text.replace("-----", "----"))),
    ("no dashes", |text| text.contains("-----").then(|| text.replace("-----", ""))),
    ("cat -n", |text| {
        let line = |(number, line): (usize, &str)| format!("{:>6}\t{line}\n", number + 1);
        Some(text.lines().enumerate().map(line).collect())
    }),
    ("quoted mail", |text| Some(format!("> {}", text.replace('\n', "\n> ")))),
    ("comments", |text| Some(format!("# {}", text.trim_end().replace('\n', "\n# ")))),
    ("CRLF", |text| Some(text.replace('\n', "\r\n"))),
    ("blanks for line breaks", |text| Some(text.trim_end().replace('\n', " "))),
    ("line breaks lost", |text| text.contains("-----").then(|| text.replace('\n', ""))),
    ("percent-encoding", |text| Some(percent_encoded(text))),
    ("a form", |text| Some(percent_encoded(text).replace("%20", "+"))),
    ("quoted-printable", |text| text.contains('=').then(|| text.replace('=', "=3D"))),
    ("text around it", |text| Some(format!("Here is the key:\n\n{text}\nRegards\n"))),
    ("the other label at the end", |text| {
        text.contains("END RSA").then(|| text.replace("END RSA PRIVATE KEY", "END PRIVATE KEY"))
    }),
];

/// Damages that are looked at one by one: with another one many could not be mended by hand.
const ALONE: &[Damage] = &[
    ("Base64 of the file in .env", |text| Some(format!("KEY={}\nFOO=bar\nDB_HOST=db\n", unpadded(text)))),
    ("a secret of Kubernetes", |text| {
        Some(format!("data:\n  id_rsa: {}\n  id_rsa.pub: c3NoLXJzYSA=\nkind: Secret\n", unpadded(text)))
    }),
    ("Base64 of the file in a mail", |text| Some(format!("{}\n\nBest regards\nBob\n", unpadded(text)))),
    ("Base64 of the file in a table", |text| Some(format!("<td>{}</td><td>x12</td>", unpadded(text)))),
    ("Base64 of the file in XML of KeePass", |text| {
        Some(format!("<String><Key>Notes</Key><Value>{}</Value></String>", unpadded(text)))
    }),
    ("Base64 of another key before it", |text| {
        let other = fs::read_to_string(path("openssh-ed25519.key")).unwrap();
        Some(format!("data:\n  ed: {}\n  rsa: {}\n", unpadded(&other), unpadded(text)))
    }),
    ("numbered with a certificate", |text| {
        let line = |(number, line): (usize, &str)| format!("{:>6}\t{line}\n", number + 1);
        has_lines(text).then(|| with_certificate(text).lines().enumerate().map(line).collect())
    }),
    ("quoted with a certificate", |text| {
        has_lines(text).then(|| format!("# {}", with_certificate(text).trim_end().replace('\n', "\n# ")))
    }),
    ("added with a certificate", |text| {
        has_lines(text).then(|| with_certificate(text).lines().map(|line| format!("+{line}\n")).collect())
    }),
    ("append on every line", |text| program(text, "sb.append(\"", "\\n\");", "sb.append(\"")),
    ("append after append", |text| program(text, "    .append(\"", "\").append(\"\\n\")", "sb.append(\"")),
    ("+= on every line", |text| program(text, "key += \"", "\\n\"", "key = \"")),
    ("+= in single quotes", |text| program(text, "key1 += '", "\\n';", "key1 = '")),
    (".= on every line", |text| program(text, "$k .= \"", "\\n\";", "$k = \"")),
    ("a batch file", |text| program(text, "set K=%K%", "", "set K=")),
    ("Visual Basic", |text| program(text, "k = k & \"", "\" & vbCrLf", "k = \"")),
    ("Visual Basic, continued", |text| program(text, "    \"", "\" & vbCrLf & _", "k = \"")),
    ("another key before it", |text| Some(format!("{}{text}", fs::read_to_string(path("ppk3-ed25519.ppk")).unwrap()))),
    ("a key with another passphrase before it", |text| {
        has_lines(text).then(|| format!("{}{text}", fs::read_to_string(path("pbes2-nfc.pem")).unwrap()))
    }),
    ("lines of Base64 joined", |text| {
        let (head, rest) = text.split_once("Private-Lines:")?;
        let (count, rest) = rest.split_once('\n')?;
        let (body, mac) = rest.split_once("Private-MAC")?;
        Some(format!("{head}Private-Lines:{count}\n{}\nPrivate-MAC{mac}", body.replace('\n', "")))
    }),
    ("a table", |text| Some(text.lines().map(|line| format!("| {line:<70} |\n")).collect())),
    ("echo", |text| Some(text.lines().map(|line| format!("echo {line} >> key\n")).collect())),
    ("grep -n", |text| {
        let line = |(number, line): (usize, &str)| format!("key.pem:{}:{line}\n", number + 1);
        Some(text.lines().enumerate().map(line).collect())
    }),
    ("hexadecimal", |text| Some(text.bytes().map(|byte| format!("{byte:02x}")).collect())),
    ("comments of another language", |text| Some(format!("// {}", text.trim_end().replace('\n', "\n// ")))),
    ("added lines", |text| Some(format!("+{}", text.trim_end().replace('\n', "\n+")))),
    ("another label at the end", |text| {
        let (rest, label) = text.trim_end().strip_suffix("-----")?.rsplit_once("-----END ")?;
        (!label.is_empty()).then(|| format!("{rest}-----END CERTIFICATE-----\n"))
    }),
    ("escapes without their backslash", |text| is_plain(text).then(|| text.replace('\n', "n"))),
    ("escapes with a slash", |text| is_plain(text).then(|| text.replace('\n', "/n"))),
    ("a certificate's label", |text| {
        let labels = ["RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PRIVATE KEY"];
        let label = labels.into_iter().find(|label| text.contains(label))?;
        Some(text.replace(label, "CERTIFICATE"))
    }),
    ("without its first line", |text| {
        text.starts_with("-----BEGIN").then(|| text.split_once('\n').unwrap().1.to_owned())
    }),
    ("without its last line", |text| {
        text.trim_end().ends_with("KEY-----").then(|| text.trim_end().rsplit_once('\n').unwrap().0.to_owned())
    }),
];

/// Base64 that ends without `=`.
fn unpadded(text: &str) -> String {
    let blanks = "\n".repeat((3 - text.len() % 3) % 3);
    Base64::encode_string(format!("{text}{blanks}").as_bytes())
}

/// A key that is told from what is around it by its first and its last line.
fn has_lines(text: &str) -> bool {
    text.contains("-----BEGIN") || text.contains("Private-MAC")
}

fn with_certificate(text: &str) -> String {
    format!("{}{text}", fs::read_to_string(path("certificate.pem")).unwrap().replace("\r\n", "\n"))
}

/// What a program does with each line; `first` begins the first one.
fn program(text: &str, start: &str, end: &str, first: &str) -> Option<String> {
    let line = |(at, line): (usize, &str)| format!("{}{line}{end}\n", if at == 0 { first } else { start });
    has_lines(text).then(|| text.lines().enumerate().map(line).collect())
}

/// PEM without headers.
fn is_plain(text: &str) -> bool {
    text.starts_with("-----BEGIN") && !text.contains("DEK-Info")
}

fn percent_encoded(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

fn rtf(text: &str) -> String {
    text.replace('\\', "\\\\").replace('{', "\\{").replace('}', "\\}")
}

fn wrapped(text: &str, width: usize) -> String {
    text.as_bytes().chunks(width).map(|line| format!("{}\n", std::str::from_utf8(line).unwrap())).collect()
}

fn literal(text: &str, quote: &str, end: &str, last: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| format!("    {quote}{}", line.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"))))
        .collect();
    format!("{}{quote}{last}", lines.join(&format!("{end}\n")))
}

/// Texts that nobody could mend for certain, or that no program makes of each other.
fn makes_no_sense(first: &str, second: &str) -> bool {
    let [lost, blanks] = ["line breaks lost", "blanks for line breaks"];
    // Without its lines, what stands before each of them is in the middle of the Base64.
    let marked = [
        "quoted mail",
        "comments",
        "cat -n",
        "continued in the shell",
        "a Java literal",
        "a Python literal",
        "an array of lines",
    ];
    (second == lost || second == blanks)
        && (marked.contains(&first) || first.starts_with("RTF") || first == "YAML, continued")
        // A backslash at the end of a line is one of the text already.
        || first == "RTF" && ["continued in the shell", "comments"].contains(&second)
        || first == second
}

fn opens(text: &[u8], passphrase: Option<&str>, wanted: &str) -> bool {
    PrivateKey::parse(text, passphrase.map(str::as_bytes)).is_ok_and(|key| key.info().fingerprints.sha256 == wanted)
}

fn forms() -> impl Iterator<Item = (&'static str, String, Option<&'static str>, String)> {
    forms_of(FORMS)
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/keys").join(name)
}

fn forms_of(
    forms: &'static [(&'static str, Option<&'static str>)],
) -> impl Iterator<Item = (&'static str, String, Option<&'static str>, String)> {
    forms.iter().map(|(name, passphrase)| {
        let text = fs::read_to_string(path(name)).unwrap();
        let key = PrivateKey::parse(text.as_bytes(), passphrase.map(str::as_bytes)).unwrap();
        (*name, text.replace("\r\n", "\n"), *passphrase, key.info().fingerprints.sha256)
    })
}

#[test]
fn a_key_damaged_once_is_read() {
    let mut failed = Vec::new();
    for (name, text, passphrase, wanted) in forms().chain(forms_of(SLOW)) {
        for (damage, apply) in DAMAGES.iter().chain(ALONE) {
            if let Some(damaged) = apply(&text)
                && !opens(damaged.as_bytes(), passphrase, &wanted)
            {
                failed.push(format!("{name}: {damage}"));
            }
        }
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        if !opens(&utf16, passphrase, &wanted) {
            failed.push(format!("{name}: UTF-16"));
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

/// Forms with lines that mean nothing and brackets that do: what depends on lines or on `BEGIN` is no damage to them.
const OTHER_FORMS: &[(&str, Option<&str>)] = &[
    ("jwk.json", None),
    ("jwk-set.json", None),
    ("dotnet.xml", None),
    ("dotnet-indented.xml", None),
    ("pkcs12-base64.txt", Some("correct horse")),
    ("pbes1-sha1-3des.pem", Some("correct horse")),
];

#[test]
fn a_key_of_another_form_damaged_once_is_read() {
    let mut failed = Vec::new();
    for (name, text, passphrase, wanted) in forms_of(OTHER_FORMS) {
        for (damage, apply) in DAMAGES.iter().chain(ALONE) {
            if let Some(damaged) = apply(&text)
                && !opens(damaged.as_bytes(), passphrase, &wanted)
            {
                failed.push(format!("{name}: {damage}"));
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn a_key_in_bytes_damaged_once_is_read() {
    let mut failed = Vec::new();
    for (name, passphrase) in BYTES {
        let bytes = fs::read(path(name)).unwrap();
        let wanted = PrivateKey::parse(&bytes, passphrase.map(str::as_bytes)).unwrap().info().fingerprints.sha256;
        let behind = [b"\n".as_slice(), b"\r\n", &[0; 16], b"and words", &bytes];
        for rest in behind {
            if !opens(&[&bytes, rest].concat(), *passphrase, &wanted) {
                failed.push(format!("{name}: {rest:?} behind it"));
            }
        }
        let text = wrapped(&Base64::encode_string(&bytes), 64);
        for (damage, apply) in DAMAGES.iter().chain(ALONE) {
            if let Some(damaged) = apply(&text)
                && !opens(damaged.as_bytes(), *passphrase, &wanted)
            {
                failed.push(format!("{name}: {damage}"));
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn what_is_no_rsa_key_never_opens_whatever_is_done_to_it() {
    const NO_KEYS: &[&str] = &[
        "prose.txt",
        "server.rdp",
        "public-spki.pem",
        "public-openssh.pub",
        "certificate.pem",
        "request.pem",
        "pkcs7.pem",
        "pgp.asc",
        "ec-pkcs8.pem",
        "dsa.pem",
        "openssh-ed25519.key",
        "ppk3-ecdsa.ppk",
        "jwk-public.json",
        "jwk-ec.json",
        "jwk-ed25519.json",
        "dotnet-public.xml",
        "damaged-dotnet.xml",
        "damaged-jwk-exponent.json",
        "damaged-two-keys.pem",
        "damaged-zeros.pem",
    ];
    let mut opened = Vec::new();
    for name in NO_KEYS {
        let text = fs::read_to_string(path(name)).unwrap().replace("\r\n", "\n");
        for (damage, apply) in DAMAGES.iter().chain(ALONE) {
            let Some(damaged) = apply(&text) else { continue };
            for passphrase in [None, Some(b"correct horse".as_slice())] {
                if PrivateKey::parse(damaged.as_bytes(), passphrase).is_ok() {
                    opened.push(format!("{name}: {damage}"));
                }
            }
        }
    }
    assert!(opened.is_empty(), "{} opened:\n{}", opened.len(), opened.join("\n"));
}

/// A text of which each step of mending leaves one with as many damaged keys.
#[test]
fn a_text_full_of_damaged_keys_takes_no_longer_than_some_decryptions() {
    let jwk = fs::read_to_string(path("damaged-jwk-exponent.json")).unwrap();
    let layers = format!("&{}lt;b&gt; %{}41 {}n", "amp;".repeat(14), "25".repeat(14), "\\".repeat(15));
    let text = [layers, jwk.repeat(16)].concat();
    let before = Instant::now();
    assert!(PrivateKey::parse(jwk.as_bytes(), None).is_err());
    let one = before.elapsed();
    assert!(PrivateKey::parse(text.as_bytes(), None).is_err());
    // Four times as long as the tries that there are: time in tests is rough. Without a bound it is a thousand times.
    assert!(before.elapsed() < one * 32, "{:?}, one: {one:?}", before.elapsed());
}

/// The form after two damages; `None` where these make no sense, or the form is none that they could be done to.
fn damaged_twice((first, apply_first): &Damage, (second, apply_second): &Damage, text: &str) -> Option<String> {
    if makes_no_sense(first, second) { None } else { apply_second(&apply_first(text)?) }
}

fn pairs() -> Vec<(&'static Damage, &'static Damage)> {
    DAMAGES.iter().flat_map(|first| DAMAGES.iter().map(move |second| (first, second))).collect()
}

#[test]
fn a_key_damaged_twice_is_read() {
    let (mut failed, mut count) = (Vec::new(), 0);
    for (name, text, passphrase, wanted) in forms().filter(|form| form.2.is_none() || CHEAP.contains(&form.0)) {
        for (first, second) in pairs() {
            let Some(twice) = damaged_twice(first, second, &text) else { continue };
            count += 1;
            if !opens(twice.as_bytes(), passphrase, &wanted) {
                failed.push(format!("{name}: {}, then {}", first.0, second.0));
            }
        }
    }
    assert!(failed.is_empty(), "{} of {count} failed:\n{}", failed.len(), failed.join("\n"));
}

/// A number that the environment gives.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}: `{text}` is no number")))
}

/// In an order that the seed makes.
fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for last in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        items.swap(last, usize::try_from(state % (u64::try_from(last).unwrap() + 1)).unwrap());
    }
    items
}

#[test]
fn a_key_that_takes_a_while_to_open_damaged_twice_is_read() {
    let (seed, most) = (number("KEY_SEED").unwrap_or(1), number("KEY_PAIRS").unwrap_or(150));
    let (mut failed, mut count) = (Vec::new(), 0);
    for (place, (name, passphrase)) in (0..).zip(LEAST) {
        let bytes = fs::read(path(name)).unwrap();
        let wanted = PrivateKey::parse(&bytes, passphrase.map(str::as_bytes)).unwrap().info().fingerprints.sha256;
        let text = String::from_utf8(bytes).map(|text| text.replace("\r\n", "\n"));
        let text = text.unwrap_or_else(|error| wrapped(&Base64::encode_string(error.as_bytes()), 64));
        let pairs = shuffled(pairs(), seed * 100 + place).into_iter();
        let damaged =
            pairs.filter_map(|(first, second)| Some((first.0, second.0, damaged_twice(first, second, &text)?)));
        for (first, second, twice) in damaged.take(usize::try_from(most).unwrap()) {
            count += 1;
            if !opens(twice.as_bytes(), *passphrase, &wanted) {
                failed.push(format!("{name}: {first}, then {second}"));
            }
        }
    }
    println!("KEY_SEED={seed} KEY_PAIRS={most}: {count} keys");
    assert!(
        failed.is_empty(),
        "KEY_SEED={seed} KEY_PAIRS={most}: {} of {count} failed:\n{}",
        failed.len(),
        failed.join("\n")
    );
}
