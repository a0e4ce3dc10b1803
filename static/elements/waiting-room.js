/** Who waits to come in, for who runs the meeting. */

import { html } from "../vendor/ui.js";
import { admit, admitAll, turnAway } from "../actions.js";
import { lobby, view } from "../circle.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Avatar } from "./avatar.js";

export const WaitingRoom = () => {
  const waiting = lobby.value;
  const code = view.value?.code;
  return html`<section class=${waiting.length > 0 ? "card waiting-room" : "card waiting-room empty"} aria-labelledby="waiting-title">
    <h2 id="waiting-title"><span role="status">${waiting.length > 0 ? t("lead.lobby.n", { n: waiting.length }) : t("lead.lobby")}</span></h2>
    ${code ? html`<p class="code"><span class="soft small">${t("lead.code")}</span> <strong translate=${false}>${code}</strong></p>` : null}
    ${waiting.length === 0 ? html`<p class="soft small">${t("lead.lobby.empty")}</p>` : html`
      <${Ask} command="admit_all" icon="door" say="lead.admitall" kind="on wide" press=${admitAll} />
      <ul>${waiting.map(({ id, name }) => html`<li key=${id}>
        <${Avatar} name=${name} />
        <p class="who">${nameOf(name)}</p>
        <div class="tools">
          <${Ask} command="turn_away" seat=${id} say="lead.notnow" name="lead.notnow.name" values=${{ name }} kind="quiet" press=${() => turnAway(id)} />
          <${Ask} command="admit" seat=${id} say="lead.admit" name="lead.admit.name" values=${{ name }} press=${() => admit(id)} />
        </div>
      </li>`)}</ul>`}
  </section>`;
};
