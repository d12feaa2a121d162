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
