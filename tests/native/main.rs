//! Native tests of the public API: the vectors of `tests/vectors`, and calls driven step by step.

mod exchange;
mod requests;
