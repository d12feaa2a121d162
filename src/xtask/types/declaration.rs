//! A declaration of TypeScript, read from the one line that `ts-rs` makes of a Rust type, and written for people.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

/// The longest line that is not broken.
const WIDTH: usize = 140;

#[derive(Debug, Clone)]
pub(crate) struct Declaration {
    pub(crate) name: String,
    docs: String,
    extends: Vec<String>,
    body: Type,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Object(Vec<Member>),
    Union(Vec<Type>),
    Array(Box<Type>),
    Tuple(Vec<Type>),
    /// A name, with its arguments, or a literal.
    Text(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    docs: String,
    name: String,
    optional: bool,
    of: Type,
}

impl Declaration {
    /// Reads `type Name = …;`, and the comment that stands before it.
    pub(crate) fn read(docs: &str, text: &str) -> Result<Self, String> {
        let (name, body) = text
            .strip_prefix("type ")
            .and_then(|rest| rest.split_once(" = "))
            .ok_or_else(|| format!("no declaration of a type: {text}"))?;
        let mut reader = Reader { rest: body.chars().peekable() };
        let body = reader.type_()?;
        reader.expect(';')?;
        Ok(Self { name: name.to_owned(), docs: plain(docs), extends: Vec::new(), body })
    }

    pub(crate) fn new(name: &str, docs: &str, body: Type) -> Self {
        Self { name: name.to_owned(), docs: docs.to_owned(), extends: Vec::new(), body }
    }

    #[must_use]
    pub(crate) fn extends(mut self, name: &str) -> Self {
        self.extends.push(name.to_owned());
        self
    }

    /// Takes the members of another object over, as optional ones.
    pub(crate) fn take_as_optional(&mut self, other: Self) -> Result<(), String> {
        let (Type::Object(own), Type::Object(others)) = (&mut self.body, other.body) else {
            return Err(format!("{} or {} is no object", self.name, other.name));
        };
        own.extend(others.into_iter().map(|member| Member { optional: true, ..member }));
        Ok(())
    }

    /// The declaration as it stands in a file; `names` are those that its comments may link to.
    pub(crate) fn text(&self, names: &[&str]) -> String {
        let docs = doc(&linked(&self.docs, names), "");
        let Self { name, extends, body, .. } = self;
        match body {
            Type::Object(members) => {
                let extends =
                    if extends.is_empty() { String::new() } else { format!(" extends {}", extends.join(", ")) };
                format!("{docs}export interface {name}{extends} {}\n", block(members, names, ""))
            }
            body => {
                let line = body.text(names, "");
                let lines = match body {
                    Type::Union(each) if line.len() + name.len() > WIDTH || line.contains('\n') => {
                        each.iter().map(|each| format!("\n  | {}", each.text(names, "    "))).collect()
                    }
                    _ => format!(" {line}"),
                };
                format!("{docs}export type {name} ={lines};\n")
            }
        }
    }
}

impl Type {
    /// Reads a type as it is written.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text.chars().peekable() };
        let of = reader.type_()?;
        match reader.peek() {
            None => Ok(of),
            Some(rest) => Err(format!("`{rest}` was not expected in {text}")),
        }
    }

    /// One of several; of one, that one.
    pub(crate) fn union(types: Vec<Self>) -> Self {
        let flat = |of| match of {
            Self::Union(types) => types,
            one => vec![one],
        };
        let mut types: Vec<Self> = types.into_iter().flat_map(flat).collect();
        if types.len() == 1 { types.remove(0) } else { Self::Union(types) }
    }

    fn text(&self, names: &[&str], indent: &str) -> String {
        let all = |types: &[Self], between: &str| {
            types.iter().map(|each| each.text(names, indent)).collect::<Vec<_>>().join(between)
        };
        match self {
            // Members that need no words need no lines.
            Self::Object(members) if members.iter().all(|member| member.docs.is_empty()) => {
                let members: Vec<String> = members.iter().map(|member| member.text(names, indent)).collect();
                format!("{{ {} }}", members.join("; "))
            }
            Self::Object(members) => block(members, names, indent),
            Self::Union(types) => all(types, " | "),
            Self::Tuple(types) => format!("[{}]", all(types, ", ")),
            Self::Array(of) if matches!(**of, Self::Union(_)) => format!("({})[]", of.text(names, indent)),
            Self::Array(of) => format!("{}[]", of.text(names, indent)),
            Self::Text(text) => text.clone(),
        }
    }
}

impl Member {
    pub(crate) fn new(name: &str, docs: &str, of: Type) -> Self {
        Self { name: name.to_owned(), docs: docs.to_owned(), optional: false, of }
    }

    #[must_use]
    pub(crate) fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    fn text(&self, names: &[&str], indent: &str) -> String {
        let mark = if self.optional { "?" } else { "" };
        format!("{}{mark}: {}", self.name, self.of.text(names, indent))
    }
}

fn block(members: &[Member], names: &[&str], indent: &str) -> String {
    let inner = format!("{indent}  ");
    let mut text = "{\n".to_owned();
    for member in members {
        text.push_str(&doc(&linked(&member.docs, names), &inner));
        let _ = writeln!(text, "{inner}{};", member.text(names, &inner));
    }
    text + indent + "}"
}

/// A text as a comment of TSDoc, with a line break behind it; nothing where there is no text.
pub(crate) fn doc(text: &str, indent: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] if line.len() + indent.len() <= WIDTH => format!("{indent}/** {line} */\n"),
        lines => {
            let line = |line: &&str| format!("{indent} * {line}").trim_end().to_owned() + "\n";
            format!("{indent}/**\n{}{indent} */\n", lines.iter().map(line).collect::<String>())
        }
    }
}

/// The text of a comment.
fn plain(comment: &str) -> String {
    let inner = comment.trim().trim_start_matches("/**").trim_end_matches("*/");
    let line = |line: &str| {
        let line = line.trim();
        line.strip_prefix('*').unwrap_or(line).trim().to_owned()
    };
    inner.lines().map(line).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Links to items of Rust become links to what has the name here, or mere code.
fn linked(text: &str, names: &[&str]) -> String {
    let mut pieces = text.split("[`");
    let mut linked = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let Some((item, rest)) = piece.split_once("`]") else {
            linked.push_str("[`");
            linked.push_str(piece);
            continue;
        };
        let last = item.rsplit("::").next().unwrap_or(item);
        match names.contains(&last) {
            true => linked.push_str(&format!("{{@link {last}}}")),
            false => linked.push_str(&format!("`{}`", camel(last))),
        }
        linked.push_str(rest);
    }
    linked
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |sofar, word| {
        let mut letters = word.chars();
        let initial = letters.next().map(|letter| letter.to_ascii_uppercase());
        sofar + &initial.into_iter().chain(letters).collect::<String>()
    })
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn type_(&mut self) -> Result<Type, String> {
        let mut types = vec![self.one()?];
        while self.take('|') {
            types.push(self.one()?);
        }
        Ok(Type::union(types))
    }

    fn one(&mut self) -> Result<Type, String> {
        let mut type_ = match self.peek() {
            Some('{') => Type::Object(self.members()?),
            Some('[') => {
                self.expect('[')?;
                let types = self.types(']')?;
                self.expect(']')?;
                Type::Tuple(types)
            }
            Some('(') => {
                self.expect('(')?;
                let type_ = self.type_()?;
                self.expect(')')?;
                type_
            }
            Some('"') => Type::Text(self.literal()?),
            _ => self.named()?,
        };
        while self.take('[') {
            if self.take(']') {
                type_ = Type::Array(Box::new(type_));
                continue;
            }
            let key = self.type_()?;
            self.expect(']')?;
            type_ = Type::Text(format!("{}[{}]", type_.text(&[], ""), key.text(&[], "")));
        }
        Ok(type_)
    }

    fn named(&mut self) -> Result<Type, String> {
        let name = self.word()?;
        if name == "readonly" {
            return Ok(Type::Text(format!("readonly {}", self.one()?.text(&[], ""))));
        }
        if !self.take('<') {
            return Ok(Type::Text(name));
        }
        let mut arguments = self.types('>')?;
        self.expect('>')?;
        if name == "Array" && arguments.len() == 1 {
            return Ok(Type::Array(Box::new(arguments.remove(0))));
        }
        let arguments: Vec<String> = arguments.iter().map(|each| each.text(&[], "")).collect();
        Ok(Type::Text(format!("{name}<{}>", arguments.join(", "))))
    }

    fn types(&mut self, end: char) -> Result<Vec<Type>, String> {
        let mut types = Vec::new();
        while self.peek() != Some(end) {
            types.push(self.type_()?);
            self.take(',');
        }
        Ok(types)
    }

    fn members(&mut self) -> Result<Vec<Member>, String> {
        let mut members = Vec::new();
        self.expect('{')?;
        while !self.take('}') {
            let docs = if self.peek() == Some('/') { plain(&self.comment()?) } else { String::new() };
            let name =
                if self.peek() == Some('"') { self.literal()?.trim_matches('"').to_owned() } else { self.word()? };
            let optional = self.take('?');
            self.expect(':')?;
            members.push(Member { docs, name, optional, of: self.type_()? });
            let _ = self.take(',') || self.take(';');
        }
        Ok(members)
    }

    fn comment(&mut self) -> Result<String, String> {
        let mut comment = String::new();
        while !comment.ends_with("*/") {
            comment.push(self.rest.next().ok_or("a comment without an end")?);
        }
        Ok(comment)
    }

    fn literal(&mut self) -> Result<String, String> {
        self.expect('"')?;
        let mut literal = "\"".to_owned();
        loop {
            let letter = self.rest.next().ok_or("a text without an end")?;
            literal.push(letter);
            if letter == '"' {
                return Ok(literal);
            }
        }
    }

    fn word(&mut self) -> Result<String, String> {
        self.peek();
        let mut word = String::new();
        while let Some(letter) = self.rest.next_if(|letter| letter.is_alphanumeric() || "_$.".contains(*letter)) {
            word.push(letter);
        }
        if word.is_empty() { Err(format!("a name was expected before {:?}", self.rest.peek())) } else { Ok(word) }
    }

    /// The next character that is no blank.
    fn peek(&mut self) -> Option<char> {
        while self.rest.next_if(|letter| letter.is_whitespace()).is_some() {}
        self.rest.peek().copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        self.peek() == Some(wanted) && self.rest.next().is_some()
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        if self.take(wanted) { Ok(()) } else { Err(format!("`{wanted}` was expected, not {:?}", self.rest.peek())) }
    }
}
