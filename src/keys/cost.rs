//! How much work a key file may ask for before its passphrase is tried.
//!
//! The numbers come from the file, so a file could stop a browser's page for hours, or take all its memory. What takes longer than
//! [`UNASKED`] is done where the caller allows it, and what takes longer than [`MOST`] never. The times are those of WebAssembly in
//! Node.js 20 on a core of a server of 2024, measured with the test keys, and rounded up by a quarter.

use std::cell::Cell;

use super::failure;
use super::rsa::numbers_apart;
use crate::Error;

/// In microseconds.
const UNASKED: u64 = 2_000_000;

/// In microseconds, allowed or not: a minute.
const MOST: u64 = 60_000_000;

/// The most memory, in bytes.
const MOST_MEMORY: u64 = 256 << 20;

/// What one try of a passphrase costs.
#[derive(Clone, Copy)]
pub(super) struct Cost {
    micros: u64,
    memory: u64,
}

impl Cost {
    /// PBKDF2 and its like: `blocks` is how many hashes lie beside each other in what is derived. openssl asks for 2048 rounds, OWASP
    /// (2023) for 600,000 with SHA-256 and 1,300,000 with SHA-1.
    pub(super) fn of_rounds(rounds: u64, blocks: u64) -> Self {
        Self { micros: rounds.saturating_mul(blocks), memory: 0 }
    }

    /// The same with SHA-384 or SHA-512, whose words of 64 bits and longer blocks take more time in WebAssembly.
    pub(super) fn of_wide_rounds(rounds: u64, blocks: u64) -> Self {
        Self::of_rounds(rounds.saturating_add(rounds.saturating_mul(3).div_ceil(4)), blocks)
    }

    /// scrypt takes 128·N·r bytes; openssl asks for N = 2^14 and r = 8, which is 16 MiB.
    pub(super) fn of_scrypt(n: u64, r: u64, p: u64) -> Self {
        let size = n.saturating_mul(r);
        Self { micros: size.saturating_mul(p), memory: size.saturating_mul(128) }
    }

    /// bcrypt: ssh-keygen asks for 16 or 24 rounds, and 100 is what careful people choose (`-a 100`).
    pub(super) fn of_bcrypt(rounds: u64) -> Self {
        Self { micros: rounds.saturating_mul(13_500), memory: 0 }
    }

    /// Argon2: PuTTYgen asks for 8192 KiB, and as many passes as its machine does in a tenth of a second.
    pub(super) fn of_argon2(kibibytes: u64, passes: u64) -> Self {
        let work = kibibytes.saturating_mul(passes);
        // Memory beyond what a processor keeps at hand is slower, and Argon2i goes through it least regularly.
        Self { micros: work.saturating_mul(11) / 4, memory: kibibytes.saturating_mul(1024) }
    }

    /// Whether it is within what is never exceeded.
    pub(super) fn is_bearable(self) -> bool {
        self.micros <= MOST && self.memory <= MOST_MEMORY
    }
}

/// How many keys are looked at whose numbers turn out to belong to none: a text may hold many, and hold them still after each step of mending.
pub(super) struct Tries(Cell<u32>);

impl Tries {
    /// More damaged keys than anybody keeps in one file.
    const MOST: u32 = 8;

    pub(super) fn new() -> Self {
        Self(Cell::new(Self::MOST))
    }

    pub(super) fn are_left(&self) -> bool {
        self.0.get() > 0
    }

    /// Whether another key may be looked at after this error.
    pub(super) fn go_on_after(&self, error: &Error) -> bool {
        if error.message() == numbers_apart().message() {
            self.0.set(self.0.get().saturating_sub(1));
        }
        self.are_left()
    }
}

/// A passphrase, with what trying it may cost.
#[derive(Clone, Copy)]
pub(super) struct Passphrase<'a> {
    pub(super) bytes: &'a [u8],
    /// How often a derivation like the one at hand is done: for each part of the file.
    times: u64,
    allow_slow: bool,
    /// What was spent on it so far, in microseconds: a text may hold several keys, and a passphrase has several forms.
    spent: Option<&'a Cell<u64>>,
}

impl<'a> Passphrase<'a> {
    pub(super) fn new(bytes: &'a [u8], allow_slow: bool) -> Self {
        Self { bytes, times: 1, allow_slow, spent: None }
    }

    /// Everything that is derived from it counts together.
    pub(super) fn counted(self, spent: &'a Cell<u64>) -> Self {
        Self { spent: Some(spent), ..self }
    }

    /// For a file in which several parts are derived from it.
    pub(super) fn for_parts(self, parts: u64) -> Self {
        Self { times: self.times.saturating_mul(parts), ..self }
    }

    /// Without a passphrase, where a file may have an empty one.
    pub(super) fn empty() -> Self {
        Self { bytes: b"", times: 1, allow_slow: false, spent: None }
    }

    /// Refuses what takes long, unless that is allowed.
    pub(super) fn afford(self, cost: Cost) -> Result<&'a [u8], Error> {
        let before = self.spent.map_or(0, Cell::get);
        let micros = cost.micros.saturating_mul(self.times).saturating_add(before);
        if micros <= UNASKED || self.allow_slow {
            if let Some(spent) = self.spent {
                spent.set(micros);
            }
            Ok(self.bytes)
        } else {
            Err(failure::slow(u32::try_from(micros.div_ceil(1_000_000)).unwrap_or(u32::MAX)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn what_tools_choose_is_done_unasked_and_the_rest_is_asked_for() {
        let quick = [
            Cost::of_rounds(600_000, 1),
            Cost::of_scrypt(1 << 14, 8, 1),
            Cost::of_bcrypt(100),
            Cost::of_argon2(8192, 21),
            Cost::of_wide_rounds(1_000_000, 1),
        ];
        let slow = [
            Cost::of_rounds(2_000_001, 1),
            Cost::of_scrypt(1 << 14, 8, 16),
            Cost::of_bcrypt(149),
            Cost::of_argon2(65_536, 30),
            Cost::of_argon2(262_144, 3),
            Cost::of_wide_rounds(1_200_000, 1),
        ];
        for cost in quick {
            assert!(cost.is_bearable() && Passphrase::new(b"p", false).afford(cost).is_ok(), "{}", cost.micros);
        }
        for cost in slow {
            assert!(cost.is_bearable(), "{}", cost.micros);
            let error = Passphrase::new(b"p", false).afford(cost).unwrap_err();
            assert_eq!(error.code(), Code::KeySlow);
            assert!(Passphrase::new(b"p", true).afford(cost).is_ok());
        }
        for cost in [
            Cost::of_rounds(u64::MAX, 2),
            Cost::of_scrypt(1 << 21, 2, 1),
            Cost::of_bcrypt(5000),
            Cost::of_argon2(262_145, 1),
        ] {
            assert!(!cost.is_bearable());
        }
    }

    #[test]
    fn several_keys_in_one_text_and_several_forms_of_a_passphrase_share_the_time() {
        let cost = Cost::of_bcrypt(100);
        let spent = Cell::new(0);
        assert!(Passphrase::new(b"p", false).counted(&spent).afford(cost).is_ok());
        let error = Passphrase::new(b"q", false).counted(&spent).afford(cost).unwrap_err();
        assert!(error.message().contains("about 3 seconds"), "{}", error.message());
    }
}
