import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { root } from "../../src/xtask/steps.mjs";
import * as api from "ecs-password";
import { RUNNERS, runVectors } from "./run-vectors.mjs";
import { serve } from "./serve.mjs";

const PAGE = "<!doctype html>";

function loadFile(name) {
  return readFile(path.join(root, "tests/vectors", name));
}

test("the vectors hold in Node", async (context) => {
  const { counts, failures } = await runVectors(api, loadFile);
  context.diagnostic(JSON.stringify(counts));
  assert.deepEqual(failures, []);
});

test("the vectors hold in Chromium, and are the same", async () => {
  const inNode = await runVectors(api, loadFile);
  const server = await serve(root, { pages: { "/": PAGE } });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    const inBrowser = await page.evaluate(async () => {
      const [built, { runVectors }] = await Promise.all([import("/dist/index.js"), import("/tests/js/run-vectors.mjs")]);
      const load = async (name) => {
        const answer = await fetch(`/tests/vectors/${name}`);
        if (!answer.ok) throw new Error(`tests/vectors/${name}: ${answer.status}`);
        return new Uint8Array(await answer.arrayBuffer());
      };
      return runVectors(built, load);
    });
    assert.deepEqual(inBrowser.failures, []);
    assert.deepEqual(inBrowser.counts, inNode.counts);
  } finally {
    await browser.close();
    await server.close();
  }
});

test("a runner without cases fails", async () => {
  await assert.rejects(runVectors(api, async () => new TextEncoder().encode("[]")), /holds no case/);
});

test("a vector that does not hold is reported", async () => {
  const broken = [{ name: "broken", input: {}, text: "", key: "", expect: { error: "internal" } }];
  const { failures } = await runVectors(api, async () => new TextEncoder().encode(JSON.stringify(broken)));
  assert.equal(failures.length, Object.keys(RUNNERS).length);
});
