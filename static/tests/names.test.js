import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ADJECTIVES, PICTOGRAMS, THINGS, TINTS, drawName, faceOf, loadNames, nameOf } from "../names.js";

/** @import { Name } from "../types.d.ts" */

/** @param {string} path */
const read = (path) => readFileSync(new URL(path, import.meta.url), "utf-8");

const LANGUAGES = ["en", "hi", "mr"];

test("the same two numbers are read by everybody in their own language", () => {
  /** @type {Name} */
  const name = [3, 17];
  const seen = LANGUAGES.map((language) => {
    const words = JSON.parse(read(`../words/names.${language}.json`));
    loadNames(words);
    assert.equal(nameOf(name), `${words.adjectives[3]} ${words.things[17]}`);
    return nameOf(name);
  });
  assert.equal(new Set(seen).size, LANGUAGES.length, "so a name tells nobody which language its person reads");
});

test("every pair there is has its own words, in every language", () => {
  for (const language of LANGUAGES) {
    loadNames(JSON.parse(read(`../words/names.${language}.json`)));
    const all = new Set();
    for (let adjective = 0; adjective < ADJECTIVES; adjective += 1) for (let thing = 0; thing < THINGS; thing += 1) all.add(nameOf([adjective, thing]));
    assert.equal(all.size, ADJECTIVES * THINGS, language);
    assert.ok(![...all].some((name) => name.includes("undefined") || name.includes("{")), language);
  }
});

test("a drawn name is any of them, and depends on nothing but chance", () => {
  const [adjectives, things] = [new Set(), new Set()];
  for (let draw = 0; draw < 8000; draw += 1) {
    const [adjective, thing] = drawName();
    assert.ok(adjective >= 0 && adjective < ADJECTIVES && thing >= 0 && thing < THINGS);
    adjectives.add(adjective);
    things.add(thing);
  }
  assert.equal(adjectives.size, ADJECTIVES); // one missing by chance: 128 * (127 / 128) ** 8000, less than 1e-24
  assert.equal(things.size, THINGS); // 256 * (255 / 256) ** 8000, less than 1e-11
  assert.equal(drawName.length, 0);
});

test("a typed name is read as it is, and a drawn one as a sign until its words are here", () => {
  assert.equal(nameOf("Noor"), "Noor");
  loadNames(/** @type {any} */ (null));
  assert.equal(nameOf([1, 2]), "…");
});

test("the avatar comes from the same two numbers: a drawing and a tint, no letter and no picture of anybody", () => {
  assert.deepEqual(faceOf([3, 17]), faceOf([3, 17]));
  const drawn = read("../elements/avatar.js");
  assert.equal(drawn.match(/^ {2}"M[^"]+",/gm)?.length, PICTOGRAMS, "as many drawings as are asked for");
  assert.doesNotMatch(drawn, /<(img|image|text|foreignObject)\b|charAt|slice\(0, ?1\)|gravatar|https?:/);
  /** @type {string[]} */
  const tints = read("../styles/circle.css").match(/\.tint-\d+/g) ?? [];
  for (let tint = 0; tint < TINTS; tint += 1) assert.ok(tints.includes(`.tint-${tint}`), `tint ${tint}`);
});
