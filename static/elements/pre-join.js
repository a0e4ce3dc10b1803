/** Before one enters: a drawn name, earphones, the agreement. One enters listening; the microphone is asked for much later. */

import { html, useSignal } from "../vendor/ui.js";
import { enter, entering, entryAsks, entryError } from "../entry.js";
import { drawName, nameOf } from "../names.js";
import { hear } from "../voice.js";
import { t, timeOfDay } from "../words.js";
import { Agreement } from "./agreement.js";
import { Aside } from "./aside.js";
import { Avatar } from "./avatar.js";
import { Button } from "./button.js";
import { ExitButton } from "./exit-button.js";
import { Helpline } from "./helpline.js";
import { Icon } from "./icon.js";
import { LanguageButtons } from "./language-buttons.js";
import { refusal } from "./refusal.js";

/** @import { Address, Name } from "../types.d.ts" */

/** @param {{ way: Address, first?: Name }} props `first`: the name to start with, else a drawn one */
export const PreJoin = ({ way, first }) => {
  const name = useSignal(first ?? drawName());
  const agreed = useSignal(false);
  const listens = useSignal(false);
  const called = useSignal("");
  const draw = () => { name.value = drawName(); };
  const go = async () => {
    hear(); // in the same tap: it is the gesture that lets the page play sound
    await enter({ ...way, name: name.value, called: called.value.trim(), listens: listens.value });
    if (entryError.value === "name-taken") draw();
  };
  return html`<div class="page before">
    <div class="top"><${LanguageButtons} /><${ExitButton} /></div>
    <main class="main narrow">
      <h1>${t("enter.title")}</h1>
      ${entryAsks.value.names === "chosen" ? null : html`<section class="card drawn" aria-label=${t("enter.name")}>
        <${Avatar} name=${name.value} />
        <p><span class="soft small">${t("enter.name")}</span><strong aria-live="polite">${nameOf(name.value)}</strong></p>
        <${Button} icon="die" words=${t("enter.draw")} press=${draw} />
        <p class="soft small">${t("enter.name.hint")}</p>
      </section>`}
      ${entryAsks.value.names ? html`<${Aside} part="Called" called=${called} names=${entryAsks.value.names} />` : null}
      <${Agreement} agreed=${agreed} />
      <label class="tick"><input type="checkbox" checked=${listens.value} onChange=${ticked(listens)} /><span>${t("enter.listen")}</span></label>
      <ul class="facts">
        <li><${Icon} name="ear" /><span>${t("enter.listening")}</span></li>
        <li><${Icon} name="earphones" /><span>${t("enter.earphones")}</span></li>
        <li><${Icon} name="lock" /><span>${t("enter.record")}</span></li>
      </ul>
      <${Helpline} />
    </main>
    <footer class="dock">
      <div role="alert">${entryError.value ? html`<p class="refused">${why(entryError.value)}</p>` : null}</div>
      <${Button} words=${t(entering.value ? "enter.entering" : "enter.enter")} kind="primary big" disabled=${!agreed.value} busy=${entering.value} press=${go} />
    </footer>
  </div>`;
};

/** @param {string} code @returns {string} */
function why(code) {
  const { opens } = entryAsks.value;
  return code === "not-open-yet" && opens !== undefined ? t("enter.opens", { t: timeOfDay(opens) }) : refusal(code);
}

/** @param {import("@preact/signals").Signal<boolean>} on @returns {(event: Event) => void} */
const ticked = (on) => (event) => { on.value = /** @type {HTMLInputElement} */ (event.target).checked; };
