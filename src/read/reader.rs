//! Collects what is read, within bounds, and counts places as JavaScript does.

use std::ops::Range;

use super::layer::{Layer, Run};
use super::node::{Node, Unknown, readable, written};
use super::told::{Note, NoteCode, Origin, Place, ReadEntry, Reading};
use crate::base::said::{Said, said};
use crate::base::scope::Scope;
use crate::base::source::{self, Source, Span};
use crate::base::text::{cut, quoted};

/// More policies than a text of this size has.
const MOST_ENTRIES: usize = 10_000;
/// The text of one policy, in bytes, as a set of policies takes it.
const LARGEST_DOCUMENT: usize = 1024 * 1024;
/// All documents together that are written anew, in bytes: aliases of YAML may name the same again and again.
const MOST_WRITTEN: usize = 8 * 1024 * 1024;
/// How many values are looked at, for the same reason.
const MOST_LOOKED_AT: usize = 1_000_000;
/// Longer than any name.
const LONGEST_NAME: usize = 256;

/// What is known of an entry before its document is read.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) name: Option<String>,
    pub(super) scope: Option<Scope>,
    pub(super) catalog: Option<String>,
    pub(super) address: Option<String>,
}

#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    source: Source,
    entries: Vec<(ReadEntry, Origin, Place)>,
    notes: Vec<(Note, Option<Range<usize>>)>,
    written: usize,
    looked_at: usize,
    /// How many resources had no policy.
    pub(super) without_policy: usize,
    is_full: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            source: Source::new(text),
            entries: Vec::new(),
            notes: Vec::new(),
            written: 0,
            looked_at: 0,
            without_policy: 0,
            is_full: false,
        }
    }

    /// How many entries there are.
    pub(super) const fn count(&self) -> usize {
        self.entries.len()
    }

    /// Whether one more value may be looked at.
    pub(super) fn looks(&mut self, range: &Range<usize>) -> bool {
        self.looked_at += 1;
        if self.looked_at > MOST_LOOKED_AT {
            self.give_up(range);
        }
        !self.is_full
    }

    fn give_up(&mut self, range: &Range<usize>) {
        if !self.is_full {
            let known = Known { name: Some("the rest".to_owned()), ..Known::default() };
            self.add_unread(&known, range, None, said!("there are more policies in the text than are read"));
        }
        self.is_full = true;
    }

    fn add(&mut self, known: &Known, entry: ReadEntry, statement: Option<usize>, said: Option<Said>, place: Place) {
        if self.is_full {
            return;
        }
        if self.entries.len() >= MOST_ENTRIES {
            self.is_full = true;
            let cause = said!("there are more than {} policies in the text", MOST_ENTRIES);
            let unread = cause.to_string();
            let rest = ReadEntry::Unread { name: "the rest".to_owned(), unread, scope: None };
            let origin = Origin { said: Some(cause), ..Origin::at(None, None) };
            self.entries.push((rest, origin, place));
            return;
        }
        let origin = Origin { said, ..Origin::at(known.address.clone(), statement) };
        self.entries.push((entry, origin, place));
    }

    pub(super) fn add_unread(&mut self, known: &Known, range: &Range<usize>, statement: Option<usize>, cause: Said) {
        let entry = ReadEntry::Unread { name: name_of(known), unread: cause.to_string(), scope: known.scope.clone() };
        self.add(known, entry, statement, Some(cause), Place { range: range.clone(), runs: Vec::new() });
    }

    fn add_document(&mut self, known: &Known, document: String, range: Range<usize>, runs: Vec<Run>) {
        let entry = ReadEntry::Policy {
            name: name_of(known),
            document,
            scope: known.scope.clone(),
            catalog: known.catalog.clone(),
        };
        self.add(known, entry, None, None, Place { range, runs });
    }

    /// A document that is a piece of a text, as it stands there.
    pub(super) fn add_piece(&mut self, known: &Known, layer: &Layer<'_>, range: Range<usize>) {
        let place = layer.place(&range);
        if range.len() > LARGEST_DOCUMENT {
            self.add_unread(known, &place, None, too_large());
            return;
        }
        let mut runs = Vec::new();
        layer.copy(&range, 0, &mut runs);
        let document = layer.text.get(range).unwrap_or_default().to_owned();
        self.add_document(known, document, place, runs);
    }

    /// A document that is written anew; what of it is not known is unread.
    pub(super) fn add_node(&mut self, known: &Known, node: &Node) {
        let readable = match readable(node) {
            Ok(readable) => readable,
            Err(why) => return self.add_unknown(known, &node.range, &why),
        };
        if readable.is_left || readable.left_out.is_empty() {
            let most = LARGEST_DOCUMENT.min(MOST_WRITTEN.saturating_sub(self.written));
            match written(&readable.node, most) {
                Some((document, runs)) => {
                    self.written += document.len();
                    self.add_document(known, document, node.range.clone(), runs);
                }
                None => {
                    self.written += most;
                    self.add_unread(known, &node.range, None, too_large());
                }
            }
        }
        for (number, range, why) in &readable.left_out {
            let cause = self.cause(said!("statement {}", *number), why);
            self.add_unread(known, range, Some(*number), cause);
        }
    }

    /// A policy of which the text has no more than that there is one.
    pub(super) fn add_without_document(&mut self, known: &Known, range: &Range<usize>) {
        self.add_unread(known, range, None, said!("its policy is not in this text"));
    }

    /// A piece of a layer that is not Terraform, from this byte of the layer on.
    pub(super) fn add_not_terraform(&mut self, known: &Known, layer: &Layer<'_>, range: &Range<usize>, at: usize) {
        let line = self.line(layer.start(at.min(range.end)));
        self.add_unread(known, &layer.place(range), None, said!("line {} is not Terraform", line));
    }

    /// A policy that hangs as a whole on what is not known.
    pub(super) fn add_unknown(&mut self, known: &Known, range: &Range<usize>, why: &Unknown) {
        let cause = self.cause(said!("the policy"), why);
        self.add_unread(known, range, None, cause);
    }

    fn cause(&self, part: Said, why: &Unknown) -> Said {
        let shown = quoted(self.text.get(why.range.clone()).unwrap_or_default());
        why.cause(part, shown, self.line(why.range.start))
    }

    /// The number of the line of a place.
    pub(super) fn line(&self, at: usize) -> u32 {
        self.source.span(source_range(&(at..at))).line
    }

    pub(super) fn note(&mut self, code: NoteCode, said: Said, range: Option<Range<usize>>) {
        // As many as somebody reads.
        if self.notes.len() < 100 {
            self.notes.push((Note { code, message: said.to_string(), span: None, said }, range));
        }
    }

    pub(super) fn finish(mut self) -> Reading {
        self.name_alike();
        let mut wanted: Vec<source::Range> = Vec::new();
        for (_, _, place) in &self.entries {
            wanted.push(source_range(&place.range));
            wanted.extend(place.runs.iter().map(|run| source_range(&(run.from..run.until))));
        }
        wanted.extend(self.notes.iter().filter_map(|(_, place)| place.as_ref()).map(source_range));
        let mut spans = self.source.spans(&wanted).into_iter();
        let mut next = || spans.next().unwrap_or_default();
        let mut reading = Reading { entries: Vec::new(), origins: Vec::new(), notes: Vec::new() };
        for (entry, mut origin, place) in self.entries {
            origin.span = next();
            let places: Vec<Span> = place.runs.iter().map(|_| next()).collect();
            let document = if let ReadEntry::Policy { document, .. } = &entry { document.as_str() } else { "" };
            for (at, span) in units(document, &place.runs).into_iter().zip(places) {
                origin.places.extend([at, span.start, span.end]);
            }
            reading.entries.push(entry);
            reading.origins.push(origin);
        }
        for (note, place) in self.notes {
            reading.notes.push(Note { span: place.map(|_| next()), ..note });
        }
        reading
    }

    /// Several without a name are told apart by their number.
    fn name_alike(&mut self) {
        let mut unnamed: Vec<&mut String> = Vec::new();
        for (entry, _, _) in &mut self.entries {
            if let ReadEntry::Policy { name, .. } = entry
                && name == UNNAMED
            {
                unnamed.push(name);
            }
        }
        if unnamed.len() > 1 {
            for (name, number) in unnamed.into_iter().zip(1..) {
                *name = format!("{UNNAMED} {number}");
            }
        }
    }
}

impl Origin {
    fn at(address: Option<String>, statement: Option<usize>) -> Self {
        Self { span: Span::default(), address, statement, places: Vec::new(), said: None }
    }
}

const UNNAMED: &str = "policy";

fn name_of(known: &Known) -> String {
    let names = [known.name.as_ref(), known.address.as_ref()];
    let name = names.into_iter().flatten().find(|name| !name.trim().is_empty());
    name.map_or_else(|| UNNAMED.to_owned(), |name| cut(name.clone(), LONGEST_NAME))
}

fn too_large() -> Said {
    said!("the policy is longer than {} MiB", LARGEST_DOCUMENT / 1024 / 1024)
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn source_range(range: &Range<usize>) -> source::Range {
    source::Range { start: offset(range.start), end: offset(range.end) }
}

/// Where the runs of a document begin, in UTF-16 code units.
fn units(document: &str, runs: &[Run]) -> Vec<u32> {
    let (mut units, mut before) = (0_usize, 0);
    let each = runs.iter().map(|run| {
        let piece = document.get(before..run.at).unwrap_or_default();
        units += if piece.is_ascii() { piece.len() } else { piece.encode_utf16().count() };
        before = run.at;
        offset(units)
    });
    each.collect()
}
