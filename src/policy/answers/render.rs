//! Decisions, previews and differences as plain text, Markdown or CSV, for a change review.

use std::fmt::Write as _;

use super::check::{Assumption, Decision};
use super::diff::{Changed, Difference};
use super::preview::{Answers, Preview};
use super::reason::{Ground, Reason};
use crate::Error;
use crate::base::ids::one_of;
use crate::base::text::quoted;
use crate::policy::model::verdict::{Question, Verdict};

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ExportFormat", rename_all = "camelCase"))]
pub enum Format {
    /// Lines for people.
    Text,
    /// A heading and a table, or a list.
    Markdown,
    /// RFC 4180, with a heading row; no cell starts like a formula.
    Csv,
}

impl Format {
    /// The names a caller may give.
    pub const NAMES: [&str; 3] = ["text", "markdown", "csv"];

    /// Reads `text`, `markdown` or `csv`.
    ///
    /// # Errors
    /// [`crate::Code::InvalidInput`] at `format` for anything else.
    pub fn parse(text: &str) -> Result<Self, Error> {
        match text {
            "text" => Ok(Self::Text),
            "markdown" => Ok(Self::Markdown),
            "csv" => Ok(Self::Csv),
            _ => Err(one_of(text, "format", &Self::NAMES)),
        }
    }
}

/// In words.
fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allowed",
        Verdict::ExplicitDeny => "denied explicitly",
        Verdict::ImplicitDeny => "denied: nothing allows it",
        Verdict::Conditional => "conditional",
    }
}

const fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::Documented => "documented",
        Ground::Assumed => "assumed",
    }
}

/// Where a reason stands: `policy, statement 1, line 4:9`; statements are counted from 1 for people.
fn place(reason: &Reason) -> String {
    let mut place = reason.policy.clone().unwrap_or_default();
    if let Some(statement) = reason.statement {
        let _ = write!(place, ", statement {}", statement + 1);
    }
    if let Some(sid) = &reason.sid {
        let _ = write!(place, " {}", quoted(sid));
    }
    if let Some(span) = reason.span {
        let _ = write!(place, ", line {}:{}", span.line, span.column);
    }
    place
}

fn reason_line(reason: &Reason) -> String {
    let effect = reason.effect.map(|effect| format!("{effect} ")).unwrap_or_default();
    let place = place(reason);
    let place = if place.is_empty() { place } else { format!(" ({place})") };
    format!("{effect}{}{place} [{}: {}]", reason.what, ground(reason.basis), reason.source)
}

/// One decision.
#[must_use]
pub fn decision(decision: &Decision, format: Format) -> String {
    if format == Format::Csv {
        return decision_csv(decision);
    }
    let markdown = format == Format::Markdown;
    let escape = |text: &str| if markdown { markdown_text(text) } else { text.to_owned() };
    let (strong, item) = if markdown { ("**", "- ") } else { ("", "  ") };
    let mut out = format!("{} is {strong}{}{strong}\n", code(&decision.action, markdown), words(decision.decision));
    let mut list = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            let blank = if markdown { "\n" } else { "" };
            let _ = writeln!(out, "{blank}{title}:{blank}");
            for each in items {
                let _ = writeln!(out, "{item}{}", escape(&each));
            }
        }
    };
    let names = decision.names.iter().map(|name| {
        let former = if name.former { "former name" } else { "current name" };
        format!("{} ({former}): {}", name.action, words(name.decision))
    });
    list("by name", names.collect());
    list("because", decision.reasons.iter().map(reason_line).collect());
    list("it depends on what was not given", decision.unknown_keys.clone());
    list("it depends on what was not read", assumption_lines(decision, true, ["it allows", "it denies"]));
    list("the documents leave open", assumption_lines(decision, false, ["yes", "no"]));
    let refused = decision.would_be_refused.iter().map(|name| format!("{name}: answered as it would read once mended"));
    list("IAM would refuse", refused.collect());
    out
}

fn decision_csv(decision: &Decision) -> String {
    let rows = decision.reasons.iter().map(|reason| {
        vec![
            decision.action.clone(),
            decision.decision.as_str().to_owned(),
            reason.policy.clone().unwrap_or_default(),
            reason.statement.map(|statement| (statement + 1).to_string()).unwrap_or_default(),
            reason.effect.unwrap_or_default().to_owned(),
            reason.outcome.as_str().to_owned(),
            reason.what.clone(),
            reason.span.map(|span| format!("{}:{}", span.line, span.column)).unwrap_or_default(),
            ground(reason.basis).to_owned(),
            reason.source.to_string(),
            decision.would_be_refused.join("; "),
        ]
    });
    let heading = [
        "action",
        "decision",
        "policy",
        "statement",
        "effect",
        "outcome",
        "what",
        "place",
        "basis",
        "source",
        "would be refused",
    ];
    csv(&heading, rows)
}

/// The open questions, those about what was not read or the others, and what either answer to each gives.
fn assumption_lines(decision: &Decision, of_unread: bool, [yes, no]: [&str; 2]) -> Vec<String> {
    let of = decision.assumptions.iter().filter(|each| (each.code == Question::Unread) == of_unread);
    let line = |assumption: &Assumption| {
        let [if_yes, if_no] = &assumption.outcomes;
        format!(
            "{} {} {yes}: {}; {no}: {} [{}]",
            assumption.code.as_str(),
            assumption.question,
            words(if_yes.decision),
            words(if_no.decision),
            assumption.source
        )
    };
    of.map(line).collect()
}

/// A whole preview.
#[must_use]
pub fn preview(preview: &Preview, answers: &Answers, format: Format) -> String {
    let rows = preview.rows().into_iter().zip(answers.decisions.iter().zip(&answers.whole));
    let rows = rows.map(|(row, (own, whole))| {
        let title = row.api.as_ref().map(|api| api.title).unwrap_or_default();
        let dependent = row.api.as_ref().map(|api| api.dependent_actions.join(" ")).unwrap_or_default();
        vec![
            row.id.to_owned(),
            title.to_owned(),
            row.action.to_owned(),
            own.as_str().to_owned(),
            whole.as_str().to_owned(),
            dependent,
        ]
    });
    table(&["API", "title", "action", "decision", "works in full", "dependent actions"], rows, format)
}

/// A difference.
#[must_use]
pub fn difference(difference: &Difference, format: Format) -> String {
    let lists = [
        ("newly allowed", &difference.newly_allowed),
        ("newly denied", &difference.newly_denied),
        ("now conditional", &difference.now_conditional),
    ];
    let why = |reasons: &[Reason]| reasons.iter().map(reason_line).collect::<Vec<_>>().join("; ");
    let row = |change: &'static str, changed: &Changed| {
        vec![
            change.to_owned(),
            changed.id.clone(),
            changed.action.clone(),
            changed.before.as_str().to_owned(),
            changed.after.as_str().to_owned(),
            why(&changed.reasons_before),
            why(&changed.reasons_after),
        ]
    };
    let rows = lists.iter().flat_map(|(change, list)| list.iter().map(|changed| row(change, changed)));
    let mut out =
        table(&["change", "API", "action", "before", "after", "because before", "because after"], rows, format);
    if format != Format::Csv {
        let _ = writeln!(out, "\n{} unchanged", difference.unchanged);
    }
    out
}

fn table(heading: &[&str], rows: impl Iterator<Item = Vec<String>>, format: Format) -> String {
    let line = |out: &mut String, cells: &[String]| match format {
        Format::Markdown => {
            let cells: Vec<String> = cells.iter().map(|cell| markdown_text(cell)).collect();
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        _ => {
            let _ = writeln!(out, "{}", cells.join("\t"));
        }
    };
    if format == Format::Csv {
        return csv(heading, rows);
    }
    let mut out = String::new();
    line(&mut out, &heading.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>());
    if format == Format::Markdown {
        let _ = writeln!(out, "|{}", "---|".repeat(heading.len()));
    }
    for row in rows {
        line(&mut out, &row);
    }
    out
}

fn code(text: &str, markdown: bool) -> String {
    if markdown { format!("`{}`", text.replace('`', "'")) } else { text.to_owned() }
}

/// Nothing that a policy says may become markup.
fn markdown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '|' | '*' | '_' | '<' | '>' | '[' | ']' | '\\' | '#' | '!' => {
                out.push('\\');
                out.push(character);
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

fn csv(heading: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let cell = |text: &str| {
        // A spreadsheet would run it as a formula.
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
    };
    let mut out = heading.join(",");
    out.push_str("\r\n");
    for row in rows {
        out.push_str(&row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    }
    out
}
