/** One connection for all voices: mine goes out only while the floor is mine, the others' come in; both come back, and move, by themselves. */

import { computed, effect, signal, untracked } from "./vendor/ui.js";
import { Call } from "./call.js";
import { audioAsked, current, floorMine, link, myTurn, othersHeard, pending, place, view, you } from "./circle.js";
import { line } from "./entry.js";
import { Handover } from "./handover.js";
import { closeMicrophone, manner, mannerAsked, track } from "./microphone.js";
import { patience } from "./numbering.js";
import { watchOutputs } from "./outputs.js";
import { cutShort, holdPlaying, play, playAgain, silence, stopPlaying } from "./playback.js";
import { Quiet } from "./quiet.js";

export { askMicrophone, closeMicrophone, level, manner, mannerAsked, microphone } from "./microphone.js";

/** @import { HearingState } from "./types.d.ts" */

/** @type {import("@preact/signals").Signal<HearingState>} */
export const hearing = signal("idle");

/** Whether this device is silenced. */
export const speakerMuted = signal(false);

/** @type {Handover<Call>} */
const calls = new Handover((mine) => {
  quiet.restart(performance.now());
  void mine.send(sendable());
  void play(mine.tracks).then(heardBy);
});

/** The first call: made in the tap, and offered once there is a seat. @type {Call | null} */
let tapped = null;

/** A signal, so that what waits for it wakes. */
const wanted = signal(false);
let blocked = false;
let wasConnected = false;
let attempt = 0;

/** Whether the last way was lost, or none found; whether the newest call may go by way of a relay, and whether one that did was connected. */
let wayless = false;
let asksRelays = false;
let relayed = false;

/** Packets of the call that is on when it seemed dead: until there are more, or another takes its place. @type {number | null} */
let deadAt = null;

/** Whether the socket broke since the call was last known to be alive. */
let doubtful = false;

const quiet = new Quiet(Math.random);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let retry;

/** Start hearing. From a person's tap: *Enter*, or *Tap to hear* when `hearing` is blocked. Safe to call again. */
export function hear() {
  if (wanted.value) {
    void playAgain().then(heardBy);
    return;
  }
  tapped = make(); // in the tap, before anything that waits
  wanted.value = true;
  tell();
}

/** @param {boolean} on silence on this device; the circle is told nothing */
export function muteSpeaker(on) {
  speakerMuted.value = on;
  silence(on);
}

/** No voice in, none out, the microphone closed. */
export function stopVoice() {
  blocked = wasConnected = wayless = wanted.value = false;
  clearTimeout(retry);
  calls.end();
  tapped = deadAt = null;
  closeMicrophone();
  manner.value = null; // another circle, another choice
  mannerAsked.value = false;
  stopPlaying();
  tell();
}

/** A fresh call: beside one that is connected, which plays and sends until this one is; else it is the one at once. @returns {Call} */
function make() {
  const mine = new Call(() => { if (calls.has(mine)) changed(mine); });
  asksRelays = false;
  calls.begin(mine);
  tell();
  return mine;
}

/** How long an offer may be without a connection: a handshake took 0.2 s on loopback, and 2 s on a bad mobile line. */
const CONNECT_MS = 6000;

async function connect() {
  clearTimeout(retry);
  const mine = tapped ?? make();
  const asked = mark.value;
  tapped = null;
  calls.offered(mine, asked);
  retry = setTimeout(() => {
    if (calls.trying !== mine) return;
    wayless = true;
    again();
  }, CONNECT_MS);
  if (wayless || relayed) await askRelays(mine);
  if (calls.trying !== mine) return; // a newer call took its place meanwhile, or everything was closed
  const sdp = await mine.offer();
  const ack = await line()?.ask("offer", { sdp });
  if (calls.trying !== mine) return;
  if (!ack?.ok) return again();
  mine.mark = /** @type {string | undefined} */ (ack.voices) ?? asked; // the server may be ahead of the view
  await mine.accept(String(ack.sdp));
}

/** A direct way costs the centre nothing, so relays are asked for when there was none; who needed one once needs it at once the next time. @param {Call} mine */
async function askRelays(mine) {
  const ack = await line()?.ask("relays");
  const servers = /** @type {RTCIceServer[]} */ (ack?.ok ? ack.servers : []);
  asksRelays = servers.length > 0;
  if (asksRelays && calls.trying === mine) mine.relayBy(servers);
}

/** Four packets of 60 ms, so that a line in use is left alone. */
const ALIVE_MS = 250;

/** The socket is back. Whether the other end still knows this call the browser would find out in 7 s: a restarted server does not. @param {Call} mine */
async function verify(mine) {
  const before = await mine.received();
  await new Promise((resolve) => setTimeout(resolve, ALIVE_MS));
  const packets = await mine.received();
  if (calls.newest !== mine || !mayHear.value) return;
  if (packets === before) replace(packets);
  else doubtful = false;
}

/** No packet comes although it should. @param {number} packets that came */
function replace(packets) {
  deadAt = packets;
  void connect();
}

/** Another try, later each time. */
function again() {
  clearTimeout(retry);
  calls.giveUp();
  retry = setTimeout(() => { if (mayHear.value) void connect(); }, patience(attempt++, Math.random()));
}

/** @param {Call} mine */
function changed(mine) {
  if (mine.state === "connected") {
    if (calls.connected(mine) || (calls.trying === null && mine.mark === mark.value)) {
      attempt = 0;
      relayed = asksRelays;
      wasConnected = true;
      doubtful = wayless = false;
      deadAt = null;
      clearTimeout(retry);
    }
  } else if (mine === calls.newest && (mine.state === "failed" || mine.state === "disconnected" || mine.state === "closed")) {
    wayless = true;
    if (mayHear.value) again();
  }
  tell();
}

/** @param {boolean} allowed */
function heardBy(allowed) {
  blocked = !allowed;
  tell();
}

function tell() {
  const connected = calls.on?.state === "connected" && deadAt === null;
  hearing.value = !wanted.value ? "idle" : blocked ? "blocked" : connected ? "flowing" : wasConnected ? "lost" : "connecting";
}

/** Nobody in the lobby hears or is heard. */
const mayHear = computed(() => wanted.value && link.value === "online" && current.value && you.value?.standing === "seated" && view.value?.stage !== "ended");

/** Changes when another worker carries the voices. */
const mark = computed(() => view.value?.voices);

/**
 * My voice while the floor is mine and the server says so now; at any other time nothing leaves this device. A move of a second that the server
 * announced is no other time, unless something was pressed meanwhile. @returns {MediaStreamTrack | null}
 */
function sendable() {
  const told = link.value === "online" || (link.value === "moving" && pending.value.size === 0);
  return floorMine.value && told ? track.value : null;
}

effect(() => {
  const mine = sendable();
  void calls.on?.send(mine);
});

effect(() => {
  if (link.value === "reconnecting" || link.value === "offline") doubtful = true;
});

// a seat, a way back, another worker: the connection is there before it is needed, so that Begin is heard at once
effect(() => {
  if (!mayHear.value) return;
  const now = mark.value;
  untracked(() => follow(now));
});

/** @param {string | undefined} now */
function follow(now) {
  const wants = calls.wants(now);
  // after a move that was announced the same mark says enough: a call without a pause would be made anew for nothing
  if (wants === "check" && calls.on && (doubtful || now === undefined)) void verify(calls.on);
  if (wants !== "make") return;
  if (calls.newest?.mark !== now) attempt = 0;
  void connect();
}

// after a reload nobody taps *Enter*: it is tried without, and `blocked` asks for the tap where the browser wants one
effect(() => {
  if (link.value === "online" && you.value?.standing === "seated" && !wanted.value) untracked(hear);
});

effect(() => {
  if (audioAsked.value === 0) return;
  untracked(() => { if (mayHear.value) void connect(); });
});

effect(() => {
  if (link.value === "over") untracked(stopVoice);
});

const nameDevices = watchOutputs(globalThis.navigator?.mediaDevices, () => {
  if (!wanted.value) return;
  holdPlaying();
  heardBy(false);
});

effect(() => {
  if (track.value) nameDevices();
});

// The end of a turn is heard when it is, not when a buffer has run dry: a jitter buffer and its fade take another 200 to 300 ms.
effect(() => cutShort(!othersHeard.value));

const LOOK_MS = 200;

effect(() => {
  if (!othersHeard.value || link.value !== "online") return;
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => {
    clearInterval(timer);
    quiet.rest();
  };
});

async function look() {
  const mine = calls.on;
  if (mine?.state !== "connected") return;
  const packets = await mine.received();
  if (calls.on !== mine) return;
  if (deadAt !== null && packets > deadAt) {
    deadAt = null;
    tell();
  }
  if (quiet.look(packets, othersHeard.value, performance.now()) && calls.next === null && mayHear.value) replace(packets);
}

/** Third in line: early enough to choose without haste. */
const SOON = 3;

effect(() => {
  if (place.value !== null && place.value <= SOON && untracked(() => manner.value === null)) mannerAsked.value = true;
});

/** Long enough for a second thought; after that the light of the microphone goes out. */
const UNUSED_MS = 15_000;

effect(() => {
  const used = place.value !== null || myTurn.value !== "none" || floorMine.value || pending.value.size > 0 || mannerAsked.value;
  if (used || track.value === null) return;
  const timer = setTimeout(closeMicrophone, UNUSED_MS);
  return () => clearTimeout(timer);
});

