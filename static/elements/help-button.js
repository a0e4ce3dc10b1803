/** *I need help now*, in the header, always: the card with the numbers to call opens at the first tap. */

import { html } from "../vendor/ui.js";
import { you } from "../circle.js";
import { helpCard } from "../opened.js";
import { t } from "../words.js";
import { Button } from "./button.js";

export const HelpButton = () => {
  const open = helpCard.value !== false;
  const asked = you.value?.help !== undefined && you.value.help.state !== "offered";
  return html`<${Button} icon="help" words=${t("care.help")} label=${t("care.now")} kind=${open || asked ? "help-now on" : "help-now"} expanded=${open}
    press=${() => { helpCard.value = open ? false : "pressed"; }} />`;
};
