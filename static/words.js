/** The screen's words in the reader's language. Only the active language is loaded. */

import { signal } from "./vendor/ui.js";

/** @import { Instant, Language, Sentence, Values } from "./types.d.ts" */

/** @type {import("@preact/signals").Signal<Language>} */
export const language = signal("en");

/**
 * The words of `words/{language}.json`: a string with {fields}, or an object of plural forms chosen by the field `n`:
 * {"one": "{n} person", "other": "{n} people"}. A Name among the values is read in the reader's language.
 * An unknown key comes back as it is, so that it is seen.
 * @param {string} key @param {Values} [_values] @returns {string}
 */
export function t(key, _values) {
  return key;
}

/** @param {Sentence} sentence @returns {string} */
export function tell({ key, values }) {
  return t(key, values);
}

/**
 * Read the screen in another language from now on. The old words stay until the new ones are here.
 * @param {Language} _choice @returns {Promise<void>}
 */
export async function speakLanguage(_choice) {}

/** @param {number} _seconds @returns {string} "2:05"; below zero "0:00" */
export function clockTime(_seconds) {
  return "";
}

/** @param {Instant} _instant @returns {string} "7:30 pm", by this device's time zone */
export function timeOfDay(_instant) {
  return "";
}
