/** The screen's words in the reader's language. Only the active language is loaded. */

import { batch, signal } from "./vendor/ui.js";
import { loadNames, nameOf } from "./names.js";
import { recall, remember } from "./session.js";
import { fill } from "./filling.js";

/** @import { Instant, Language, Sentence, Values } from "./types.d.ts" */
/** @import { Words } from "./filling.js" */

/** @type {readonly Language[]} */
export const LANGUAGES = ["en", "hi", "mr"];

/** The language that is read now. @type {import("@preact/signals").Signal<Language>} */
export const language = signal(firstLanguage());

/** @type {import("@preact/signals").Signal<Words>} */
const words = signal({});

/**
 * The words of `words/{language}.json`: a string with {fields}, or an object of plural forms chosen by the field `n`:
 * {"one": "{n} person", "other": "{n} people"}. A Name among the values is read in the reader's language.
 * An unknown key comes back as it is, so that it is seen.
 * @param {string} key @param {Values} [values] @returns {string}
 */
export function t(key, values = {}) {
  return fill(words.value, language.value, key, values, nameOf);
}

/** @param {Sentence} sentence @returns {string} */
export function tell({ key, values }) {
  return t(key, values);
}

/**
 * Read the screen in another language from now on. The old words stay until the new ones are here, and when they do not come.
 * @param {Language} choice @returns {Promise<boolean>} whether they came
 */
export function speakLanguage(choice) {
  latest = speak(choice);
  return latest;
}

/** @param {Language} choice @returns {Promise<boolean>} */
async function speak(choice) {
  const mine = wish = { choice };
  const sources = [`words/names.${choice}.json`, `words/${choice}.json`, ...[...more].map((part) => `words/${part}.${choice}.json`)];
  const [names, ...read] = await Promise.all(sources.map(load));
  if (wish !== mine) return wish.choice === choice && latest; // what was asked later has more parts of the same language
  if (!names || read.includes(null)) return false;
  batch(() => {
    words.value = /** @type {Words} */ (Object.assign({}, ...read));
    loadNames(/** @type {import("./names.js").NameWords} */ (names));
    language.value = choice;
  });
  document.documentElement.lang = choice;
  if (recall()?.language !== choice) remember({ language: choice });
  return true;
}

/** The last choice, its words here or on their way. */
let wish = { choice: language.value };

/** Of the last choice. @type {Promise<boolean>} */
let latest = Promise.resolve(false);

/** The parts of the page that are here, or on their way, and have words of their own. @type {Set<string>} */
const more = new Set();

/** Load the words of one more part, now and with every language from now on. @param {"console" | "aside"} part @returns {Promise<boolean>} whether they came */
export function speakMore(part) {
  more.add(part);
  return speakLanguage(wish.choice); // what is here already comes out of the browser's cache
}

/**
 * The page says under which name a file is served: `<link rel="words" href="/static/dist/hi-QRST.json" title="words/hi.json">`.
 * @param {string} source @returns {Promise<unknown>} null when it does not come
 */
export async function load(source) {
  const served = document.querySelector(`link[rel="words"][title="${source}"]`)?.getAttribute("href") ?? `/static/${source}`;
  try {
    const answer = await fetch(served);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // no network: the reader keeps the words there are
  }
}

/** What the tab chose before, else what the link says, else the first of the phone's languages that we have. @returns {Language} */
function firstLanguage() {
  const told = typeof location === "undefined" ? null : new URLSearchParams(location.search).get("language");
  const wishes = [recall()?.language ?? "", told ?? "", ...(typeof navigator === "undefined" ? [] : (navigator.languages ?? []))];
  for (const wish of wishes) {
    const known = LANGUAGES.find((one) => wish.startsWith(one));
    if (known) return known;
  }
  return "en";
}

/** Digits are Latin in timers and codes, in all three languages. @type {Record<Language, string>} */
const LOCALES = { en: "en-IN-u-nu-latn", hi: "hi-IN-u-nu-latn", mr: "mr-IN-u-nu-latn" };

/** @param {number} seconds @returns {string} "2:05"; below zero "0:00" */
export function clockTime(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {Instant} instant @returns {string} "7:30 pm", "शाम 7:30", by this device's time zone */
export function timeOfDay(instant) {
  /** @type {Intl.DateTimeFormatOptions} */
  const period = language.value === "en" ? {} : { dayPeriod: "short", hour12: true }; // without it: "pm" among Devanagari
  return new Intl.DateTimeFormat(LOCALES[language.value], { hour: "numeric", minute: "2-digit", ...period }).format(instant * 1000);
}
