/** A button that asks the circle for something, once a tap, and looks pressed until the answer is here. */

import { html } from "../vendor/ui.js";
import { pending } from "../circle.js";
import { t } from "../words.js";
import { Button } from "./button.js";

/** @import { Command, SeatId, Values } from "../types.d.ts" */

/**
 * @typedef {object} Asking
 * @property {Command} command
 * @property {SeatId} [seat]      whom it is about, where several people have the same button
 * @property {string} [say]       key of the words
 * @property {string} [name]      key of the whole name, filled with `values`
 * @property {Values} [values]
 */

/** @param {Asking & Omit<import("./button.js").Look, "words" | "label" | "busy">} props */
export const Ask = ({ command, seat, say, name, values, ...look }) => html`<${Button} once ...${look} words=${say && t(say, values)} label=${name && t(name, values)}
  busy=${pending.value.has(seat ? `${command} ${seat}` : command)} />`;
