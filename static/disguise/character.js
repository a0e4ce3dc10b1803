/** Who one sounds like in this circle, drawn anew for each: which of two pitches, how far the resonances move, and how that drifts. Pure. */

/**
 * @typedef {object} Character
 * @property {number} warp    0.85 to 1.18
 * @property {number} pitch   hertz, one of `PITCHES`
 * @property {number[]} drift phases of two slow waves, 0 to 2π
 * @property {number} seed    of the noise
 */

/** One low, one high. Neither tells whose it is, and no whole number of them is a concert pitch, by which a hum would be known again. */
export const PITCHES = /** @type {const} */ ([121, 173]);

const LEAST = 0.85;
const MOST = 1.18;

/** How many numbers a character is drawn from. */
export const DRAWN = 5;

/** @param {ArrayLike<number>} chance `DRAWN` numbers of 32 bits, from a source that cannot be guessed @returns {Character} */
export function draw(chance) {
  const part = Array.from(chance, (number) => (number >>> 0) / 2 ** 32);
  if (part.length !== DRAWN) throw new RangeError("a character needs five numbers");
  return {
    warp: LEAST * (MOST / LEAST) ** part[0], pitch: PITCHES[part[1] < 0.5 ? 0 : 1], drift: [2 * Math.PI * part[2], 2 * Math.PI * part[3]],
    seed: (chance[4] >>> 0) || 1,
  };
}

/** So that what is learnt of a warp does not hold for the next sentence. */
const DRIFT = 0.03;

/** Seconds; they meet again only after a long evening. */
const PERIODS = [11.3, 17.9];

/** @param {Character} character @param {number} seconds since it began @returns {number} the warp now */
export function warpAt({ warp, drift }, seconds) {
  return warp * (1 + (DRIFT / 2) * (Math.sin(drift[0] + (2 * Math.PI * seconds) / PERIODS[0]) + Math.sin(drift[1] + (2 * Math.PI * seconds) / PERIODS[1])));
}
