/** I keep the circle and my connection is lost: what happens to the circle meanwhile. */

import { html } from "../vendor/ui.js";
import { link, seats, you } from "../circle.js";
import { deputiesIn } from "../keeping.js";
import { t } from "../words.js";

export const Lost = () => {
  const away = you.value?.role === "facilitator" && (link.value === "reconnecting" || link.value === "offline");
  const deputy = deputiesIn(seats.value).find((seat) => !seat.away);
  return html`<div role="status">${!away ? null : html`<p class="lost small">${deputy ? t("lead.lost.deputy", { name: deputy.shown }) : t("lead.lost.alone")}</p>`}</div>`;
};
