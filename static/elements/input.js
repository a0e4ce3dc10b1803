/** What every field has in which people type about themselves: nothing of it goes to a translator, a spelling service or the browser's memory. */

export const PRIVATE = { translate: "no", spellcheck: false, autocomplete: "off" };

/** @param {import("@preact/signals").Signal<string>} text @returns {(event: Event) => void} */
export const typedInto = (text) => (event) => { text.value = /** @type {HTMLInputElement} */ (event.target).value; };
