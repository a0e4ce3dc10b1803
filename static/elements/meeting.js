/** The end of the meeting, for who runs it: asked once more, from here and from the last *Next*. */

import { html } from "../vendor/ui.js";
import { endCircle } from "../guiding.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Button } from "./button.js";
import { Confirm } from "./confirm.js";
import { keysShown } from "./keys-help.js";
import { ending } from "./next-button.js";

export const Meeting = () => html`<section class="meeting">
  <${Button} icon="keys" words=${t("lead.keys.title")} kind="wide" press=${() => { keysShown.value = true; }} keys="?" />
  <${Ask} command="end_circle" say="lead.end" kind="grave wide" press=${() => { ending.value = true; }} />
</section>`;

export const Ending = () => (ending.value ? html`<${Confirm} question=${t("lead.end.sure")} yes=${t("lead.end.yes")} press=${endCircle} close=${() => { ending.value = false; }} />` : null);
