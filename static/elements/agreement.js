/** The group's rules, accepted at entry each time; never ticked beforehand. */

import { html } from "../vendor/ui.js";
import { t } from "../words.js";

const RULES = ["enter.agreement.1", "enter.agreement.2", "enter.agreement.3", "enter.agreement.4"];

/** @param {{ agreed: import("@preact/signals").Signal<boolean> }} props */
export const Agreement = ({ agreed }) => {
  /** @param {Event} event */
  const tick = (event) => { agreed.value = /** @type {HTMLInputElement} */ (event.target).checked; };
  return html`<section class="card agreement" aria-labelledby="agreement-title">
    <h2 id="agreement-title">${t("enter.agreement")}</h2>
    <ul class="rules">${RULES.map((key) => html`<li key=${key}>${t(key)}</li>`)}</ul>
    <label class="tick"><input type="checkbox" checked=${agreed.value} onChange=${tick} /><span>${t("enter.agree")}</span></label>
  </section>`;
};
