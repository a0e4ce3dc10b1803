/** What a person can ask of the circle, one function a button. Nothing changes here until the view says so. */

/** @import { Ack, Command, Fields, SeatId } from "./types.d.ts" */

/**
 * Ask, and hear the answer. A no also goes to `refused`. Pressing again before the answer asks nothing new.
 * Never rejects: without a connection the answer comes when there is one again.
 * @param {Command} _command @param {Fields} [_fields] @returns {Promise<Ack>}
 */
export async function act(_command, _fields) {
  return { ok: true };
}

/** Asks for the microphone the first time; the hand goes up whatever the answer. */
export const raiseHand = () => act("raise_hand");
export const lowerHand = () => act("lower_hand");
/** Begin or go on. By voice it opens the microphone first; when that fails, nothing is sent and `microphone` says why. @param {{ written?: boolean }} [how] */
export const begin = ({ written = false } = {}) => act("begin", written ? { written } : {});
export const done = () => act("done");
export const pass = () => act("pass");
export const passForNow = () => act("pass_for_now");
/** @param {string} text */
export const shareWritten = (text) => act("share_written", { text });
/** Opens the microphone first. */
export const speak = () => act("speak");
export const stopSpeaking = () => act("stop_speaking");
/** Microphone off, the server told, everything forgotten; `bye` becomes "left". */
export const leave = () => act("leave");
export const startCircle = () => act("start_circle");
export const endCircle = () => act("end_circle");
export const pause = () => act("pause");
export const resume = () => act("resume");
export const next = () => act("next");
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
/** @param {"hands" | "round"} order */
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
