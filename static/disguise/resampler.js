/** Sound at another rate, sample by sample as it comes: a windowed sinc, short because every sample of it is delay. Pure. */

/** Zero crossings on each side: half a millisecond at 16 kHz, and what folds back is 50 dB down. */
const CROSSINGS = 8;

/** Positions between two samples for which the filter is known; linear between them. */
const PHASES = 64;

/** Of the lower of the two rates: speech has its edge a little below the half. */
const EDGE = 0.9;

export class Resampler {
  #step;
  #half;
  #taps;
  #table;
  #ring;
  #mask;
  #written;
  #position;

  /** @param {number} from samples a second that are written @param {number} to that are read */
  constructor(from, to) {
    this.#step = from / to;
    const cut = Math.min(1, to / from) * EDGE;
    this.#half = Math.ceil(CROSSINGS / Math.min(1, to / from));
    this.#taps = 2 * this.#half;
    this.#table = filter(this.#half, cut);
    const size = 2 ** Math.ceil(Math.log2(this.#taps + 2048));
    this.#ring = new Float32Array(size);
    this.#mask = size - 1;
    // as many zeros as a reader needs who always reads as much time as was written
    this.#written = this.#taps + 2 + Math.ceil(1 / this.#step);
    this.#position = this.#half;
  }

  /** How much later a sample comes out, in seconds of what is written. @param {number} from @returns {number} */
  delay(from) {
    return (this.#taps + 2 + Math.ceil(1 / this.#step) - this.#half) / from;
  }

  /** @param {number} sample */
  write(sample) {
    this.#ring[this.#written & this.#mask] = sample;
    this.#written += 1;
  }

  /** Whether the next sample can be read. */
  get ready() {
    return Math.floor(this.#position) + this.#half < this.#written;
  }

  /** @returns {number} the next sample; only when `ready` */
  read() {
    const whole = Math.floor(this.#position);
    const phase = (this.#position - whole) * PHASES;
    const row = Math.floor(phase);
    const part = phase - row;
    const [table, taps, ring, mask] = [this.#table, this.#taps, this.#ring, this.#mask];
    let sum = 0;
    for (let tap = 0, at = whole - this.#half + 1, one = row * taps, two = one + taps; tap < taps; tap += 1, at += 1, one += 1, two += 1) {
      sum += ring[at & mask] * (table[one] + part * (table[two] - table[one]));
    }
    this.#position += this.#step;
    return sum;
  }
}

/** @param {number} half @param {number} cut of the written rate's half @returns {Float32Array} a row of taps for each phase, and one more */
function filter(half, cut) {
  const taps = 2 * half;
  const table = new Float32Array((PHASES + 1) * taps);
  for (let row = 0; row <= PHASES; row += 1) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const x = tap - half + 1 - row / PHASES;
      const window = Math.abs(x) >= half ? 0 : 0.5 + 0.5 * Math.cos((Math.PI * x) / half);
      const value = (x === 0 ? 1 : Math.sin(Math.PI * cut * x) / (Math.PI * cut * x)) * window;
      table[row * taps + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap += 1) table[row * taps + tap] /= sum; // a constant stays what it is, at every phase
  }
  return table;
}
