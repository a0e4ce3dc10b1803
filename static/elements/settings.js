/** What a person may set for themselves: the language, and whether single keys do something (WCAG 2.1.4). */

import { html } from "../vendor/ui.js";
import { listenOnly } from "../actions.js";
import { keeping, you } from "../circle.js";
import { callForm } from "../opened.js";
import { t } from "../words.js";
import { Aside } from "./aside.js";
import { Button } from "./button.js";
import { LanguageButtons } from "./language-buttons.js";
import { singleKeys } from "./shortcuts.js";

export const Settings = () => {
  /** @param {Event} event */
  const tick = (event) => { singleKeys.value = /** @type {HTMLInputElement} */ (event.target).checked; };
  /** @param {Event} event */
  const listen = (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    listenOnly(box.checked);
    box.checked = you.value?.listens === true; // the server decides
  };
  return html`<details class="card settings">
    <summary>${t("settings.title")}</summary>
    <${LanguageButtons} />
    ${you.value?.role === "member" ? html`<label class="tick"><input type="checkbox" checked=${you.value.listens === true} onChange=${listen} /><span>${t("enter.listen")}</span></label>` : null}
    ${keeping.value ? null : html`<${Button} icon="phone" words=${t("call.title")} kind="wide" pressed=${you.value?.wants_call === true} press=${() => { callForm.value = true; }} />`}
    <${Aside} part="VoiceSetting" waits />
    <label class="tick"><input type="checkbox" checked=${singleKeys.value} onChange=${tick} /><span>${t("settings.keys")}: R, M, D, P</span></label>
    <p class="soft small">${t("do.exit.now")}: ${t("do.exit.hint")}</p>
  </details>`;
};
