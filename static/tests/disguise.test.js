import assert from "node:assert/strict";
import { test } from "node:test";

import { BANDS, Bands } from "../disguise/bands.js";
import { DRAWN, PITCHES, draw, warpAt } from "../disguise/character.js";
import { Disguise } from "../disguise/disguise.js";
import { Spectrum } from "../disguise/fourier.js";
import { Resampler } from "../disguise/resampler.js";
import { VOWELS, hiss, loudness, speech, vowel } from "./speech.js";

const RATE = 48_000;
const MOST = 2 ** 32 - 1;

/** Small, middle and large, low and high. */
const CHARACTERS = [[0, 0, 1, 2, 3], [MOST / 2, MOST, 9, 9, 9], [MOST, 0, MOST, 5, 0]].map(draw);

/** @param {Float32Array | Float64Array} sound @param {import("../disguise/character.js").Character} [character] @param {number} [rate] */
function disguised(sound, character = CHARACTERS[1], rate = RATE) {
  const [input, output] = [Float32Array.from(sound), new Float32Array(sound.length)];
  const disguise = new Disguise(rate, character);
  for (let at = 0; at < input.length; at += 128) disguise.process(input.subarray(at, at + 128), output.subarray(at, at + 128));
  return output;
}

/** How much of a frequency there is (G. Goertzel). @param {Float32Array} sound @param {number} hertz @param {number} [rate] */
function power(sound, hertz, rate = RATE) {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let [one, two] = [0, 0];
  sound.forEach((sample, n) => {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / sound.length);
    [two, one] = [one, sample * window + turn * one - two];
  });
  return one * one + two * two - turn * one * two;
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b @param {number} [lag] of the second */
function alike(a, b, lag = 0) {
  const length = Math.min(a.length, b.length - lag);
  let [ma, mb, both, aa, bb] = [0, 0, 0, 0, 0];
  for (let n = 0; n < length; n += 1) [ma, mb] = [ma + a[n] / length, mb + b[n + lag] / length];
  for (let n = 0; n < length; n += 1) {
    const [x, y] = [a[n] - ma, b[n + lag] - mb];
    [both, aa, bb] = [both + x * y, aa + x * x, bb + y * y];
  }
  return both / Math.sqrt(aa * bb);
}

/** Logarithms of the bands' energies, every 4 ms. @param {Float32Array} sound @param {number} [warp] */
function shapes(sound, warp = 1) {
  const [size, hop] = [1024, 192];
  const [spectrum, bands] = [new Spectrum(size), new Bands(RATE, size)];
  bands.warp(warp);
  return Array.from({ length: Math.floor((sound.length - size) / hop) }, (_, frame) => {
    spectrum.look((n) => sound[frame * hop + n] * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size)));
    bands.look(spectrum.power);
    return Float64Array.from(bands.energy);
  });
}

/** Each band without its mean. @param {Float64Array[]} frames */
function centred(frames) {
  const mean = Array.from({ length: BANDS }, (_, band) => frames.reduce((sum, frame) => sum + frame[band] / frames.length, 0));
  return frames.map((frame) => frame.map((energy, band) => energy - mean[band]));
}

test("a character is drawn from chance, in its bounds, and drifts by three in a hundred", () => {
  assert.equal(draw([0, 0, 0, 0, 7]).warp, 0.85);
  assert.ok(Math.abs(draw([MOST, 0, 0, 0, 7]).warp - 1.18) < 1e-6);
  assert.deepEqual([draw([1, 0, 0, 0, 7]).pitch, draw([1, MOST, 0, 0, 7]).pitch], [...PITCHES]);
  assert.equal(draw([0, 0, 0, 0, 0]).seed, 1); // a noise that starts from nothing stays nothing
  assert.throws(() => draw([1, 2]), RangeError);
  assert.equal(DRAWN, 5);
  const drifts = Array.from({ length: 3000 }, (_, second) => warpAt(CHARACTERS[0], second) / CHARACTERS[0].warp - 1);
  assert.ok(Math.max(...drifts) <= 0.03 && Math.min(...drifts) >= -0.03);
  assert.ok(Math.max(...drifts) > 0.025 && Math.min(...drifts) < -0.025);
});

for (const rate of [8000, 16_000, 22_050, 44_100, 48_000, 96_000]) {
  test(`sound keeps its level and its time at ${rate} samples a second`, () => {
    const [down, up] = [new Resampler(rate, 16_000), new Resampler(16_000, rate)];
    const heard = [];
    const missed = [];
    for (let n = 0; n < rate; n += 1) {
      down.write(Math.sin((2 * Math.PI * 1000 * n) / rate));
      while (down.ready) up.write(down.read());
      if (up.ready) heard.push(up.read());
      else missed.push(n);
    }
    assert.deepEqual(missed, []);
    assert.ok(Math.abs(loudness(Float64Array.from(heard).slice(rate / 2)) - Math.SQRT1_2) < 0.02);
    const delay = down.delay(rate) + up.delay(16_000);
    assert.ok(delay < 0.003, `${delay} s`);
  });
}

test("what is above the half of the inner rate does not fold back into speech", () => {
  const down = new Resampler(RATE, 16_000);
  const heard = [];
  for (let n = 0; n < RATE; n += 1) {
    down.write(Math.sin((2 * Math.PI * 11_000 * n) / RATE));
    while (down.ready) heard.push(down.read());
  }
  assert.ok(loudness(Float64Array.from(heard)) < 0.01);
});

for (const [number, character] of CHARACTERS.entries()) {
  test(`no tone of the person's own comes through character ${number}`, () => {
    // with pauses, or it would count as the room's
    const tone = Float32Array.from({ length: 3 * RATE }, (_, n) => (n % 36_000 < 26_000 ? 0.3 * Math.sin((2 * Math.PI * 440 * n) / RATE) : 0));
    const heard = disguised(tone, character);
    assert.ok(loudness(heard) > 0.02, "something is heard");
    const near = [400, 420, 430, 450, 460, 480].map((hertz) => power(heard, hertz));
    const strongest = Math.max(...[2, 3, 4].map((n) => power(heard, n * character.pitch)));
    assert.ok(power(heard, 440) < 0.01 * strongest, "nothing beside the pitch that was drawn");
    assert.ok(power(heard, 440) < 10 * Math.max(...near), "no peak");
  });

  test(`speech through character ${number} is shaped as before, and no sample of it is left`, () => {
    const said = speech(RATE);
    const heard = disguised(said, character);
    const lag = 3; // 12 ms
    const [before, after] = [centred(shapes(said, character.warp)), centred(shapes(heard))];
    const spoken = shapes(said).map((frame, at) => (Math.max(...frame) > -2 ? at : -1)).filter((at) => at >= 0 && at + lag < after.length);
    const kept = spoken.map((at) => alike(before[at], after[at + lag])).sort((a, b) => a - b);
    assert.ok(kept[Math.floor(kept.length / 2)] > 0.8, `half of the moments are alike by ${kept[Math.floor(kept.length / 2)]}`);
    const own = Math.max(...Array.from({ length: 300 }, (_, n) => Math.abs(alike(said.subarray(0, RATE), heard.subarray(0, RATE + 3000), n * 8))));
    assert.ok(own < 0.2, `${own}`);
  });
}

test("vowels are told apart", () => {
  const said = Object.values(VOWELS).map((formants) => vowel(RATE, 0.3, formants, () => 110));
  const rounds = [...said, ...said, ...said, ...said];
  const all = new Float32Array(rounds.reduce((sum, one) => sum + one.length, 0));
  rounds.reduce((at, one) => { all.set(one, at); return at + one.length; }, 0);
  const heard = centred(shapes(disguised(all)));
  const middle = (/** @type {number} */ at) => heard[Math.round(((at + 0.6) * 0.3 * RATE) / 192)];
  for (const one of [3, 4, 5]) { // once each was heard before
    const [again, another] = [alike(middle(one), middle(one + 3)), alike(middle(one), middle(6 + ((one + 1) % 3)))];
    assert.ok(again > 0.9 && another < 0.5, `the same vowel again ${again}, another ${another}`);
  }
});

test("the pitch is the one that was drawn, whatever the person's glides through", () => {
  const said = vowel(RATE, 1.5, VOWELS.a, (at) => 100 + 100 * at);
  for (const character of CHARACTERS) {
    const heard = disguised(said, character).subarray(RATE / 4, RATE * 1.25);
    const [on, between] = [0, 0.5].map((off) => [2, 3, 4, 5, 6, 7].reduce((sum, n) => sum + power(heard, (n + off) * character.pitch), 0));
    assert.ok(on > 100 * between, `${on / between}`);
  }
});

test("breath stays breath", () => {
  const heard = disguised(hiss(RATE, 1)).subarray(RATE / 4);
  for (const pitch of PITCHES) assert.ok(alike(heard, heard, Math.round(RATE / pitch)) < 0.4);
  assert.ok(loudness(heard) > 0.005);
});

test("where somebody sits and how strong their voice is cannot be heard", () => {
  const said = speech(RATE, 4);
  let last = 0;
  const far = said.map((sample) => { last += 0.15 * (sample - last); return 0.2 * last; }); // softer, and 20 dB duller
  const later = (/** @type {Float32Array} */ sound) => shapes(sound.subarray(sound.length / 2));
  const mean = (/** @type {Float64Array[]} */ frames) => Array.from({ length: BANDS }, (_, band) => Math.log(frames.reduce((sum, frame) => sum + Math.exp(frame[band]), 0) / frames.length));
  const differ = (/** @type {Float32Array} */ a, /** @type {Float32Array} */ b) => { const [x, y] = [mean(later(a)), mean(later(b))]; return Math.max(...x.map((one, band) => 4.34 * Math.abs(one - y[band]))); };
  assert.ok(differ(said, far) > 20, `${differ(said, far)} dB before`);
  assert.ok(differ(disguised(said), disguised(far)) < 3, `${differ(disguised(said), disguised(far))} dB after`);
});

test("silence, and a room that hums, are not made into a voice", () => {
  assert.equal(loudness(disguised(new Float32Array(RATE))), 0);
  const hum = Float32Array.from({ length: 8 * RATE }, (_, n) => 0.003 * Math.sin((2 * Math.PI * 150 * n) / RATE));
  assert.ok(loudness(disguised(hum).subarray(6 * RATE)) < 1e-4);
});

test("it is late by less than 20 ms", () => {
  for (const rate of [16_000, 44_100, 48_000]) {
    const said = speech(rate);
    const heard = disguised(said, CHARACTERS[1], rate);
    const envelope = (/** @type {Float32Array} */ sound) => Array.from({ length: 2000 }, (_, ms) => Math.log(loudness(sound.subarray((ms * rate) / 1000, ((ms + 1) * rate) / 1000)) + 1e-3));
    const [before, after] = [envelope(said), envelope(heard)];
    const likeness = Array.from({ length: 60 }, (_, ms) => alike(before, after, ms));
    const delay = likeness.indexOf(Math.max(...likeness));
    assert.ok(delay > 2 && delay <= 20, `${delay} ms at ${rate}`);
    assert.ok(likeness[delay] > 0.6, `${likeness[delay]}`);
  }
});
