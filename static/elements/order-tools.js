/** What a facilitator does with a place in the order: up, down, to the end, give. Arrow keys do the same from any of them. */

import { html } from "../vendor/ui.js";
import { give, move, moveToEnd } from "../actions.js";
import { queue, view } from "../circle.js";
import { t } from "../words.js";
import { Button } from "./button.js";

/** @import { Seat } from "../types.d.ts" */

/** @param {{ seat: Seat }} props */
export const OrderTools = ({ seat }) => {
  const place = seat.place ?? 1;
  const last = queue.value.length;
  const up = () => { if (place > 1) move(seat.id, place - 1); };
  const down = () => { if (place < last) move(seat.id, place + 1); };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const action = { ArrowUp: up, ArrowDown: down, End: () => moveToEnd(seat.id) }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  const { name } = seat;
  return html`<div class="tools" onKeyDown=${keys}>
    <${Button} icon="up" label=${t("lead.up", { name })} kind="square" press=${up} disabled=${place === 1} />
    <${Button} icon="down" label=${t("lead.down", { name })} kind="square" press=${down} disabled=${place === last} />
    <${Button} icon="end" label=${t("lead.toend", { name })} kind="square" press=${() => moveToEnd(seat.id)} disabled=${place === last} />
    <${Give} seat=${seat} />
  </div>`;
};

/** @param {{ seat: Seat }} props */
export const Give = ({ seat }) => html`<${Button} icon="leaf" words=${t("lead.give.short")} label=${t("lead.give", { name: seat.shown })} kind="stacked give"
  press=${() => give(seat.id)} disabled=${view.value?.stage !== "open" || seat.away} />`;
