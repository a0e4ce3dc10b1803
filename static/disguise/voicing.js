/** Whether a voice sounds in this piece, or only breath: how alike the sound is to itself one period ago. Its pitch is not kept. Pure. */

/** One of four samples is enough for a pitch. */
const THIN = 4;

/** 32 ms: two periods of the lowest voice. */
const KEPT = 512 / THIN;

/** Periods of 80 to 400 Hz at 4 kHz. */
const SHORTEST = 10;
const LONGEST = 50;

/** Alike enough. Noise reaches 0.4, vowels start at 0.7. */
const ALIKE = 0.55;

export class Voicing {
  #kept = new Float64Array(KEPT);
  #sum = 0;
  #count = 0;

  /** @param {number} sample at 16 kHz */
  write(sample) {
    this.#sum += sample;
    this.#count += 1;
    if (this.#count < THIN) return;
    this.#kept.copyWithin(0, 1);
    this.#kept[KEPT - 1] = this.#sum;
    this.#sum = this.#count = 0;
  }

  /** @returns {boolean} */
  get voiced() {
    const kept = this.#kept;
    let best = 0;
    for (let lag = SHORTEST; lag <= LONGEST; lag += 1) {
      let [both, now, before] = [0, 1e-9, 1e-9];
      for (let n = LONGEST; n < KEPT; n += 1) {
        both += kept[n] * kept[n - lag];
        now += kept[n] * kept[n];
        before += kept[n - lag] * kept[n - lag];
      }
      best = Math.max(best, both / Math.sqrt(now * before));
    }
    return best > ALIKE;
  }
}
