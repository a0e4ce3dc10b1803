/** Pseudonyms: pairs of words, drawn here and read by everyone in their own language. */

import { signal } from "./vendor/ui.js";

/** @import { Name } from "./types.d.ts" */

/** @typedef {{ pattern: string, adjectives: string[], things: string[] }} NameWords */

/** Words in each list, the same in every language. */
export const ADJECTIVES = 128;
export const THINGS = 256;

/** @type {import("@preact/signals").Signal<NameWords | null>} */
const known = signal(null);

/** @param {NameWords} words of `words/names.{language}.json` */
export function loadNames(words) {
  known.value = words;
}

/** @returns {Name} for this circle alone */
export function drawName() {
  const [adjective, thing] = crypto.getRandomValues(new Uint8Array(2));
  return [adjective % ADJECTIVES, thing % THINGS]; // both divide 256: no pair is likelier than another
}

/** @param {Name | string} name a typed one is read as it is @returns {string} in the reader's language; "…" while its words are on their way */
export function nameOf(name) {
  if (typeof name === "string") return name;
  const [adjective, thing] = name;
  const words = known.value;
  if (!words) return "…";
  const pair = { adjective: words.adjectives[adjective % ADJECTIVES], thing: words.things[thing % THINGS] };
  return words.pattern.replace("{adjective}", pair.adjective).replace("{thing}", pair.thing);
}

/** How many pictograms and how many tints there are. */
export const PICTOGRAMS = 16;
export const TINTS = 12;

/** @param {Name} name @returns {{ pictogram: number, tint: number }} the same face of a name for everybody */
export function faceOf([adjective, thing]) {
  return { pictogram: thing % PICTOGRAMS, tint: adjective % TINTS };
}
