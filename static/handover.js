/** The call that is on, and the one that is made beside it: the first goes on until the second is connected, and only one plays and sends. Pure. */

/**
 * What a handover needs of a call. `mark`: the view's word for who carries the voices, when it was offered.
 * @typedef {{ readonly state: string, mark: string | undefined, close(): void }} Handed
 */

/** @template {Handed} C */
export class Handover {
  /** Plays and sends. @type {C | null} */
  on = null;

  /** Made beside it, deaf and dumb until it is connected. @type {C | null} */
  next = null;

  /** The one that was offered and may still connect. @type {C | null} */
  trying = null;
  #taken;

  /** @param {(call: C) => void} taken it plays and sends from now on, and nothing else does */
  constructor(taken) {
    this.#taken = taken;
  }

  /** @param {C} call @returns {boolean} whether it still counts */
  has(call) {
    return call === this.on || call === this.next;
  }

  /** The newest there is. @returns {C | null} */
  get newest() {
    return this.next ?? this.on;
  }

  /** Beside a call that is connected; in the place of any other. @param {C} fresh */
  begin(fresh) {
    this.giveUp();
    if (this.on?.state === "connected") this.next = fresh;
    else this.#take(fresh);
  }

  /** @param {C} call @param {string | undefined} mark */
  offered(call, mark) {
    call.mark = mark;
    this.trying = call;
  }

  /** The view names who carries the voices: what is there to do. @param {string | undefined} mark @returns {"make" | "check" | "wait"} */
  wants(mark) {
    if (this.trying) return this.trying.mark === mark ? "wait" : "make";
    return this.on?.state === "connected" && this.on.mark === mark ? "check" : "make";
  }

  /** @param {C} call @returns {boolean} whether it is the one that was tried */
  connected(call) {
    if (call !== this.trying) return false;
    this.trying = null;
    if (call === this.next) this.#take(call);
    return true;
  }

  /** What is being made comes to nothing; what is on stays. */
  giveUp() {
    this.trying = null;
    this.next?.close();
    this.next = null;
  }

  end() {
    this.giveUp();
    this.on?.close();
    this.on = null;
  }

  /** @param {C} call */
  #take(call) {
    this.on?.close(); // first, so that never two of them send
    this.next = null;
    this.on = call;
    this.#taken(call);
  }
}
