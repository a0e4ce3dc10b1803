/** A box over the page. Opened by the person's own press: the focus moves in, and back to where it was when the box closes. */

import { html, useLayoutEffect, useRef } from "../vendor/ui.js";
import { t } from "../words.js";
import { Button } from "./button.js";

/** @param {{ name: string, title: string, close: () => void, children?: unknown, shut?: string }} props `name`: of the box, for its title; `shut`: the closing button */
export const Dialog = ({ name, title, close, children, shut = t("do.cancel") }) => {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const over = useRef(false);
  useLayoutEffect(() => {
    const [opener, dialog] = [document.activeElement, box.current];
    dialog?.showModal();
    return () => {
      over.current = true;
      dialog?.close(); // while it is open, nothing behind it takes the focus
      const back = opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : document.querySelector(".steer .big");
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, []);
  return html`<dialog class="dialog card" ref=${box} aria-labelledby=${`${name}-title`} onClose=${() => { if (!over.current) close(); }}>
    <h2 id=${`${name}-title`}>${title}</h2>
    ${children}
    <${Button} words=${shut} kind="wide shut" press=${close} />
  </dialog>`;
};
