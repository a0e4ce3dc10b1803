// @ts-check
/** Before one enters: a drawn name, earphones, the agreement. One enters listening; the microphone is asked for much later. */
import { html, useSignal } from "../vendor/ui.js";
import { enter, entering, entryError } from "../entry.js";
import { drawName, nameOf } from "../names.js";
import { hear } from "../voice.js";
import { t } from "../words.js";
import { Agreement } from "./agreement.js";
import { Avatar } from "./avatar.js";
import { Button } from "./button.js";
import { refusal } from "./dock.js";
import { Helpline } from "./helpline.js";
import { LanguageButtons } from "./language-buttons.js";

/** @param {{ code: string, secret?: string }} props */
export const PreJoin = ({ code, secret }) => {
  const name = useSignal(drawName());
  const agreed = useSignal(false);
  const go = async () => {
    hear(); // in the same tap: it is the gesture that lets the page play sound
    await enter({ code, secret, name: name.value });
    if (entryError.value === "name-taken") name.value = drawName();
  };
  return html`<div class="page">
    <main class="main narrow">
      <${LanguageButtons} />
      <h1>${t("enter.title")}</h1>
      <section class="card drawn" aria-label=${t("enter.name")}>
        <p class="soft small">${t("enter.name")}</p>
        <div class="who"><${Avatar} name=${name.value} /><strong aria-live="polite">${nameOf(name.value)}</strong></div>
        <${Button} icon="die" words=${t("enter.draw")} press=${() => { name.value = drawName(); }} />
        <p class="soft small">${t("enter.name.hint")}</p>
      </section>
      <p class="soft small">${t("enter.earphones")}</p>
      <${Agreement} agreed=${agreed} />
      <p class="soft small">${t("enter.record")}</p>
      <${Helpline} />
    </main>
    <footer class="dock">
      <p class="soft small">${t("enter.listening")}</p>
      ${entryError.value ? html`<p class="refused" role="alert">${refusal(entryError.value)}</p>` : null}
      <${Button} words=${t(entering.value ? "enter.entering" : "enter.enter")} kind="primary big" disabled=${!agreed.value} busy=${entering.value} press=${go} />
    </footer>
  </div>`;
};
