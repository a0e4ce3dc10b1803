/** Opening a circle, from the key to the links: what the page shows, and what its buttons do. Nothing of it outlives the page. */

import { batch, effect, signal } from "./vendor/ui.js";
import { askCentre } from "./centre.js";
import { suggestedTitle } from "./inviting.js";
import { FAULTS, faultsOf, firstPlan, requestOf, startOf } from "./plan.js";
import { LANGUAGES, language, load } from "./words.js";

/** @import { Signal } from "@preact/signals" */
/** @import { Words } from "./filling.js" */
/** @import { Choice, Faults, Plan } from "./plan.js" */
/** @import { Language } from "./types.d.ts" */

/**
 * A circle that was opened. Its secrets are known here and nowhere else.
 * @typedef {object} Opened
 * @property {string} code
 * @property {Record<string, string>} links by role
 * @property {Record<string, string>} qr    by role, SVG
 * @property {Plan} plan                    what it was opened with
 */

/** In memory alone: no storage, no address, no field that a browser fills in again. */
let key = "";

/** What the server says there is to choose from; null until the key fits. @type {Signal<Choice[] | null>} */
export const choices = signal(null);

/** @type {Signal<Plan | null>} */
export const plan = signal(null);

/** @type {Signal<Faults>} */
export const faults = signal({});

/** Counts the times that somebody asked and something was wrong: then the focus goes to the first of it. */
export const asked = signal(0);

/** Why the server did not do it. @type {Signal<string | null>} */
export const refused = signal(null);

export const busy = signal(false);

/** @type {Signal<Opened | null>} */
export const opened = signal(null);

/** @type {Signal<string[]>} */
export const personal = signal([]);

/** The words of every language: what is sent is read by others. @type {Signal<Partial<Record<Language, Words>>>} */
export const inEach = signal({});

/** What the person has typed over is left alone when something else changes. */
let own = { title: false, minutes: false, language: false };

/** Resolves when they are all here. */
export async function learnEachLanguage() {
  const read = await Promise.all(LANGUAGES.map((one) => load(`words/${one}.json`)));
  inEach.value = Object.fromEntries(LANGUAGES.flatMap((one, index) => (read[index] ? [[one, /** @type {Words} */ (read[index])]] : [])));
}

/** @param {string} typed */
export async function unlock(typed) {
  const answer = await waiting(() => askCentre(typed.trim(), "/api/formats"));
  if (!answer.ok) return void refuse(answer.code);
  key = typed.trim();
  batch(() => {
    choices.value = answer.answer.formats;
    if (!plan.value) begin(); // else the key was asked for once more in the middle
  });
}

/** A fresh plan, for the first circle and for another one. */
export function begin() {
  own = { title: false, minutes: false, language: false };
  batch(() => {
    opened.value = null;
    personal.value = [];
    faults.value = {};
    refused.value = null;
    plan.value = withTitle(firstPlan(choices.value ?? [], new Date(), language.value));
  });
}

/** @param {Partial<Plan>} changes */
export function change(changes) {
  const before = plan.value;
  if (!before) return;
  if (changes.title !== undefined) own.title = true;
  if (changes.minutes !== undefined) own.minutes = true;
  if (changes.language !== undefined) own.language = true;
  let next = { ...before, ...changes };
  const chosen = choices.value?.find((choice) => choice.id === next.format);
  if (changes.format !== undefined && chosen) {
    if (!own.minutes) next.minutes = String(chosen.minutes);
    if (next.door === "open" && !hasWindow(chosen)) next.door = "format"; // the same, and the only one offered
  }
  plan.value = withTitle(next);
  const left = { ...faults.value };
  for (const field of Object.keys(changes)) delete left[/** @type {keyof Plan} */ (field)];
  if (changes.time !== undefined) delete left.date;
  faults.value = left;
}

// Whoever reads the page in Marathi means to open a Marathi circle, until they say otherwise.
effect(() => {
  const reads = language.value;
  const before = plan.peek();
  if (before && !own.language && before.language !== reads) plan.value = withTitle({ ...before, language: reads });
});

/** Whether the door of this format ever closes. @param {Choice} choice */
export function hasWindow(choice) {
  return choice.opens_before !== undefined || choice.closes_after !== undefined;
}

/** @param {Plan} next */
function withTitle(next) {
  const words = inEach.value[next.language];
  const at = startOf(next);
  return own.title || !words || Number.isNaN(at.getTime()) ? next : { ...next, title: suggestedTitle(words, next.language, at) };
}

export async function open() {
  const asking = plan.value;
  if (!asking) return;
  const found = faultsOf(asking, new Date());
  if (Object.keys(found).length > 0) return void wrong(found);
  const answer = await waiting(() => askCentre(key, "/api/circles", requestOf(asking)));
  if (answer.ok) {
    const { code, links, qr } = answer.answer;
    opened.value = { code, links, qr, plan: asking };
    return;
  }
  const fault = FAULTS[answer.field ?? ""];
  if (fault) wrong({ [fault[0]]: fault[1] });
  else refuse(answer.code);
}

/** @param {string} count as it was typed @returns {Promise<boolean>} false: the number is none */
export async function invite(count) {
  const circle = opened.value;
  if (!circle || !/^\d{1,3}$/.test(count.trim()) || Number(count) < 1 || Number(count) > 100) return false;
  const answer = await waiting(() => askCentre(key, `/api/circles/${circle.code}/invitations`, { count: Number(count) }));
  if (answer.ok) personal.value = [...personal.value, ...answer.answer.links];
  else refuse(answer.code);
  return true;
}

/** @param {Faults} found */
function wrong(found) {
  batch(() => {
    faults.value = found;
    asked.value += 1;
  });
}

/** @param {string} code */
function refuse(code) {
  batch(() => {
    refused.value = code;
    asked.value += 1;
    if (code === "wrong-key" || code === "too-many-tries") forgetKey();
  });
}

/** The key is another by now: it is asked for again, and what was planned stays. */
function forgetKey() {
  key = "";
  choices.value = null;
}

/** @template Answer @param {() => Promise<Answer>} ask @returns {Promise<Answer>} */
async function waiting(ask) {
  busy.value = true;
  refused.value = null;
  try {
    return await ask();
  } finally {
    busy.value = false;
  }
}
