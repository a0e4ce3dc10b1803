/** Who speaks for the meeting, beside whoever has the turn. */

import { html } from "../vendor/ui.js";
import { seats, view } from "../circle.js";
import { t } from "../words.js";

export const Speaking = () => {
  const speaker = seats.value.find((seat) => seat.id === view.value?.speaking);
  const words = !speaker ? "" : speaker.me ? t("status.speaking.mine") : t("status.speaking", { name: speaker.shown });
  return html`<div role="status">${words ? html`<p class="speaking">${words}</p>` : null}</div>`;
};
