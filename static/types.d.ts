/** The shapes that travel between server and browser, and those the screens draw from. Absent means nothing: no nulls. */

export type SeatId = string;
export type Role = "facilitator" | "deputy" | "member" | "listener";
export type Language = "en" | "hi" | "mr";
export type Stage = "gathering" | "open" | "paused" | "ended";

/** What a person is called: [adjective, thing], indexes into the word lists of the reader's language. */
export type Name = [adjective: number, thing: number];

/** An order policy. */
export type Order = "round" | "hands" | "least_heard" | "tag" | "draw" | "chair_picks" | "equal_slots" | "open";

/** here, new, 1d 30d 60d 90d 6m 9m 1y 18m 2y … 59y. */
export type Milestone = string;

/** An instant: seconds since 1970 by the server's clock. */
export type Instant = number;

export interface SeatView {
  /** The drawn one, always there. */
  name: Name;
  /** The typed one: for all where names are chosen, for facilitators where they are known to the facilitator. */
  called?: string;
  role: Role;
  /** Where the seat stands in the ring. */
  at: number;
  away?: true;
  /** Only in the facilitators' view. */
  muted?: true;
  /** In the queue, from 1. */
  place?: number;
  /** From here on only in the facilitators' view. In this round. */
  heard?: true;
  /** *I only listen today*. */
  listens?: true;
  /** So often they shared. */
  shares?: number;
  /** Whole seconds of finished turns. */
  floor?: number;
  /** A facilitator's words to them, not put away yet. */
  message?: string;
  /** Asked about a follow-up, no answer yet. */
  follow_up?: true;
  /** So often they typed for it. */
  wants_call?: number;
  /** Place among the deputies, from 1. */
  next?: number;
}

export interface TurnView {
  seat: SeatId;
  state: "offered" | "sharing" | "held" | "responses";
  /** What the turn has in all. */
  seconds: number;
  /** Only while the clock runs. */
  ends_at?: Instant;
  /** Only while the clock stands. */
  left?: number;
  /** Only in the facilitators' view. */
  lapses_at?: Instant;
  written?: true;
  /** Sharing, and not heard now, whatever the reason. */
  quiet?: true;
  /** Only in formats with a firm end. */
  firm_at?: Instant;
  /** Who responds now. */
  response?: { seat: SeatId; ends_at: Instant };
  /** How many have responded. */
  responses?: number;
}

/** Where the meeting is. Its words are in the cards, at `n` - 1. */
export interface PhaseView {
  /** From 1. */
  n: number;
  of: number;
  id: string;
  /** Planned. */
  ends_at?: Instant;
  /** Both only when there is more than one round. */
  round?: number;
  rounds?: number;
  /** From 1. */
  prompt?: number;
  silent?: true;
  bell?: true;
  applause?: true;
  questions?: true;
  milestones?: true;
  call?: true;
  crosstalk?: "after_share" | "open";
}

/** The words of a format, in the reader's language. */
export interface Cards {
  format: string;
  title: string;
  about: string;
  phases: Card[];
}

/** Script and ready sentences come only to facilitators. */
export interface Card {
  id: string;
  title: string;
  minutes: number;
  prompts: string[];
  script?: string;
  sentences?: string[];
}

export type HelpState = "asked" | "alerted" | "offered" | "together";

/** What is written in a side room: number, then who and what. */
export type Lines = Record<string, { by: SeatId; text: string }>;

/** A use of power, for the facilitators. `did` is a command's name. */
export interface ActView {
  by: SeatId;
  did: string;
  seat?: SeatId;
  at: Instant;
}

/** More people came than fit. */
export interface Advice {
  /** Phase number: so many rounds fit. */
  rounds?: Record<string, number>;
  /** Number of a phase to leave out. */
  drop?: number;
  /** Plan so many. */
  minutes?: number;
  split?: true;
}

/** What somebody who wants a call has typed; the keeper reads it. */
export interface Call {
  number: string;
  when: string;
  may_name: boolean;
  kind?: string;
}

export interface LobbyView {
  name: Name;
  role: Role;
  since: Instant;
  called?: string;
  /** How the facilitator knows them, in their words. */
  greeting?: string;
  /** They say that they were here, and how they were called; maybe nothing. */
  was_here?: string;
}

/** The circle as this person's audience may see it. In the lobby only stage, title, language and format. */
export interface View {
  stage: Stage;
  title?: string;
  format?: string;
  language?: Language;
  starts?: Instant;
  ends_at?: Instant;
  phase?: PhaseView;
  order?: Order;
  /** Absent: drawn. */
  names?: "chosen" | "known_to_facilitator";
  queue_open?: boolean;
  muted_all?: true;
  /** Nobody keeps the circle: the share under way finishes, nothing else begins. */
  safe?: true;
  /** In safe mode. */
  closes_at?: Instant;
  keeper?: SeatId;
  speaking?: SeatId;
  seats?: Record<SeatId, SeatView>;
  turn?: TurnView;
  written?: { seat: SeatId; text: string };
  /** How many are with the one who shared. */
  with_you?: number;
  voices?: string;
  milestones?: Record<SeatId, Milestone>;
  /** From here on facilitators only. */
  lobby?: Record<SeatId, LobbyView>;
  /** The seats that may be given to who says that they were here, while somebody does. */
  empty?: Record<SeatId, { name: Name; role: Role; called?: string }>;
  code?: string;
  locked?: true;
  /** After a removal: shared links lead to the lobby. */
  guarded?: true;
  deputy_needed?: true;
  /** The piece goes to people in this phase. */
  turns?: true;
  /** Until then *Next* begins one more round when nobody is left in this one. */
  again_until?: Instant;
  undo?: { what: "next" | "skip" | "give" | "go_to" | "mute_all" | "done"; until: Instant };
  help?: Record<SeatId, { state: HelpState; since: Instant; by?: SeatId }>;
  /** Written shares that wait for a facilitator, by number. */
  unread?: Record<string, { seat: SeatId; text: string }>;
  /** By number. */
  acts?: Record<string, ActView>;
  advice?: Advice;
  /** Written questions, for those who run the meeting. */
  questions?: Record<SeatId, string>;
}

/** What only I may know about me. */
export interface You {
  /** My question for who runs the meeting, in a phase that has them. */
  question?: string;
  seat: SeatId;
  role: Role;
  standing: "waiting" | "seated";
  muted?: true;
  /** When my offer, or the piece held for me, moves on. */
  lapses_at?: Instant;
  place?: number;
  listens?: true;
  called?: string;
  /** My written shares that a facilitator is to read first, by number. `alone`: nobody is here who could. `text`: not now, they are mine again. */
  unread?: Record<string, { alone?: true; text?: string }>;
  /** From a facilitator to me alone. */
  message?: string;
  /** A facilitator asks whether the centre may follow up. */
  follow_up?: true;
  wants_call?: true;
  /** My sign is counted. */
  with?: true;
  /** Until then *I wasn't done* works. */
  not_done_until?: Instant;
  /** *Keep the circle* works. */
  may_keep?: true;
  /** In the lobby: my greeting was read by the server. */
  greeted?: true;
  /** In the lobby: I said that I was here. */
  claims?: true;
  /** `alone`: no facilitator is here. */
  help?: { state: HelpState; since: Instant; by?: SeatId; alone?: true; lines?: Lines };
  /** The side rooms where I am with somebody, as a facilitator. */
  rooms?: Record<SeatId, { lines?: Lines }>;
}

export interface Seat extends SeatView {
  id: SeatId;
  me: boolean;
  /** What to call them on this screen: the typed name where names are chosen, else the drawn one. */
  shown: Name | string;
}

export interface Waiting extends LobbyView {
  id: SeatId;
  shown: Name | string;
}

/** How the connection to the server is. `over`: for good, see `bye`. */
/** moving: the server said that it restarts, a moment ago. */
export type LinkState = "connecting" | "online" | "moving" | "reconnecting" | "offline" | "over";

export type Command =
  | "leave" | "greet" | "was_here" | "raise_hand" | "lower_hand" | "begin" | "done" | "not_done" | "pass" | "pass_for_now" | "pass_on" | "share_written"
  | "show_written" | "put_off_written" | "take_back_written"
  | "invite_responses" | "respond" | "with_you" | "claim_milestone" | "write_question" | "listen_only" | "speak" | "stop_speaking"
  | "start_circle" | "end_circle" | "pause" | "resume" | "next" | "go_to" | "undo" | "choose_prompt" | "skip" | "give" | "stop" | "add_time"
  | "move" | "move_to_end" | "close_queue" | "open_queue" | "set_order"
  | "mute" | "unmute" | "mute_all" | "unmute_all" | "remove" | "admit" | "admit_all" | "turn_away" | "reseat"
  | "lock" | "unlock" | "lift_lobby" | "rename" | "make_listener" | "make_member" | "message" | "put_away" | "new_link" | "invite"
  | "make_deputy" | "move_deputy" | "hand_over" | "keep"
  | "ask_help" | "answer_help" | "offer_support" | "answer_support" | "write_line" | "end_help" | "propose_follow_up" | "answer_follow_up";

export type Fields = Record<string, string | number | boolean>;

/** Every answer of the server. A no to `join` may carry `names` or `opens`. */
export type Ack = { ok: true; [more: string]: unknown } | { ok: false; code: string; id?: string; names?: string; opens?: Instant };

/** The answer to `join` and `return`. */
export interface Entered {
  seat: SeatId;
  last: number;
  now: Instant;
}

/** What a sentence is filled with; a Name is read in the reader's language. */
export type Values = Record<string, string | number | Name>;

/** A sentence by key, see words/*.json. */
export interface Sentence {
  key: string;
  values: Values;
}

/** The one big button of the dock; null when there is nothing to press. `closed` says why it cannot be pressed now. */
export type Primary = { command: Command; key: string; closed?: "queue-closed" | "paused" | "not-now" } | null;

/** none: the piece is not with me. offered: mine to begin. sharing: I have it. held: it waits for me to go on. responses: others may answer my share. */
export type MyTurn = "none" | "offered" | "sharing" | "held" | "responses";

/** stopped: the disguise broke, and nothing is sent. */
export type MicrophoneState = "unasked" | "asking" | "open" | "silent" | "denied" | "none" | "busy" | "stopped";

/** What leaves the device, or could. Closing it closes the microphone too. */
export interface Sent {
  track: MediaStreamTrack;
  close(): void;
}

/** How somebody wants to be heard. `through`: their microphone goes in, what comes out is sent in its place; it calls `broke` once when nothing comes out any more. */
export interface Manner {
  name: "own" | "disguised" | "written";
  through?: (stream: MediaStream, broke: () => void) => Promise<Sent>;
}

/** blocked: the browser wants a tap before it plays. lost: no voices until the connection is back, which it tries by itself. */
export type HearingState = "idle" | "connecting" | "flowing" | "blocked" | "lost";

/** A way in, read from the address. `secret` is absent for a typed code. */
export interface Address {
  code: string;
  secret?: string;
}

/** What the tab remembers, and only the tab. */
export interface Session {
  circle: string;
  /** Of the link. A personal one takes its seat back when the token is another window's. */
  secret?: string;
  /** Proves that a returning browser is the same person. */
  token?: string;
  /** Offered to the server in place of `token`; whether it took it is not known yet. */
  next?: string;
  language?: Language;
}
