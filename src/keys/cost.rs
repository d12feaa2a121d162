//! How much work a key file may ask for before its passphrase is tried.
//!
//! The numbers come from the file, so a file could stop a browser's page for hours, or take all its memory. Each limit is far
//! above what the tools choose, and stays near ten seconds in WebAssembly and at 256 MiB.

/// PBKDF2: openssl asks for 2048 rounds, OWASP (2023) for 600,000 with SHA-256 and 1,300,000 with SHA-1.
pub(super) const MAX_PBKDF2_ROUNDS: u32 = 5_000_000;

/// scrypt takes 128·N·r bytes; openssl asks for N = 2^14 and r = 8, which is 16 MiB.
pub(super) const MAX_SCRYPT_MEMORY: u64 = 256 << 20;

/// scrypt's work, N·r·p: openssl's is 2^17.
pub(super) const MAX_SCRYPT_WORK: u64 = 1 << 22;

/// bcrypt: ssh-keygen asks for 16 or 24 rounds, and 100 is what careful people choose (`-a 100`).
pub(super) const MAX_BCRYPT_ROUNDS: u32 = 1024;

/// Argon2's memory in KiB: PuTTYgen asks for 8192.
pub(super) const MAX_ARGON2_MEMORY: u32 = 256 << 10;

/// Argon2's work, memory in KiB times passes: PuTTYgen takes what its machine does in a tenth of a second.
pub(super) const MAX_ARGON2_WORK: u64 = 4 << 20;
