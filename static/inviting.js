/** What a centre sends to its people, in each reader's language, without a word of what the meeting is for. Pure. */

import { fill } from "./filling.js";

/** @import { Language } from "./types.d.ts" */
/** @import { Words } from "./filling.js" */

/** Digits are Latin, as on all screens. @type {Record<Language, string>} */
const LOCALES = { en: "en-IN-u-nu-latn", hi: "hi-IN-u-nu-latn", mr: "mr-IN-u-nu-latn" };

/** The same way in, opening in another language. English needs no mention. @param {string} link @param {Language} language */
export function linkIn(link, language) {
  const url = new URL(link);
  if (language === "en") url.searchParams.delete("language");
  else url.searchParams.set("language", language);
  return url.href;
}

/** "7:00 pm", "शाम 7:00". @param {Date} at @param {Language} language */
export function timeIn(at, language) {
  /** @type {Intl.DateTimeFormatOptions} */
  const form = { hour: "numeric", minute: "2-digit", ...(language === "en" ? {} : { dayPeriod: "long" }) };
  return new Intl.DateTimeFormat(LOCALES[language], form).format(at);
}

/** "Friday, 27 November". @param {Date} at @param {Language} language */
export function dayIn(at, language) {
  return new Intl.DateTimeFormat(LOCALES[language], { weekday: "long", day: "numeric", month: "long" }).format(at);
}

/** @param {Words} words of that language @param {Language} language @param {Date} at */
export function suggestedTitle(words, language, at) {
  return fill(words, language, "open.suggested", { time: timeIn(at, language) }, () => "");
}

/** @param {Words} words of that language @param {Language} language @param {{ link: string, code: string, at: Date }} circle */
export function messageIn(words, language, { link, code, at }) {
  const values = { time: timeIn(at, language), day: dayIn(at, language), link: linkIn(link, language), code, site: new URL(link).host };
  return fill(words, language, "open.message.text", values, () => "");
}
