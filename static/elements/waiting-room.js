/** Who waits to come in, for who runs the meeting, with what they said of themselves. */

import { html } from "../vendor/ui.js";
import { lobby, view } from "../circle.js";
import { admit, admitAll, turnAway } from "../guiding.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Avatar } from "./avatar.js";
import { Button } from "./button.js";
import { reseating } from "./reseating.js";

/** @import { Waiting } from "../types.d.ts" */

export const WaitingRoom = () => {
  const waiting = lobby.value;
  const closed = view.value?.safe === true;
  return html`<section class=${waiting.length > 0 ? "card waiting-room" : "card waiting-room empty"} aria-labelledby="waiting-title">
    <h2 id="waiting-title"><span role="status">${waiting.length > 0 ? t("lead.lobby.n", { n: waiting.length }) : t("lead.lobby")}</span></h2>
    ${waiting.length === 0 ? html`<p class="soft small">${t("lead.lobby.empty")}</p>` : html`
      <ul>${waiting.map((one) => html`<${Guest} key=${one.id} guest=${one} closed=${closed} />`)}</ul>
      ${waiting.length > 1 ? html`<${Ask} command="admit_all" icon="door" say="lead.admitall" kind="wide" press=${admitAll} disabled=${closed} />` : null}`}
  </section>`;
};

/** @param {{ guest: Waiting, closed: boolean }} props */
const Guest = ({ guest: { id, name, shown, called, greeting, was_here }, closed }) => {
  const values = { name: shown };
  return html`<li>
    <${Avatar} name=${name} />
    <div class="who"><p>${nameOf(shown)}</p>
      ${called && called !== shown ? html`<p class="small soft">${t("lead.called", { called })}</p>` : null}
      ${greeting ? html`<p class="quoted" translate=${false}>${greeting}</p>` : null}
      ${was_here === undefined ? null : html`<p class="small soft">${t("lead.washere")}</p>${was_here ? html`<p class="quoted" translate=${false}>${was_here}</p>` : null}`}</div>
    <div class="tools">
      ${was_here === undefined ? null : html`<${Button} words=${t("lead.reseat")} label=${t("lead.reseat.name", values)} kind="wide" disabled=${closed} press=${() => { reseating.value = id; }} />`}
      <${Ask} command="turn_away" seat=${id} say="lead.notnow" name="lead.notnow.name" values=${values} kind="quiet" press=${() => turnAway(id)} />
      <${Ask} command="admit" seat=${id} say="lead.admit" name="lead.admit.name" values=${values} kind="on" press=${() => admit(id)} disabled=${closed} />
    </div>
  </li>`;
};
