/** What a person may set for themselves: the language, and whether single keys do something (WCAG 2.1.4). */

import { html } from "../vendor/ui.js";
import { t } from "../words.js";
import { LanguageButtons } from "./language-buttons.js";
import { singleKeys } from "./shortcuts.js";

export const Settings = () => {
  /** @param {Event} event */
  const tick = (event) => { singleKeys.value = /** @type {HTMLInputElement} */ (event.target).checked; };
  return html`<details class="card settings">
    <summary>${t("settings.title")}</summary>
    <${LanguageButtons} />
    <label class="tick"><input type="checkbox" checked=${singleKeys.value} onChange=${tick} /><span>${t("settings.keys")}: R, M, D, P</span></label>
  </details>`;
};
