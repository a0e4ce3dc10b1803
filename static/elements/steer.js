/** The facilitator's hand on the meeting: who has the piece, Next with Stop beside it, and what goes with this moment. */

import { keep } from "../actions.js";
import { html } from "../vendor/ui.js";
import { myTurn, turn, view, you } from "../circle.js";
import { addTime, pause, resume, skip, speak, stop, stopSpeaking } from "../guiding.js";
import { t } from "../words.js";
import { Voice } from "./aside.js";
import { Ask } from "./ask.js";
import { TapToHear } from "./dock.js";
import { HelpCue } from "./help-cue.js";
import { Mine } from "./mine.js";
import { Moment } from "./moment.js";
import { NextButton } from "./next-button.js";
import { Refusal } from "./refusal.js";
import { Status } from "./status.js";
import { UndoBar } from "./undo-bar.js";
import { writing } from "./writing-state.js";

/** What *+1 min* and *Let them finish* give, in seconds. */
const MINUTE = 60;
const TO_FINISH = 120;

export const Steer = () => {
  const mine = myTurn.value !== "none" || writing.value;
  return html`<footer class="dock steer">
    <${HelpCue} /><${UndoBar} /><${Refusal} /><${TapToHear} /><${Voice} />
    ${mine ? html`<${Status} /><${Mine} />` : html`<${Moment} />`}
    <${Main} />
    <${Rest} />
  </footer>`;
};

const Main = () => {
  const { stage, safe } = view.value ?? {};
  return html`<div class="row next-and-stop">
    ${safe && you.value?.may_keep ? html`<${Ask} command="keep" icon="hand" say="lead.keep" kind="primary big" press=${keep} />` : html`<${NextButton} />`}
    ${stage === "gathering" ? null : html`<${Ask} command="stop" icon="stop" say="lead.stop" kind="grave big" press=${stop} hint=${t("lead.stop.hint")} keys="Shift+S" />`}
  </div>`;
};

const Rest = () => {
  const { stage, speaking, safe } = view.value ?? {};
  const speaks = speaking !== undefined && speaking === you.value?.seat;
  return html`<div class="row rest">
    ${stage === "open" ? html`<${Ask} command="pause" icon="pause" say="lead.pause" kind="stacked" press=${pause} keys="B" hint=${t("status.paused")} />`
      : stage === "paused" ? html`<${Ask} command="resume" icon="play" say="lead.resume" kind="stacked warm" press=${resume} keys="B" disabled=${safe === true} />` : null}
    <${OfTurn} />
    ${speaks ? html`<${Ask} command="stop_speaking" icon="mic" say="lead.stopspeaking" kind="stacked on" press=${stopSpeaking} />`
      : html`<${Ask} command="speak" icon="mic" say="lead.speak" kind="stacked" press=${speak} />`}
  </div>`;
};

/** A turn that has not begun is skipped; one that runs is given more time. */
const OfTurn = () => {
  const state = turn.value?.state;
  if (state === "offered" || state === "held") return html`<${Ask} command="skip" icon="skip" say="lead.skip" kind="stacked" press=${skip} />`;
  if (state !== "sharing") return null;
  return html`<${Ask} command="add_time" icon="plus" say="lead.minute" kind="stacked" press=${() => addTime(MINUTE)} />
    <${Ask} command="add_time" icon="heart" say="lead.finish" name="lead.finish.name" kind="stacked" press=${() => addTime(TO_FINISH)} hint=${t("lead.finish.hint")} />`;
};
