// @ts-check
/** Under the thumb: the status, the one big button that changes with the moment, and a second row. */
import { html } from "../vendor/ui.js";
import { begin, done, lowerHand, pass, passForNow, raiseHand } from "../actions.js";
import { me, myTurn, pending, primary, refused, view } from "../circle.js";
import { hear, hearing, microphone, muteSpeaker, speakerMuted } from "../voice.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { MicrophoneCard, asking } from "./microphone-card.js";
import { Status } from "./status.js";
import { Writing, writing } from "./writing.js";

/** @import { Command } from "../types.d.ts" */

/** @type {Partial<Record<Command, { icon: string, kind: string, press: () => void, keys: string }>>} */
const BIG = {
  raise_hand: { icon: "hand", kind: "primary", press: () => { if (microphone.value === "unasked") asking.value = true; else raiseHand(); }, keys: "R" },
  lower_hand: { icon: "hand", kind: "warm", press: () => { lowerHand(); }, keys: "R" },
  begin: { icon: "mic", kind: "primary", press: () => { begin(); }, keys: "M" },
  done: { icon: "check", kind: "primary", press: () => { done(); }, keys: "D" },
};

export const Dock = () => html`<footer class="dock">
  <${Status} />
  ${refused.value ? html`<p class="refused" role="status">${refusal(refused.value.code)}</p>` : null}
  ${hearing.value === "blocked" ? html`<${Button} icon="speaker" words=${t("do.hear")} kind="big warm" press=${hear} />` : null}
  ${asking.value ? html`<${MicrophoneCard} />` : writing.value ? html`<${Writing} />` : html`<${Big} /><${Row} />`}
</footer>`;

const Big = () => {
  const big = primary.value;
  const button = big && BIG[big.command];
  if (!big || !button) return null;
  return html`<${Button} icon=${button.icon} words=${t(big.key)} kind=${`big ${button.kind}`} press=${button.press} keys=${button.keys}
    busy=${pending.value.has(big.command)} disabled=${big.closed !== undefined} />`;
};

const Row = () => {
  const mine = myTurn.value;
  const speaker = html`<${Button} icon=${speakerMuted.value ? "speaker-off" : "speaker"} words=${t(speakerMuted.value ? "do.speaker.on" : "do.speaker.off")} kind="stacked"
    pressed=${speakerMuted.value} press=${() => muteSpeaker(!speakerMuted.value)} />`;
  if (me.value?.role === "listener") return html`<div class="row">${speaker}</div>`;
  const write = html`<${Button} icon="pen" words=${t("do.write")} kind="stacked" press=${() => { writing.value = true; }} />`;
  if (mine === "offered") return html`<div class="row">
    <${Button} icon="pass" words=${t("do.pass")} kind="stacked" press=${pass} keys="P" />
    <${Button} icon="later" words=${t("do.pass_for_now")} kind="stacked" press=${passForNow} />
    ${write}
  </div>`;
  if (mine === "sharing") return html`<div class="row">${view.value?.turn?.written ? null : html`<${Sound} />`}${write}</div>`;
  return html`<div class="row">${write}${speaker}</div>`;
};

/** Whether my microphone is open, in words: it is the one thing a person must be sure of. */
const Sound = () => {
  const open = microphone.value === "open" || microphone.value === "silent";
  return html`<${Button} icon=${open ? "mic" : "mic-off"} words=${t(open ? "do.mic.on" : "do.mic.off")} kind="stacked" pressed=${open} press=${() => { asking.value = !open; }} />`;
};

/** @param {string} code */
export const refusal = (code) => {
  const key = `refused.${code}`;
  const words = t(key);
  return words === key ? t("refused.other") : words;
};
