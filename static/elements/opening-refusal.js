/** Why the server did not open it, or made no links: a key of the words for its code. */

import { t } from "../words.js";

/** @param {string} code @returns {string} */
export function said(code) {
  const key = `open.refused.${code}`;
  return t(key) === key ? "open.refused.other" : key;
}
