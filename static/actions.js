/** What a person can ask of the circle, one function a button. Nothing changes here until the view says so. */

import { effect, untracked } from "./vendor/ui.js";
import { link, myTurn, pending, refuse, turn, unheard, view } from "./circle.js";
import { depart, line } from "./entry.js";
import { askMicrophone, manner, track } from "./microphone.js";
import { stopVoice } from "./voice.js";

/** @import { Ack, Call, Command, Fields, Milestone, SeatId } from "./types.d.ts" */

/** @type {Map<string, Promise<Ack>>} */
const asked = new Map();

/**
 * Ask, and hear the answer. A no also goes to `refused`. Pressing again before the answer asks nothing new.
 * Never rejects: without a connection the answer comes when there is one again.
 * @param {Command} command @param {Fields} [fields] @returns {Promise<Ack>}
 */
export function act(command, fields = {}) {
  const key = JSON.stringify([command, fields]);
  const known = asked.get(key);
  if (known) return known;
  const answer = ask(command, fields).finally(() => asked.delete(key));
  asked.set(key, answer);
  return answer;
}

/** @param {Command} command @param {Fields} fields @returns {Promise<Ack>} */
async function ask(command, fields) {
  const wire = line();
  const ack = wire ? await wire.do(command, fields) : /** @type {Ack} */ ({ ok: false, code: "left" });
  if (!ack.ok && link.value !== "over") {
    if (ack.code === "someone-unheard") unheard.value = { command, fields };
    else refuse(command, ack.code);
  }
  return ack;
}

/**
 * Ask the server something beside the circle's commands, once. Never rejects.
 * @param {string} event @param {unknown} [body] @returns {Promise<Ack>}
 */
export function inquire(event, body) {
  return line()?.ask(event, body) ?? Promise.resolve({ ok: false, code: "left" });
}

/** By voice the microphone is opened first, in the same tap. @param {Command} command @param {Fields} [fields] @returns {Promise<Ack>} */
export async function aloud(command, fields) {
  if (!(await askMicrophone())) return { ok: false, code: "no-microphone" };
  return act(command, fields);
}

/** Asks for the microphone too, so that *Begin* is heard at once; the hand goes up whatever the answer. Whoever writes is not asked again. */
export const raiseHand = () => {
  if (manner.value?.name !== "written") void askMicrophone();
  return act("raise_hand");
};
export const lowerHand = () => act("lower_hand");
/** Begin or go on. By voice it opens the microphone first; when that fails, nothing is sent and `microphone` says why. @param {{ written?: boolean }} [how] */
export const begin = async ({ written = false } = {}) => {
  const ack = await (written ? act("begin", { written }) : aloud("begin"));
  if (ack.ok) begunHere = true;
  return ack;
};
export const done = () => act("done");
export const pass = () => act("pass");
export const passForNow = () => act("pass_for_now");
/** @param {string} text */
export const shareWritten = (text) => act("share_written", { text });
/** *I wasn't done*. Opens the microphone first. */
export const notDone = async () => {
  const ack = await (turn.value?.written ? act("not_done") : aloud("not_done"));
  if (ack.ok) begunHere = true;
  return ack;
};
/** @param {SeatId} seat */
export const passOn = (seat) => act("pass_on", { seat });
export const inviteResponses = () => act("invite_responses");
/** Opens the microphone first. */
export const respond = () => aloud("respond");
export const withYou = () => act("with_you");
/** @param {Milestone} milestone empty takes it back */
export const claimMilestone = (milestone) => act("claim_milestone", { milestone });
/** Keep the circle from now on. */
export const keep = () => act("keep");
/** @param {string} text */
export const writeQuestion = (text) => act("write_question", { text });
/** @param {boolean} on */
export const listenOnly = (on) => act("listen_only", { on });
/** @param {string} text */
export const greet = (text) => act("greet", { text });
export const putAway = () => act("put_away");
export const askHelp = () => act("ask_help");
/** @param {boolean} yes */
export const answerSupport = (yes) => act("answer_support", { yes });
/** @param {SeatId} seat whose side room @param {string} text */
export const writeLine = (seat, text) => act("write_line", { seat, text });
/** @param {SeatId} seat whose side room, request or offer */
export const endHelp = (seat) => act("end_help", { seat });
/** @param {boolean} yes */
export const answerFollowUp = (yes) => act("answer_follow_up", { yes });
/** A call was asked for, or the follow-up agreed to. Kept apart from the circle. @param {Call} call */
export const wantCall = ({ number, when, may_name }) => inquire("call", { number, when, may_name });
export const unwantCall = () => inquire("uncall");

/** Microphone off, the server told, everything forgotten; `bye` becomes "left". */
export const leave = () => {
  stopVoice();
  return depart();
};

/** Whether the turn that I have was begun in this page, by a tap. After a reload it was not. */
let begunHere = false;

/** A written-share turn needs no microphone; a spoken one goes on only with the one that the tap opened. */
const canGoOn = () => begunHere && (turn.value?.written === true || track.value !== null);

// A piece that was held while the connection was lost goes on by itself: the person tapped Begin, and nothing since.
effect(() => {
  if (myTurn.value === "none" || myTurn.value === "offered") begunHere = false;
  const waits = myTurn.value === "held" && link.value === "online" && view.value?.stage === "open";
  if (waits) untracked(() => { if (canGoOn() && !pending.value.has("begin")) void begin({ written: turn.value?.written === true }); });
});
