/** Lengths of recovery that people may celebrate, in the order of honour: a new start first, then from the shortest to the longest. Pure. */

/** @import { Milestone, Sentence } from "./types.d.ts" */

/** *I am here*, so that silence says nothing, the new start, and the common ones; more years can be chosen. */
export const COMMON = ["here", "new", "1d", "30d", "60d", "90d", "6m", "9m", "1y", "18m", "2y"];

export const YEARS = Array.from({ length: 57 }, (_, index) => index + 3);

const DAYS = /** @type {Record<string, number>} */ ({ d: 1, m: 30.4, y: 365 });

/** @param {Milestone} milestone @returns {number} for sorting; *I am here* is the last */
export function honour(milestone) {
  if (milestone === "new") return -1;
  if (milestone === "here") return Infinity;
  return Number.parseInt(milestone, 10) * (DAYS[milestone.at(-1) ?? ""] ?? 0);
}

/** @param {Milestone} milestone @returns {Sentence} */
export function sentenceOf(milestone) {
  const key = { here: "mile.here", new: "mile.new", d: "mile.d", m: "mile.m", y: "mile.y" }[/^\d/.test(milestone) ? (milestone.at(-1) ?? "") : milestone];
  return { key: key ?? "mile.here", values: { n: Number.parseInt(milestone, 10) || 0 } };
}
