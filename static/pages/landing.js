/** The first page: it is whole without this script, which only spares a code that cannot be one its way to the server. */

import { parseAddress, remember } from "../session.js";

/** @import { Language } from "../types.d.ts" */

const form = document.querySelector("form");
const field = /** @type {HTMLInputElement | null} */ (document.getElementById("code"));
const wrong = document.getElementById("code-wrong");
const language = /** @type {Language} */ (document.documentElement.lang);

for (const link of document.querySelectorAll(".languages a")) {
  if (link.getAttribute("lang") === language) link.setAttribute("aria-current", "true");
}
remember({ language });

/** Until what is needed now has come. */
const LATER_MS = 4000;

setTimeout(() => void import("../shell.js").then(({ keepShell }) => keepShell()), LATER_MS);

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const address = parseAddress(field?.value ?? "");
  if (address) {
    const secret = address.secret ? `.${address.secret}` : "";
    location.replace(`/circle?language=${language}#${address.code}${secret}`);
    return;
  }
  if (wrong) wrong.textContent = wrong.dataset.wrong ?? "";
  field?.setAttribute("aria-invalid", "true");
  field?.focus();
});

field?.addEventListener("input", () => {
  if (wrong) wrong.textContent = "";
  field.removeAttribute("aria-invalid");
});
