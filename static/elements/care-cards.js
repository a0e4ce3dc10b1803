/** Two cards of three sentences for moments that nobody should have to improvise. */

import { html } from "../vendor/ui.js";
import { dialled, helplines } from "../helplines.js";
import { t } from "../words.js";

/** They stand in the cards by number, because a card is read in a hurry: the centre's first line, and the one for emergencies. */
const numbers = () => ({ helpline: helplines()[0]?.number ?? "14416", emergency: "112" });

/** @type {readonly [string, string[]][]} */
const CARDS = [
  ["lead.care.suicide", ["lead.care.suicide.1", "lead.care.suicide.2", "lead.care.suicide.3"]],
  ["lead.care.drink", ["lead.care.drink.1", "lead.care.drink.2", "lead.care.drink.3"]],
];

export const CareCards = () => {
  const said = numbers();
  return html`<div class="care-cards">${CARDS.map(([title, sentences]) => html`<details key=${title}>
  <summary>${t(title)}</summary>
  <ol>${sentences.map((key) => html`<li key=${key}>${t(key, said)}</li>`)}</ol>
  <p>${Object.values(said).map((number) => html`<a class="button" key=${number} href=${dialled(number)}>${t("lead.care.call", { number })}</a>`)}</p>
</details>`)}</div>`;
};
