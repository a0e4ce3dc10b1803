/** The ways in: the code, the lock, new links. A link is shown once, to who asked for it. */

import { html, useSignal } from "../vendor/ui.js";
import { view } from "../circle.js";
import { invite, liftLobby, lock, newLink, unlock } from "../guiding.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { Fold } from "./fold.js";
import { LinkBox } from "./link-box.js";

/** What a new link needs first: nothing, or that the old one stops. @typedef {"shared" | "personal"} Kind */

export const Door = () => {
  const { code, locked, guarded } = view.value ?? {};
  const asks = useSignal(/** @type {Kind | null} */ (null));
  const title = html`${t("lead.door")} <span class="soft small">${t(locked ? "lead.door.locked" : guarded ? "lead.door.guarded" : "lead.door.open")}</span>
    ${code ? html` <span class="code"><span class="soft small">${t("lead.code")}</span> <strong translate=${false}>${code}</strong></span>` : null}`;
  return html`<${Fold} kind="door" title=${title} open=${locked === true || guarded === true}>
    ${locked ? html`<p class="soft small">${t("lead.locked.hint")}</p><${Ask} command="unlock" icon="unlock" say="lead.unlock" kind="on" press=${unlock} />`
      : html`<${Ask} command="lock" icon="lock" say="lead.lock" press=${lock} hint=${t("lead.locked.hint")} />`}
    ${guarded ? html`<p class="soft small">${t("lead.guarded.hint")}</p><${Ask} command="lift_lobby" icon="door" say="lead.guarded.lift" press=${liftLobby} />` : null}
    <${Button} icon="link" words=${t("lead.link.personal")} press=${() => { asks.value = "personal"; }} />
    <${Button} icon="link" words=${t("lead.link.new")} press=${() => { asks.value = "shared"; }} />
    ${asks.value ? html`<${Link} kind=${asks.value} close=${() => { asks.value = null; }} />` : null}
  <//>`;
};

/** @param {{ kind: Kind, close: () => void }} props */
const Link = ({ kind, close }) => {
  const link = useSignal("");
  const listener = useSignal("");
  const lost = useSignal(false);
  const make = async () => {
    const ack = await (kind === "shared" ? newLink() : invite());
    if (!ack.ok) return close();
    if (typeof ack.secret === "string") link.value = addressOf(ack.secret);
    if (typeof ack.listener === "string") listener.value = addressOf(ack.listener);
    lost.value = link.value === "";
  };
  const title = t(kind === "shared" ? "lead.link.new" : "lead.link.personal");
  return html`<${Dialog} name="link" title=${title} close=${close} shut=${t(link.value ? "lead.close" : "do.cancel")}>
    ${link.value ? html`<${LinkBox} link=${link.value} kind=${kind} />${listener.value ? html`<${LinkBox} link=${listener.value} kind="listener" />` : null}` : html`
      <p>${t(kind === "shared" ? "lead.link.new.hint" : "lead.link.personal.hint")}</p>
      <p role="status">${lost.value ? t("lead.link.lost") : ""}</p>
      <${Ask} command=${kind === "shared" ? "new_link" : "invite"} icon="link" say="lead.link.make" kind="primary wide" press=${make} />`}
  <//>`;
};

/** Secrets only after the #, which no server is sent. @param {string} secret @returns {string} */
function addressOf(secret) {
  const { code, language: reader } = view.value ?? {};
  return `${location.origin}/circle${reader && reader !== "en" ? `?language=${reader}` : ""}#${code}.${secret}`;
}
