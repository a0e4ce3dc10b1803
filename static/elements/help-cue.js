/** Somebody asks for help now: said beside *Next* too, wherever the page was scrolled to. */

import { html } from "../vendor/ui.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Icon } from "./icon.js";
import { answer, waitsForHelp } from "./help-desk.js";

export const HelpCue = () => {
  const [first] = waitsForHelp.value;
  if (!first) return null;
  return html`<div class="help-cue"><${Icon} name="heart" />
    <p>${t(first.state === "alerted" ? "lead.help.alert" : "lead.help.asks", { name: first.seat.shown })}</p>
    <${Ask} command="answer_help" seat=${first.id} say="lead.help.answer" name="lead.help.answer.name" values=${{ name: first.seat.shown }} kind="warm" press=${() => answer(first.id)} />
  </div>`;
};
