/** Which of the seats that nobody is on belongs to somebody who waits: chosen by who runs the meeting, never offered to a stranger. */

import { html, signal } from "../vendor/ui.js";
import { lobby, view } from "../circle.js";
import { reseat } from "../guiding.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Avatar } from "./avatar.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";

/** @import { SeatId } from "../types.d.ts" */

/** Whose seat is looked for. @type {import("@preact/signals").Signal<SeatId | null>} */
export const reseating = signal(null);

/** Closed by itself when they have it, or wait no more. */
export const Reseating = () => {
  const guest = lobby.value.find((one) => one.id === reseating.value);
  if (guest?.was_here === undefined) return null;
  const close = () => { reseating.value = null; };
  const empty = Object.entries(view.value?.empty ?? {});
  return html`<${Dialog} name="reseat" title=${t("lead.reseat.which")} close=${close}>
    ${guest.was_here ? html`<p class="quoted" translate=${false}>${guest.was_here}</p>` : null}
    <p class="soft small">${t(empty.length > 0 ? "lead.reseat.hint" : "lead.reseat.none")}</p>
    <ul class="menu faces">${empty.map(([seat, { name, called }]) => {
      const shown = view.value?.names === "chosen" && called ? called : name;
      return html`<li key=${seat}><${Avatar} name=${name} />
        <${Button} words=${called && called !== shown ? `${nameOf(shown)} · ${called}` : nameOf(shown)} kind="wide" once press=${() => { void reseat(seat, guest.id); close(); }} /></li>`;
    })}</ul>
  <//>`;
};
