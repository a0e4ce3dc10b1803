/** The formats to choose from: what each is for, for how many and how long. A few at once, the rest under *More*. */

import { html } from "../vendor/ui.js";
import { change, choices, plan } from "../opening.js";
import { sorted } from "../plan.js";
import { language, t } from "../words.js";
import { Option } from "./choices.js";

/** @import { Choice } from "../plan.js" */

/** More people than that is no limit that anybody plans by. */
const ANY = 60;

export const FormatCards = () => {
  const [short, rest] = sorted(choices.value ?? []);
  return html`<fieldset class="formats">
    <legend>${t("open.format")}</legend>
    <div class="cards">${short.map((choice) => html`<${Card} key=${choice.id} choice=${choice} />`)}</div>
    ${rest.length > 0 ? html`<details class="more" open=${rest.some(({ id }) => id === plan.value?.format)}>
      <summary>${t("open.format.more")}</summary>
      <div class="cards">${rest.map((choice) => html`<${Card} key=${choice.id} choice=${choice} />`)}</div>
    </details>` : null}
  </fieldset>`;
};

/** @param {{ choice: Choice }} props */
const Card = ({ choice }) => html`<div class=${`format ${plan.value?.format === choice.id ? "chosen" : ""}`}>
  <${Option} type="radio" name="format" value=${choice.id} words=${choice.title[language.value]} hint=${choice.about[language.value]} also=${fits(choice)[0]}
    checked=${plan.value?.format === choice.id} onChange=${() => change({ format: choice.id })} />
  <details class="steps"><summary>${t("open.format.steps", { n: choice.phases.length })}<span class="unseen">: ${choice.title[language.value]}</span></summary>
    <ol class="small">${choice.phases.map((phase) => html`<li key=${phase.id}>${t("open.format.step", { title: phase.title[language.value], minutes: minutesOf(phase.minutes) })}</li>`)}</ol>
    ${[...fits(choice).slice(1), ...needs(choice)].map((words) => html`<p class="soft small" key=${words}>${words}</p>`)}
  </details>
</div>`;

/** How many people fit into how many minutes, the planned length first. @param {Choice} choice @returns {string[]} */
export function fits({ people: [least, most], minutes, longer }) {
  const first = most > ANY ? t("open.fits.any", { minutes }) : t("open.fits", { least, most, minutes });
  return [first, ...longer.map(([people, more]) => t("open.fits.longer", { people, minutes: more }))];
}

/** @param {Choice} choice @returns {string[]} */
function needs(choice) {
  return [...(choice.deputy_required ? [t("open.deputy")] : []), ...(choice.listeners ? [t("open.listeners")] : [])];
}

/** Thirds of a minute are for the clock, not for people. @param {number} minutes */
function minutesOf(minutes) {
  return Math.round(minutes * 2) / 2;
}
