/** How one wants to be heard, asked before the microphone is; then, disguised, a try. Beside it what is wrong with the microphone. */

import { html, signal } from "../vendor/ui.js";
import { floorMine, responding } from "../circle.js";
import { disguised, tryVoice } from "../disguise/chain.js";
import { askMicrophone, closeMicrophone, level, manner, mannerAsked, microphone } from "../microphone.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { Icon, addIcons } from "./icon.js";
import { MicrophoneCard } from "./microphone-card.js";
import { startWriting } from "./writing-state.js";

/** @import { Manner } from "../types.d.ts" */

addIcons({ mask: "M4 7.5c2.7 1 5.300 1 8 0 2.7 1 5.300 1 8 0 .5 5.500-1.500 9-4.500 9-1.700 0-2.500-1.500-3.500-1.500s-1.800 1.500-3.500 1.500c-3 0-5-3.500-4.500-9M8 11h2.500M13.500 11H16" });

/** Kept together, so that the same choice made again changes nothing. @type {Record<Manner["name"], Manner>} */
const MANNERS = { own: { name: "own" }, disguised: { name: "disguised", through: disguised }, written: { name: "written" } };

const LOOKS = /** @type {const} */ ([["own", "mic", "voice.own"], ["disguised", "mask", "voice.disguised"], ["written", "pen", "voice.written"]]);

/** Long enough for a sentence. */
const TRY_SECONDS = 4;

/** How a try goes. @type {import("@preact/signals").Signal<"" | "recording" | "playing">} */
export const trial = signal("");

/** A choice was made just now, so what becomes of it is told wherever in the meeting one is. */
const chosen = signal(false);

export const Voice = () => {
  const open = microphone.value === "open" || microphone.value === "silent";
  if (mannerAsked.value && manner.value?.name === "disguised" && open) return html`<${Try} />`;
  if (mannerAsked.value && microphone.value === "unasked") return html`<${Choice} />`;
  return html`<${MicrophoneCard} chosen=${chosen.value} />`;
};

/** From the person's tap. @param {Manner["name"]} name */
async function choose(name) {
  closeMicrophone();
  manner.value = MANNERS[name];
  mannerAsked.value = false;
  if (name === "written") return startWriting();
  chosen.value = true;
  if (!(await askMicrophone())) return;
  chosen.value = false;
  mannerAsked.value = name === "disguised" && !speaking(); // to try it, and nobody tries into the room
}

const speaking = () => floorMine.value || responding.value;

const Choice = () => html`<section class="notice voice" aria-labelledby="voice-title">
  <div role="status"><h2 id="voice-title">${t("voice.ask")}</h2></div>
  <div class="row">${LOOKS.map(([name, icon, words]) => html`<${Button} key=${name} icon=${icon} words=${t(words)} kind="stacked" press=${() => choose(name)} />`)}</div>
  <p><strong>${t("voice.disguised")}:</strong> ${t("voice.honest")}</p>
  <${Button} words=${t("mic.later")} kind="quiet" press=${() => { mannerAsked.value = false; }} />
</section>`;

const Try = () => {
  const busy = trial.value !== "";
  const start = async () => {
    if (busy) return;
    trial.value = "recording";
    await tryVoice(TRY_SECONDS, () => { trial.value = "playing"; });
    trial.value = "";
  };
  return html`<section class="notice voice" aria-labelledby="voice-title">
    <h2 id="voice-title"><${Icon} name="mask" /> ${t("voice.on")}</h2>
    <div class="trying"><div class="row"><${Button} icon="ear" words=${t("voice.try")} busy=${busy} disabled=${busy || speaking()} press=${start} />
      <${Button} words=${t("voice.done")} kind="primary" press=${() => { mannerAsked.value = false; }} /></div>
      <span class="level" aria-hidden="true" style=${{ "--level": String(level.value) }}></span></div>
    <p role="status" class="soft">${busy ? t(trial.value === "recording" ? "voice.recording" : "voice.playing") : t("voice.try.hint")}</p>
    <p>${t("voice.honest")}</p>
  </section>`;
};
