/** Which of the device's own voices may read a text aloud. A voice that is not on the device would send what somebody wrote to its maker. Pure. */

/** Languages of a script that we can tell, the likeliest first. @type {[RegExp, string[]][]} */
const SCRIPTS = [
  [/\p{Script=Devanagari}/gu, ["hi", "mr", "ne"]], [/\p{Script=Latin}/gu, ["en"]], [/\p{Script=Gujarati}/gu, ["gu"]], [/\p{Script=Bengali}/gu, ["bn"]], [/\p{Script=Gurmukhi}/gu, ["pa"]],
  [/\p{Script=Tamil}/gu, ["ta"]], [/\p{Script=Telugu}/gu, ["te"]], [/\p{Script=Kannada}/gu, ["kn"]], [/\p{Script=Malayalam}/gu, ["ml"]], [/\p{Script=Arabic}/gu, ["ur"]],
];

/** A letter of it counts so much: people mix English words into every language here, and the voices of those can say them. */
const ENGLISH = 0.3;

/** @param {string} text @param {readonly (string | undefined)[]} told what the circle and the reader speak @returns {string[]} the languages it may be in, the likeliest first */
export function languagesOf(text, told) {
  const counted = SCRIPTS.map(([letters, languages]) => ({ languages, count: (text.match(letters)?.length ?? 0) * (languages[0] === "en" ? ENGLISH : 1) })).sort((a, b) => b.count - a.count);
  const [{ languages, count }] = counted;
  if (count === 0) return [];
  return [...new Set([...told.filter((one) => one !== undefined && languages.includes(one)), ...languages])].map(String);
}

/**
 * @template {{ lang: string, localService: boolean, default?: boolean }} Voice
 * @param {readonly Voice[]} voices of the device @param {readonly string[]} languages the likeliest first @returns {Voice | null} none: nobody here can read it
 */
export function readerOf(voices, languages) {
  const here = voices.filter((voice) => voice.localService === true);
  for (const language of languages) {
    const speak = here.filter((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language);
    const found = speak.find((voice) => /[-_]in\b/i.test(voice.lang)) ?? speak.find((voice) => voice.default) ?? speak[0];
    if (found) return found;
  }
  return null;
}
