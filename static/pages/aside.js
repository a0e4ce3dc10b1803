/** What stands apart from the circle's page, loaded when it is needed: care, calls, milestones, questions, safe mode, what is typed at the door, the microphone and the voice, how one is afterwards. */

import { html } from "../vendor/ui.js";
import { link, view } from "../circle.js";
import { callForm, nextList } from "../opened.js";
import { keepShell } from "../shell.js";
import { CallCard } from "../elements/call-card.js";
import { Greeting } from "../elements/greeting.js";
import { Milestones } from "../elements/milestones.js";
import { NextList } from "../elements/next-list.js";
import { Question } from "../elements/question.js";
import { WasHere } from "../elements/was-here.js";
// For the bundler alone: what the controls share with the circle's page is shared with this one too, so that it is one file and one request.
import "../elements/banner.js";
import "../elements/dock.js";
import "../elements/header.js";
import "../elements/prompt.js";
import "../elements/queue.js";
import "../elements/ring.js";
import "../elements/settings.js";
import "../elements/speaking.js";
import "../elements/written-share.js";

export { After } from "../elements/after.js";
export { Called } from "../elements/called.js";
export { Care } from "../elements/care.js";
export { Milestones } from "../elements/milestones.js";
export { ReadAloud } from "../elements/read-aloud.js";
export { Safe } from "../elements/safe.js";
export { Voice } from "../elements/voice-card.js";
export { VoiceSetting } from "../elements/voice-setting.js";

if (location.pathname === "/circle" && link.value !== "over") keepShell(); // the story is no page that anybody comes back to

/** What somebody in the waiting room may say of themselves. */
export const Outside = () => html`<${Greeting} /><${WasHere} />`;

export const Between = () => {
  const { phase, stage } = view.value ?? {};
  const began = stage !== "gathering";
  return html`${nextList.value ? html`<${NextList} />` : null}
    ${callForm.value || (began && phase?.call) ? html`<${CallCard} />` : null}
    ${began && phase?.questions ? html`<${Question} />` : null}
    ${began && phase?.milestones ? html`<${Milestones} />` : null}`;
};
