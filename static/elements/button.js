/** A button: an icon that says nothing to a screen reader, and words that are its whole name. */

import { html } from "../vendor/ui.js";
import { Icon } from "./icon.js";

/** @param {{ icon?: string, words?: string, kind?: string, press: () => unknown, pressed?: boolean, busy?: boolean, disabled?: boolean, label?: string, keys?: string, hint?: string }} props
 * `label`: the whole name, when the words alone would not tell whom it is about; it must begin with them or contain them. */
export const Button = ({ icon, words, kind = "", press, pressed, busy, disabled, label, keys, hint }) => html`<button type="button" class=${`button ${kind}`}
  aria-pressed=${pressed === undefined ? undefined : String(pressed)} aria-busy=${busy ? "true" : undefined} aria-label=${label === words ? undefined : label}
  aria-keyshortcuts=${keys} disabled=${disabled} title=${hint} onClick=${() => { press(); }}>${icon ? html`<${Icon} name=${icon} />` : null}${words ? html`<span>${words}</span>` : null}</button>`;
