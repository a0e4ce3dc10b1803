/** What I can do now: one big button that changes with the moment, and a second row. */

import { html } from "../vendor/ui.js";
import { begin, done, lowerHand, pass, passForNow, raiseHand } from "../actions.js";
import { floorMine, me, myTurn, primary, view, you } from "../circle.js";
import { closeMicrophone, microphone, muteSpeaker, speakerMuted } from "../voice.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Button } from "./button.js";
import { startWriting, writing } from "./writing-state.js";
import { Writing } from "./writing.js";

/** @import { Command } from "../types.d.ts" */

/** @type {Partial<Record<Command, { icon: string, kind: string, press: () => void, keys: string }>>} */
const BIG = {
  raise_hand: { icon: "hand", kind: "primary", press: () => { raiseHand(); }, keys: "R" },
  lower_hand: { icon: "hand", kind: "warm", press: () => { lowerHand(); }, keys: "R" },
  begin: { icon: "mic", kind: "primary", press: () => { begin(); }, keys: "M" },
  done: { icon: "check", kind: "primary", press: () => { done(); }, keys: "D" },
};

export const Mine = () => (writing.value ? html`<${Writing} />` : html`<${Big} /><${Row} />`);

const Big = () => {
  const big = primary.value;
  const button = big && BIG[big.command];
  if (!big || !button) return null;
  return html`<${Ask} command=${big.command} icon=${button.icon} say=${big.key} kind=${`big ${button.kind}`} press=${button.press} keys=${button.keys}
    disabled=${big.closed !== undefined} />`;
};

const Row = () => {
  if (me.value?.role === "listener") return html`<div class="row"><${Speaker} /></div>`;
  const write = html`<${Button} icon="pen" words=${t("do.write")} kind="stacked" press=${startWriting} />`;
  if (myTurn.value === "offered") return html`<div class="row">
    <${Ask} command="pass" icon="pass" say="do.pass" kind="stacked" press=${pass} keys="P" />
    <${Ask} command="pass_for_now" icon="later" say="do.pass_for_now" kind="stacked" press=${passForNow} />
    ${write}
  </div>`;
  if (myTurn.value === "sharing") return html`<div class="row"><${Sound} />${write}</div>`;
  return html`<div class="row">${write}<${Speaker} /></div>`;
};

/** Whether my microphone is open, in words: it is the one thing a person must be sure of. Muted, or in a quiet minute, it is not, and no tap opens it. */
const Sound = () => {
  const closed = you.value?.muted === true || view.value?.muted_all === true || view.value?.stage !== "open";
  const open = floorMine.value && (microphone.value === "open" || microphone.value === "silent");
  return html`<${Button} icon=${open ? "mic" : "mic-off"} words=${t(open ? "do.mic.on" : "do.mic.off")} kind=${open ? "stacked on" : "stacked"}
    press=${() => { if (open) closeMicrophone(); else begin(); }} keys="M" disabled=${closed} />`;
};

const Speaker = () => {
  const off = speakerMuted.value;
  return html`<${Button} icon=${off ? "speaker-off" : "speaker"} words=${t(off ? "do.speaker.on" : "do.speaker.off")} kind=${off ? "stacked on" : "stacked"}
    press=${() => muteSpeaker(!off)} />`;
};
