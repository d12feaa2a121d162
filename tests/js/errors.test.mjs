import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { EcsPasswordError, isEcsPasswordError, PolicySet, PrivateKey } from "ecs-password";

test("an error has its fields, and only those it was given", () => {
  const error = new EcsPasswordError("no", { code: "forbidden", status: 403, requestId: "req-1", cause: "below" });
  assert.ok(error instanceof Error);
  assert.equal(error.name, "EcsPasswordError");
  assert.equal(String(error), "EcsPasswordError: no");
  assert.equal(error.cause, "below");
  assert.deepEqual(error.toJSON(), {
    name: "EcsPasswordError",
    message: "no",
    retryable: false,
    code: "forbidden",
    status: 403,
    requestId: "req-1",
  });
  assert.ok(!("hint" in error));
});

test("an error has its texts by their parts, where they have some, and no log shows them twice", () => {
  const error = (() => {
    try {
      return new PolicySet([]).situation({ resource: "ecs" });
    } catch (thrown) {
      return thrown;
    }
  })();
  assert.deepEqual(error.said, {
    message: { template: "{} must be one resource, `service:region:account:type:id` without `*`, got {}", values: ["resource", "`ecs`"] },
    hint: { template: "such as `{}`", values: ["ecs:cn-north-4:0123456789abcdef:instance:11111111-2222-4333-8444-555555555555"] },
  });
  assert.ok(!Object.keys(error).includes("said") && !("said" in error.toJSON()));
  const plain = new EcsPasswordError("no", { code: "forbidden" });
  assert.equal(plain.said, undefined);
});

test("an error that the core does not make has its texts by their parts too", () => {
  const set = new PolicySet([]);
  const situation = set.situation();
  const freed = new PolicySet([]);
  freed.free();
  const part = (template, ...values) => ({ template, values });
  const cases = [
    [() => PrivateKey.parse(1), "`key` must be a string or bytes", { message: part("`{}` must be {}", "key", part("a string or bytes")) }],
    [() => PrivateKey.parse("", { "{}": 1 }), "unknown option `{}`, expected one of `passphrase`, `allowSlow`",
      { message: part("unknown option `{}`, expected one of {}", "{}", "`passphrase`, `allowSlow`") }],
    [() => freed.check({ action: "a:b:c" }), "the handle was freed already", {
      message: part("the handle was freed already"),
      hint: part("no handle (key, secret, client, access key, policy set, account) can be used after `free()`, nor after an `internal` error"),
    }],
    // The core's own words, at the place that is known here alone.
    [() => set.decideAll(["ecs:servers:get", "ecs"], situation)],
  ];
  for (const [act, message, said] of cases) {
    assert.throws(act, (error) => {
      if (said) assert.deepEqual([error.message, error.said], [message, said]);
      else assert.deepEqual([error.path, error.said.message.values.at(-1)], ["actions[1]", "`ecs`"]);
      return true;
    });
  }
});

test("the guard knows errors of another realm, and nothing else", () => {
  const foreign = vm.runInNewContext(
    'Object.assign(new Error("x"), { name: "EcsPasswordError", code: "timeout" })',
  );
  assert.ok(!(foreign instanceof Error));
  assert.ok(isEcsPasswordError(foreign));
  assert.ok(isEcsPasswordError(new EcsPasswordError("x", { code: "timeout" })));
  for (const other of [null, undefined, "EcsPasswordError", new Error("x"), { code: "timeout" }]) {
    assert.ok(!isEcsPasswordError(other));
  }
});
