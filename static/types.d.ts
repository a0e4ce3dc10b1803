/** The shapes that travel between server and browser, and those the screens draw from. Absent means nothing: no nulls. */

export type SeatId = string;
export type Role = "facilitator" | "deputy" | "member" | "listener";
export type Language = "en" | "hi" | "mr";
export type Stage = "gathering" | "open" | "paused" | "ended";

/** What a person is called: [adjective, thing], indexes into the word lists of the reader's language. */
export type Name = [adjective: number, thing: number];

/** An instant: seconds since 1970 by the server's clock. */
export type Instant = number;

export interface SeatView {
  name: Name;
  role: Role;
  /** Where the seat stands in the ring. */
  at: number;
  away?: true;
  /** Only in the facilitators' view. */
  muted?: true;
  /** In the queue, from 1. */
  place?: number;
}

export interface TurnView {
  seat: SeatId;
  state: "offered" | "sharing" | "held";
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
}

export interface LobbyView {
  name: Name;
  role: Role;
  since: Instant;
}

/** The circle as this person's audience may see it. In the lobby only stage, title, language and format. */
export interface View {
  stage: Stage;
  title?: string;
  format?: string;
  language?: Language;
  prompt?: Partial<Record<Language, string>>;
  starts?: Instant;
  ends_at?: Instant;
  order?: "hands" | "round";
  queue_open?: boolean;
  muted_all?: true;
  keeper?: SeatId;
  speaking?: SeatId;
  seats?: Record<SeatId, SeatView>;
  turn?: TurnView;
  written?: { seat: SeatId; text: string };
  /** Facilitators only. */
  lobby?: Record<SeatId, LobbyView>;
  /** Facilitators only. */
  code?: string;
}

/** What only I may know about me. */
export interface You {
  seat: SeatId;
  role: Role;
  standing: "waiting" | "seated";
  muted?: true;
  /** When my offer, or the piece held for me, moves on. */
  lapses_at?: Instant;
  place?: number;
}

export interface Seat extends SeatView {
  id: SeatId;
  me: boolean;
}

export interface Waiting extends LobbyView {
  id: SeatId;
}

/** How the connection to the server is. `over`: for good, see `bye`. */
export type LinkState = "connecting" | "online" | "reconnecting" | "offline" | "over";

export type Command =
  | "leave" | "raise_hand" | "lower_hand" | "begin" | "done" | "pass" | "pass_for_now" | "share_written" | "speak" | "stop_speaking"
  | "start_circle" | "end_circle" | "pause" | "resume" | "next" | "skip" | "give" | "stop" | "add_time"
  | "move" | "move_to_end" | "close_queue" | "open_queue" | "set_order"
  | "mute" | "unmute" | "mute_all" | "unmute_all" | "remove" | "admit" | "admit_all" | "turn_away";

export type Fields = Record<string, string | number | boolean>;

/** Every answer of the server. */
export type Ack = { ok: true; [more: string]: unknown } | { ok: false; code: string; id?: string };

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
export type Primary = { command: Command; key: string; closed?: "queue-closed" | "paused" } | null;

/** none: the piece is not with me. offered: mine to begin. sharing: I have it. held: it waits for me to go on. */
export type MyTurn = "none" | "offered" | "sharing" | "held";

export type MicrophoneState = "unasked" | "asking" | "open" | "silent" | "denied" | "none" | "busy";

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
