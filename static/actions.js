/** What a person can ask of the circle, one function a button. Nothing changes here until the view says so. */

import { effect, untracked } from "./vendor/ui.js";
import { link, myTurn, pending, refuse, turn, unheard, view } from "./circle.js";
import { depart, line } from "./entry.js";
import { askMicrophone, track } from "./microphone.js";
import { stopVoice } from "./voice.js";

/** @import { Ack, Call, Command, Fields, Milestone, Order, SeatId } from "./types.d.ts" */

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
function inquire(event, body) {
  return line()?.ask(event, body) ?? Promise.resolve({ ok: false, code: "left" });
}

/** By voice the microphone is opened first, in the same tap. @param {Command} command @param {Fields} [fields] @returns {Promise<Ack>} */
async function aloud(command, fields) {
  if (!(await askMicrophone())) return { ok: false, code: "no-microphone" };
  return act(command, fields);
}

/** Asks for the microphone too, so that *Begin* is heard at once; the hand goes up whatever the answer. */
export const raiseHand = () => {
  void askMicrophone();
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
/** @param {string} text */
export const writeQuestion = (text) => act("write_question", { text });
/** @param {boolean} on */
export const listenOnly = (on) => act("listen_only", { on });
/** @param {string} text */
export const greet = (text) => act("greet", { text });
export const putAway = () => act("put_away");
export const keep = () => act("keep");
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

/** Opens the microphone first. */
export const speak = () => aloud("speak");
export const stopSpeaking = () => act("stop_speaking");
/** Microphone off, the server told, everything forgotten; `bye` becomes "left". */
export const leave = () => {
  stopVoice();
  return depart();
};
export const startCircle = () => act("start_circle");
export const endCircle = () => act("end_circle");
export const pause = () => act("pause");
export const resume = () => act("resume");
/** @param {{ confirmed?: boolean }} [how] confirmed: although somebody waits unheard */
export const next = ({ confirmed = false } = {}) => act("next", confirmed ? { confirmed } : {});
/** @param {number} phase from 1 @param {{ confirmed?: boolean }} [how] */
export const goTo = (phase, { confirmed = false } = {}) => act("go_to", confirmed ? { phase, confirmed } : { phase });
export const undo = () => act("undo");
/** @param {number} prompt from 1 */
export const choosePrompt = (prompt) => act("choose_prompt", { prompt });
export const skip = () => act("skip");
export const stop = () => act("stop");
/** @param {SeatId} seat */
export const give = (seat) => act("give", { seat });
/** @param {60 | 120} seconds */
export const addTime = (seconds) => act("add_time", { seconds });
/** @param {SeatId} seat @param {number} place from 1 */
export const move = (seat, place) => act("move", { seat, place });
/** @param {SeatId} seat */
export const moveToEnd = (seat) => act("move_to_end", { seat });
export const closeQueue = () => act("close_queue");
export const openQueue = () => act("open_queue");
/** @param {Order} order */
export const setOrder = (order) => act("set_order", { order });
/** @param {SeatId} seat */
export const mute = (seat) => act("mute", { seat });
/** @param {SeatId} seat */
export const unmute = (seat) => act("unmute", { seat });
export const muteAll = () => act("mute_all");
export const unmuteAll = () => act("unmute_all");
/** @param {SeatId} seat */
export const remove = (seat) => act("remove", { seat });
/** @param {SeatId} seat */
export const admit = (seat) => act("admit", { seat });
export const admitAll = () => act("admit_all");
/** @param {SeatId} seat */
export const turnAway = (seat) => act("turn_away", { seat });
export const lock = () => act("lock");
export const unlock = () => act("unlock");
export const liftLobby = () => act("lift_lobby");
/** The answer carries the link's `secret`, this once. */
export const newLink = () => act("new_link");
/** The answer carries the link's `secret`, this once. */
export const invite = () => act("invite");
/** @param {SeatId} seat @param {string} text empty: the drawn name alone */
export const rename = (seat, text) => act("rename", { seat, text });
/** @param {SeatId} seat */
export const makeListener = (seat) => act("make_listener", { seat });
/** @param {SeatId} seat */
export const makeMember = (seat) => act("make_member", { seat });
/** @param {SeatId} seat */
export const makeDeputy = (seat) => act("make_deputy", { seat });
/** @param {SeatId} seat @param {number} place among the deputies, from 1 */
export const moveDeputy = (seat, place) => act("move_deputy", { seat, place });
/** @param {SeatId} seat */
export const handOver = (seat) => act("hand_over", { seat });
/** @param {SeatId} seat @param {string} text empty takes it back */
export const message = (seat, text) => act("message", { seat, text });
/** @param {SeatId} seat */
export const answerHelp = (seat) => act("answer_help", { seat });
/** @param {SeatId} seat */
export const offerSupport = (seat) => act("offer_support", { seat });
/** @param {SeatId} seat */
export const proposeFollowUp = (seat) => act("propose_follow_up", { seat });
/** What those who want a call have typed, by seat, for who keeps the circle. @returns {Promise<Record<SeatId, Call> | null>} null: not to be had now */
export const readCalls = async () => {
  const ack = await inquire("calls");
  return ack.ok ? /** @type {Record<SeatId, Call>} */ (ack.calls) : null;
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
