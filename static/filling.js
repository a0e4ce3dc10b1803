/** A sentence from a list of words, its plural form and its values. Pure. */

/** @import { Language, Name, Values } from "./types.d.ts" */

/** @typedef {Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>} Words */

/** @type {Partial<Record<Language, Intl.PluralRules>>} */
const rules = {};

/**
 * @param {Words} words @param {Language} language @param {string} key @param {Values} values
 * @param {(name: Name) => string} nameOf @returns {string} the key itself when there are no such words
 */
export function fill(words, language, key, values, nameOf) {
  const found = Object.hasOwn(words, key) ? words[key] : key;
  const said = typeof found === "string" ? found : (found[form(language, values.n)] ?? found.other ?? key);
  return said.replace(/\{(\w+)\}/g, (whole, field) => {
    const value = Object.hasOwn(values, field) ? values[field] : whole;
    return Array.isArray(value) ? nameOf(value) : String(value);
  });
}

/** @param {Language} language @param {Values[string] | undefined} count @returns {Intl.LDMLPluralRule} */
function form(language, count) {
  return (rules[language] ??= new Intl.PluralRules(language)).select(Number(count ?? 0));
}
