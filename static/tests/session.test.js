import assert from "node:assert/strict";
import { test } from "node:test";
import { newTab } from "./storage.js";
import { forget, parseAddress, readAddress, recall, remember } from "../session.js";

const SECRET = "abcdefghijklmnopqrstuv";

/** @type {[string, unknown][]} */
const TYPED = [
  ["ABCD2345", { code: "ABCD2345" }],
  [" abcd 2345 ", { code: "ABCD2345" }],
  ["abcd-2345", { code: "ABCD2345" }],
  [`https://circle.example/circle#ABCD2345.${SECRET}`, { code: "ABCD2345", secret: SECRET }],
  [`#ABCD2345.${SECRET}`, { code: "ABCD2345", secret: SECRET }],
  ["ABCD234", null],
  ["ABCD234O", null],
  ["ABCD2341", null],
  ["ABCD2345.short", null],
  [`ABCD2345.${SECRET}<script>`, null],
  ["https://circle.example/", null],
  ["", null],
];

for (const [text, address] of TYPED) test(`typed or pasted: ${JSON.stringify(text)}`, () => assert.deepEqual(parseAddress(text), address));

test("the secret leaves the address bar and stays in the tab", () => {
  newTab(`https://circle.example/circle#ABCD2345.${SECRET}`);
  assert.deepEqual(readAddress(), { code: "ABCD2345", secret: SECRET });
  assert.equal(location.href, "https://circle.example/circle");
  assert.deepEqual(readAddress(), { code: "ABCD2345", secret: SECRET }); // a reload before entering
});

test("a seat of this circle survives the link being opened again; another circle's does not", () => {
  newTab(`https://circle.example/circle#ABCD2345.${SECRET}`);
  remember({ circle: "ABCD2345", token: "mine", next: "then" });
  readAddress();
  assert.equal(recall()?.token, "mine");
  assert.equal(recall()?.next, "then");
  remember({ circle: "WXYZ6789", token: "elsewhere" });
  history.replaceState(null, "", `/circle#ABCD2345.${SECRET}`);
  readAddress();
  assert.equal(recall()?.token, undefined);
});

test("what is remembered lies under one key; forgotten is gone, but for the language", () => {
  const stored = newTab("https://circle.example/circle");
  remember({ circle: "ABCD2345", token: "mine", language: "mr" });
  assert.deepEqual([...stored.keys()], ["circlekeeper"]);
  forget();
  assert.deepEqual(recall(), { circle: "", language: "mr" });
  assert.equal(JSON.stringify([...stored]).includes("mine"), false);
});

test("storage that is switched off, or holds something else, is a fresh tab", () => {
  const stored = newTab("https://circle.example/circle");
  stored.set("circlekeeper", "not json");
  assert.equal(recall(), null);
  Object.assign(globalThis, { sessionStorage: { getItem() { throw new Error("off"); }, setItem() { throw new Error("off"); }, removeItem() { throw new Error("off"); } } });
  remember({ circle: "ABCD2345" });
  forget();
  assert.equal(recall(), null);
});
