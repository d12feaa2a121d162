//! The permission engine: its vectors, its laws, and a naive reading of its rules to compare it with. The last one is what
//! `tests/fuzz` uses, too.

#[cfg(test)]
mod bounded;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod catalog;
pub(crate) mod compare;
#[cfg(test)]
mod five;
#[cfg(test)]
mod found;
pub(crate) mod generate;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod mending;
#[cfg(test)]
mod public;
pub(crate) mod reference;
#[cfg(test)]
mod suggest;
#[cfg(test)]
mod translate;
#[cfg(test)]
mod typed;
#[cfg(test)]
mod unread;
#[cfg(test)]
mod vectors;
pub(crate) mod written;
