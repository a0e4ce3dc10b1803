/** Whether somebody speaks at all: what is not louder than the room is not made into a voice. Pure. */

/** Natural logarithms of mean square; 4.6 are 20 dB. */
const LOWEST = -16;
const FIRST_BELOW = 4.6;

/** How fast what stays counts as the room: 3 dB a second. A pause between sentences brings it back at once. */
const RISE = 0.7;

/** So much above the room a sound begins to be let through, and over so much more wholly. */
const ABOVE = 1.6;
const WHOLLY = 1.4;

export class Presence {
  #floor = NaN;
  #rate;

  /** @param {number} rate pieces a second */
  constructor(rate) {
    this.#rate = rate;
  }

  /** @param {number} power mean square of this piece @returns {number} 0: only the room, to 1 */
  look(power) {
    const level = Math.log(power + 1e-12);
    if (level < LOWEST) return 0;
    const floor = Number.isNaN(this.#floor) ? level - FIRST_BELOW : Math.min(level, this.#floor + RISE / this.#rate);
    this.#floor = Math.max(LOWEST, floor);
    return Math.max(0, Math.min(1, (level - this.#floor - ABOVE) / WHOLLY));
  }
}
