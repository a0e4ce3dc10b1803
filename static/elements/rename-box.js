/** Another typed name for one person, or none: where somebody typed what they should not have. */

import { html, useEffect, useRef, useSignal } from "../vendor/ui.js";
import { rename } from "../guiding.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";

/** @import { Seat } from "../types.d.ts" */

/** @param {{ seat: Seat, close: () => void }} props */
export const RenameBox = ({ seat, close }) => {
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const text = useSignal(seat.called ?? "");
  useEffect(() => { box.current?.select(); }, []);
  /** @param {string} name */
  const call = async (name) => { if ((await rename(seat.id, name)).ok) close(); };
  return html`<div class="words-to-one">
    <label for="called">${t("lead.rename.label")}</label>
    <input id="called" ref=${box} type="text" maxlength="60" value=${text.value} translate=${false} spellcheck=${false} autocomplete="off"
      onInput=${(/** @type {Event} */ event) => { text.value = /** @type {HTMLInputElement} */ (event.target).value; }} />
    <${Ask} command="rename" seat=${seat.id} icon="check" say="lead.rename.do" kind="primary wide" press=${() => call(text.value)} disabled=${text.value.trim() === ""} />
    <${Ask} command="rename" seat=${seat.id} icon="leaf" say="lead.rename.drawn" values=${{ name: nameOf(seat.name) }} kind="wide" press=${() => call("")} />
  </div>`;
};
