/** The field for a typed name, in circles that have them. */

import { html, useEffect, useRef } from "../vendor/ui.js";
import { t } from "../words.js";
import { PRIVATE, typedInto } from "./input.js";

/** Units of a typed name that the field takes; the server counts letters with all their signs. */
const MOST = 100;

/** Asked for only where this circle has typed names, once the server has said so. @param {{ called: import("@preact/signals").Signal<string>, names: string }} props */
export const Called = ({ called, names }) => {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => { field.current?.focus(); }, []); // the answer to the person's own tap
  return html`<section class="card called">
    <label for="called">${t("enter.called")}</label>
    <input id="called" class="input" ref=${field} value=${called.value} maxlength=${MOST} onInput=${typedInto(called)} aria-describedby="called-hint" ...${PRIVATE} />
    <p class="soft small" id="called-hint">${t(names === "chosen" ? "enter.called.chosen" : "enter.called.known")}</p>
  </section>`;
};
