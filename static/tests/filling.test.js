import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PRIMARY_KEYS, STATUS_KEYS } from "../derive.js";
import { fill } from "../filling.js";

const WORDS = { "plain": "Hello {name}", "people": { one: "{n} person", other: "{n} people" } };
/** @param {import("../types.d.ts").Name} name */
const nameOf = ([adjective, thing]) => `Calm ${adjective} River ${thing}`;

test("fields are filled, names are read", () => {
  assert.equal(fill(WORDS, "en", "plain", { name: [1, 2] }, nameOf), "Hello Calm 1 River 2");
  assert.equal(fill(WORDS, "en", "plain", { name: "A & <b>" }, nameOf), "Hello A & <b>");
});

test("plural forms are the language's", () => {
  assert.equal(fill(WORDS, "en", "people", { n: 1 }, nameOf), "1 person");
  assert.equal(fill(WORDS, "en", "people", { n: 0 }, nameOf), "0 people");
  assert.equal(fill(WORDS, "hi", "people", { n: 0 }, nameOf), "0 person"); // Hindi counts nought as one
});

test("what is missing is seen, and nothing inherited is read", () => {
  assert.equal(fill(WORDS, "en", "no.such", {}, nameOf), "no.such");
  assert.equal(fill(WORDS, "en", "plain", {}, nameOf), "Hello {name}");
  assert.equal(fill(WORDS, "en", "constructor", {}, nameOf), "constructor");
});

for (const language of ["en", "hi", "mr"]) {
  test(`${language} has words for every status and every big button`, () => {
    const words = JSON.parse(readFileSync(new URL(`../words/${language}.json`, import.meta.url), "utf8"));
    assert.deepEqual([...STATUS_KEYS, ...PRIMARY_KEYS].filter((key) => !(key in words)), []);
  });
}
