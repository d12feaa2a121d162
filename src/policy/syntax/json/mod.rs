//! A small JSON reader (RFC 8259) that keeps places and goes on after errors: each mistake is one diagnostic that says where it
//! is and what to type there. Takes time in proportion to the text, whatever is in it.

mod escapes;
mod lexer;
mod node;
mod numbers;
mod reader;

pub(super) use self::node::{Member, Node, NodeKind, Reading};
pub(super) use self::reader::{MAX_DEPTH, read};
