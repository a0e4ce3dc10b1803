import assert from "node:assert/strict";
import { test } from "node:test";
import { merge } from "../merge.js";

// The test cases of RFC 7386, appendix A: original, patch, result.
/** @type {[unknown, unknown, unknown][]} */
const CASES = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [["a", "b"], ["c", "d"], ["c", "d"]],
  [{ a: "b" }, ["c"], ["c"]],
  [{ a: "foo" }, null, null],
  [{ a: "foo" }, "bar", "bar"],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

for (const [original, patch, result] of CASES) {
  test(`${JSON.stringify(original)} with ${JSON.stringify(patch)}`, () => assert.deepEqual(merge(original, patch), result));
}

test("what a patch does not touch keeps its identity, and the old value is not changed", () => {
  const old = { seats: { a: { at: 1 }, b: { at: 2 } }, turn: { seat: "a" } };
  const now = /** @type {typeof old} */ (merge(old, { seats: { b: { at: 3 } } }));
  assert.equal(now.turn, old.turn);
  assert.equal(now.seats.a, old.seats.a);
  assert.deepEqual(old.seats.b, { at: 2 });
});

test("a hostile key is only a key", () => {
  const merged = /** @type {object} */ (merge({}, JSON.parse('{"__proto__": {"admin": true}}')));
  assert.equal("admin" in merged, false);
  assert.equal(/** @type {any} */ ({}).admin, undefined);
});
