/** What members see around a share, of help and of who runs the meeting, and at the door. */

import { evening, me } from "./people.js";

/** @import { PhaseView, TurnView, View, You } from "../types.d.ts" */
/** @import { State } from "./states.js" */

/** While the story is looked at, and one that is a time of day. */
const SOON = Date.now() / 1000 + 48;
const LATER = SOON + 500;
const EVENING = 1795981200;

/** @param {Partial<PhaseView>} [more] @returns {PhaseView} */
const phase = (more) => ({ n: 4, of: 6, id: "rounds", prompt: 1, ...more });
const after = phase({ crosstalk: "after_share" });
const open = phase({ crosstalk: "open" });

/** @param {string} seat @param {Partial<TurnView>} [more] @returns {TurnView} */
const share = (seat, more) => ({ seat, state: "sharing", seconds: 180, left: 74, ...more });
/** @param {string} seat @param {string} [voice] @returns {TurnView} */
const answered = (seat, voice) => share(seat, { state: "responses", ...(voice && { response: { seat: voice, ends_at: SOON } }) });

const quiet = { turn: undefined, phase: phase({ n: 2, silent: true, bell: true }) };
const SITTING = { en: "Sitting together", hi: "साथ बैठना", mr: "एकत्र बसणे" };
const MILESTONES = { en: "Milestones and new starts", hi: "पड़ाव और नई शुरुआत", mr: "टप्पे आणि नव्या सुरुवाती" };
const CALLS = { en: "A quiet minute", hi: "एक शांत मिनट", mr: "एक शांत मिनिट" };
const THANKS = { en: "Applause", hi: "तालियाँ", mr: "टाळ्या" };
const WELCOME = { en: "Welcome", hi: "स्वागत", mr: "स्वागत" };

const celebrating = { turn: undefined, phase: phase({ n: 3, milestones: true, applause: true }) };
const claimed = { s5: "1y", s2: "new", s9: "30d", me: "90d", s3: "here", s8: "12y" };

/** @param {You["help"]} help @returns {You} */
const helped = (help) => me({ help });
const lines = { 1: { by: "s4", text: "1" }, 2: { by: "me", text: "2" }, 3: { by: "s4", text: "3" } };

/** What is written in private, by the text that stands for it. @type {Record<string, Record<string, string>>} */
export const WRITTEN = {
  en: {
    1: "I am here. What is happening?", 2: "My hands shake. I want to leave and drink.", 3: "Thank you for saying it. Is somebody near you now?",
    4: "Your line is a little noisy. Could you move away from the fan?",
  },
  hi: {
    1: "मैं यहाँ हूँ। क्या हो रहा है?", 2: "हाथ काँप रहे हैं। मन कर रहा है कि उठकर पी लूँ।", 3: "बताने के लिए धन्यवाद। अभी आपके पास कोई है?",
    4: "आपकी तरफ़ से थोड़ा शोर आ रहा है। क्या पंखे से थोड़ा दूर बैठ सकते हैं?",
  },
  mr: {
    1: "मी इथे आहे. काय होत आहे?", 2: "हात थरथरत आहेत. उठून प्यावेसे वाटते.", 3: "सांगितल्याबद्दल धन्यवाद. आत्ता तुमच्या जवळ कोणी आहे का?",
    4: "तुमच्याकडून थोडा आवाज येतो आहे. पंख्यापासून थोडे दूर बसता येईल का?",
  },
};

/** @type {Record<string, State>} */
export const aroundAShare = {
  opening: { view: evening({ turn: undefined, phase: phase({ n: 1 }), speaking: "s4" }, { order: [] }), you: me(), part: WELCOME },
  rounds: { view: evening({ order: "round", phase: phase({ round: 2, rounds: 3 }) }, { order: ["s5", "me", "s8"] }), you: me() },
  slots: { view: evening({ order: "equal_slots" }, { order: ["s5", "s8", "me", "s2"] }), you: me() },
  draw: { view: evening({ order: "draw" }, { order: [] }), you: me() },
  silence: { view: evening({ ...quiet, phase: { ...quiet.phase, ends_at: LATER } }), you: me(), part: SITTING },
  "silence-over": { view: evening(quiet), you: me(), part: SITTING },
  "not-done": { view: evening({ turn: share("s3", { state: "offered" }) }), you: me({ not_done_until: LATER }) },
  "may-invite": { view: evening({ phase: after, turn: share("me") }), you: me(), microphone: "open" },
  invited: { view: evening({ phase: after, turn: answered("me") }), you: me() },
  "invited-answered": { view: evening({ phase: after, turn: answered("me", "s5") }), you: me() },
  respond: { view: evening({ phase: after, turn: answered("s3") }, { order: ["s5", "me"] }), you: me() },
  responding: { view: evening({ phase: after, turn: answered("s3", "me") }), you: me(), microphone: "open" },
  "other-responds": { view: evening({ phase: after, turn: answered("s3", "s5") }), you: me() },
  "no-answers-yet": { view: evening({ phase: after }), you: me() },
  "open-talk": { view: evening({ phase: open, order: "open" }, { order: [] }), you: me() },
  tag: { view: evening({ order: "tag", turn: share("me") }), you: me(), microphone: "open" },
  "tag-list": { view: evening({ order: "tag", turn: share("me") }), you: me(), microphone: "open", opened: "next" },
  with: { view: evening({ with_you: 5 }), you: me({ with: true }) },
  "with-me": { view: evening({ phase: after, turn: answered("me"), with_you: 1 }), you: me() },
  applause: { view: evening({ turn: undefined, phase: phase({ n: 6, applause: true }), with_you: 7 }), you: me(), part: THANKS },
  questions: { view: evening({ turn: undefined, phase: phase({ n: 3, questions: true }) }), you: me({ question: "?" }) },
  milestones: { view: evening(celebrating), you: me(), part: MILESTONES },
  "milestones-shown": { view: evening({ ...celebrating, milestones: claimed, with_you: 6 }), you: me({ with: true }), part: MILESTONES },
  "only-listens": { view: evening(), you: me({ listens: true }), press: "settings.title" },
  chosen: { view: named(evening({ names: "chosen" })), you: me({ called: "Asha" }) },
};

/** @type {Record<string, State>} */
export const helpAndKeeping = {
  safe: { view: evening({ turn: undefined, safe: true, closes_at: EVENING, keeper: undefined }), you: me() },
  "safe-sharing": { view: evening({ safe: true, closes_at: EVENING, keeper: undefined, turn: share("me") }), you: me(), microphone: "open" },
  "may-keep": { view: evening({ keeper: "s4" }), you: me({ may_keep: true }) },
  help: { view: evening(), you: me(), opened: "help" },
  "help-in-my-turn": { view: evening({ turn: share("me") }), you: me(), microphone: "open", opened: "help" },
  "help-asked": { view: evening(), you: helped({ state: "asked", since: 1 }), opened: "help" },
  "help-alerted": { view: evening(), you: helped({ state: "alerted", since: 1 }), opened: "help" },
  "help-alone": { view: evening({ turn: undefined, safe: true, closes_at: EVENING }), you: helped({ state: "alerted", since: 1, alone: true }), opened: "help" },
  "help-together": { view: evening(), you: helped({ state: "together", since: 1, by: "s4", lines }), opened: "help" },
  "help-folded": { view: evening(), you: helped({ state: "together", since: 1, by: "s4", lines }) },
  "help-ended": { view: evening(), you: me(), opened: "ended" },
  support: { view: evening({ turn: share("me") }), you: helped({ state: "offered", since: 1, by: "s4" }), microphone: "open" },
  message: { view: evening(), you: me({ message: "4" }) },
  "read-first": { view: evening(), you: me({ unread: { 1: {} } }) },
  "read-first-alone": { view: evening({ safe: true, closes_at: EVENING, keeper: undefined, turn: undefined }), you: me({ unread: { 1: { alone: true } } }) },
  "put-off": { view: evening(), you: me({ unread: { 1: { text: "2" } } }) },
  "much-at-once": { view: evening({ turn: share("me", { state: "offered" }) }), you: me({ help: { state: "offered", since: 1, by: "s4" }, message: "4", follow_up: true }) },
  "follow-up": { view: evening(), you: me({ follow_up: true }) },
  call: { view: evening(), you: me(), opened: "call" },
  "call-phase": { view: evening({ turn: undefined, phase: phase({ n: 5, silent: true, call: true }) }), you: me(), part: CALLS },
  "call-wanted": { view: evening({ turn: undefined, phase: phase({ n: 5, silent: true, call: true }) }), you: me({ wants_call: true }), part: CALLS },
};

/** @type {Record<string, State>} */
export const atTheDoor = {
  "name-chosen": { entryError: "name-needed", asks: { names: "chosen" } },
  "name-known": { entryError: "name-needed", asks: { names: "known_to_facilitator" } },
  "not-open-yet": { entryError: "not-open-yet", asks: { opens: EVENING } },
  "door-closed": { entryError: "door-closed" },
};

/** @type {Record<string, State>} */
export const waiting = {
  "was-here": { view: { stage: "open", title: "Evening circle" }, you: me({ standing: "waiting" }), press: "lobby.here" },
  claimed: { view: { stage: "open", title: "Evening circle" }, you: me({ standing: "waiting", greeted: true, claims: true }) },
  greeted: { view: { stage: "open", title: "Evening circle" }, you: me({ standing: "waiting", greeted: true }) },
};

/** @type {Record<string, State>} */
export const afterwards = { "ended-heavy": { bye: "ended", press: "after.heavy" } };

/** @param {View} view @returns {View} */
function named(view) {
  const called = { me: "Asha", s2: "Kiran", s3: "Sai", s4: "Joy", s5: "Noor" };
  const seats = Object.fromEntries(Object.entries(view.seats ?? {}).map(([id, seat]) => [id, { ...seat, ...(id in called && { called: called[/** @type {keyof typeof called} */ (id)] }) }]));
  return { ...view, seats };
}
