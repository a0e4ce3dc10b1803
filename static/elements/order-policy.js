/** By which order the piece goes for the rest of this part. Chosen first, used with a press: a list that is walked through by arrow keys changes nothing. */

import { html, signal, useEffect } from "../vendor/ui.js";
import { view } from "../circle.js";
import { setOrder } from "../guiding.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";

/** @import { Order } from "../types.d.ts" */

/** @type {readonly [Order, string, string][]} */
const ORDERS = [
  ["hands", "lead.order.hands", "lead.order.hands.hint"], ["round", "lead.order.round", "lead.order.round.hint"],
  ["least_heard", "lead.order.least_heard", "lead.order.least_heard.hint"], ["equal_slots", "lead.order.equal_slots", "lead.order.equal_slots.hint"],
  ["draw", "lead.order.draw", "lead.order.draw.hint"], ["tag", "lead.order.tag", "lead.order.tag.hint"],
  ["chair_picks", "lead.order.chair_picks", "lead.order.chair_picks.hint"], ["open", "lead.order.open", "lead.order.open.hint"],
];

/** Looked at and not used yet. @type {import("@preact/signals").Signal<Order | null>} */
const looked = signal(null);

export const OrderPolicy = () => {
  useEffect(() => () => { looked.value = null; }, []);
  const used = view.value?.order ?? "hands";
  const shown = looked.value ?? used;
  /** @param {Event} event */
  const look = (event) => { looked.value = /** @type {Order} */ (/** @type {HTMLSelectElement} */ (event.target).value); };
  const use = async () => { if ((await setOrder(shown)).ok) looked.value = null; };
  const hint = ORDERS.find(([order]) => order === shown)?.[2] ?? "";
  return html`<div class="policy">
    <label for="policy">${t("lead.order")}</label>
    <select id="policy" value=${shown} onChange=${look} aria-describedby="policy-hint">${ORDERS.map(([order, key]) => html`<option key=${order} value=${order} selected=${order === shown}>${t(key)}</option>`)}</select>
    <p class="soft small" id="policy-hint">${t(hint)}</p>
    ${shown === used ? null : html`<${Ask} command="set_order" icon="check" say="lead.order.use" kind="on wide" press=${use} />`}
  </div>`;
};
