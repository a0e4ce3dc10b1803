/** A button: an icon that says nothing to a screen reader, and words that are its whole name. */

import { html } from "../vendor/ui.js";
import { Icon } from "./icon.js";

/**
 * @typedef {object} Look
 * @property {string} [icon]
 * @property {string} [words]
 * @property {string} [kind]      classes: primary, warm, grave, big, stacked …
 * @property {() => unknown} press
 * @property {boolean} [pressed]  for a button that stays down
 * @property {boolean} [busy]     asked, and not answered yet
 * @property {boolean} [disabled] says so and does nothing, but keeps the focus: losing it in the middle of a list is being lost
 * @property {boolean} [expanded] for a button that opens something
 * @property {string} [label]     the whole name, where the words alone would not tell whom it is about; contains them
 * @property {boolean} [once]     the second tap of a double tap, and a key held down, are not meant: the button may be another by then
 * @property {string} [keys]      its single-key shortcut
 * @property {string} [hint]      what it does, in a few words more
 */

/** @param {Look} props */
export const Button = ({ icon, words, kind = "", press, pressed, busy, disabled, once, expanded, label, keys, hint }) => {
  /** @param {MouseEvent} event */
  const tap = (event) => { if (!disabled && !(once && event.detail > 1)) press(); };
  return html`<button type="button" class=${`button ${kind}`} onClick=${tap} onKeyDown=${once ? pressedOnce : undefined} title=${hint} aria-label=${label === words ? undefined : label}
    aria-pressed=${pressed === undefined ? undefined : String(pressed)} aria-expanded=${expanded === undefined ? undefined : String(expanded)} aria-busy=${busy ? "true" : undefined} aria-disabled=${disabled ? "true" : undefined}
    aria-keyshortcuts=${keys}>${icon ? html`<${Icon} name=${icon} />` : null}${words ? html`<span>${words}</span>` : null}</button>`;
};

/** A key held down presses again and again. @param {KeyboardEvent} event */
function pressedOnce(event) {
  if (event.repeat && event.key === "Enter") event.preventDefault();
}
