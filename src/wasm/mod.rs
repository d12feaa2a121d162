//! The boundary to JavaScript: decode strictly, call the core, encode. No logic.
//!
//! One file a capability, each a module of WebAssembly of its own: the build compiles the crate once with each feature alone.

#![allow(unreachable_pub, reason = "what is exported to JavaScript must be `pub`, though no Rust crate reaches it")]

#[cfg(feature = "account")]
mod account;
#[cfg(all(feature = "cloud", not(feature = "reading")))]
mod client;
#[cfg(feature = "keys")]
mod keys;
#[cfg(feature = "account")]
mod oslo;
#[cfg(all(feature = "cloud", not(feature = "reading")))]
mod passwords;
#[cfg(feature = "policy")]
mod policy;
#[cfg(feature = "read")]
mod read;
#[cfg(feature = "reading")]
mod reading;
#[cfg(any(all(feature = "cloud", not(feature = "reading")), feature = "keys"))]
mod secret;
#[cfg(feature = "policy")]
mod services;
#[cfg(all(feature = "cloud", not(feature = "reading")))]
mod signing;
#[cfg(any(feature = "cloud", feature = "keys"))]
mod stack;
#[cfg(feature = "cloud")]
mod steps;
#[cfg(any(feature = "account", feature = "cloud", feature = "keys", feature = "policy", feature = "read"))]
mod throw;
#[cfg(any(feature = "account", feature = "cloud", feature = "keys", feature = "policy", feature = "read"))]
mod value;

/// Wipes all memory it takes back, so that no crate leaves a copy of a key behind. The module of policies, which is given no secret, spends a
/// tenth of its time on that.
#[cfg(any(feature = "cloud", feature = "keys", feature = "read"))]
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// The same without that: named here it is compiled as small as the rest, and not as the standard library comes.
#[cfg(not(any(feature = "cloud", feature = "keys", feature = "read")))]
#[global_allocator]
static ALLOCATOR: std::alloc::System = std::alloc::System;
