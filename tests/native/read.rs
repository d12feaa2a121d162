//! `tests/vectors/read.json` on the native build, and what must hold for any text.

use std::time::{Duration, Instant};

use ecs_password::read::{LARGEST_TEXT, ReadEntry, Reading, read_policies};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fuzz::read::holds;

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("../vectors/read.json")).unwrap()
}

fn read(text: &str) -> Reading {
    read_policies(text).unwrap()
}

/// The texts of all vectors.
fn texts() -> Vec<String> {
    vectors().iter().map(|vector| vector["text"].as_str().unwrap().to_owned()).collect()
}

fn document(entry: &ReadEntry) -> &str {
    match entry {
        ReadEntry::Policy { document, .. } => document,
        ReadEntry::Unread { .. } => "",
    }
}

/// A place of a document in the text, as `locate` of the package tells it.
fn located(reading: &Reading, index: usize, piece: &str, text: &str) -> Value {
    let places = &reading.origins[index].places;
    let (document, at) = (document(&reading.entries[index]), |unit: usize| u32::try_from(unit).unwrap());
    let start = at(document.split(piece).next().unwrap().encode_utf16().count());
    let end = start + at(piece.encode_utf16().count());
    let pieces: Vec<&[u32]> = places.chunks(3).collect();
    let of = |at: u32| pieces.partition_point(|piece| piece[0] <= at) - 1;
    let (first, last) = (pieces[of(start)], of(end - 1));
    let from = (first[1] + (start - first[0])).min(first[2]);
    let is_whole = pieces.get(last + 1).is_some_and(|next| next[0] == end);
    let last = pieces[last];
    let until = if is_whole { last[2] } else { (last[1] + (end - last[0])).min(last[2]) };
    let units: Vec<u16> = text.encode_utf16().collect();
    let before = String::from_utf16(&units[..from as usize]).unwrap().replace("\r\n", "\n");
    let column = before.rsplit('\n').next().unwrap().encode_utf16().count() + 1;
    let shown = String::from_utf16(&units[from as usize..until as usize]).unwrap();
    json!([index, piece, shown, before.matches('\n').count() + 1, column])
}

/// What a vector expects of an entry.
fn entry_difference(expected: &Value, entry: &ReadEntry) -> Option<String> {
    let mut actual = serde_json::to_value(entry).unwrap();
    if !expected["json"].is_null() {
        actual["json"] = serde_json::from_str(document(entry)).unwrap();
    }
    for name in ["scope", "catalog"] {
        if actual.get(name).unwrap_or(&Value::Null) != &expected[name] {
            return Some(format!("{name} is {actual}"));
        }
    }
    let differs = expected.as_object().unwrap().iter().find(|(name, value)| match name.strip_suffix("Contains") {
        Some(name) => !actual[name].as_str().unwrap_or_default().contains(value.as_str().unwrap()),
        None => actual[name.as_str()] != **value,
    });
    differs.map(|(name, value)| format!("{name} of {actual} is not {value}"))
}

fn difference(vector: &Value) -> Option<String> {
    let (text, expect) = (vector["text"].as_str().unwrap(), &vector["expect"]);
    let reading = read(text);
    let entries = expect["entries"].as_array().unwrap();
    if entries.len() != reading.entries.len() {
        return Some(format!("expected {} entries, got {:?}", entries.len(), reading.entries));
    }
    let codes: Vec<Value> = reading.notes.iter().map(|note| json!(note)["code"].clone()).collect();
    if json!(codes) != expect["notes"] {
        return Some(format!("the notes are {:?}", reading.notes));
    }
    for (index, origin) in expect["origins"].as_array().into_iter().flatten().enumerate() {
        let actual = json!(reading.origins[index]);
        let differs = origin.as_object().unwrap().iter().find(|(name, value)| actual[name.as_str()] != **value);
        if let Some((name, value)) = differs {
            return Some(format!("{name} of {actual} is not {value}"));
        }
    }
    for place in expect["places"].as_array().into_iter().flatten() {
        let index = usize::try_from(place[0].as_u64().unwrap()).unwrap();
        let actual = located(&reading, index, place[1].as_str().unwrap(), text);
        if actual != *place {
            return Some(format!("the place is {actual}, not {place}"));
        }
    }
    entries.iter().zip(&reading.entries).find_map(|(expected, entry)| entry_difference(expected, entry))
}

#[test]
fn the_vectors_hold() {
    let failures: Vec<String> = vectors()
        .iter()
        .filter_map(|vector| difference(vector).map(|why| format!("{}: {why}", vector["name"])))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn lines_before_a_text_move_all_its_places_and_nothing_else() {
    for text in texts().iter().filter(|text| !text.starts_with('\u{feff}')) {
        let (before, after) = (read(text), read(&format!("\n \n{text}")));
        assert_eq!(before.entries.len(), after.entries.len(), "{text}");
        for (index, (before, after)) in before.origins.iter().zip(&after.origins).enumerate() {
            assert_eq!(before.span.start + 3, after.span.start, "{text}");
            assert_eq!((before.span.line + 2, before.span.column), (after.span.line, after.span.column), "{text}");
            let moved = before.places.chunks(3).flat_map(|place| [place[0], place[1] + 3, place[2] + 3]);
            assert_eq!(moved.collect::<Vec<_>>(), after.places, "{index} of {text}");
        }
        let documents =
            |reading: &Reading| reading.entries.iter().map(|entry| document(entry).to_owned()).collect::<Vec<_>>();
        assert_eq!(documents(&before), documents(&after));
    }
}

#[test]
fn what_is_read_stands_where_it_says() {
    for text in texts() {
        holds(&text, &read(&text));
    }
}

#[test]
fn no_secret_of_another_resource_is_told() {
    for text in texts().iter().filter(|text| text.contains("S3cret")) {
        let told = format!("{:?} {}", read(text), serde_json::to_string(&read(text)).unwrap());
        assert!(!told.contains("S3cret"), "{told}");
    }
}

/// A text of this size.
fn filled(start: &str, each: &str, end: &str) -> String {
    let count = (LARGEST_TEXT - start.len() - end.len()) / each.len();
    format!("{start}{}{end}", each.repeat(count))
}

#[test]
fn large_and_deep_texts_take_no_time_and_no_stack() {
    let policy = r#"{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["a:b:c"]}]}"#;
    let alias: String = (1..60).map(|at| format!("a{at}: &a{at} [*a{0},*a{0},*a{0},*a{0}]\n", at - 1)).collect();
    let numbered = |start: &str, each: fn(usize) -> String, end: &str| {
        let mut text = start.to_owned();
        for number in 0.. {
            let next = each(number);
            if text.len() + next.len() + end.len() > LARGEST_TEXT {
                break;
            }
            text.push_str(&next);
        }
        text + end
    };
    let texts = [
        filled("", "[", ""),
        filled("", "{\"a\":", ""),
        filled("", "{", ""),
        filled("a = ", "(", ""),
        filled("policy = ", "[", ""),
        filled("policy = ", "!", ""),
        filled("policy = 1", "+1", ""),
        filled("policy = \"", "${\"", ""),
        filled("policy = <<A\n", "${", ""),
        filled("policy = <<A\n", "\\n<<A\n", ""),
        filled("policy = ", "a ? ", ""),
        filled("jsonencode(", "{a=", ""),
        filled("", "a: ", ""),
        filled("", "- ", "a"),
        filled("- ", "[", ""),
        filled("? ", "? ", ""),
        filled("a: \"", "\\\\x41", "\""),
        filled("a: |\n", " x\n", ""),
        filled("a: >\n", "  x\n\n", ""),
        filled("", "#\n", "a: 1"),
        filled("", "```\n{\n", ""),
        filled("", "```\n", ""),
        filled("[", &format!("{policy},"), "0]"),
        filled("", policy, ""),
        filled("[", "1,", "1]"),
        filled("[", "\"{\\\"Statement\\\":0}\",", "0]"),
        filled("", "\"", ""),
        filled("\"", "\\\"", "\""),
        filled("", "statement {\n}\n", ""),
        filled("", "resource \"x_identity_role\" \"a\" {\n policy = var.a\n}\n", ""),
        filled("{\"roles\":[", "{\"policy\":0},", "0]}"),
        filled("{\"versions\":[", "{},", "0]}"),
        filled(
            "{\"terraform_version\":\"1\",\"resources\":[",
            "{\"type\":\"x_identity_role\",\"instances\":[{}]},",
            "0]}",
        ),
        filled("policy = <<A\n{\"Statement\":[", "{\"a${b}\":\"${c}\"},", "{}]}\nA\n"),
        numbered("jsonencode({", |number| format!("a{number}=1\n"), "})"),
        numbered("policy = {", |number| format!("a{number}=1\n"), "}\n"),
        numbered("policy = [", |number| format!("{{a{number}=\"}}{{\"}},\n"), "]\n"),
        numbered("", |number| format!("a{number}: 1\n"), ""),
        numbered("", |number| format!("- &a{number} *a{number}\n"), ""),
        format!("a0: &a0 [x]\n{alias}Statement: *a59\nVersion: '1.1'\n"),
        numbered(&format!("a0: &a0 [x]\n{alias}"), |_| "- *a9\n".to_owned(), ""),
    ];
    for text in texts {
        let shown: String = text.chars().take(60).collect();
        let start = Instant::now();
        let reading = read(&text);
        let took = start.elapsed();
        // Without optimisation on a busy machine; each takes far less than a second otherwise.
        assert!(took < Duration::from_secs(30), "{took:?}: {shown}");
        assert!(reading.entries.len() <= 10_001, "{shown}");
    }
    let too_large = " ".repeat(LARGEST_TEXT + 1);
    assert_eq!(read_policies(&too_large).unwrap_err().code().as_str(), "invalidInput");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Any text, and those of the vectors with something put in, taken out or cut off.
    #[test]
    fn any_text_is_survived(index in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), length in 0_usize..40, with in "[\"{}\\[\\]$%:=,<\\\\\n\r a-z0-9äß€🔑-]{0,8}") {
        let all = texts();
        let text: Vec<char> = all[index.index(all.len())].chars().collect();
        let at = at.index(text.len() + 1);
        let changed: String = text[..at].iter().copied().chain(with.chars()).chain(text.iter().skip(at + length).copied()).collect();
        holds(&changed, &read(&changed));
        let cut: String = text[..at].iter().collect();
        holds(&cut, &read(&cut));
    }
}
