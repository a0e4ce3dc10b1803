/** Who asked for a call, and what they typed for it: fetched for who keeps the circle, kept nowhere on this page. */

import { computed, html, signal, useEffect } from "../vendor/ui.js";
import { link, seats, you } from "../circle.js";
import { readCalls } from "../guiding.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Fold } from "./fold.js";

/** @import { Call, SeatId } from "../types.d.ts" */

const wanting = computed(() => seats.value.filter((seat) => seat.wants_call));

/** What was typed, by seat, while somebody who keeps the circle may read it. @type {import("@preact/signals").Signal<Record<SeatId, Call>>} */
export const calls = signal({});

export const Calls = () => {
  const keeps = you.value?.role === "facilitator";
  const who = wanting.value.map((seat) => `${seat.id}/${seat.wants_call}`).join(" "); // typed again: read again
  useEffect(() => {
    if (!keeps || who === "") calls.value = {};
    else if (link.value === "online") void readCalls().then((found) => { if (found) calls.value = found; });
  }, [who, keeps, link.value]);
  if (wanting.value.length === 0) return null;
  return html`<${Fold} kind="calls" title=${html`${t("lead.calls", { n: wanting.value.length })} <span class="soft small">${t("lead.calls.hint")}</span>`}>
    <ul>${wanting.value.map((seat) => html`<li key=${seat.id}><strong>${nameOf(seat.shown)}</strong> <${Details} call=${keeps ? calls.value[seat.id] : undefined} /></li>`)}</ul>
    ${keeps ? null : html`<p class="soft small">${t("lead.calls.keeper")}</p>`}
  <//>`;
};

/** @param {{ call: Call | undefined }} props */
const Details = ({ call }) => (call ? html`<a href=${`tel:${call.number.replace(/[^+\d]/g, "")}`} translate=${false}>${call.number}</a>
  <span class="small">${[call.when, t(call.may_name ? "lead.calls.mayname" : "lead.calls.nonames"), call.kind === "follow_up" ? t("lead.calls.agreed") : ""].filter(Boolean).join(" · ")}</span>` : null);
