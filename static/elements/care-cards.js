/** Two cards of three sentences for moments that nobody should have to improvise. */

import { html } from "../vendor/ui.js";
import { t } from "../words.js";

/** The national lines. They stand in the cards by number, because a card is read in a hurry. */
const NUMBERS = { helpline: "14416", emergency: "112" };

/** @type {readonly [string, string[]][]} */
const CARDS = [
  ["lead.care.suicide", ["lead.care.suicide.1", "lead.care.suicide.2", "lead.care.suicide.3"]],
  ["lead.care.drink", ["lead.care.drink.1", "lead.care.drink.2", "lead.care.drink.3"]],
];

export const CareCards = () => html`<div class="care">${CARDS.map(([title, sentences]) => html`<details key=${title}>
  <summary>${t(title)}</summary>
  <ol>${sentences.map((key) => html`<li key=${key}>${t(key, NUMBERS)}</li>`)}</ol>
  <p><a class="button" href=${`tel:${NUMBERS.helpline}`}>${t("lead.care.call", { number: NUMBERS.helpline })}</a> <a class="button" href=${`tel:${NUMBERS.emergency}`}>${t("lead.care.call", { number: NUMBERS.emergency })}</a></p>
</details>`)}</div>`;
