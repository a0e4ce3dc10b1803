/** *I need a call*: what is typed is never part of the circle; the screen says who reads it before anything is sent. */

import { html, useEffect, useRef, useSignal } from "../vendor/ui.js";
import { unwantCall, wantCall } from "../actions.js";
import { view, you } from "../circle.js";
import { dialled } from "../helplines.js";
import { callForm } from "../opened.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";
import { PRIVATE, typedInto } from "./input.js";
import { refusal } from "./refusal.js";

/** What a telephone number is written with, the server's bound. */
const NUMBER = /^[\d +()-]{1,40}$/;
const NUMBER_MOST = 40;
const WHEN_MOST = 80;

export const CallCard = () => {
  const asked = you.value?.wants_call === true && you.value.follow_up !== true;
  return html`<section class="card call" aria-labelledby="call-title">
    <h2 id="call-title">${t("call.title")}</h2>
    ${asked ? html`<${Asked} />` : html`<${Form} />`}
    ${view.value?.phase?.call ? null : html`<${Button} words=${t("aside.close")} kind="quiet" press=${() => { callForm.value = false; }} />`}
  </section>`;
};

const Asked = () => {
  const failed = useSignal("");
  const busy = useSignal(false);
  const takeBack = async () => {
    busy.value = true;
    const answer = await unwantCall();
    busy.value = false;
    failed.value = answer.ok ? "" : answer.code;
  };
  return html`<p role="status"><strong>${t("call.wanted")}</strong> ${t("call.hint")}</p>
    <p class="soft small">${t("call.reads")}</p>
    <${Failed} code=${failed.value} />
    <${Button} once words=${t("call.take_back")} busy=${busy.value} press=${takeBack} />`;
};

const Form = () => {
  const number = useSignal("");
  const when = useSignal("");
  const mayName = useSignal(false);
  const wrong = useSignal(false);
  const failed = useSignal("");
  const busy = useSignal(false);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  // opened by the person's own tap; where the meeting has it in the middle, the focus stays where it is
  useEffect(() => { if (callForm.value) field.current?.focus({ preventScroll: true }); }, []);
  /** @param {Event} event */
  const send = async (event) => {
    event.preventDefault();
    if (busy.value) return;
    const typed = number.value.trim();
    wrong.value = !NUMBER.test(typed) || !/\d/.test(typed);
    if (wrong.value) return field.current?.focus();
    busy.value = true;
    const answer = await wantCall({ number: typed, when: when.value.trim(), may_name: mayName.value });
    busy.value = false;
    failed.value = answer.ok ? "" : answer.code;
  };
  return html`<p>${t("call.hint")}</p>
    <form class="fields" onSubmit=${send} novalidate>
      <label for="call-number">${t("call.number")}</label>
      <input id="call-number" class="input" type="tel" inputmode="tel" ref=${field} value=${number.value} maxlength=${NUMBER_MOST} onInput=${typedInto(number)}
        aria-invalid=${wrong.value ? "true" : undefined} aria-describedby="call-wrong call-reads" ...${PRIVATE} />
      <p class="refused" id="call-wrong" role="alert">${wrong.value ? t("call.wrong") : ""}</p>
      <label for="call-when">${t("call.when")}</label>
      <input id="call-when" class="input" value=${when.value} maxlength=${WHEN_MOST} onInput=${typedInto(when)} ...${PRIVATE} />
      <label class="tick"><input type="checkbox" checked=${mayName.value} onChange=${(/** @type {Event} */ event) => { mayName.value = /** @type {HTMLInputElement} */ (event.target).checked; }} />
        <span>${t("call.may_name")}</span></label>
      <p class="reads small" id="call-reads"><${Icon} name="lock" /><span>${t("call.reads")}</span></p>
      <${Failed} code=${failed.value} />
      <button type="submit" class="button warm wide" aria-busy=${busy.value ? "true" : undefined}><${Icon} name="phone" /><span>${t("call.ask")}</span></button>
    </form>
    <${Instead} />`;
};

/** @param {{ code: string }} props */
const Failed = ({ code }) => html`<p class="refused" role="alert">${code ? refusal(code) : ""}</p>`;

/** Who would rather type nothing. */
const Instead = () => {
  const number = document.documentElement.dataset.centreNumber;
  return number ? html`<p class="small">${t("call.instead")} <a class="button" href=${dialled(number)}><${Icon} name="phone" /><span>${number}</span></a></p>` : null;
};
