/** The whole disguise, at any rate: a voice goes in, another comes out. What goes between them is fourteen energies and one bit, 250 times a second. Pure. */

import { Bands } from "./bands.js";
import { warpAt } from "./character.js";
import { Average } from "./average.js";
import { Spectrum } from "./fourier.js";
import { Presence } from "./presence.js";
import { Resampler } from "./resampler.js";
import { Voice } from "./voice.js";
import { Voicing } from "./voicing.js";

/** @import { Character } from "./character.js" */

/** Inside, whatever the device has. */
const RATE = 16_000;

/** 16 ms, looked at every 4. */
const WINDOW = 256;
const HOP = 64;

/** The warp drifts slowly: looked at four times a second. */
const DRIFT_HOPS = 62;

/** How loud the voice is at the end: speech near -19 dB, as close to a phone. */
const VOLUME = 0.0006;

const HANN = Float64Array.from({ length: WINDOW }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW));

export class Disguise {
  #character;
  #in;
  #out;
  #kept = new Float32Array(WINDOW);
  #at = 0;
  #hops = 0;
  #spectrum = new Spectrum(WINDOW);
  #bands = new Bands(RATE, WINDOW);
  #average = new Average(RATE / HOP);
  #presence = new Presence(RATE / HOP);
  #voicing = new Voicing();
  #voice;

  /** @param {number} rate of what comes and goes @param {Character} character */
  constructor(rate, character) {
    this.#character = character;
    this.#in = new Resampler(rate, RATE);
    this.#out = new Resampler(RATE, rate);
    this.#voice = new Voice(RATE, character.pitch, character.seed);
  }

  /** As much sound as comes, as much goes. @param {Float32Array} input @param {Float32Array} output of the same length */
  process(input, output) {
    for (let n = 0; n < input.length; n += 1) {
      this.#in.write(input[n]);
      while (this.#in.ready) this.#step(this.#in.read());
      output[n] = this.#out.ready ? this.#out.read() : 0;
    }
  }

  /** One sample at 16 kHz. @param {number} sample */
  #step(sample) {
    this.#kept[this.#at] = sample;
    this.#at = (this.#at + 1) % WINDOW;
    this.#voicing.write(sample);
    if (this.#at % HOP === 0) this.#look();
    this.#out.write(soft(this.#voice.next()));
  }

  #look() {
    if (this.#hops % DRIFT_HOPS === 0) this.#bands.warp(warpAt(this.#character, (this.#hops * HOP) / RATE));
    this.#hops += 1;
    let power = 0;
    for (const sample of this.#kept) power += sample * sample;
    const presence = this.#presence.look(power / WINDOW);
    this.#spectrum.look((n) => this.#kept[(this.#at + n) % WINDOW] * HANN[n]);
    this.#bands.look(this.#spectrum.power);
    this.#average.bring(this.#bands.energy, presence > 0.5);
    this.#voice.become(this.#average.energy, presence * VOLUME, this.#voicing.voiced, HOP);
  }
}

/** Louder than loud is bent, not cut; and the filter on the way out may overshoot. */
const LOUDEST = 0.9;

/** @param {number} sample */
function soft(sample) {
  return LOUDEST * Math.tanh(sample / LOUDEST);
}
