/**
 * The microphone through the disguise, in the page. What is handed out is the track of a destination that only the disguise feeds, so
 * whatever goes wrong, silence is all that can come out of it; and the first thing that goes wrong ends it for good.
 */

import { effect } from "../vendor/ui.js";
import { link } from "../circle.js";
import { DRAWN } from "./character.js";

/** @import { Sent } from "../types.d.ts" */

/** A script over a slow line, and an audio thread that starts: longer than that is never. */
const START_MS = 8000;

/** Looks without a sign of life, this far apart: more than 200 ms of nothing. Counted, not timed, since a busy page hears of life late. */
const LOOK_MS = 50;
const MISSED = 5;

/** Signs of life in a row, before it counts as running: an audio thread that starts stumbles. */
const SIGNS = 3;

/** Who one sounds like in this circle; drawn at the first need, and gone with the circle or the page. @type {Uint32Array | null} */
let chance = null;

effect(() => { if (link.value === "over") chance = null; });

/** The chain that is open: its tape can be played. @type {((seconds: number, playing: () => void) => Promise<void>) | null} */
let rehearse = null;

/**
 * @param {MediaStream} stream of the microphone @param {() => void} broke called once, when it is silent for good
 * @returns {Promise<Sent>} rejects when the disguise does not run
 */
export async function disguised(stream, broke) {
  const context = new AudioContext({ latencyHint: "interactive" });
  /** @type {Chain | undefined} */
  let chain;
  try {
    const mine = chain = new Chain(context, stream, broke);
    await within(START_MS, mine.start());
    rehearse = mine.rehearse;
    return { track: mine.track, close: () => { if (rehearse === mine.rehearse) rehearse = null; mine.close(); } };
  } catch (error) {
    chain?.close();
    if (context.state !== "closed") void context.close();
    throw new Error("the disguise does not run", { cause: error });
  }
}

/** *Try my voice*: a few seconds of what would be sent, kept in memory until they were played. @param {number} seconds @param {() => void} playing called when the listening begins */
export async function tryVoice(seconds, playing) {
  await rehearse?.(seconds, playing);
}

class Chain {
  #context;
  #source;
  #destination;
  /** @type {AudioWorkletNode | null} */
  #node = null;
  #closed = new AbortController();
  #missed = 0;
  /** It was seen to run, and nothing has gone wrong since. */
  #running = false;
  /** @type {string} */
  #devices = "";
  /** @type {(tape: Float32Array<ArrayBuffer>) => void} */
  #taped = () => {};
  #broke;

  /** @param {AudioContext} context @param {MediaStream} stream @param {() => void} broke */
  constructor(context, stream, broke) {
    this.#context = context;
    this.#broke = broke;
    this.#source = context.createMediaStreamSource(stream);
    this.#destination = context.createMediaStreamDestination();
    this.track.enabled = false;
  }

  /** What comes out. */
  get track() {
    return this.#destination.stream.getAudioTracks()[0];
  }

  /** Until it was seen to run. */
  async start() {
    const context = this.#context;
    this.#devices = await devices();
    const script = document.querySelector('link[rel="disguise"]')?.getAttribute("href");
    await context.audioWorklet.addModule(script ?? "");
    chance ??= crypto.getRandomValues(new Uint32Array(DRAWN));
    const node = new AudioWorkletNode(context, "disguise", { outputChannelCount: [1], channelCount: 1, channelCountMode: "explicit", processorOptions: { chance: [...chance] } });
    this.#node = node;
    const { signal } = this.#closed;
    let signs = 0;
    await new Promise((resolve, reject) => {
      const lost = () => { reject(new Error("it stopped")); this.#fail(); };
      signal.addEventListener("abort", lost);
      node.addEventListener("processorerror", lost, { signal });
      node.port.addEventListener("message", ({ data }) => {
        if (data.beat) this.#missed = 0;
        if (data.beat && ++signs === SIGNS) resolve(null);
        else if (data.late && this.#running) lost();
        else if (data.late) signs = 0;
        else if (data.tape) this.#taped(data.tape);
      }, { signal });
      node.port.addEventListener("messageerror", lost, { signal });
      context.addEventListener("statechange", () => { if (this.#running && context.state !== "running") lost(); }, { signal });
      navigator.mediaDevices.addEventListener("devicechange", () => void this.#look(lost), { signal });
      node.port.start();
      this.#source.connect(node).connect(this.#destination);
      void context.resume();
    });
    const timer = setInterval(() => { if (++this.#missed >= MISSED || this.#context.state !== "running") this.#fail(); }, LOOK_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
    if (signal.aborted) throw new Error("too late");
    this.#running = this.track.enabled = true;
  }

  /** Another microphone, other earphones: silent at once, and on again only when it was none of them. @param {() => void} lost */
  async #look(lost) {
    this.track.enabled = false;
    const same = await devices().then((now) => now === this.#devices, () => false);
    if (same) this.track.enabled = this.#running;
    else lost();
  }

  #fail() {
    if (this.#closed.signal.aborted) return;
    this.close();
    this.#broke(); // before it ran this is said to nobody: `start` rejects
  }

  /** @param {number} seconds @param {() => void} playing */
  rehearse = async (seconds, playing) => {
    const { signal } = this.#closed;
    const tape = await new Promise((/** @type {(tape: Float32Array<ArrayBuffer> | null) => void} */ resolve) => {
      this.#taped = resolve;
      signal.addEventListener("abort", () => resolve(null));
      this.#node?.port.postMessage({ record: seconds });
    });
    if (!tape || signal.aborted) return;
    playing();
    const sound = this.#context.createBuffer(1, tape.length, this.#context.sampleRate);
    sound.copyToChannel(tape, 0);
    const player = this.#context.createBufferSource();
    player.buffer = sound;
    player.connect(this.#context.destination);
    await new Promise((resolve) => {
      player.addEventListener("ended", resolve);
      signal.addEventListener("abort", resolve); // a context that is closed ends nothing
      player.start();
    });
  };

  close() {
    this.#running = this.track.enabled = false;
    this.track.stop();
    this.#closed.abort();
    this.#source.disconnect();
    this.#node?.disconnect();
    this.#node?.port.close();
    if (this.#context.state !== "closed") void this.#context.close();
  }
}

/** What there is to speak into and to hear by. @returns {Promise<string>} */
async function devices() {
  const found = await navigator.mediaDevices.enumerateDevices();
  return found.filter(({ kind }) => kind !== "videoinput").map(({ kind, deviceId, groupId }) => `${kind} ${deviceId} ${groupId}`).sort().join("\n");
}

/** @template T @param {number} ms @param {Promise<T>} promise @returns {Promise<T>} */
function within(ms, promise) {
  return Promise.race([promise, new Promise((/** @type {(none: never) => void} */ _, reject) => { setTimeout(() => reject(new Error("too slow")), ms); })]);
}
