/** Everybody, for who runs the meeting: the microphone at once, everything else behind one button. */

import { html } from "../vendor/ui.js";
import { seats, turn, view } from "../circle.js";
import { muteAll, unmuteAll } from "../guiding.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Avatar } from "./avatar.js";
import { Button } from "./button.js";
import { Silence } from "./moment.js";
import { menu } from "./person-menu.js";
import { roleSaid } from "./role.js";

/** @import { Seat } from "../types.d.ts" */

export const People = () => {
  const muted = view.value?.muted_all;
  return html`<section class="card people" aria-labelledby="people-title">
    <h2 id="people-title">${t("lead.people")}</h2>
    ${muted ? html`<${Ask} command="unmute_all" icon="mic" say="lead.unmuteall" kind="wide on" press=${unmuteAll} />`
      : html`<${Ask} command="mute_all" icon="mic-off" say="lead.muteall" kind="wide" press=${muteAll} />`}
    <ul>${seats.value.map((seat) => html`<${Person} key=${seat.id} seat=${seat} />`)}</ul>
  </section>`;
};

/** @param {{ seat: Seat }} props */
const Person = ({ seat }) => html`<li>
  <${Avatar} name=${seat.name} />
  <p class="who">${nameOf(seat.shown)}${seat.me ? html` <span class="self">· ${t("circle.you")}</span>` : null}<small>${about(seat)}</small></p>
  <div class="tools">
    <${Silence} seat=${seat} />
    ${seat.me ? null : html`<${Button} icon="more" label=${t("lead.menu", { name: seat.shown })} kind="square menu" press=${() => { menu.value = seat.id; }} />`}
  </div>
</li>`;

/** @param {Seat} seat @returns {string} */
const about = (seat) => {
  const holds = turn.value?.seat === seat.id;
  return [
    seat.called && seat.called !== seat.shown ? t("lead.called", { called: seat.called }) : "",
    holds ? t(turn.value?.state === "offered" ? "circle.offered" : turn.value?.state === "held" ? "circle.held" : "circle.sharing") : "",
    seat.muted ? t("lead.muted") : "",
    seat.away ? t("circle.away") : "",
    roleSaid(seat),
    seat.listens ? t("lead.listens") : "",
    seat.wants_call ? t("lead.wantscall") : seat.follow_up ? t("lead.followup.asked") : "",
    seat.message ? t("lead.message.waits") : "",
  ].filter(Boolean).join(", ");
};
