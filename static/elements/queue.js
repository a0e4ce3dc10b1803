// @ts-check
/** The order of turns, a numbered list that is the same on every screen. */
import { html } from "../vendor/ui.js";
import { queue, view } from "../circle.js";
import { t } from "../words.js";
import { nameOf } from "../names.js";
import { Avatar } from "./avatar.js";

/** @typedef {import("../types.js").Seat} Seat */

/** @param {{ tools?: (seat: Seat) => unknown }} props `tools`: what the facilitator can do with a place. */
export const Queue = ({ tools }) => html`<section class="card queue" aria-labelledby="queue-title">
  <h2 id="queue-title">${t("circle.queue")}</h2>
  ${view.value?.queue_open === false ? html`<p class="soft small">${t("circle.queue.closed")}</p>` : null}
  ${queue.value.length === 0 ? html`<p class="soft small">${t("circle.queue.empty")}</p>`
    : html`<ol>${queue.value.map((seat) => html`<li key=${seat.id} class=${seat.me ? "me" : ""}>
        <span class="number" aria-hidden="true">${seat.place}</span><${Avatar} name=${seat.name} />
        <span class="who">${nameOf(seat.name)}${seat.me ? ` (${t("circle.you")})` : ""}${seat.away ? html`<small>${t("circle.away")}</small>` : null}</span>
        ${tools ? html`<span class="tools">${tools(seat)}</span>` : null}
      </li>`)}</ol>`}
</section>`;
