/** The loudspeaker: one element a voice, since browsers play only the first track of an element. */

/** The piece, the keeper, one more. */
const VOICES = 3;

/** @type {HTMLAudioElement[]} */
let players = [];

/** By the person, for as long as they want. */
let muted = false;

/** Because the sound went elsewhere, until they tap. */
let held = false;

/**
 * Play these tracks from now on. The first call must come from a tap: the elements it makes may play for ever after.
 * @param {MediaStreamTrack[]} tracks @returns {Promise<boolean>} false: the browser wants a tap first
 */
export async function play(tracks) {
  if (players.length === 0) players = Array.from({ length: VOICES }, newPlayer);
  const started = tracks.map((track, voice) => {
    players[voice].srcObject = new MediaStream([track]);
    return players[voice].play();
  });
  return allowed(started);
}

/** Silent until the next tap, whatever comes to be played meanwhile. */
export function holdPlaying() {
  held = true;
  apply();
}

/** Try again with what there is, from a tap. @returns {Promise<boolean>} */
export function playAgain() {
  held = false;
  apply();
  return allowed(players.filter((player) => player.srcObject).map((player) => player.play()));
}

/** @param {Promise<void>[]} started @returns {Promise<boolean>} */
async function allowed(started) {
  const outcomes = await Promise.allSettled(started);
  if (held) return false;
  // anything but "not allowed" is a newer track taking an older one's place, and that one has its own answer
  return !outcomes.some((outcome) => outcome.status === "rejected" && outcome.reason instanceof DOMException && outcome.reason.name === "NotAllowedError");
}

/** @param {boolean} on */
export function silence(on) {
  muted = on;
  apply();
}

function apply() {
  for (const player of players) player.muted = muted || held;
}

export function stopPlaying() {
  for (const player of players) {
    player.pause();
    player.srcObject = null;
    player.remove();
  }
  players = [];
  held = false;
}

/** @returns {HTMLAudioElement} in the page, where some phones insist on having it */
function newPlayer() {
  const player = document.createElement("audio");
  player.autoplay = true;
  player.muted = muted || held;
  player.setAttribute("playsinline", "");
  document.body.append(player);
  return player;
}
