// The headers that every answer carries.

/** The policies of the page: that of Lit, and the one that lets its own worker start. */
const TRUSTED_TYPES = ["lit-html", "ecs-password-worker"];

/**
 * The Content Security Policy of the built page.
 *
 * @param {string[]} [trustedTypes] further Trusted Types policies
 */
export function contentSecurityPolicy(trustedTypes = []) {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${[...TRUSTED_TYPES, ...trustedTypes].join(" ")}`,
  ].join("; ");
}

// Not clipboard-read: the page looks whether the clipboard still holds the password before it clears it.
const DENIED_FEATURES = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "usb",
];

/** @param {string[]} [trustedTypes] */
export function securityHeaders(trustedTypes) {
  return {
    "content-security-policy": contentSecurityPolicy(trustedTypes),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": DENIED_FEATURES.map((feature) => `${feature}=()`).join(", "),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/;
const CHARSET = /;\s*charset="?([\w.:-]+)"?\s*(?:;|$)/i;

/**
 * What a cloud wrote is data, however it is opened: JSON or text, which runs nothing and belongs to no origin.
 *
 * @param {Headers} headers of an answer that a cloud wrote
 */
export function makeInert(headers) {
  const given = headers.get("content-type") ?? "";
  const isJson = JSON_TYPE.test((given.split(";")[0] ?? "").trim().toLowerCase());
  const [, charset] = CHARSET.exec(given) ?? [];
  headers.set("content-type", (isJson ? "application/json" : "text/plain") + (charset === undefined ? "" : `; charset=${charset}`));
  headers.set("content-security-policy", "sandbox; default-src 'none'");
  headers.set("x-content-type-options", "nosniff");
}
