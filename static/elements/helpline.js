/** The first of the centre's numbers to call, always one tap away. */

import { html } from "../vendor/ui.js";
import { dialled, helplines } from "../helplines.js";
import { t } from "../words.js";

/** Day and night, free, all over India: it has a sentence of its own. */
const TELE_MANAS = "14416";

export const Helpline = () => {
  const [first] = helplines();
  if (!first) return null;
  const words = first.number === TELE_MANAS ? t("helpline.call") : `${first.label} ${first.number}`;
  return html`<p class="helpline small"><span>${t("helpline.ask")}</span> <a href=${dialled(first.number)}>${words}</a></p>`;
};
