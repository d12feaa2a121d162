// What the tests of TLS lean on.
import { createSecureContext } from "node:tls";
import { test } from "node:test";
import { certificateFor } from "./certificate.mjs";

test("certificates of every length are read", () => {
  for (let length = 1; length <= 60; length += 1) {
    const { key, cert } = certificateFor(`${"x".repeat(length)}.example`);
    createSecureContext({ key, cert });
  }
});
