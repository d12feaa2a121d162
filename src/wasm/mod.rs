//! The boundary to JavaScript: decode strictly, call the core, encode. No logic.
//!
//! One file a capability, each a module of WebAssembly of its own: the build compiles the crate once with each feature alone.

#![allow(unreachable_pub, reason = "what is exported to JavaScript must be `pub`, though no Rust crate reaches it")]

#[cfg(feature = "cloud")]
mod client;
#[cfg(feature = "keys")]
mod keys;
#[cfg(feature = "policy")]
mod policy;
#[cfg(feature = "read")]
mod read;
#[cfg(feature = "keys")]
mod secret;
#[cfg(feature = "policy")]
mod services;
#[cfg(feature = "cloud")]
mod signing;
#[cfg(any(feature = "cloud", feature = "keys"))]
mod stack;
#[cfg(any(feature = "cloud", feature = "keys", feature = "policy", feature = "read"))]
mod throw;
#[cfg(any(feature = "cloud", feature = "keys", feature = "policy", feature = "read"))]
mod value;

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

/// Wipes all memory it takes back, so that no crate leaves a copy of a key behind.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);
