import assert from "node:assert/strict";
import { test } from "node:test";
import { helpTurn } from "../helping.js";

/** @import { HelpState, Lines, You } from "../types.d.ts" */

/** @param {HelpState} [state] @param {Lines} [lines] @returns {You} */
const me = (state, lines) => ({ seat: "m", role: "member", standing: "seated", ...(state && { help: { state, since: 1, ...(lines && { lines }) } }) });
const theirs = { 1: { by: "k", text: "I am here." } };
const mine = { ...theirs, 2: { by: "m", text: "Thank you." } };

/** @type {[string, You | null, You | null, "open" | "over" | "ended" | null][]} */
const TURNS = [
  ["nothing", me(), me(), null],
  ["I asked", me(), me("asked"), "open"],
  ["nothing more", me("asked"), me("asked"), null],
  ["nobody answered in time", me("asked"), me("alerted"), "open"],
  ["somebody is with me", me("alerted"), me("together"), "open"],
  ["they wrote", me("together"), me("together", theirs), "open"],
  ["I wrote", me("together", theirs), me("together", mine), null],
  ["it was closed", me("together", mine), me(), "ended"],
  ["I took it back", me("asked"), me(), "over"],
  ["support is offered: that has a card of its own", me(), me("offered"), null],
  ["and was declined", me("offered"), me(), null],
  ["and was accepted", me("offered"), me("together"), "open"],
  ["the page was loaded again in the middle", null, me("together", theirs), "open"],
  ["I have left", me("together"), null, null],
];
for (const [when, before, now, turn] of TURNS) test(`help on the screen: ${when}`, () => assert.equal(helpTurn(before, now), turn));
