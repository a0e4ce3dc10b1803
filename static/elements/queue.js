/** The order of turns, a numbered list that is the same on every screen. */

import { html } from "../vendor/ui.js";
import { me, queue, view } from "../circle.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Avatar } from "./avatar.js";

/** @import { Seat } from "../types.d.ts" */

/** What an empty list means, by order. @type {Record<string, string>} */
const EMPTY = { draw: "circle.drawn", round: "circle.comes_round", tag: "circle.comes_round", equal_slots: "circle.comes_round" };

/** @param {{ tools?: (seat: Seat) => unknown }} props `tools`: what the facilitator can do with a place. */
export const Queue = ({ tools }) => html`<section class="card queue" aria-labelledby="queue-title">
  <h2 id="queue-title">${t("circle.queue")}</h2>
  ${view.value?.queue_open === false ? html`<p class="soft small">${t("circle.queue.closed")}</p>` : null}
  ${view.value?.order === "equal_slots" ? html`<p class="soft small">${t("circle.slots")}</p>` : null}
  ${queue.value.length === 0 ? html`<p class="soft small">${t(EMPTY[view.value?.order ?? ""] ?? (me.value?.role === "listener" ? "circle.queue.nobody" : "circle.queue.empty"))}</p>`
    : html`<ol>${queue.value.map((seat) => html`<li key=${seat.id} class=${seat.me ? "me" : ""}>
        <span class="number">${seat.place}</span><${Avatar} name=${seat.name} />
        <p class="who">${nameOf(seat.shown)}${seat.me ? html` <span class="self">· ${t("circle.you")}</span>` : null}${seat.away ? html`<small>${t("circle.away")}</small>` : null}</p>
        ${tools ? tools(seat) : null}
      </li>`)}</ol>`}
</section>`;
