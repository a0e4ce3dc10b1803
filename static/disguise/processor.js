/**
 * The disguise in the browser's audio thread, a script of its own: what comes in is heard by `Disguise` alone, what goes out is made by it.
 *
 * Given:  processorOptions.chance, the numbers a character is drawn from; {record: seconds} asks for a tape of what goes out.
 * Tells:  {warp, pitch} once; {beat} all the time, so that the page knows it lives; {late: ms} after a gap; {tape} when it is full.
 */

import { draw } from "./character.js";
import { Disguise } from "./disguise.js";

/** Longer than this without being called, and the page is told: sound was lost, and nobody knows what else. */
const LATE_MS = 200;

/** Of 128 samples: every 40 ms or a little later, at every rate. */
const BEAT_BLOCKS = Math.ceil((0.04 * sampleRate) / 128);

class Processor extends AudioWorkletProcessor {
  #disguise;
  #blocks = 0;
  #last = 0;
  #nothing = new Float32Array(128);
  /** @type {Float32Array | null} */
  #tape = null;
  #taped = 0;

  /** @param {{ processorOptions: { chance: ArrayLike<number> } }} options */
  constructor({ processorOptions }) {
    super();
    const character = draw(processorOptions.chance);
    this.#disguise = new Disguise(sampleRate, character);
    this.port.onmessage = ({ data }) => {
      this.#tape = new Float32Array(Math.round(data.record * sampleRate));
      this.#taped = 0;
    };
    this.port.postMessage({ warp: character.warp, pitch: character.pitch });
  }

  /** @param {Float32Array[][]} inputs @param {Float32Array[][]} outputs @returns {boolean} */
  process([input], [[output]]) {
    try {
      this.#disguise.process(input[0] ?? this.#nothing.subarray(0, output.length), output);
    } catch (fault) {
      output.fill(0); // what a browser does with a block whose maker threw is its own affair: Chromium plays the last one again
      throw fault;
    }
    if (this.#tape) this.#write(output);
    const now = Date.now();
    if (this.#last > 0 && now - this.#last > LATE_MS) this.port.postMessage({ late: now - this.#last });
    this.#last = now;
    if (this.#blocks++ % BEAT_BLOCKS === 0) this.port.postMessage({ beat: true });
    return true;
  }

  /** @param {Float32Array} output */
  #write(output) {
    const tape = /** @type {Float32Array} */ (this.#tape);
    tape.set(output.subarray(0, tape.length - this.#taped), this.#taped);
    this.#taped += output.length;
    if (this.#taped < tape.length) return;
    this.#tape = null;
    this.port.postMessage({ tape }, [tape.buffer]);
  }
}

registerProcessor("disguise", Processor);
