/** What is heard instead: a pulse or a noise, shaped by fourteen numbers. No sample of the person's own voice comes this far. Pure. */

import { BANDS, EDGES } from "./bands.js";

/** Filters one after the other in a band: 24 dB an octave, so that a neighbour is not heard through it. */
const STAGES = 2;

/** A voice is breathy high up: from this band on, pulses are mixed with noise. */
const BREATH = BANDS - 4;

export class Voice {
  #filters;
  #loudness;
  #gain = new Float64Array(BANDS);
  #step = new Float64Array(BANDS);
  #period;
  #since = 0;
  #voiced = 0;
  #voicedStep = 0;
  #state;

  /** @param {number} rate @param {number} pitch hertz @param {number} seed not 0 */
  constructor(rate, pitch, seed) {
    this.#period = rate / pitch;
    this.#state = seed;
    this.#filters = Array.from({ length: BANDS }, (_, band) => Array.from({ length: STAGES }, () => bandPass(rate, EDGES[band], EDGES[band + 1], EDGES[band + 2])));
    this.#loudness = this.#filters.map((stages) => 1 / Math.sqrt(energyOf(stages)));
  }

  /** Go there in so many samples. @param {Float64Array} energy of the bands, natural logarithms @param {number} volume @param {boolean} voiced @param {number} samples */
  become(energy, volume, voiced, samples) {
    for (let band = 0; band < BANDS; band += 1) {
      const width = Math.sqrt(EDGES[band + 2] - EDGES[band]);
      this.#step[band] = (volume * Math.exp(energy[band] / 2) * width * this.#loudness[band] - this.#gain[band]) / samples;
    }
    this.#voicedStep = ((voiced ? 1 : 0) - this.#voiced) / samples;
  }

  /** @returns {number} the next sample */
  next() {
    this.#voiced += this.#voicedStep;
    this.#since += 1;
    const noise = this.#noise();
    let pulse = 0;
    if (this.#since >= this.#period) {
      this.#since -= this.#period;
      pulse = Math.sqrt(this.#period);
    }
    const tone = this.#voiced * pulse;
    const breath = (1 - this.#voiced) * noise;
    let sum = 0;
    for (let band = 0; band < BANDS; band += 1) {
      this.#gain[band] += this.#step[band];
      const source = band < BREATH ? tone + breath : 0.6 * tone + breath + 0.6 * this.#voiced * noise;
      let value = source;
      for (const stage of this.#filters[band]) value = stage.next(value);
      sum += value * this.#gain[band] * (band & 1 ? -1 : 1); // neighbours meet in phase at their edge then
    }
    return sum;
  }

  /** Of variance 1. */
  #noise() {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state / 2 ** 31) * Math.sqrt(3);
  }
}

class Filter {
  #b;
  #a1;
  #a2;
  #x1 = 0;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;

  /** @param {number} b @param {number} a1 @param {number} a2 */
  constructor(b, a1, a2) {
    this.#b = b;
    this.#a1 = a1;
    this.#a2 = a2;
  }

  /** @param {number} x */
  next(x) {
    const y = this.#b * (x - this.#x2) - this.#a1 * this.#y1 - this.#a2 * this.#y2;
    this.#x2 = this.#x1;
    this.#x1 = x;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}

/** The band pass of the Audio EQ Cookbook (R. Bristow-Johnson), 0 dB at its middle. @param {number} rate @param {number} low @param {number} middle @param {number} high */
function bandPass(rate, low, middle, high) {
  const w = (2 * Math.PI * middle) / rate;
  const alpha = Math.sin(w) / (2 * ((middle / (high - low)) * 2));
  return new Filter(alpha / (1 + alpha), (-2 * Math.cos(w)) / (1 + alpha), (1 - alpha) / (1 + alpha));
}

/** Of a click through them. Leaves them silent again. @param {Filter[]} stages */
function energyOf(stages) {
  let sum = 0;
  for (let n = 0; n < 8192; n += 1) {
    let value = n === 0 ? 1 : 0;
    for (const stage of stages) value = stage.next(value);
    sum += value * value;
  }
  return sum;
}
