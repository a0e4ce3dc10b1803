/** Asks once more before something that cannot be taken back. Opened by the person's own press, so the focus may move in. */

import { html, useLayoutEffect, useRef } from "../vendor/ui.js";
import { t } from "../words.js";
import { Button } from "./button.js";

/** @param {{ question: string, yes: string, no?: string, press: () => void, close: () => void }} props */
export const Confirm = ({ question, yes, no = t("do.cancel"), press, close }) => {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const over = useRef(false);
  useLayoutEffect(() => {
    const [opener, dialog] = [document.activeElement, box.current];
    dialog?.showModal();
    return () => {
      over.current = true;
      dialog?.close(); // while it is open, nothing behind it takes the focus
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const sure = () => { press(); close(); };
  return html`<dialog class="confirm card" ref=${box} aria-label=${question} onClose=${() => { if (!over.current) close(); }}>
    <p>${question}</p>
    <div class="row">
      <${Button} words=${no} press=${close} />
      <${Button} words=${yes} kind="grave sure" press=${sure} />
    </div>
  </dialog>`;
};
