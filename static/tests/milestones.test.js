import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMON, YEARS, honour, sentenceOf } from "../milestones.js";

test("a new start is honoured first, then from the shortest to the longest, and who is here stands with them", () => {
  const order = ["new", "1d", "30d", "60d", "90d", "6m", "9m", "1y", "18m", "2y", "12y", "here"];
  assert.deepEqual([...order].reverse().sort((a, b) => honour(a) - honour(b)), order);
});

test("every milestone has words, and no other number than its own", () => {
  assert.deepEqual(sentenceOf("18m"), { key: "mile.m", values: { n: 18 } });
  assert.deepEqual(sentenceOf("1d"), { key: "mile.d", values: { n: 1 } });
  assert.deepEqual(sentenceOf("59y"), { key: "mile.y", values: { n: 59 } });
  assert.deepEqual([sentenceOf("new").key, sentenceOf("here").key], ["mile.new", "mile.here"]);
});

test("the years that can be chosen go on where the common ones end", () => {
  assert.deepEqual([YEARS[0], YEARS.at(-1)], [3, 59]);
  assert.equal(COMMON.at(-1), "2y");
});
