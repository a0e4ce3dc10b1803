/** Milestones that people show by their own tap: a new start first, and nothing is remembered. */

import { html } from "../vendor/ui.js";
import { claimMilestone } from "../actions.js";
import { me, pending, seats, view } from "../circle.js";
import { COMMON, YEARS, honour, sentenceOf } from "../milestones.js";
import { nameOf } from "../names.js";
import { t, tell } from "../words.js";
import { Avatar } from "./avatar.js";

export const Milestones = () => {
  const claimed = view.value?.milestones ?? {};
  const shown = seats.value.filter((seat) => claimed[seat.id] !== undefined)
    .map((seat) => ({ seat, milestone: claimed[seat.id] ?? "" })).sort((a, b) => honour(a.milestone) - honour(b.milestone));
  return html`<section class="card milestones" aria-labelledby="milestones-title">
    <h2 id="milestones-title">${t("mile.title")}</h2>
    ${shown.length === 0 ? html`<p class="soft small">${t("mile.none")}</p>` : html`<ol>${shown.map(({ seat, milestone }) => html`<li key=${seat.id} class=${milestone === "new" ? "new" : ""}>
      <${Avatar} name=${seat.name} /><p class="who">${nameOf(seat.shown)}${seat.me ? html` <span class="self">· ${t("circle.you")}</span>` : null}</p>
      <strong>${tell(sentenceOf(milestone))}</strong></li>`)}</ol>`}
    ${me.value && me.value.role !== "listener" ? html`<${Mine} chosen=${claimed[me.value.id] ?? ""} />` : null}
  </section>`;
};

/** A second tap takes it back. @param {{ chosen: string }} props */
const Mine = ({ chosen }) => {
  /** @param {string} milestone */
  const choose = (milestone) => claimMilestone(milestone === chosen ? "" : milestone);
  const busy = pending.value.has("claim_milestone");
  const years = /^([3-9]|[1-5]\d)y$/.test(chosen) ? chosen : "";
  return html`<div class="claim" role="group" aria-labelledby="claim-title">
    <h3 id="claim-title">${t("mile.mine")}</h3>
    <p class="soft small">${t("mile.hint")}</p>
    <div class="choices">${COMMON.map((milestone) => html`<button key=${milestone} type="button" class="button" aria-pressed=${String(milestone === chosen)}
      aria-busy=${busy && milestone === chosen ? "true" : undefined} onClick=${() => choose(milestone)}><span>${tell(sentenceOf(milestone))}</span></button>`)}
      <select class="button" aria-label=${t("mile.years")} value=${years} onChange=${(/** @type {Event} */ event) => claimMilestone(/** @type {HTMLSelectElement} */ (event.target).value)}>
        <option value="">${t("mile.years")}</option>
        ${YEARS.map((n) => html`<option key=${n} value=${`${n}y`}>${t("mile.y", { n })}</option>`)}
      </select>
    </div>
  </div>`;
};
