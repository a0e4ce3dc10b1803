/** The words of this meeting's format: titles, questions, and for who runs it what to say. Asked for once, again when the reader or the role changes. */

import { computed, effect, signal } from "./vendor/ui.js";
import { keeping, link, view, you } from "./circle.js";
import { line } from "./entry.js";
import { language } from "./words.js";

/** @import { Cards } from "./types.d.ts" */

/** Null until the first came; the old ones stay until the new ones are here. @type {import("@preact/signals").Signal<Cards | null>} */
export const cards = signal(null);

/** A line that is bad, or a server that is busy: words can wait. */
const AGAIN_MS = 3000;

/** What the words depend on; empty while nobody can be asked. */
const wanted = computed(() => {
  const format = view.value?.phase && you.value?.standing === "seated" && link.value === "online" ? view.value.format : undefined;
  return format === undefined ? "" : JSON.stringify([format, language.value, keeping.value]);
});

/** What the words here were asked for. */
let known = "";

/** @param {string} asked */
async function fetchCards(asked) {
  const [format, reader] = JSON.parse(asked);
  const ack = (await line()?.ask("cards", { language: reader })) ?? { ok: false, code: "left" };
  if (wanted.value !== asked) return;
  const found = ack.ok ? /** @type {Cards} */ (ack.cards) : null;
  if (found?.format === format) {
    known = asked;
    cards.value = found;
  } else {
    setTimeout(() => { if (wanted.value === asked) void fetchCards(asked); }, AGAIN_MS);
  }
}

effect(() => {
  if (wanted.value !== "" && wanted.value !== known) void fetchCards(wanted.value);
});
