/** The number to call, always one tap away. Tele-MANAS: day and night, free, all over India. */

import { html } from "../vendor/ui.js";
import { t } from "../words.js";

const NUMBER = "14416";

export const Helpline = () => html`<p class="helpline small"><span>${t("helpline.ask")}</span> <a href=${`tel:${NUMBER}`}>${t("helpline.call")}</a></p>`;
