/** The order of turns in the facilitator's hands: dragged, moved by arrow keys or by buttons, given. The server decides where a place ends up. */

import { html, signal, useEffect, useLayoutEffect, useRef } from "../vendor/ui.js";
import { queue, view } from "../circle.js";
import { closeQueue, give, move, moveToEnd, openQueue } from "../guiding.js";
import { dropPlace } from "../keeping.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Avatar } from "./avatar.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";
import { OrderPolicy } from "./order-policy.js";

/** @import { Seat, SeatId } from "../types.d.ts" */

/** What is dragged: from which place, how far, and where it would be dropped. @type {import("@preact/signals").Signal<{ seat: SeatId, from: number, start: number, y: number, to: number, middles: number[] } | null>} */
const drag = signal(null);

/** Whose buttons are shown. @type {import("@preact/signals").Signal<SeatId | null>} */
const chosen = signal(null);

export const TurnOrder = () => {
  const list = useRef(/** @type {HTMLOListElement | null} */ (null));
  const held = useRef(/** @type {SeatId | null} */ (null));
  const order = queue.value.map((seat) => seat.id).join(" ");
  // a row that moves while it has the focus loses it in some browsers: the keyboard goes on where it was
  useLayoutEffect(() => {
    if (held.current && document.activeElement === document.body) /** @type {HTMLElement | null} */ (list.current?.querySelector(`[data-seat="${held.current}"] .handle`))?.focus();
  }, [order]);
  /** @param {FocusEvent} event */
  const holds = (event) => { held.current = /** @type {HTMLElement} */ (event.target).closest("li")?.dataset.seat ?? null; };
  useEffect(() => () => { drag.value = chosen.value = null; }, []);
  const { queue_open: open = true, order: policy } = view.value ?? {};
  return html`<section class="card queue order" aria-labelledby="queue-title">
    <h2 id="queue-title">${t("circle.queue")}</h2>
    <${OrderPolicy} />
    ${queue.value.length === 0 ? html`<p class="soft small">${t(policy === "draw" ? "lead.order.drawn" : open ? "lead.queue.empty" : "circle.queue.closed")}</p>`
      : html`<p class="soft small" id="order-hint">${t("lead.order.hint")}</p>
        <ol ref=${list} onFocusIn=${holds} onFocusOut=${() => { setTimeout(() => { if (document.activeElement !== document.body) held.current = null; }); }}>
          ${queue.value.map((seat) => html`<${Row} key=${seat.id} seat=${seat} list=${list} />`)}</ol>`}
    ${open ? html`<${Ask} command="close_queue" icon="lock" say="lead.closequeue" press=${closeQueue} />`
      : html`<${Ask} command="open_queue" icon="unlock" say="lead.openqueue" kind="on" press=${openQueue} />`}
  </section>`;
};

/** @param {{ seat: Seat, list: { current: HTMLOListElement | null } }} props */
const Row = ({ seat, list }) => {
  const [place, last] = [seat.place ?? 1, queue.value.length];
  const dragged = drag.value;
  const mine = dragged?.seat === seat.id;
  const mark = dragged && !mine && dragged.to !== dragged.from && dragged.to === place ? (dragged.to < dragged.from ? " before" : " after") : "";
  const name = seat.shown;
  return html`<li class=${`${seat.me ? "me" : ""}${mine ? " dragged" : ""}${mark}`} data-seat=${seat.id} style=${mine ? { "--dragged": `${dragged.y - dragged.start}px` } : {}}>
    <${Handle} seat=${seat} list=${list} />
    <span class="number">${place}</span><${Avatar} name=${seat.name} />
    <p class="who">${nameOf(seat.shown)}${seat.me ? html` <span class="self">· ${t("circle.you")}</span>` : null}<small>${about(seat)}</small></p>
    <${Give} seat=${seat} />
    ${chosen.value === seat.id ? html`<div class="moves">
      <${Button} icon="up" label=${t("lead.up", { name })} kind="square" press=${() => move(seat.id, place - 1)} disabled=${place === 1} />
      <${Button} icon="down" label=${t("lead.down", { name })} kind="square" press=${() => move(seat.id, place + 1)} disabled=${place === last} />
      <${Ask} command="move_to_end" seat=${seat.id} icon="end" say="lead.toend.short" name="lead.toend" values=${{ name }} press=${() => moveToEnd(seat.id)} disabled=${place === last} />
    </div>` : null}
  </li>`;
};

/** @param {Seat} seat @returns {string} */
const about = (seat) => [seat.away ? t("circle.away") : "", seat.heard ? t("lead.heard") : ""].filter(Boolean).join(", ");

/** Dragged by the pointer, moved by arrow keys; a press shows the buttons that do the same. @param {{ seat: Seat, list: { current: HTMLOListElement | null } }} props */
const Handle = ({ seat, list }) => {
  const [place, last] = [seat.place ?? 1, queue.value.length];
  /** @param {PointerEvent} event */
  const take = (event) => {
    if (event.button !== 0) return;
    const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect());
    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    drag.value = { seat: seat.id, from: place, start: event.clientY, y: event.clientY, to: place, middles: rows.map((row) => row.top + row.height / 2) };
  };
  /** @param {PointerEvent} event */
  const pull = (event) => {
    const now = drag.value;
    if (now?.seat !== seat.id) return;
    const middle = now.middles[now.from - 1] + event.clientY - now.start;
    drag.value = { ...now, y: event.clientY, to: dropPlace(now.middles, now.from, middle) };
  };
  const drop = () => {
    const now = drag.value;
    drag.value = null;
    if (now?.seat === seat.id && now.to !== now.from) move(seat.id, now.to);
    else if (now && Math.abs(now.y - now.start) < TAP_PX) chosen.value = chosen.value === seat.id ? null : seat.id;
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const action = { ArrowUp: () => { if (place > 1) move(seat.id, place - 1); }, ArrowDown: () => { if (place < last) move(seat.id, place + 1); }, End: () => moveToEnd(seat.id) }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  /** A press by the keyboard or by an aid; the pointer's own was `drop`. @param {MouseEvent} event */
  const press = (event) => { if (event.detail === 0) chosen.value = chosen.value === seat.id ? null : seat.id; };
  return html`<button type="button" class="button square handle" aria-label=${t("lead.move", { name: seat.shown })} aria-describedby="order-hint" aria-expanded=${String(chosen.value === seat.id)}
    onPointerDown=${take} onPointerMove=${pull} onPointerUp=${drop} onPointerCancel=${() => { drag.value = null; }} onKeyDown=${keys} onClick=${press}><${Icon} name="grip" /></button>`;
};

/** A finger that moves less has tapped. */
const TAP_PX = 6;

/** @param {{ seat: Seat }} props */
export const Give = ({ seat }) => html`<${Ask} command="give" seat=${seat.id} icon="leaf" say="lead.give.short" name="lead.give" values=${{ name: seat.shown }} kind="stacked give"
  press=${() => give(seat.id)} disabled=${view.value?.stage !== "open" || seat.away || view.value?.safe} />`;
