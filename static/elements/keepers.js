/** Who keeps the circle and who comes next: there is always one keeper, or the circle is in safe mode and says so. */

import { keep } from "../actions.js";
import { html } from "../vendor/ui.js";
import { now, seats, view, you } from "../circle.js";
import { handOver, moveDeputy } from "../guiding.js";
import { deputiesIn } from "../keeping.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Avatar } from "./avatar.js";
import { Button } from "./button.js";
import { Fold } from "./fold.js";

/** @import { Seat } from "../types.d.ts" */

export const Keepers = () => {
  const keeper = seats.value.find((seat) => seat.id === view.value?.keeper);
  const deputies = deputiesIn(seats.value);
  const title = html`${t("lead.keepers")} <span class="soft small">${view.value?.safe ? t("lead.safe.short") : keeper?.me ? t("lead.keeps.me") : keeper ? t("lead.keeps", { name: keeper.shown }) : ""}</span>`;
  return html`<${Fold} kind="keepers" title=${title} open=${deputies.length > 0 || view.value?.deputy_needed === true}>
    ${you.value?.may_keep ? html`<p class="small">${t(view.value?.safe ? "lead.safe.keep" : "lead.keep.again", { name: keeper?.shown ?? "" })}</p>
      <${Ask} command="keep" icon="hand" say="lead.keep" kind="warm wide" press=${keep} />` : null}
    ${deputies.length === 0 ? html`<p class="soft small">${t("lead.deputies.none")}</p>` : html`<h3>${t("lead.deputies")}</h3>
      <ol>${deputies.map((seat, index) => html`<${Deputy} key=${seat.id} seat=${seat} place=${index + 1} last=${deputies.length} />`)}</ol>`}
  <//>`;
};

/** @param {{ seat: Seat, place: number, last: number }} props */
const Deputy = ({ seat, place, last }) => {
  const name = seat.shown;
  return html`<li>
    <span class="number">${place}</span><${Avatar} name=${seat.name} />
    <p class="who">${nameOf(name)}${seat.me ? html` <span class="self">· ${t("circle.you")}</span>` : null}${seat.away ? html`<small>${t("circle.away")}</small>` : null}</p>
    ${you.value?.role === "facilitator" ? html`<div class="tools">
      ${last > 1 ? html`<${Button} icon="up" label=${t("lead.up", { name })} kind="square" press=${() => moveDeputy(seat.id, place - 1)} disabled=${place === 1} />
        <${Button} icon="down" label=${t("lead.down", { name })} kind="square" press=${() => moveDeputy(seat.id, place + 1)} disabled=${place === last} />` : null}
      <${Ask} command="hand_over" seat=${seat.id} say="lead.handover.short" name="lead.handover.name" values=${{ name }} press=${() => handOver(seat.id)} disabled=${seat.away} />
    </div>` : null}
  </li>`;
};

/** Nobody keeps the circle: what happens now, and until when. */
export const SafeMode = () => {
  const { safe, closes_at: closes } = view.value ?? {};
  return html`<div role="status">${safe ? html`<div class="unkept card"><p><strong>${t("lead.safe")}</strong></p>
    <p class="small">${t("lead.safe.hint")}${closes === undefined ? "" : html` ${t("lead.safe.closes", { n: Math.max(1, Math.ceil((closes - now.value) / 60)) })}`}</p></div>` : null}</div>`;
};
