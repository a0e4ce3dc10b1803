/** Three languages, each in its own script, first in tab order. */

import { html } from "../vendor/ui.js";
import { language, speakLanguage, t } from "../words.js";

/** @import { Language } from "../types.d.ts" */

/** @type {[Language, string][]} */
export const NAMES = [["mr", "मराठी"], ["hi", "हिन्दी"], ["en", "English"]];

export const LanguageButtons = () => html`<nav class="languages" aria-label=${t("language.choose")}>
  ${NAMES.map(([code, own]) => html`<button key=${code} type="button" class="button" lang=${code} aria-pressed=${String(language.value === code)}
    onClick=${() => speakLanguage(code)}>${own}</button>`)}
</nav>`;
