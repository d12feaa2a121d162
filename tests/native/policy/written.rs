//! Entries as texts: whole, or damaged in a way that the writer knows. What is to be read of a damaged text the reference is
//! told, so that it needs no reader of broken JSON.

use serde_json::{Map, Value, json};

/// An entry as the engine takes it, and as it is to be read.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) input: Value,
    /// The document is a value here; `null` where there is none. What a cut leaves of a statement is no object; `left`: something else
    /// was lost; `versionLost`: and be it the version; `policyOpen`: it is cut off within the policy; `aroundLost`: it is cut off in what is
    /// around the policy, or before it is known that nothing is, without these members of that.
    pub(crate) reading: Value,
    /// Whether its JSON must be mended to be read.
    pub(crate) mended: bool,
}

/// An entry of a case: `unread` as it is; `raw`, a text that is no JSON; or `document`, a value, written as `text` says:
/// `{ layout, cut?, loss?: { how, at }, damage?: [{ how, at }] }`.
pub(crate) fn written(entry: &Value) -> Written {
    let mut input = entry.clone();
    let fields = input.as_object_mut().unwrap();
    let how = fields.remove("text").unwrap_or_default();
    let raw = fields.remove("raw");
    let mut reading = input.clone();
    if let Some(raw) = raw {
        (input["document"], reading["document"]) = (raw, Value::Null);
        return Written { input, reading, mended: false };
    }
    let Some(document) = entry.get("document") else { return Written { input, reading, mended: false } };
    let layout = how["layout"].as_u64().unwrap_or_default();
    let mut tokens = Writer::new(document, layout).all(document);
    let mut mended = false;
    let how_and_where = |damage: &Value| (damage["how"].as_str().unwrap_or_default().to_owned(), number(&damage["at"]));
    if let Some(at) = how["cut"].as_u64() {
        mended = cut(&mut tokens, at, document, &mut reading);
    } else if how["loss"].is_object() {
        let (how, at) = how_and_where(&how["loss"]);
        mended = lose(&mut tokens, &how, at, document, &mut reading);
    }
    // The end of what is cut off is no place for more, and what is lost must stay so.
    let whole = !mended;
    let (mut closed, mut once) = (true, true);
    for damage in how["damage"].as_array().into_iter().flatten().filter(|_| whole || how["loss"].is_null()) {
        let (how, at) = how_and_where(damage);
        // Without two of them, a text may look as if it were cut off.
        if how == "missingClose" && !std::mem::take(&mut closed) {
            continue;
        }
        // With two members twice, a statement may look as if it were two.
        if how == "memberTwice" && !std::mem::take(&mut once) {
            continue;
        }
        // A member that is there twice is JSON all the same.
        mended |= damaged(&mut tokens, &how, at, whole) && how != "memberTwice";
    }
    input["document"] = text(&tokens, layout).into();
    Written { input, reading, mended }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// Ways in which a text is damaged and loses nothing.
pub(crate) const DAMAGES: &[&str] = &[
    "missingComma",
    "extraComma",
    "commaBeforeClose",
    "commaAfterOpen",
    "otherComma",
    "otherColon",
    "otherBracket",
    "otherQuotes",
    "noQuotes",
    "comment",
    "oddBlank",
    "missingClose",
    "memberTwice",
    "textAfter",
];

/// Ways in which it loses something.
pub(crate) const LOSSES: &[&str] = &["documentAfter", "closedTooEarly", "memberInList", "versionInList"];

// Tokens.

#[derive(Debug, Clone, PartialEq)]
enum Of {
    Open,
    Close,
    Comma,
    Colon,
    Name,
    Text,
    /// A number, `true`, `false`, `null`.
    Word,
    /// What the damage put there, and what it left of a string.
    Odd,
}

#[derive(Debug, Clone)]
struct Token {
    of: Of,
    text: String,
    depth: usize,
    /// The index of the statement that it is in.
    statement: Option<usize>,
    /// The member of the policy that it belongs to.
    of_policy: Option<&'static str>,
}

impl Token {
    fn is_plain(&self) -> bool {
        self.of != Of::Odd
    }

    fn ends_plain(&self) -> bool {
        self.is_plain() && self.text.ends_with(['"', '}', ']'])
    }

    fn begins_plain(&self) -> bool {
        self.is_plain() && self.text.starts_with(['"', '{', '['])
    }
}

fn member(name: &str) -> Option<&'static str> {
    ["Version", "Depends", "Statement"].into_iter().find(|known| *known == name)
}

/// Where the policy is in the document.
fn policy_path(document: &Value) -> Vec<&'static str> {
    let mut path = Vec::new();
    let mut outer = document;
    if outer["role"].is_object() {
        path.push("role");
        outer = &outer["role"];
    }
    if outer.get("policy").is_some() {
        path.push("policy");
    }
    path
}

struct Writer {
    policy: Vec<String>,
    /// Whether `Statement` is one without brackets.
    single: bool,
    /// The members that come first; the others follow by name.
    first: &'static [&'static str],
    tokens: Vec<Token>,
}

impl Writer {
    fn new(document: &Value, layout: u64) -> Self {
        // By name the policy is the last member of an envelope.
        let first: &[&str] = match layout {
            1 | 3 | 5 => &[],
            6 => &["catalog", "policy", "Version", "Depends", "Effect", "Action", "NotAction"],
            _ => &["flag", "policy", "Version", "Depends", "Effect", "Action", "NotAction"],
        };
        let policy = policy_path(document);
        let single = policy.iter().fold(document, |outer, name| &outer[*name])["Statement"].is_object();
        let policy = policy.into_iter().map(str::to_owned).collect();
        Self { policy, single, first, tokens: Vec::new() }
    }

    fn all(mut self, document: &Value) -> Vec<Token> {
        self.value(document, &mut Vec::new());
        self.tokens
    }

    fn push(&mut self, of: Of, text: impl Into<String>, path: &[String]) {
        let statement = match path.strip_prefix(&self.policy[..]) {
            Some([member, ..]) if member == "Statement" && self.single => Some(0),
            Some([member, index, ..]) if member == "Statement" => index.parse().ok(),
            _ => None,
        };
        let of_policy = path.strip_prefix(&self.policy[..]).and_then(|inner| member(inner.first()?));
        let depth = path.len() + usize::from(of == Of::Name);
        self.tokens.push(Token { of, text: text.into(), depth, statement, of_policy });
    }

    fn value(&mut self, value: &Value, path: &mut Vec<String>) {
        let (open, close) = if value.is_array() { ("[", "]") } else { ("{", "}") };
        match value {
            Value::Array(elements) => {
                self.push(Of::Open, open, path);
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        self.push(Of::Comma, ",", path);
                    }
                    path.push(index.to_string());
                    self.value(element, path);
                    path.pop();
                }
                self.push(Of::Close, close, path);
            }
            Value::Object(members) => {
                self.push(Of::Open, open, path);
                for (index, (name, value)) in self.ordered(members).into_iter().enumerate() {
                    if index > 0 {
                        self.push(Of::Comma, ",", path);
                    }
                    self.push(Of::Name, json!(name).to_string(), path);
                    self.push(Of::Colon, ":", path);
                    path.push(name.clone());
                    self.value(value, path);
                    path.pop();
                }
                self.push(Of::Close, close, path);
            }
            Value::String(_) => self.push(Of::Text, value.to_string(), path),
            _ => self.push(Of::Word, value.to_string(), path),
        }
    }

    fn ordered<'a>(&self, members: &'a Map<String, Value>) -> Vec<(&'a String, &'a Value)> {
        let mut members: Vec<_> = members.iter().collect();
        members.sort_by_key(|(name, _)| self.first.iter().position(|first| first == name).unwrap_or(self.first.len()));
        members
    }
}

fn text(tokens: &[Token], layout: u64) -> String {
    let line = match layout / 2 {
        0 => return tokens.iter().map(|token| &*token.text).collect(),
        1 => "\n",
        _ => "\r\n",
    };
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &tokens[before].of);
        match (before, &token.of) {
            (Some(Of::Open | Of::Comma), _) | (_, Of::Close) => {
                text += line;
                text += &"  ".repeat(token.depth);
            }
            (Some(Of::Colon), _) => text += " ",
            _ => {}
        }
        text += &token.text;
    }
    text
}

// A text that ends too early.

/// Ends the text there. What is left says this, once its quotes and brackets are closed, but: the statement that it ends in is not
/// read, nor what may have followed in a list of statements that it ends in, nor what a role depends on that it ends in; and without
/// a whole version nothing is. What is around the policy is not read where it ends there.
fn cut(tokens: &mut Vec<Token>, at: u64, document: &Value, reading: &mut Value) -> bool {
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        places.push((index, 0));
        if matches!(token.of, Of::Name | Of::Text) {
            let within = token.text.char_indices().map(|(at, _)| at).skip(1);
            // Not within an escape.
            let whole = |at: &usize| {
                serde_json::from_str::<String>(&format!("{}\"", token.text.get(..*at).unwrap_or_default())).is_ok()
            };
            places.extend(within.filter(whole).map(|at| (index, at)));
        }
    }
    let Some((index, within)) = places.get(place(at, places.len() + 1)).copied() else { return false };
    let before = index.checked_sub(1).map(|before| tokens[before].clone());
    let unfinished = tokens[index]
        .statement
        .filter(|its| within > 0 || before.as_ref().is_some_and(|before| before.statement == Some(*its)));
    let ends_in = |wanted: &str| {
        let of = |token: &Token| token.of_policy == Some(wanted);
        of(&tokens[index]) && (within > 0 || before.as_ref().is_some_and(of))
    };
    let (in_statements, in_depends) = (ends_in("Statement") && unfinished.is_none(), ends_in("Depends"));
    // A number may go on.
    let ended = |(at, token): (usize, &Token)| {
        token.of_policy == Some("Version") && (token.of == Of::Text || (token.of == Of::Word && at + 1 < index))
    };
    let whole_version = tokens[..index].iter().enumerate().any(ended);
    let path = policy_path(document);
    let policy_open = !closes_before(tokens, path.len(), index);
    let around_lost = around_lost(tokens, &path, index);
    let mut half = tokens[index].clone();
    tokens.truncate(index);
    let mut rest = tokens.clone();
    if within > 0 {
        half.text.truncate(within);
        rest.push(Token { text: format!("{}\"", half.text), ..half.clone() });
        tokens.push(Token { of: Of::Odd, ..half });
    }
    reading["document"] = closed(&mut rest.into_iter());
    if let Some(unfinished) = unfinished {
        forget(&mut reading["document"], document, unfinished);
    }
    if in_statements {
        reading["left"] = true.into();
    }
    if policy_open {
        reading["policyOpen"] = true.into();
    }
    if let Some(lost) = around_lost {
        reading["aroundLost"] = lost.into();
    }
    if in_depends {
        policy(&mut reading["document"], document)["Depends"] = "not read".into();
    }
    // A policy that is there as a whole has no more than it says.
    if policy_open && !whole_version {
        reading["versionLost"] = true.into();
    }
    true
}

/// Whether the object so deep in the text is closed before this token. (Beside it, there is no other so deep.)
fn closes_before(tokens: &[Token], depth: usize, index: usize) -> bool {
    tokens[..index].iter().any(|token| token.of == Of::Close && token.depth == depth)
}

/// What is not there of the members around the policy that say what it is, where the text ends before it says which it has. A policy with
/// nothing around it shows that by a whole member.
fn around_lost(tokens: &[Token], policy: &[&str], index: usize) -> Option<Vec<&'static str>> {
    let bare = policy.last() != Some(&"policy");
    let depth = if bare { policy.len() } else { policy.len() - 1 };
    if closes_before(tokens, depth, index) {
        return None;
    }
    // A value is there with its last token; a number only with what follows it.
    let is_there = |wanted: &str| {
        let mut read = tokens[..index].iter().enumerate().skip_while(|(_, token)| {
            token.of != Of::Name || token.depth != depth + 1 || token.text.trim_matches('"') != wanted
        });
        read.next();
        read.any(|(at, token)| {
            let whole = matches!(token.of, Of::Text | Of::Close) || (token.of == Of::Word && at + 1 < index);
            whole && token.depth == depth + 1
        })
    };
    if bare && ["Version", "Depends", "Statement"].into_iter().any(is_there) {
        return None;
    }
    Some(["catalog", "display_name", "flag"].into_iter().filter(|name| !is_there(name)).collect())
}

fn policy<'a>(reading: &'a mut Value, document: &Value) -> &'a mut Value {
    let policy: String = policy_path(document).iter().map(|name| format!("/{name}")).collect();
    reading.pointer_mut(&policy).unwrap()
}

/// The statement is no longer one.
fn forget(reading: &mut Value, document: &Value, statement: usize) {
    match &mut policy(reading, document)["Statement"] {
        Value::Array(statements) => statements[statement] = "not read".into(),
        one => *one = json!(["not read"]),
    }
}

// A text from which something falls out.

/// Whether there was something to lose.
fn lose(tokens: &mut Vec<Token>, how: &str, at: u64, document: &Value, reading: &mut Value) -> bool {
    let odd = |text: &str| Token { of: Of::Odd, text: text.to_owned(), depth: 0, statement: None, of_policy: None };
    if how == "documentAfter" {
        let more = ["{}", "[]", "{\"Version\":\"1.1\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":[\"*:*:*\"]}]}"];
        tokens.push(odd(&format!("{}{}", ["", "\n", ","][place(at, 3)], more[place(at / 3, 3)])));
        reading["left"] = true.into();
        return true;
    }
    let fits = |index: &usize| {
        let (token, after) = (&tokens[*index], [tokens.get(index + 1), tokens.get(index + 2)]);
        let next = |place: usize| after[place].map(|token| &token.of);
        match how {
            // Between two statements, with nothing but statements behind.
            "closedTooEarly" => {
                let last = tokens.iter().skip(*index).all(|token| token.of != Of::Name || token.statement.is_some());
                last && token.of == Of::Close
                    && next(0) == Some(&Of::Comma)
                    && token.statement.is_some()
                    && after[0].is_some_and(|comma| comma.statement.is_none())
            }
            "versionInList" => {
                let version = after[1].is_some_and(|name| name.of_policy == Some("Version"));
                token.text == "]" && token.of_policy == Some("Statement") && token.statement.is_none() && version
            }
            "memberInList" => {
                token.text == "]"
                    && token.statement.is_some()
                    && (next(0), next(1)) == (Some(&Of::Comma), Some(&Of::Name))
            }
            _ => false,
        }
    };
    let places: Vec<usize> = (0..tokens.len()).filter(fits).collect();
    if places.is_empty() {
        return false;
    }
    let index = places[place(at, places.len())];
    if how == "versionInList" {
        tokens.remove(index);
        policy(&mut reading["document"], document).as_object_mut().unwrap().remove("Version");
        reading["left"] = true.into();
        return true;
    }
    let statement = tokens[index].statement.unwrap();
    if how == "memberInList" {
        tokens.remove(index);
        forget(&mut reading["document"], document, statement);
    } else {
        tokens.insert(index + 1, odd(["}", "]"][place(at / places.len() as u64, 2)]));
        if let Value::Array(statements) = &mut policy(&mut reading["document"], document)["Statement"] {
            statements.truncate(statement + 1);
        }
        reading["left"] = true.into();
    }
    true
}

/// The value that the tokens begin; what is not there is closed or left out.
fn closed(tokens: &mut impl Iterator<Item = Token>) -> Value {
    let Some(token) = tokens.next() else { return Value::Null };
    part(&token, tokens).unwrap_or_default()
}

fn part(token: &Token, tokens: &mut impl Iterator<Item = Token>) -> Option<Value> {
    match token.text.as_str() {
        "[" => {
            let mut elements = Vec::new();
            while let Some(next) = tokens.next().filter(|next| next.of != Of::Close) {
                elements.extend((next.of != Of::Comma).then(|| part(&next, tokens)).flatten());
            }
            Some(elements.into())
        }
        "{" => {
            let mut members = Map::new();
            while let Some(next) = tokens.next().filter(|next| next.of != Of::Close) {
                if next.of == Of::Comma {
                    continue;
                }
                let name = serde_json::from_str(&next.text).unwrap();
                // A name alone is a member too, without value.
                let value = tokens.next().and_then(|_| tokens.next());
                members.insert(name, value.and_then(|value| part(&value, tokens)).unwrap_or_default());
            }
            Some(members.into())
        }
        text => serde_json::from_str(text).ok(),
    }
}

// Damage after which everything is still there.

fn place(at: u64, count: usize) -> usize {
    usize::try_from(at % count as u64).unwrap()
}

/// Whether there was something to damage.
fn damaged(tokens: &mut Vec<Token>, how: &str, at: u64, whole: bool) -> bool {
    let odd = |text: &str| Token { of: Of::Odd, text: text.to_owned(), depth: 0, statement: None, of_policy: None };
    let none = odd("");
    let around = |tokens: &[Token], index: usize| {
        let before = index.checked_sub(1).and_then(|before| tokens.get(before)).unwrap_or(&none).clone();
        (before, tokens[index].clone(), tokens.get(index + 1).unwrap_or(&none).clone())
    };
    let fits = |(before, token, after): &(Token, Token, Token)| match how {
        "missingComma" => token.text == "," && before.ends_plain() && after.begins_plain(),
        "extraComma" => token.text == ",",
        "otherComma" => token.text == "," && before.ends_plain(),
        "commaBeforeClose" => token.of == Of::Close && !matches!(before.of, Of::Open | Of::Comma | Of::Odd),
        "commaAfterOpen" => token.of == Of::Open && !matches!(after.of, Of::Close | Of::Comma | Of::Odd),
        "otherColon" => token.text == ":" && before.ends_plain(),
        "otherBracket" => matches!(token.of, Of::Open | Of::Close) && token.text.is_ascii() && before.is_plain(),
        "otherQuotes" => matches!(token.of, Of::Name | Of::Text) && is_simple(&token.text, ":*._-/"),
        "noQuotes" => {
            let marks = if token.of == Of::Name { "" } else { ":*" };
            let lonely = matches!(before.text.as_str(), "[" | "{" | "," | ":")
                && matches!(after.text.as_str(), "]" | "}" | "," | ":");
            matches!(token.of, Of::Name | Of::Text) && is_simple(&token.text, marks) && is_word(&token.text) && lonely
        }
        "comment" => true,
        "oddBlank" => (before.is_plain() || before.text.is_empty()) && token.is_plain() && token.of != Of::Word,
        // What closes something else shows that it is missing.
        "missingClose" => {
            let others = matches!((&*token.text, &*after.text), ("]" | "］", "}" | "｝") | ("}" | "｝", "]" | "］"));
            token.of == Of::Close && after.of == Of::Close && others
        }
        "memberTwice" => token.of == Of::Name,
        _ => false,
    };
    if how == "textAfter" {
        // Behind a comma, a word may be what is left of a member.
        let whole = whole && tokens.last().is_none_or(|last| last.text != ",");
        if whole {
            tokens.push(odd([" thanks", "}", ",", "\n]"][place(at, 4)]));
        }
        return whole;
    }
    let fits = |index: &usize| fits(&around(tokens, *index)) && (how != "missingClose" || is_shown(tokens, *index));
    let places: Vec<usize> = (0..tokens.len()).filter(fits).collect();
    if places.is_empty() {
        return false;
    }
    let index = places[place(at, places.len())];
    let choice = at / places.len() as u64;
    let one = |of: &[&'static str]| of[place(choice, of.len())];
    let (before, token, _) = around(tokens, index);
    match how {
        "missingComma" | "missingClose" => drop(tokens.remove(index)),
        "extraComma" | "commaBeforeClose" => {
            tokens.insert(index, Token { of: Of::Comma, text: ",".to_owned(), ..token })
        }
        "commaAfterOpen" => tokens.insert(index + 1, Token { of: Of::Comma, text: ",".to_owned(), ..token }),
        "otherComma" => one(&["，", "、", ";"]).clone_into(&mut tokens[index].text),
        "otherColon" => one(&["：", "="]).clone_into(&mut tokens[index].text),
        "otherBracket" => {
            let other = "［］｛｝".chars().nth("[]{}".find(&token.text).unwrap()).unwrap();
            tokens[index].text = other.to_string();
        }
        "otherQuotes" => {
            let quotes = one(&["“”", "‘’", "''", "``", "„“", "«»", "＂＂"]);
            let mut quotes = quotes.chars();
            let (open, close) = (quotes.next().unwrap(), quotes.next().unwrap());
            tokens[index] = odd(&format!("{open}{}{close}", token.text.trim_matches('"')));
        }
        "noQuotes" => tokens[index] = odd(token.text.trim_matches('"')),
        "comment" => {
            let blank = if before.text.is_empty() || before.is_plain() { "" } else { " " };
            tokens.insert(index, odd(&format!("{blank}{}", one(&["/* 1 */", "// 1\n", "/**/", "//, }]\n"]))));
        }
        "oddBlank" => tokens.insert(index, odd(one(&["\u{a0}", "\u{feff}", "\u{3000}", "\u{200b}"]))),
        _ => {
            // The last one counts.
            let first = [Of::Name, Of::Colon, Of::Text, Of::Comma].into_iter();
            let texts = [&*token.text, ":", "\"once\"", ","];
            let first = first.zip(texts).map(|(of, text)| Token { of, text: text.to_owned(), ..token.clone() });
            tokens.splice(index..index, first);
        }
    }
    // A byte order mark may begin a text.
    !(how == "oddBlank" && index == 0 && tokens[0].text == "\u{feff}")
}

/// Whether a bracket that is missing is that of an object: behind a single value that may be a list, it may be that of a list.
fn is_shown(tokens: &[Token], index: usize) -> bool {
    let of_statement = tokens[index].statement.is_some() && matches!(&*tokens[index].text, "}" | "｝");
    !of_statement
        || matches!(tokens[index - 1].of, Of::Open | Of::Close)
        || tokens[index - 3..index].iter().any(|token| token.text.contains("Effect"))
}

/// Whether a string has ASCII letters, digits and these marks alone.
fn is_simple(text: &str, marks: &str) -> bool {
    let text = text.trim_matches('"');
    !text.is_empty() && text.chars().all(|one| one.is_ascii_alphanumeric() || marks.contains(one))
}

/// Whether it can stand without quotes and is still a text.
fn is_word(text: &str) -> bool {
    let text = text.trim_matches('"');
    let other = ["true", "false", "null", "nan", "infinity", "undefined", "none"];
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && !text.ends_with(':')
        && !text.contains("::")
        && !other.contains(&text.to_ascii_lowercase().as_str())
}
