/** Everybody, for who runs the meeting: mute, give, remove. Who has the piece is muted beside *Next*, who waits is given it in the order. */

import { html, useSignal } from "../vendor/ui.js";
import { muteAll, remove, unmuteAll } from "../actions.js";
import { seats, turn, view, you } from "../circle.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Avatar } from "./avatar.js";
import { Button } from "./button.js";
import { Confirm } from "./confirm.js";
import { Give } from "./order-tools.js";
import { Silence } from "./steer.js";

/** @import { Seat } from "../types.d.ts" */

export const People = () => {
  /** @type {import("@preact/signals").Signal<Seat | null>} */
  const leaving = useSignal(null);
  const muted = view.value?.muted_all;
  return html`<section class="card people" aria-labelledby="people-title">
    <h2 id="people-title">${t("lead.people")}</h2>
    ${muted ? html`<${Ask} command="unmute_all" icon="mic" say="lead.unmuteall" kind="wide" press=${unmuteAll} />`
      : html`<${Ask} command="mute_all" icon="mic-off" say="lead.muteall" kind="wide" press=${muteAll} />`}
    <ul>${seats.value.map((seat) => html`<${Person} key=${seat.id} seat=${seat} out=${() => { leaving.value = seat; }} />`)}</ul>
    ${leaving.value ? html`<${Confirm} question=${t("lead.remove.sure", { name: leaving.value.shown })} yes=${t("lead.remove.yes")}
      press=${() => { if (leaving.value) remove(leaving.value.id); }} close=${() => { leaving.value = null; }} />` : null}
  </section>`;
};

/** @param {{ seat: Seat, out: () => void }} props */
const Person = ({ seat, out }) => {
  const holds = turn.value?.seat === seat.id;
  const mayRemove = !seat.me && seat.role !== "facilitator" && (seat.role !== "deputy" || you.value?.role === "facilitator");
  return html`<li>
    <${Avatar} name=${seat.name} />
    <p class="who">${nameOf(seat.shown)}${seat.me ? html` <span class="self">· ${t("circle.you")}</span>` : null}<small>${about(seat, holds)}</small></p>
    <div class="tools">
      ${holds ? null : html`<${Silence} seat=${seat} />`}
      ${holds || seat.place || seat.role === "listener" ? null : html`<${Give} seat=${seat} />`}
      ${mayRemove ? html`<${Button} icon="remove" label=${t("lead.remove", { name: seat.shown })} kind="square quiet grave out" press=${out} />` : null}
    </div>
  </li>`;
};

/** @param {Seat} seat @param {boolean} holds @returns {string} */
const about = (seat, holds) => [
  holds ? t(turn.value?.state === "sharing" ? "circle.sharing" : "circle.offered") : "",
  seat.muted ? t("lead.muted") : "",
  seat.away ? t("circle.away") : "",
  seat.role === "facilitator" ? t("circle.keeper") : seat.role === "deputy" ? t("circle.deputy") : seat.role === "listener" ? t("circle.listener") : "",
].filter(Boolean).join(", ");
