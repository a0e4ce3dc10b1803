/** How much time each had: bars for who runs the meeting alone, from turns, never from loudness. Nobody is marked. */

import { html } from "../vendor/ui.js";
import { remaining, seats, view } from "../circle.js";
import { timeShared } from "../keeping.js";
import { nameOf } from "../names.js";
import { clockTime, t } from "../words.js";
import { Fold } from "./fold.js";

export const TimeShared = () => {
  const title = html`${t("lead.time")} <span class="soft small">${t("lead.time.hint")}</span>`;
  return html`<${Fold} kind="time" title=${title}>
    <ul>${timeShared(view.value, seats.value, remaining.value).map(({ seat, seconds, part, shares }) => html`<li key=${seat.id}>
      <span class="who">${nameOf(seat.shown)}</span>
      <span class="bar" aria-hidden="true"><span style=${{ "--part": part.toFixed(3) }}></span></span>
      <span class="long">${clockTime(seconds)}</span>
      <span class="times">${t("lead.time.shares", { n: shares })}</span>
    </li>`)}</ul>
  <//>`;
};
