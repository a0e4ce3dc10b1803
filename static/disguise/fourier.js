/** The power spectrum of a short piece of sound. Pure. */

export class Spectrum {
  #size;
  #real;
  #imaginary;
  #cosine;
  #sine;
  #swapped;

  /** Squared magnitudes from 0 to half the rate, of the last `look`. */
  power;

  /** @param {number} size a power of two */
  constructor(size) {
    this.#size = size;
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
    this.#cosine = Float64Array.from({ length: size / 2 }, (_, n) => Math.cos((2 * Math.PI * n) / size));
    this.#sine = Float64Array.from({ length: size / 2 }, (_, n) => -Math.sin((2 * Math.PI * n) / size));
    const bits = Math.log2(size);
    this.#swapped = Uint16Array.from({ length: size }, (_, n) => Array.from({ length: bits }, (_, bit) => ((n >> bit) & 1) << (bits - 1 - bit)).reduce((a, b) => a | b));
    this.power = new Float64Array(size / 2 + 1);
  }

  /** @param {(n: number) => number} sample */
  look(sample) {
    const [size, real, imaginary] = [this.#size, this.#real, this.#imaginary];
    for (let n = 0; n < size; n += 1) real[this.#swapped[n]] = sample(n);
    imaginary.fill(0);
    for (let half = 1; half < size; half *= 2) {
      const turn = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k += 1) {
          const [c, s, low, high] = [this.#cosine[k * turn], this.#sine[k * turn], start + k, start + k + half];
          const re = real[high] * c - imaginary[high] * s;
          const im = real[high] * s + imaginary[high] * c;
          real[high] = real[low] - re;
          imaginary[high] = imaginary[low] - im;
          real[low] += re;
          imaginary[low] += im;
        }
      }
    }
    for (let bin = 0; bin <= size / 2; bin += 1) this.power[bin] = real[bin] ** 2 + imaginary[bin] ** 2;
  }
}
