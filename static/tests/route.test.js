import assert from "node:assert/strict";
import { test } from "node:test";
import { routeOf } from "../route.js";

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** The n-th of many codes that differ little. @param {number} n */
const code = (n) => `MANGO${LETTERS[n >> 10]}${LETTERS[(n >> 5) & 31]}${LETTERS[n & 31]}`;

test("the hint of a code is two hex digits, and for ever the same: examples in docs and proxies rely on it", () => {
  assert.deepEqual(["ABCD2345", "ZZZZ9999", "MANGO234"].map(routeOf), ["ab", "b1", "8d"]);
});

test("codes are spread over all hints, evenly enough for a proxy", () => {
  const many = Array.from({ length: 32 ** 3 }, (_, n) => routeOf(code(n)));
  const counts = new Map();
  for (const hint of many) counts.set(hint, (counts.get(hint) ?? 0) + 1);
  assert.equal(counts.size, 256);
  assert.ok([...counts.keys()].every((hint) => /^[0-9a-f]{2}$/.test(hint)));
  const mean = many.length / 256;
  assert.ok([...counts.values()].every((count) => count > mean / 2 && count < mean * 2), "no hint is twice as common as it should be");
});
