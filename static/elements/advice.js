/** What the format would tell an experienced keeper: more people came than fit, or a deputy is missing. */

import { html } from "../vendor/ui.js";
import { cards } from "../cards.js";
import { view } from "../circle.js";
import { t } from "../words.js";

export const Advice = () => {
  const said = [...fitting(), ...(view.value?.deputy_needed ? [t("lead.advice.deputy")] : [])];
  return said.length === 0 ? null : html`<ul class="advice">${said.map((one) => html`<li key=${one}>${one}</li>`)}</ul>`;
};

/** @returns {string[]} */
function fitting() {
  const { rounds, drop, minutes, split } = view.value?.advice ?? {};
  const titleOf = (/** @type {number | string} */ n) => cards.value?.phases[Number(n) - 1]?.title ?? "";
  const said = Object.entries(rounds ?? {}).map(([n, times]) => t("lead.advice.rounds", { n: times, title: titleOf(n) }));
  if (drop !== undefined) said.push(t("lead.advice.drop", { title: titleOf(drop) }));
  if (minutes !== undefined) said.push(t("lead.advice.minutes", { n: minutes }));
  if (split) said.push(t("lead.advice.split"));
  return said.length > 0 ? [t("lead.advice"), ...said] : [];
}
