// The headers that every answer carries.

/** The policies of the page: that of Lit, and the one that lets its own worker start. */
const TRUSTED_TYPES = ["lit-html", "ecs-password-worker"];

/** Where the built page has its scripts, and nothing else that could be taken for one: below the path of the console. */
const SCRIPTS = "/assets/";
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?$/i;

/**
 * The scripts of the page, as a policy names them. It has no words for a folder of its own origin but with its host, and for IP addresses
 * other than 127.0.0.1 no words at all (CSP 3, "host-part matches"): these stand behind `'self'`.
 *
 * @param {string} host of the request
 * @param {string} basePath
 */
function scriptsOf(host, basePath) {
  const isAddress = /^(?:\[.*\]|\d+(?:\.\d+){3})(?::\d+)?$/.test(host) && !/^127\.0\.0\.1(?::|$)/.test(host);
  return HOST.test(host) && !isAddress ? host.toLowerCase() + basePath + SCRIPTS : "'self'";
}

/**
 * The Content Security Policy of the built page.
 *
 * @param {string} host of the request
 * @param {string[]} [trustedTypes] further Trusted Types policies
 * @param {string} [basePath]
 */
export function contentSecurityPolicy(host, trustedTypes = [], basePath = "") {
  const scripts = scriptsOf(host, basePath);
  return [
    "default-src 'none'",
    `script-src ${scripts} 'wasm-unsafe-eval'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `worker-src ${scripts}`,
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

/** @param {string} [host] of the request @param {string[]} [trustedTypes] @param {string} [basePath] */
export function securityHeaders(host = "", trustedTypes = [], basePath = "") {
  return {
    "content-security-policy": contentSecurityPolicy(host, trustedTypes, basePath),
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
