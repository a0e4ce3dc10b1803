/** The line to the server: one WebSocket that comes back by itself, commands that arrive once, messages that arrive in order. */

import { Outbox, Sequence, patience } from "./numbering.js";

/** @import { Ack, Command, Entered, Fields } from "./types.d.ts" */

/** What the wire needs of a Socket.IO client's socket. @typedef {import("socket.io-client").Socket} Socket */

/**
 * @typedef {object} Hooks
 * @property {() => Promise<Entered | "later" | "over">} identify  say who one is on a new connection; `over` has told `ended` why by itself
 * @property {(event: string, payload: unknown) => void} receive   view, patch, you, muting, audio: in order, nothing missing
 * @property {() => void} online     one is in, on a connection that works
 * @property {() => void} moving     the connection ends as the server announced; another one is there at once, or `lost` follows
 * @property {() => void} lost       the connection is not there; it comes back by itself
 * @property {(code: string) => void} ended  for good
 * @property {() => void} pressed    what waits for an answer has changed
 */

/** After so long without an answer, and without a word of any kind, the connection is taken for dead. */
const ANSWER_MS = 5000;

/** How long a proof of life may take when there is a reason to doubt: the banner is to be up within a second. */
const DOUBT_MS = 800;

/** A server that restarts may have others beside it, which take over: that is no loss as long as it takes no longer. */
const MOVE_MS = 1000;

/** Over so long those who move spread, so that a server does not get all of another's in one instant. */
const SPREAD_MS = 200;

/** The server asks for a fresh start with these; every other good-bye is the last word. */
const COME_AGAIN = new Set(["restarting", "reseated", "too-slow"]);

export class Wire {
  #socket;
  #hooks;
  #outbox = new Outbox();
  #sequence = new Sequence();
  #wholeNeeded = true;
  #in = false;
  #closed = false;
  #attempt = 0;
  /** How many words of any kind came: counted, since a clock is too coarse and may be set. */
  #heardSoFar = 0;
  /** Whether the server has said that it restarts. */
  #moves = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #grace;

  /** @param {Socket} socket with `autoConnect` and `reconnection` off: the wire decides when @param {Hooks} hooks */
  constructor(socket, hooks) {
    this.#socket = socket;
    this.#hooks = hooks;
    socket.on("connect", () => void this.#connected());
    socket.on("disconnect", () => this.#lose());
    socket.on("connect_error", () => this.#lose());
    socket.onAny((event, number, payload) => this.#receive(event, number, payload));
    socket.io.on("ping", () => this.#heard());
  }

  open() {
    this.#closed = false;
    this.#socket.connect();
  }

  /** For good; what waits is answered with `code`. @param {string} code */
  close(code) {
    this.#closed = true;
    this.#in = false;
    clearTimeout(this.#retry);
    clearTimeout(this.#grace);
    this.#outbox.giveUp(code);
    this.#hooks.pressed();
    this.#socket.disconnect();
  }

  /** Names of what was pressed and not answered, with the seat they are about. @returns {Set<string>} */
  get pending() {
    return new Set(this.#outbox.waiting.flatMap(({ command, fields }) => (fields.seat === undefined ? [command] : [command, `${command} ${fields.seat}`])));
  }

  /** Have the circle do something, once, however often the connection breaks before the answer. @param {Command} command @param {Fields} fields @returns {Promise<Ack>} */
  do(command, fields) {
    if (this.#closed) return Promise.resolve({ ok: false, code: "left" });
    return new Promise((resolve) => {
      const asked = this.#outbox.add(command, fields, resolve);
      this.#hooks.pressed();
      if (this.#in) this.#send(asked);
    });
  }

  /**
   * Ask once, on this connection: `no-answer` when it breaks or takes too long.
   * @param {string} event @param {unknown} [body] @param {number} [limit] milliseconds @returns {Promise<Ack>}
   */
  ask(event, body, limit = ANSWER_MS) {
    if (!this.#socket.connected) return Promise.resolve({ ok: false, code: "no-answer" });
    return new Promise((resolve) => {
      const args = body === undefined ? [] : [body];
      this.#socket.timeout(limit).emit(event, ...args, (/** @type {Error | null} */ error, /** @type {Ack} */ ack) => {
        if (!error) this.#heard();
        resolve(error || typeof ack !== "object" || ack === null ? { ok: false, code: "no-answer" } : ack);
      });
    });
  }

  /** Something happened that breaks connections without a word: a change of network, a phone that slept. Ask, or try again at once. */
  async doubt() {
    if (this.#closed) return;
    if (!this.#socket.connected) {
      this.#attempt = 0;
      this.#tryAgain(0);
      return;
    }
    const engine = this.#socket.io.engine;
    const ack = await this.ask("time", undefined, DOUBT_MS);
    if (!ack.ok && ack.code === "no-answer" && this.#socket.io.engine === engine) engine.close();
  }

  async #connected() {
    const id = this.#socket.id;
    this.#sequence = new Sequence();
    this.#wholeNeeded = true;
    this.#heard();
    const entered = await this.#hooks.identify();
    if (this.#closed || this.#socket.id !== id || entered === "over") return;
    if (entered === "later") {
      this.#socket.disconnect(); // its event leads to `lose`, which tries again
      return;
    }
    this.#attempt = 0;
    this.#in = true;
    clearTimeout(this.#grace);
    for (const asked of this.#outbox.returned(entered.last)) this.#send(asked);
    this.#hooks.pressed();
    this.#hooks.online();
  }

  #lose() {
    this.#in = false;
    clearTimeout(this.#grace);
    if (this.#closed) return;
    if (this.#moves) return this.#move();
    this.#hooks.lost();
    this.#tryAgain(patience(this.#attempt++, Math.random()));
  }

  #move() {
    this.#moves = false;
    this.#grace = setTimeout(() => this.#hooks.lost(), MOVE_MS);
    this.#hooks.moving();
    this.#tryAgain(Math.random() * SPREAD_MS);
  }

  /** @param {number} wait milliseconds */
  #tryAgain(wait) {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => { if (!this.#closed && !this.#socket.connected) this.#socket.connect(); }, wait);
  }

  /** @param {import("./numbering.js").Asked} asked */
  #send({ number, command, fields }) {
    const [engine, before] = [this.#socket.io.engine, this.#heardSoFar];
    this.#socket.emit("do", number, { command, ...fields }, (/** @type {Ack} */ ack) => {
      this.#heard();
      clearTimeout(doubt);
      if (!ack.ok && ack.code === "unavailable") return this.#sendLater(number); // nobody knows whether it happened: the number will tell
      this.#outbox.settle(number, ack);
      this.#hooks.pressed();
    });
    const doubt = setTimeout(() => {
      const silent = this.#socket.io.engine === engine && this.#heardSoFar === before;
      if (silent && this.#outbox.waiting.some((one) => one.number === number)) engine.close(); // it is sent again after the return
    }, ANSWER_MS);
  }

  /** @param {number} number */
  #sendLater(number) {
    const id = this.#socket.id;
    setTimeout(() => {
      const asked = this.#outbox.waiting.find((one) => one.number === number);
      if (asked && this.#in && this.#socket.id === id) this.#send(asked);
    }, patience(0, Math.random()) * 2);
  }

  #heard() {
    this.#heardSoFar += 1;
  }

  /** @param {string} event @param {number} number @param {unknown} payload */
  #receive(event, number, payload) {
    this.#heard();
    if (!this.#sequence.follows(number)) {
      this.#wholeNeeded = true;
      void this.ask("resync");
    }
    if (event === "bye") return this.#bye(/** @type {{ code: string }} */ (payload).code);
    if (event === "view") this.#wholeNeeded = false;
    if (event === "patch" && this.#wholeNeeded) return; // made for a view that we do not have; the whole one is on its way
    this.#hooks.receive(event, payload);
  }

  /** @param {string} code */
  #bye(code) {
    this.#moves = code === "restarting";
    if (COME_AGAIN.has(code)) return; // the server closes next, and `lose` comes back
    this.close(code);
    this.#hooks.ended(code);
  }
}
