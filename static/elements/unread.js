/** Written shares of people who were let in a short while ago: read here first, shown to all by one tap. */

import { html } from "../vendor/ui.js";
import { seats, view } from "../circle.js";
import { putOffWritten, showWritten } from "../guiding.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";

export const Unread = () => {
  const unread = Object.entries(view.value?.unread ?? {}).sort(([a], [b]) => Number(a) - Number(b));
  if (unread.length === 0) return null;
  return html`<section class="card unread" aria-labelledby="unread-title">
    <h2 id="unread-title"><span role="status">${t("lead.unread", { n: unread.length })}</span></h2>
    <p class="soft small">${t("lead.unread.hint")}</p>
    <ul>${unread.map(([number, share]) => html`<${Share} key=${number} share=${Number(number)} ...${share} />`)}</ul>
  </section>`;
};

/** @param {{ share: number, seat: string, text: string }} props */
const Share = ({ share, seat, text }) => {
  const values = { name: seats.value.find((one) => one.id === seat)?.shown ?? t("lead.somebody") };
  const off = view.value?.safe === true;
  return html`<li><p class="soft small">${nameOf(values.name)}</p>
    <p class="quoted" tabindex="0" translate=${false}>${text}</p>
    <div class="row">
      <${Ask} command="put_off_written" say="lead.notnow" name="lead.notnow.name" values=${values} kind="quiet" disabled=${off} press=${() => putOffWritten(share)} />
      <${Ask} command="show_written" say="lead.unread.show" name="lead.unread.show.name" values=${values} kind="on" disabled=${off} press=${() => showWritten(share)} />
    </div></li>`;
};
