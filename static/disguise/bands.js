/** Fourteen bands, as wide as the ear's: all that is left of a voice's spectrum. Pure. */

/** Enough for the vowels to be told apart, too few for the fine shape that a throat alone has. */
export const BANDS = 14;

const LOWEST = 90;
const HIGHEST = 7000;

/** @param {number} hertz */
const toMel = (hertz) => 2595 * Math.log10(1 + hertz / 700);
/** @param {number} mel */
const toHertz = (mel) => 700 * (10 ** (mel / 2595) - 1);

/** The edges of the bands and their middles between, `BANDS + 2` of them; band `n` reaches from `n` to `n + 2`. */
export const EDGES = Array.from({ length: BANDS + 2 }, (_, n) => toHertz(toMel(LOWEST) + (n * (toMel(HIGHEST) - toMel(LOWEST))) / (BANDS + 1)));

/** Reads the energy of each band out of a power spectrum. */
export class Bands {
  #hertz;
  #from = new Uint16Array(BANDS);
  #weights = /** @type {Float64Array[]} */ ([]);

  /** Natural logarithms, of the last `look`. */
  energy = new Float64Array(BANDS);

  /** @param {number} rate @param {number} size of the spectrum's piece */
  constructor(rate, size) {
    this.#hertz = rate / size;
    this.warp(1);
  }

  /** What is heard at f comes from f / factor from now on: every resonance moves, and with it the size of the head one seems to hear. @param {number} factor */
  warp(factor) {
    const last = Math.floor(HIGHEST_BIN / this.#hertz);
    this.#weights = EDGES.slice(0, BANDS).map((_, band) => {
      const [low, middle, high] = [0, 1, 2].map((n) => EDGES[band + n] / factor / this.#hertz);
      const from = Math.min(Math.floor(low) + 1, last);
      const to = Math.max(from, Math.min(Math.ceil(high) - 1, last));
      this.#from[band] = from;
      // a narrow band may have no bin between its edges: its nearest one then
      return Float64Array.from({ length: to - from + 1 }, (_, n) => Math.max(0.05, from + n < middle ? (from + n - low) / (middle - low) : (high - from - n) / (high - middle)));
    });
  }

  /** @param {Float64Array} power */
  look(power) {
    for (let band = 0; band < BANDS; band += 1) {
      const weights = this.#weights[band];
      const from = this.#from[band];
      let [sum, all] = [0, 0];
      for (let n = 0; n < weights.length; n += 1) {
        sum += power[from + n] * weights[n];
        all += weights[n];
      }
      this.energy[band] = Math.log(sum / all + 1e-9);
    }
  }
}

/** Above it the resampler's edge would be heard as the voice's. */
const HIGHEST_BIN = 7600;
