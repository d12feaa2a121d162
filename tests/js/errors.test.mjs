import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { EcsPasswordError, isEcsPasswordError, PolicySet } from "ecs-password";

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
