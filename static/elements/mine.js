/** What I can do now: one big button that changes with the moment, one beside it where shares are answered, and a second row. */

import { html } from "../vendor/ui.js";
import { begin, done, inviteResponses, lowerHand, notDone, pass, passForNow, raiseHand, respond, withYou } from "../actions.js";
import { beside, floorMine, keeping, me, myTurn, now, primary, responding, view, you } from "../circle.js";
import { mayBeWith } from "../derive.js";
import { nextList } from "../opened.js";
import { askMicrophone, closeMicrophone, microphone, muteSpeaker, speakerMuted } from "../voice.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Button } from "./button.js";
import { startWriting, writing } from "./writing-state.js";
import { Writing } from "./writing.js";

/** @import { Command, Primary } from "../types.d.ts" */

/** @type {Partial<Record<Command, { icon?: string, kind: string, press: () => void, keys?: string }>>} */
const BIG = {
  raise_hand: { icon: "hand", kind: "primary", press: () => { raiseHand(); }, keys: "R" },
  lower_hand: { icon: "hand", kind: "warm", press: () => { lowerHand(); }, keys: "R" },
  begin: { icon: "mic", kind: "primary", press: () => { begin(); }, keys: "M" },
  done: { icon: "check", kind: "primary", press: () => { done(); }, keys: "D" },
  respond: { kind: "", press: () => { respond(); } },
  invite_responses: { kind: "", press: () => { inviteResponses(); } },
};

export const Mine = () => (writing.value ? html`<${Writing} />` : html`<${Mains} /><${Row} />`);

/** The first button stays the same element when one comes beside it: whoever is on it with the keyboard stays there. */
const Mains = () => {
  const invited = beside.value?.command === "respond" && !beside.value.closed && view.value?.turn?.state === "responses";
  if (!primary.value && !beside.value) return null;
  return html`<div class=${beside.value ? "mains two" : "mains"}>
    <${Big} big=${primary.value} plain=${invited} /><${Big} big=${beside.value} green=${invited} />
  </div>`;
};

/** @param {{ big: Primary, green?: boolean, plain?: boolean }} props `plain`: another one is the green one now */
const Big = ({ big, green, plain }) => {
  const button = big && BIG[big.command];
  if (!big || !button) return null;
  const kind = green ? "primary" : plain && button.kind === "primary" ? "" : button.kind;
  return html`<${Ask} command=${big.command} icon=${big.key === "do.pass_ahead" ? "pass" : button.icon} say=${big.key} kind=${`big ${kind}`} press=${button.press} keys=${button.keys}
    disabled=${big.closed !== undefined} />`;
};

const Row = () => {
  if (me.value?.role === "listener") return html`<div class="row"><${With} /><${Speaker} /></div>`;
  if (responding.value) return html`<div class="row"><${Sound} /><${Speaker} /></div>`;
  const write = html`<${Button} icon="pen" words=${t("do.write")} kind="stacked" press=${startWriting} />`;
  if (myTurn.value === "offered") return html`<div class="row">
    <${Ask} command="pass" icon="pass" say="do.pass" kind="stacked" press=${pass} keys="P" />
    <${Ask} command="pass_for_now" icon="later" say="do.pass_for_now" kind="stacked" press=${passForNow} />
    ${write}
  </div>`;
  if (myTurn.value === "sharing") return html`<div class="row"><${Sound} />${write}${view.value?.order === "tag" ? html`<${ChooseNext} />` : null}</div>`;
  if (myTurn.value === "responses") return html`<div class="row"><${Speaker} /></div>`;
  const regrets = (you.value?.not_done_until ?? 0) > now.value;
  // where the microphone's button was a moment ago: two buttons as before, and what is under the thumb stays
  if (regrets) return html`<div class="row"><${Ask} command="not_done" icon="back" say="do.not_done" kind="stacked warm" press=${notDone} />${write}</div>`;
  return html`<div class="row">${write}${keeping.value ? null : html`<${With} />`}<${Speaker} /></div>`;
};

/** A silent sign: nobody reads whose it is. */
const With = () => {
  const given = you.value?.with === true;
  const open = mayBeWith(view.value, you.value);
  return html`<${Ask} command="with_you" icon="heart" say=${view.value?.phase?.applause ? "do.applaud" : "do.with_you"} kind=${given ? "stacked on" : "stacked"}
    pressed=${given} disabled=${!open} press=${() => { if (!given) withYou(); }} />`;
};

const ChooseNext = () => html`<${Button} icon="pass" words=${t("do.choose")} kind=${nextList.value ? "stacked on" : "stacked"} expanded=${nextList.value}
  press=${() => { nextList.value = !nextList.value; }} />`;

/** Whether my microphone is open, in words: it is the one thing a person must be sure of. Muted, or in a quiet minute, it is not, and no tap opens it. */
const Sound = () => {
  const closed = you.value?.muted === true || view.value?.muted_all === true || view.value?.stage !== "open" || view.value.phase?.silent === true;
  const open = floorMine.value && (microphone.value === "open" || microphone.value === "silent");
  return html`<${Button} icon=${open ? "mic" : "mic-off"} words=${t(open ? "do.mic.on" : "do.mic.off")} kind=${open ? "stacked on" : "stacked"}
    press=${() => { if (open) closeMicrophone(); else if (responding.value) void askMicrophone(); else begin(); }} keys="M" disabled=${closed} />`;
};

const Speaker = () => {
  const off = speakerMuted.value;
  return html`<${Button} icon=${off ? "speaker-off" : "speaker"} words=${t(off ? "do.speaker.on" : "do.speaker.off")} kind=${off ? "stacked on" : "stacked"}
    press=${() => muteSpeaker(!off)} />`;
};
