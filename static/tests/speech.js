/** Something like speech, made here: vowels on a pitch that glides, hisses, pauses. Not a test itself. */

/** The first three resonances of a voice, in hertz. */
export const VOWELS = { a: [730, 1090, 2440], i: [270, 2290, 3010], u: [300, 870, 2240] };

/** A resonator (D. Klatt, 1980). @param {Float64Array} sound @param {number} rate @param {number} hertz @param {number} width */
function resonate(sound, rate, hertz, width) {
  const c = -Math.exp((-2 * Math.PI * width) / rate);
  const b = 2 * Math.exp((-Math.PI * width) / rate) * Math.cos((2 * Math.PI * hertz) / rate);
  for (let n = 0, one = 0, two = 0; n < sound.length; n += 1) {
    const value = (1 - b - c) * sound[n] + b * one + c * two;
    [two, one] = [one, value];
    sound[n] = value;
  }
}

/** @param {Float64Array | Float32Array} sound @returns {number} root of the mean square */
export function loudness(sound) {
  let sum = 0;
  for (const sample of sound) sum += sample * sample;
  return Math.sqrt(sum / sound.length);
}

/** @param {number} rate @param {number} seconds @param {number[]} formants @param {(seconds: number) => number} pitch */
export function vowel(rate, seconds, formants, pitch) {
  const sound = new Float64Array(Math.round(rate * seconds));
  for (let n = 0, phase = 0; n < sound.length; n += 1) {
    phase += pitch(n / rate) / rate;
    if (phase >= 1) [phase, sound[n]] = [phase - 1, 1];
  }
  formants.forEach((hertz, n) => resonate(sound, rate, hertz, 60 + 40 * n));
  return level(sound, rate);
}

/** @param {number} rate @param {number} seconds */
export function hiss(rate, seconds) {
  let state = 12345;
  const sound = Float64Array.from({ length: Math.round(rate * seconds) }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 31 - 1;
  });
  resonate(sound, rate, 5000, 900);
  return level(sound, rate, 0.04);
}

/** @param {Float64Array} sound @param {number} rate @param {number} [loud] */
function level(sound, rate, loud = 0.1) {
  const factor = loud / loudness(sound);
  const fade = 0.01 * rate;
  return sound.map((sample, n) => sample * factor * Math.min(1, n / fade, (sound.length - n) / fade));
}

/** @param {number} rate @param {number} [times] @returns {Float32Array} about 2 s each time */
export function speech(rate, times = 2) {
  const pitch = (/** @type {number} */ at) => 145 - 60 * at;
  const pause = new Float64Array(Math.round(0.15 * rate));
  const { a, i, u } = VOWELS;
  const said = [hiss(rate, 0.12), vowel(rate, 0.3, a, pitch), vowel(rate, 0.25, i, pitch), pause, vowel(rate, 0.3, u, pitch), hiss(rate, 0.15), vowel(rate, 0.3, i, pitch), vowel(rate, 0.2, a, pitch), pause];
  const all = Array.from({ length: times }, () => said).flat();
  const sound = new Float32Array(all.reduce((sum, part) => sum + part.length, 0));
  all.reduce((at, part) => { sound.set(part, at); return at + part.length; }, 0);
  return sound;
}
