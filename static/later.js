/** A part of the page that is loaded apart: its script, its words and its style, tried again until all three are here. */

import { signal } from "./vendor/ui.js";
import { speakMore } from "./words.js";

/** A network that broke in the middle: what is here goes on meanwhile. */
const AGAIN_MS = 2000;

/**
 * @template Part
 * @param {"console" | "aside"} name of its words, and `rel` of the link that tells where its style is
 * @param {() => Promise<Part>} script
 */
export function later(name, script) {
  /** @type {import("@preact/signals").Signal<Part | null>} */
  const part = signal(null);
  let loading = false;

  /** Have it loaded. Safe to call again. */
  async function need() {
    if (loading) return;
    loading = true;
    try {
      const [module, words] = await Promise.all([script(), speakMore(name), style(name)]);
      if (!words) throw new Error("no words");
      part.value = module;
    } catch {
      setTimeout(() => { loading = false; void need(); }, AGAIN_MS);
    }
  }
  return { part, need };
}

/** @param {string} name @returns {Promise<void>} once the part is dressed */
function style(name) {
  const href = document.querySelector(`link[rel="${name}"]`)?.getAttribute("href");
  if (!href) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = href;
    sheet.addEventListener("load", () => resolve());
    sheet.addEventListener("error", () => { sheet.remove(); reject(new Error("no style")); });
    document.head.append(sheet);
  });
}
