/** What can be done for and about one person. */

import { html, signal, useSignal } from "../vendor/ui.js";
import { seats, turn, view, you } from "../circle.js";
import { give, handOver, makeDeputy, makeListener, makeMember, offerSupport, proposeFollowUp } from "../guiding.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { MessageBox } from "./message-box.js";
import { mayRemove, removing } from "./removing.js";
import { RenameBox } from "./rename-box.js";

/** @import { Seat, SeatId } from "../types.d.ts" */

/** Whose menu is open. @type {import("@preact/signals").Signal<SeatId | null>} */
export const menu = signal(null);

/** `stays`: leads to another page of the same box. @typedef {{ key: string, icon: string, say: string, does: () => unknown, kind?: string, off?: boolean, stays?: true }} Item */

/** Of the one that was asked for; closed by itself when they leave. */
export const OpenMenu = () => {
  const seat = seats.value.find((one) => one.id === menu.value);
  return seat ? html`<${PersonMenu} key=${seat.id} seat=${seat} close=${() => { menu.value = null; }} />` : null;
};

/** @param {{ seat: Seat, close: () => void }} props */
const PersonMenu = ({ seat, close }) => {
  const page = useSignal(/** @type {"menu" | "message" | "rename"} */ ("menu"));
  /** @param {"message" | "rename"} to @param {string} icon @param {string} say @returns {Item} */
  const turnTo = (to, icon, say) => ({ key: to, icon, say, does: () => { page.value = to; }, stays: true });
  /** The question opens once this box is closed, so that the focus goes back to where it was. */
  const out = () => { setTimeout(() => { removing.value = seat; }); };
  /** @type {Item[]} */
  const items = [
    ...ofTurn(seat), turnTo("message", "note", "lead.message"), ...ofCare(seat), ...(mayRename(seat) ? [turnTo("rename", "pen", "lead.rename")] : []), ...ofRole(seat),
    ...(mayRemove(seat) ? [{ key: "remove", icon: "remove", say: "lead.remove.short", does: out, kind: "grave" }] : []),
  ];
  const body = page.value === "message" ? html`<${MessageBox} seat=${seat} close=${close} />` : page.value === "rename" ? html`<${RenameBox} seat=${seat} close=${close} />`
    : html`<ul class="menu">${items.map(({ key, icon, say, does, kind = "", off, stays }) => html`<li key=${key}>
        <${Button} icon=${icon} words=${t(say)} kind=${`wide ${kind}`} once disabled=${off} press=${() => { does(); if (!stays) close(); }} /></li>`)}</ul>`;
  return html`<${Dialog} name="person" title=${nameOf(seat.shown)} close=${close}>${body}<//>`;
};

/** @param {Seat} seat @returns {Item[]} */
function ofTurn(seat) {
  if (seat.role === "listener" || turn.value?.seat === seat.id) return [];
  return [{ key: "give", icon: "leaf", say: "lead.give.long", does: () => give(seat.id), off: view.value?.stage !== "open" || seat.away === true || view.value.safe === true }];
}

/** @param {Seat} seat @returns {Item[]} */
function ofCare(seat) {
  const helped = view.value?.help?.[seat.id] !== undefined;
  return [
    { key: "support", icon: "heart", say: "lead.support", does: () => offerSupport(seat.id), off: helped },
    { key: "follow", icon: "call", say: "lead.followup", does: () => proposeFollowUp(seat.id), off: seat.follow_up === true || seat.wants_call !== undefined },
  ];
}

/** @param {Seat} seat @returns {Item[]} deputies are the keeper's alone to choose */
function ofRole(seat) {
  const keeps = you.value?.role === "facilitator";
  const deputy = { key: "deputy", icon: "hand", say: "lead.deputy.make", does: () => makeDeputy(seat.id) };
  const member = { key: "member", icon: "person", say: seat.role === "deputy" ? "lead.deputy.unmake" : "lead.listener.unmake", does: () => makeMember(seat.id) };
  if (seat.role === "member") return [...(keeps ? [deputy] : []), { key: "listener", icon: "ear", say: "lead.listener.make", does: () => makeListener(seat.id) }];
  if (seat.role === "listener") return [member];
  if (seat.role === "deputy" && keeps) return [{ key: "hand", icon: "forward", say: "lead.handover", does: () => handOver(seat.id), off: seat.away === true }, member];
  return [];
}

/** @param {Seat} seat */
const mayRename = (seat) => view.value?.names !== undefined && seat.called !== undefined;
