/** The first page: it is whole without this script, which only spares a code that cannot be one its way to the server. */

import { parseAddress, remember } from "../session.js";
import { onThrice } from "../thrice.js";
import { vanish } from "../vanish.js";

/** @import { Language } from "../types.d.ts" */

const form = document.querySelector("form");
const field = /** @type {HTMLInputElement | null} */ (document.getElementById("code"));
const wrong = document.getElementById("code-wrong");
const language = /** @type {Language} */ (document.documentElement.lang);

document.querySelector(".exit")?.addEventListener("click", (event) => {
  event.preventDefault();
  vanish();
});
onThrice(() => vanish());

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".languages a"))) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href); // one entry of ours in the history, not one a language
  });
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
