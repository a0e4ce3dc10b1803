/** When a silence is not the speaker's: packets stop although somebody else has the floor, and nothing else would notice for 7 s. Pure. */

/** Ten packets of 60 ms: no pause in speech looks like that, since silence is sent at the same rate. */
const STOPPED_MS = 600;

/** The other's microphone needs a moment, and may stay closed: a turn that never sounded is doubted later. */
const STARTING_MS = 2500;

/** A new connection did not help, so the quiet is probably theirs: asked again rarely. */
const DOUBTED_MS = [15_000, 60_000];

/** Spread over so long, so that 300 listeners of one broken path do not ask in the same instant. */
const JITTER = 0.7;

export class Quiet {
  #chance;
  #packets = 0;
  #expected = false;
  #since = 0;
  #flowed = false;
  #asked = 0;
  #limit = STARTING_MS;

  /** @param {() => number} chance 0 to 1 */
  constructor(chance) {
    this.#chance = chance;
  }

  /**
   * Look at the counter, a few times a second.
   * @param {number} packets arrived in all on this connection @param {boolean} expected whether somebody else has the floor
   * @param {number} now milliseconds @returns {boolean} whether to make a new connection
   */
  look(packets, expected, now) {
    const flows = packets > this.#packets;
    this.#packets = packets;
    if (flows) {
      this.#flowed = true;
      this.#asked = 0;
    }
    if (flows || !expected || !this.#expected) {
      if (expected && !this.#expected && !flows) this.#flowed = false; // another turn begins
      this.#expected = expected;
      this.#since = now;
      this.#limit = this.#patience();
      return false;
    }
    if (now - this.#since < this.#limit) return false;
    this.#asked += 1;
    this.#since = now;
    this.#limit = this.#patience();
    return true;
  }

  /** Nobody else has the floor now: the next turn's silence counts from its own beginning. */
  rest() {
    this.#expected = false;
  }

  /** A new connection counts from nothing. @param {number} now */
  restart(now) {
    this.#packets = 0;
    this.#since = now;
  }

  #patience() {
    const least = this.#asked > 0 ? DOUBTED_MS[Math.min(this.#asked, DOUBTED_MS.length) - 1] : this.#flowed ? STOPPED_MS : STARTING_MS;
    return least * (1 + JITTER * this.#chance());
  }
}
