import assert from "node:assert/strict";
import { test } from "node:test";
import { thrice } from "../thrice.js";

/** Keys and the milliseconds at which they go down; a key held down is written with a +. @param {[string, number][]} typed @returns {number[]} when it was the third */
function thirds(typed) {
  const third = thrice();
  return typed.filter(([key, at]) => third(key === "tap" ? { type: "pointerdown" } : { type: "keydown", key: key.replace("+", ""), repeat: key.endsWith("+") }, at)).map(([, at]) => at);
}

/** @type {[string, [string, number][], number[]][]} */
const TYPED = [
  ["three Shifts", [["Shift", 0], ["Shift", 400], ["Shift", 800]], [800]],
  ["slowly", [["Shift", 0], ["Shift", 1400], ["Shift", 2900]], [2900]],
  ["over a whole minute", [["Shift", 0], ["Shift", 20_000], ["Shift", 40_000]], []],
  ["held down", [["Shift", 0], ["Shift+", 500], ["Shift+", 550], ["Shift+", 600]], []],
  ["held down, then twice more", [["Shift", 0], ["Shift+", 500], ["Shift", 900], ["Shift", 1200]], [1200]],
  ["capital letters", [["Shift", 0], ["A", 50], ["Shift", 300], ["B", 350], ["Shift", 600], ["C", 650]], []],
  ["a capital letter, then three", [["Shift", 0], ["A", 50], ["Shift", 300], ["Shift", 400], ["Shift", 500]], [500]],
  ["with another key held", [["Control", 0], ["Shift", 50], ["Control", 300], ["Shift", 350], ["Control", 600], ["Shift", 650]], []],
  ["text marked with the pointer", [["Shift", 0], ["tap", 100], ["Shift", 300], ["tap", 400], ["Shift", 600]], []],
];

for (const [name, typed, found] of TYPED) test(`Shift: ${name}`, () => assert.deepEqual(thirds(typed), found));
