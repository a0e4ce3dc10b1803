/** The states of each screen, as what the signals hold. */

import { afterwards, aroundAShare, atTheDoor, helpAndKeeping, waiting as inTheLobby } from "./member-care.js";
import { keeping } from "./keeping.js";
import { evening, me } from "./people.js";

/** @import { Call, HearingState, LinkState, Manner, MicrophoneState, TurnView, View, You } from "../types.d.ts" */

/**
 * @typedef {object} State
 * @property {View} [view]
 * @property {You} [you]
 * @property {LinkState} [link]
 * @property {string} [bye]
 * @property {string} [entryError]
 * @property {string} [refused]   code
 * @property {boolean} [muting]
 * @property {MicrophoneState} [microphone]
 * @property {Manner["name"] | "none"} [voice]  how they want to be heard, their own voice by default
 * @property {boolean} [voiceAsked]
 * @property {"recording" | "playing"} [trial]  of the disguise
 * @property {HearingState} [hearing]
 * @property {boolean} [writing]
 * @property {string} [press]     names of buttons to press once drawn, one after the other
 * @property {boolean} [voices]    the device has voices of its own
 * @property {boolean} [unfold]   everything that folds is open
 * @property {boolean} [unheard]  asked whether to leave somebody unheard
 * @property {Record<string, Call>} [calls]
 * @property {"insecure" | "inside"} [browser]
 * @property {"help" | "ended" | "call" | "next"} [opened]  what the person has opened
 * @property {{ names?: string, opens?: number }} [asks]    what was said with a no to entering
 * @property {Record<string, string>} [part]                the title of the part of the meeting, by language, where the format's own would not fit
 */

/** @param {TurnView["state"]} state @param {Partial<TurnView>} [more] @returns {TurnView} */
const mine = (state, more) => ({ seat: "me", state, seconds: 180, left: 180, ...more });
const sharing = mine("sharing", { left: 74 });
const waiting = { order: ["s5", "me", "s8"] };
const first = { order: ["me", "s5"] };

/** @type {Record<string, State>} */
const member = {
  listening: { view: evening(), you: me() },
  gathering: { view: evening({ stage: "gathering", turn: undefined }, { order: [] }), you: me() },
  queued: { view: evening({}, waiting), you: me(), microphone: "open" },
  next: { view: evening({}, first), you: me(), microphone: "open" },
  offered: { view: evening({ turn: mine("offered") }), you: me(), microphone: "open" },
  turn: { view: evening({ turn: sharing }), you: me(), microphone: "open" },
  closing: { view: evening({ turn: mine("sharing", { left: 0 }) }), you: me(), microphone: "open" },
  "mic-closed": { view: evening({ turn: sharing }), you: me() },
  silent: { view: evening({ turn: sharing }), you: me(), microphone: "silent" },
  "turn-muted": { view: evening({ turn: sharing }), you: me({ muted: true }), microphone: "open" },
  "turn-paused": { view: evening({ stage: "paused", turn: sharing }), you: me(), microphone: "open" },
  writing: { view: evening({ turn: mine("sharing", { left: 74, written: true }) }), you: me(), writing: true },
  "writing-early": { view: evening(), you: me(), writing: true },
  written: { view: evening({ turn: undefined, written: { seat: "s9", text: "" } }), you: me() },
  "written-aloud": { view: evening({ turn: undefined, written: { seat: "s9", text: "" } }), you: me(), voices: true },
  held: { view: evening({ turn: mine("held", { left: 74 }) }), you: me() },
  "other-held": { view: evening({ turn: { seat: "s7", state: "held", seconds: 180, left: 74 } }), you: me() },
  "other-offered": { view: evening({ turn: { seat: "s3", state: "offered", seconds: 180, left: 180 } }), you: me() },
  nobody: { view: evening({ turn: undefined }, { order: [] }), you: me() },
  paused: { view: evening({ stage: "paused" }), you: me() },
  "queue-closed": { view: evening({ queue_open: false }), you: me() },
  "muted-all": { view: evening({ muted_all: true }), you: me() },
  muted: { view: evening(), you: me({ muted: true }) },
  speaking: { view: evening({ speaking: "s4" }), you: me() },
  few: { view: evening({ turn: mine("sharing", { left: 24 }) }), you: me(), microphone: "open" },
  muting: { view: evening(), you: me(), muting: true },
  lost: { view: evening({}, waiting), you: me(), link: "reconnecting" },
  offline: { view: evening({}, waiting), you: me(), link: "offline" },
  blocked: { view: evening(), you: me(), hearing: "blocked" },
  asking: { view: evening({}, waiting), you: me(), microphone: "asking" },
  denied: { view: evening({}, waiting), you: me(), microphone: "denied" },
  "no-microphone": { view: evening({ turn: mine("offered") }), you: me(), microphone: "none" },
  busy: { view: evening({ turn: mine("offered") }), you: me(), microphone: "busy" },
  "voice-asked": { view: evening({}, first), you: me(), voice: "none", voiceAsked: true },
  "voice-asked-late": { view: evening({ turn: mine("offered") }), you: me(), voice: "none", voiceAsked: true },
  "voice-disguised": { view: evening({}, waiting), you: me(), microphone: "open", voice: "disguised", voiceAsked: true },
  "voice-recording": { view: evening({}, waiting), you: me(), microphone: "open", voice: "disguised", voiceAsked: true, trial: "recording" },
  "voice-playing": { view: evening({}, waiting), you: me(), microphone: "open", voice: "disguised", voiceAsked: true, trial: "playing" },
  "voice-stopped": { view: evening({ turn: sharing }), you: me(), microphone: "stopped", voice: "disguised" },
  "voice-setting": { view: evening(), you: me(), voice: "disguised", press: "settings.title" },
  refused: { view: evening(), you: me(), refused: "heard-this-round" },
  listener: { view: evening({}, { role: "listener" }), you: me({ role: "listener" }) },
  leaving: { view: evening({ turn: sharing }), you: me(), microphone: "open", press: "do.leave" },
  alone: { view: evening({ turn: undefined }, { count: 1, order: [] }), you: me() },
  sixteen: { view: evening({}, { count: 16 }), you: me() },
  thirty: { view: evening({}, { count: 30 }), you: me() },
};

/** View, then state: as in the address. @type {Record<string, Record<string, State>>} */
export const STATES = {
  prejoin: { fresh: {}, ready: { press: "enter.agree" }, refused: { entryError: "name-taken" }, unavailable: { entryError: "unavailable" }, ...atTheDoor },
  lobby: { waiting: { view: { stage: "open", title: "Evening circle" }, you: me({ standing: "waiting" }) }, ...inTheLobby },
  member: { ...member, ...aroundAShare, ...helpAndKeeping },
  console: keeping,
  bye: { ...Object.fromEntries(["ended", "left", "removed", "turned-away", "taken-over", "flood"].map((bye) => [bye, { bye }])), ...afterwards },
  browser: { insecure: { browser: "insecure" }, inside: { browser: "inside" } },
  loading: { slow: {} },
};
