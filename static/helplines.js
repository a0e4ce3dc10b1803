/** The numbers that people may call: the centre's settings, which the page carries. */

import { t } from "./words.js";

/** @typedef {{ label: string, number: string }} Helpline */

/** Labels of the numbers that everybody in India may call, in the reader's language. @type {Record<string, string>} */
const KNOWN = {
  14416: "helpline.14416", 14446: "helpline.14446", 112: "helpline.112", 181: "helpline.181", 1098: "helpline.1098",
};

/** In the centre's order; the first is always on the screen. @returns {Helpline[]} */
export function helplines() {
  const told = document.documentElement.dataset.helplines;
  /** @type {[string, string][]} */
  const lines = told ? JSON.parse(told) : [];
  return lines.map(([label, number]) => ({ label: KNOWN[number] ? t(KNOWN[number]) : label, number }));
}

/** What a telephone dials. @param {string} number @returns {string} */
export function dialled(number) {
  return `tel:${number.replace(/[^+\d]/g, "")}`;
}
