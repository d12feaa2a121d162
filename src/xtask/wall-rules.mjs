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
  { room: "base", modules: ["base"], may: [] },
  { room: "keys", modules: ["keys"], may: ["base"] },
  // The stages of `policy`, in the order in which a text becomes an answer.
  { room: "model", modules: ["policy::model"], may: ["base"] },
  { room: "catalog", modules: ["policy::catalog"], may: ["base"] },
  { room: "syntax", modules: ["policy::syntax"], may: ["base", "model"] },
  { room: "engine", modules: ["policy::engine"], may: ["base", "model", "catalog", "syntax"] },
  { room: "answers", modules: ["policy::answers"], may: ["base", "model", "catalog", "syntax", "engine"] },
  { room: "lint", modules: ["policy::lint"], may: ["base", "model", "catalog", "syntax", "engine"] },
  // The policy language of OpenStack, which shares nothing with IAM's.
  { room: "oslo", modules: ["policy::oslo"], may: ["base"] },
  { room: "policy", modules: ["policy"], may: ["base", "model", "catalog", "syntax", "engine", "answers", "lint"] },
  { room: "cloud", modules: ["cloud"], may: ["base"] },
  { room: "read", modules: ["read"], may: ["base"] },
  // A policy in another version: taken apart as `read` does, by what `policy` knows.
  { room: "translate", modules: ["translate"], may: ["base", "model", "catalog", "read"] },
  // Who of an account may do what.
  { room: "account", modules: ["account"], may: ["base", "model", "catalog", "syntax", "engine", "answers", "policy", "oslo"] },
  // The account as the clouds tell it.
  { room: "reading", modules: ["account::reading"], may: ["base", "cloud", "account"] },
  { room: "input", modules: ["input"], may: ["base", "cloud", "keys", "policy", "oslo", "account", "reading"] },
  { room: "wasm", modules: ["wasm"], may: ["base", "keys", "policy", "oslo", "cloud", "read", "translate", "account", "reading", "input"] },
];

/** Crates, and modules and items of them and of the standard library, that only some rooms (or, of a room, some modules) may name. */
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
  {
    names: ["Deserializer", "Map", "StreamDeserializer", "Value", "from_reader", "from_slice", "from_str", "from_value", "map", "value"].map((name) => `serde_json::${name}`),
    rooms: ["cloud", "read", "reading", "input"],
    // What the clouds answer to a refusal; the catalogue that is part of the core; and the text of an input, on its way to `input`.
    modules: ["base::fault", "policy::catalog::read", "wasm::value"],
    reason: "only src/input reads what callers give as JSON, and hands it on typed; src/read takes texts apart",
  },
  { names: ["getrandom", "rand"], rooms: [], reason: "the core has no randomness: what it needs of it is given to it" },
];

/** The native build, as `cargo tree` shows it. */
export const NATIVE = {
  without: ["js-sys", "serde-wasm-bindgen", "wasm-bindgen", "wasm-bindgen-futures", "web-sys", "zeroizing-alloc"],
  reason: "the native build depends on no crate for wasm",
};
