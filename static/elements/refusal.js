/** Why something was not done, in words; gone after a while by itself. */

import { html } from "../vendor/ui.js";
import { refused } from "../circle.js";
import { t } from "../words.js";

export const Refusal = () => html`<div role="status">${refused.value ? html`<p class="refused">${refusal(refused.value.code)}</p>` : null}</div>`;

/** @param {string} code @returns {string} */
export function refusal(code) {
  const key = `refused.${code}`;
  const words = t(key);
  return words === key ? t("refused.other") : words;
}
