/** A circle as it is planned on the page that opens one: what is typed, what is wrong with it, what is sent. Pure. */

/** @import { Language } from "./types.d.ts" */

/** @typedef {Record<Language, string>} InEach */

/**
 * A format, for choosing. Absent: the format has none.
 * @typedef {object} Choice
 * @property {string} id
 * @property {InEach} title
 * @property {InEach} about
 * @property {number} minutes
 * @property {[least: number, most: number]} people
 * @property {[people: number, minutes: number][]} longer
 * @property {boolean} listeners
 * @property {boolean} deputy_required
 * @property {number} [opens_before]
 * @property {number} [closes_after]
 * @property {{ id: string, title: InEach, minutes: number, beyond?: true }[]} phases
 */

/** @typedef {"pseudonyms" | "chosen" | "known_to_facilitator"} Names */

/**
 * What stands in the fields, as it was typed.
 * @typedef {object} Plan
 * @property {string} format
 * @property {string} title
 * @property {Language} language
 * @property {string} date     "2026-11-27"
 * @property {string} time     "19:00", by this device's clock
 * @property {string} minutes
 * @property {Names} names
 * @property {string} people   empty: no limit
 * @property {boolean} lobby
 * @property {"format" | "open" | "own"} door
 * @property {string} before   empty: open at any time before
 * @property {string} after    empty: open until the end
 */

/** Fields that can be wrong, as they stand on the page, with the sentence that says it. @typedef {Partial<Record<keyof Plan, string>>} Faults */

/** What most centres want; the rest is under *More*. */
export const SHORT = ["alumni_checkin", "newcomer_welcome", "family_group", "step_discussion"];

const TITLE_AT_MOST = 60;
const DAY_MS = 24 * 3600 * 1000;

/** Nobody opens a circle for in ten minutes and sends the links round in time. */
const SOONEST_MS = 10 * 60 * 1000;

/** The short list, and the rest. @param {Choice[]} choices @returns {[Choice[], Choice[]]} */
export function sorted(choices) {
  const short = SHORT.flatMap((id) => choices.filter((choice) => choice.id === id));
  const rest = choices.filter((choice) => !short.includes(choice));
  return short.length > 0 ? [short, rest] : [rest, []];
}

/** @param {Choice[]} choices at least one @param {Date} now @param {Language} language @returns {Plan} */
export function firstPlan(choices, now, language) {
  const [[first]] = sorted(choices);
  const at = new Date(now.getTime() + SOONEST_MS);
  at.setHours(at.getHours() + (at.getMinutes() > 0 ? 1 : 0), 0, 0, 0);
  return {
    format: first.id, title: "", language, date: dateOf(at), time: `${two(at.getHours())}:00`, minutes: String(first.minutes), names: "pseudonyms", people: "",
    lobby: true, door: "format", before: "", after: "",
  };
}

/** @param {Plan} plan @returns {Date} may be invalid */
export function startOf({ date, time }) {
  return new Date(`${date}T${time}`);
}

/** @param {Plan} plan @param {Date} now @returns {Faults} */
export function faultsOf(plan, now) {
  /** @type {Faults} */
  const faults = {};
  const title = plan.title.trim();
  if (title.length < 1 || title.length > TITLE_AT_MOST) faults.title = "open.wrong.title";
  const late = startOf(plan).getTime() - now.getTime();
  if (!(late > -DAY_MS)) faults.date = "open.wrong.past"; // also a date that is none
  else if (late > 366 * DAY_MS) faults.date = "open.wrong.far";
  if (!within(plan.minutes, 5, 720)) faults.minutes = "open.wrong.minutes";
  if (plan.people.trim() !== "" && !within(plan.people, 2, 500)) faults.people = "open.wrong.people";
  if (plan.door === "own") {
    for (const side of /** @type {const} */ (["before", "after"])) {
      if (plan[side].trim() !== "" && !within(plan[side], 0, 240)) faults[side] = "open.wrong.door";
    }
  }
  return faults;
}

/** Where the server finds fault with something that looked right here: the field, and what is said. @type {Record<string, [keyof Plan, string]>} */
export const FAULTS = {
  title: ["title", "open.wrong.title"], minutes: ["minutes", "open.wrong.minutes"], starts_at: ["date", "open.wrong.far"],
  people_most: ["people", "open.wrong.people"], opens_before: ["before", "open.wrong.door"], closes_after: ["after", "open.wrong.door"],
};

/** The body of `POST /api/circles`. @param {Plan} plan without faults @returns {Record<string, unknown>} */
export function requestOf(plan) {
  /** @type {Record<string, unknown>} */
  const body = {
    title: plan.title.trim(), format: plan.format, language: plan.language, minutes: Number(plan.minutes), starts_at: startOf(plan).toISOString(),
    names: plan.names, lobby: plan.lobby, qr: true,
  };
  if (plan.people.trim() !== "") body.people_most = Number(plan.people);
  if (plan.door !== "format") body.door = "open";
  if (plan.door === "own" && plan.before.trim() !== "") body.opens_before = Number(plan.before);
  if (plan.door === "own" && plan.after.trim() !== "") body.closes_after = Number(plan.after);
  return body;
}

/** @param {string} typed @param {number} least @param {number} most */
function within(typed, least, most) {
  return /^\d+$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most;
}

/** @param {Date} at */
const dateOf = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");
