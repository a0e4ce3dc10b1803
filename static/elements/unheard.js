/** Asked before somebody who waits would be left behind: hear them, or go on. */

import { html } from "../vendor/ui.js";
import { cards } from "../cards.js";
import { queue, seats, unheard, view } from "../circle.js";
import { give, goTo, next } from "../guiding.js";
import { unheardIn } from "../keeping.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Avatar } from "./avatar.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";

export const Unheard = () => {
  const asked = unheard.value;
  if (!asked) return null;
  const waiting = unheardIn(view.value, queue.value, seats.value);
  const first = waiting.find((seat) => !seat.away);
  const close = () => { unheard.value = null; };
  const phase = asked.command === "go_to" ? Number(asked.fields.phase) : (view.value?.phase?.n ?? 0) + 1;
  const title = cards.value?.phases[phase - 1]?.title;
  const hear = () => { if (first) give(first.id); close(); };
  const goOn = () => { if (asked.command === "go_to") goTo(phase, { confirmed: true }); else next({ confirmed: true }); close(); };
  return html`<${Dialog} name="unheard" title=${t("lead.unheard", { n: waiting.length })} close=${close}>
    <ul class="faces">${waiting.map((seat) => html`<li key=${seat.id}><${Avatar} name=${seat.name} />${nameOf(seat.shown)}
      ${seat.away ? html`<small>${t("circle.away")}</small>` : null}</li>`)}</ul>
    ${first ? html`<${Button} icon="ear" words=${t("lead.unheard.hear", { name: first.shown })} kind="primary wide" once press=${hear} />` : null}
    <${Button} icon="forward" words=${title ? t("lead.unheard.goon", { title }) : t("lead.unheard.goon.next")} kind="wide" once press=${goOn} />
  <//>`;
};
