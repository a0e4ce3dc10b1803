/** What those who run the meeting can ask of the circle, one function a button. */

import { act, aloud, inquire } from "./actions.js";

/** @import { Call, Order, SeatId } from "./types.d.ts" */

/** Opens the microphone first. */
export const speak = () => aloud("speak");
export const stopSpeaking = () => act("stop_speaking");
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
/** @param {number} share */
export const showWritten = (share) => act("show_written", { share });
/** @param {number} share */
export const putOffWritten = (share) => act("put_off_written", { share });
/** @param {SeatId} seat on which nobody is @param {SeatId} to who waits */
export const reseat = (seat, to) => act("reseat", { seat, to });
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
