// @ts-check
/** The number to call, always one tap away. Tele-MANAS: day and night, free, all over India. */
import { html } from "../vendor/ui.js";
import { t } from "../words.js";

const NUMBER = "14416";

export const Helpline = () => {
  const [before = "", after = ""] = t("helpline", { n: "\u0000" }).split("\u0000");
  return html`<p class="helpline small">${before}<a href=${`tel:${NUMBER}`}>${NUMBER}</a>${after}</p>`;
};
