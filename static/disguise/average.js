/** Every voice brought to the same average: its own mean and spread are taken out of each band, everybody's are put in. Pure. */

import { BANDS, EDGES } from "./bands.js";

/** How loud each band is on average, in natural logarithms of energy for each hertz: flat to 500 Hz, then 5.6 dB less an octave: a little brighter than speech, so that consonants are heard. */
export const TARGET = EDGES.slice(1, BANDS + 1).map((hertz) => -1.3 * Math.max(0, Math.log2(hertz / 500)));

/** How far the bands swing around it, the same for all: 14 dB, wider than in speech, since a listener has fourteen bands to go by. */
export const SPREAD = 3.2;

/** What a voice may be off at most before it is brought back: beyond it are clicks. */
const FARTHEST = 2.6;

/** For so long what was heard is averaged evenly, and later than that forgotten slowly. Seconds. */
const MEMORY = 4;

/** What is believed of a voice before it was heard, for so long. Seconds. */
const DOUBT = 0.2;

export class Average {
  #mean = new Float64Array(BANDS);
  #square = new Float64Array(BANDS);
  #frames = 0;
  #rate;

  /** Natural logarithms of energy, of the last `bring`. */
  energy = new Float64Array(BANDS);

  /** @param {number} rate pieces a second */
  constructor(rate) {
    this.#rate = rate;
  }

  /** @param {Float64Array} energy of the bands @param {boolean} learn whether somebody speaks */
  bring(energy, learn) {
    if (learn && this.#frames === 0) this.#believe(energy);
    const share = learn ? 1 / (Math.min(this.#frames, MEMORY * this.#rate) + 1) : 0;
    if (learn) this.#frames += 1;
    for (let band = 0; band < BANDS; band += 1) {
      const off = energy[band] - this.#mean[band];
      this.#mean[band] += share * off;
      this.#square[band] += share * (off * off - this.#square[band]);
      const spread = Math.max(SPREAD / 2, Math.sqrt(this.#square[band]));
      this.energy[band] = TARGET[band] + SPREAD * Math.max(-FARTHEST, Math.min(FARTHEST, (energy[band] - this.#mean[band]) / spread));
    }
  }

  /** The first sound is as loud as any, until more is known. @param {Float64Array} energy */
  #believe(energy) {
    const level = Math.max(...energy.map((one, band) => one - TARGET[band])) - SPREAD / 2;
    this.#mean.forEach((_, band) => { this.#mean[band] = TARGET[band] + level; });
    this.#square.fill(SPREAD * SPREAD);
    this.#frames = DOUBT * this.#rate;
  }
}
