//! The allocator wipes the heap; this wipes the stack, which lies in the same memory.

use zeroize::Zeroize as _;

/// In words of eight bytes: more than reading a key or an RSA operation takes, and a quarter of the whole stack.
const DEPTH: usize = 256 * 1024 / 8;

/// Does `work`, then overwrites the stack it used: key crates keep blocks of passphrase and plaintext there.
pub(super) fn on_wiped_stack<T>(work: impl FnOnce() -> T) -> T {
    on_stack_wiped_to::<DEPTH, T>(work)
}

/// The same for `work` that goes no deeper than so many words of eight bytes.
pub(super) fn on_stack_wiped_to<const WORDS: usize, T>(work: impl FnOnce() -> T) -> T {
    let result = below(work);
    wipe::<WORDS>();
    result
}

/// In a frame of its own, so that `wipe` covers the same addresses.
#[inline(never)]
fn below<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
#[allow(clippy::large_stack_arrays, reason = "the array is the stack to wipe")]
fn wipe<const WORDS: usize>() {
    [0_u64; WORDS].zeroize();
}
