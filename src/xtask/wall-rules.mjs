// The plan of the core, as data: which rooms there are, and who may name whom. `walls.mjs` holds it.

/** Rust that is not the core. */
export const OUTSIDE = ["src/xtask/"];

/** Says what the crate shows to others, and may name everything. */
export const FACADE = "src/lib.rs";

/**
 * The rooms: their modules (with all below them, unless another room has those), and the rooms that they may name besides their own.
 * A module is in exactly one of them.
 */
export const ROOMS = [
  {
    room: "base",
    modules: ["diagnostic", "endpoint", "error", "http", "ids", "input", "operation", "provider_error", "said", "redact", "secret", "sort", "target", "text", "timestamp"],
    may: [],
  },
  { room: "keys", modules: ["decrypt"], may: ["base"] },
  { room: "policy", modules: ["policy"], may: ["base"] },
  // The listing of policies finds their documents with `policy`.
  { room: "cloud", modules: ["auth", "exchange", "listing", "operations", "session"], may: ["base", "policy"] },
  { room: "requests", modules: ["requests"], may: ["base", "cloud"] },
  { room: "wasm", modules: ["wasm"], may: ["base", "keys", "policy", "cloud", "requests"] },
];

/** Crates, and modules and items of the standard library, that only some rooms may name. */
export const ONLY = [
  {
    names: ["js_sys", "serde_wasm_bindgen", "wasm_bindgen", "wasm_bindgen_futures", "web_sys", "zeroizing_alloc"],
    rooms: ["wasm"],
    reason: "only src/wasm knows JavaScript",
  },
  {
    names: [
      ...["env", "fs", "io", "os", "process", "thread", "time::Instant", "time::SystemTime"],
      ...["net::TcpListener", "net::TcpStream", "net::ToSocketAddrs", "net::UdpSocket"],
    ].map((name) => `std::${name}`),
    rooms: [],
    reason: "the core has no clock, no storage and no network: what it needs of them is given to it",
  },
  { names: ["getrandom", "rand"], rooms: [], reason: "the core has no randomness: what it needs of it is given to it" },
];

/** The native build, as `cargo tree` shows it. */
export const NATIVE = {
  without: ["js-sys", "serde-wasm-bindgen", "wasm-bindgen", "wasm-bindgen-futures", "web-sys", "zeroizing-alloc"],
  reason: "the native build depends on no crate for wasm",
};
