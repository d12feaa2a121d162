// The workers of the page: what is told of one while it runs, and nothing once it was ended.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { worker } = await load("shared/workers.ts");

/** Made up: it tells what it is asked, and what goes wrong in it, when a test says so; like a browser's also once it was ended. */
class MadeUp extends globalThis.EventTarget {
  static all = [];
  sent = [];
  isEnded = false;

  constructor(url, options) {
    super();
    Object.assign(this, { url, options });
    MadeUp.all.push(this);
  }

  postMessage(...sent) {
    this.sent.push(sent);
  }

  terminate() {
    this.isEnded = true;
  }

  tell(data) {
    this.dispatchEvent(Object.assign(new globalThis.Event("message"), { data }));
  }

  break() {
    this.dispatchEvent(new globalThis.Event("error"));
  }
}

function started() {
  globalThis.Worker = MadeUp;
  const heard = [];
  const own = worker("/worker.js")({ message: (data) => { heard.push(data); }, failed: () => { heard.push("failed"); } });
  return { own, heard, made: MadeUp.all.at(-1) };
}

test("a worker is sent what it is to do, and what it says or fails with is heard", () => {
  const { own, heard, made } = started();
  const { buffer } = new Uint8Array(1);
  own.send({ type: "start" }, [buffer]);
  made.tell("done");
  made.break();
  assert.deepEqual(made.sent, [[{ type: "start" }, [buffer]]]);
  assert.deepEqual(heard, ["done", "failed"]);
});

// Chromium does: a request that ending it broke off fails in it, and that error arrives later, when somebody has begun anew.
test("what still comes from a worker that was ended is heard by nobody", () => {
  const { own, heard, made } = started();
  own.end();
  made.break();
  made.tell("late");
  assert.deepEqual([made.isEnded, heard], [true, []]);
});
