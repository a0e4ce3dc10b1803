/** The list of keys, under "?". */

import { html, signal } from "../vendor/ui.js";
import { t } from "../words.js";
import { Dialog } from "./dialog.js";

export const keysShown = signal(false);

/** @type {readonly [string, string][]} */
const KEYS = [
  ["N", "lead.key.next"], ["Shift S", "lead.key.stop"], ["B", "lead.key.pause"], ["U", "lead.key.undo"], ["H", "lead.key.help"],
  ["R", "lead.key.raise"], ["M", "lead.key.mic"], ["D", "lead.key.done"], ["P", "lead.key.pass"], ["Shift ×3", "do.exit.now"], ["?", "lead.key.keys"],
];

export const KeysHelp = () => (keysShown.value ? html`<${Dialog} name="keys" title=${t("lead.keys.title")} close=${() => { keysShown.value = false; }}>
  <dl class="keys">${KEYS.map(([key, say]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${t(say)}</dd></div>`)}</dl>
  <p class="soft small">${t("lead.keys.order")}</p>
<//>` : null);
