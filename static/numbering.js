/** Commands leave in order, numbered, and are asked again until answered; messages arrive in order, or a gap is noticed. Pure. */

/** @import { Ack, Command, Fields } from "./types.d.ts" */

/** @typedef {{ number: number, command: Command, fields: Fields, answer: (ack: Ack) => void }} Asked */

/** The commands of one seat that the server has not answered yet. */
export class Outbox {
  #next = 1;
  /** @type {Asked[]} */
  #waiting = [];

  /** @returns {readonly Asked[]} */
  get waiting() {
    return this.#waiting;
  }

  /** @param {Command} command @param {Fields} fields @param {(ack: Ack) => void} answer @returns {Asked} */
  add(command, fields, answer) {
    const asked = { number: this.#next++, command, fields, answer };
    this.#waiting.push(asked);
    return asked;
  }

  /** The answer to a number came; a second one changes nothing. @param {number} number @param {Ack} ack */
  settle(number, ack) {
    const asked = this.#waiting.find((one) => one.number === number);
    if (!asked) return;
    this.#waiting = this.#waiting.filter((one) => one !== asked);
    asked.answer(ack);
  }

  /**
   * The server has applied everything up to `last`: those count as answered, the rest is to be sent again, in order.
   * @param {number} last @returns {readonly Asked[]}
   */
  returned(last) {
    this.#next = Math.max(this.#next, last + 1);
    for (const { number } of this.#waiting.filter((one) => one.number <= last)) this.settle(number, { ok: true });
    return this.#waiting;
  }

  /** It is over: nothing will be answered any more. @param {string} code */
  giveUp(code) {
    for (const { number } of this.#waiting) this.settle(number, { ok: false, code });
  }
}

/** The server's numbering of one connection's messages, from 1. */
export class Sequence {
  #last = 0;

  /** @param {number} number @returns {boolean} whether it is the one that had to come */
  follows(number) {
    const fine = number === this.#last + 1;
    this.#last = Math.max(this.#last, number);
    return fine;
  }
}

const LEAST_MS = 300;
const MOST_MS = 3000;

/**
 * How long to wait before trying again: between 0.3 s and a bound that grows to 3 s. Anywhere in between, so that a
 * restart of the server is not followed by everybody in the same instant.
 * @param {number} attempt from 0 @param {number} chance 0 to 1 @returns {number} milliseconds
 */
export function patience(attempt, chance) {
  return LEAST_MS + chance * (Math.min(MOST_MS, LEAST_MS * 2 ** (attempt + 1)) - LEAST_MS);
}
