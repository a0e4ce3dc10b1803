/** Pseudonyms: pairs of words, drawn here and read by everyone in their own language. */

/** @import { Name } from "./types.d.ts" */

/** Words in each list, the same number as on the server. */
export const WORDS = 256;

/** @returns {Name} */
export function drawName() {
  const [adjective, thing] = crypto.getRandomValues(new Uint8Array(2));
  return [adjective, thing];
}

/** @param {Name} _name @returns {string} in the reader's language, from words/names.{language}.json: {"pair": "{adjective} {thing}", "adjectives": [256], "things": [256]} */
export function nameOf(_name) {
  return "";
}

/** How many pictograms and how many tints there are. */
export const PICTOGRAMS = 16;
export const TINTS = 8;

/** @param {Name} name @returns {{ pictogram: number, tint: number }} the same face of a name for everybody */
export function faceOf([adjective, thing]) {
  return { pictogram: thing % PICTOGRAMS, tint: adjective % TINTS };
}
