/** The panel: header, connection banner, log, a question before something is deleted, and the composer. */
import { Composer } from "./composer.js";
import { h, languageOf, setText } from "./dom.js";
import { icon, mark } from "./icons.js";
import { Log } from "./log.js";

export class Panel {
  #labels;
  #conversation;
  #ticking = 0;
  #settleQuestion = null;

  /** `actions`: onClose, onLanguage. `inline`: fills its place on the page and cannot be closed. */
  constructor(conversation, services, { inline, onClose, onLanguage }) {
    this.#labels = services.labels;
    this.#conversation = conversation;
    const button = (testid, act, ...content) => h("button", { type: "button", class: "head-button", "data-testid": testid, onclick: act }, ...content);
    this.title = h("h2", { class: "title", id: "title" });
    this.subtitle = h("p", { class: "subtitle" });
    this.language = button("language", onLanguage);
    this.restart = button("restart", () => this.#restart(), icon("restart"));
    this.close = inline ? null : button("close", onClose, icon("close"));
    const heading = h("div", { class: "heading" }, this.title, this.subtitle);
    const head = h("div", { class: "head" }, mark(), heading, this.language, this.restart, this.close);
    this.bannerText = h("p", { role: "status" });
    this.countdown = h("span", { class: "countdown", "aria-hidden": "true" });
    this.retry = h("button", { type: "button", class: "small-button", "data-testid": "retry-now", onclick: () => conversation.retryNow() });
    this.banner = h("div", { class: "banner", "data-testid": "banner" }, icon("alert"), h("div", { class: "banner-words" }, this.bannerText, this.countdown), this.retry);
    this.log = new Log(conversation, { ...services, onCancelTicket: (...args) => this.#cancelTicket(...args) });
    this.composer = new Composer(conversation, services);
    this.question = h("div", { class: "question", role: "group", hidden: true, "data-testid": "confirm" });
    const role = inline ? "region" : "dialog";
    this.element = h("section", { class: "panel", role, tabindex: "-1", "aria-labelledby": "title", "data-testid": "panel" }, head, this.banner, this.log.element, this.question, this.composer.element);
    conversation.addEventListener("state", () => this.#showState());
    this.relabel();
  }

  relabel() {
    const t = (key) => this.#labels.t(key);
    this.title.textContent = t("title");
    this.subtitle.textContent = t("subtitle");
    this.language.textContent = t("language.code");
    this.language.setAttribute("aria-label", t("language.switch"));
    this.language.setAttribute("lang", this.#labels.locale === "vi" ? "en" : "vi");
    for (const [node, key] of [[this.restart, "restart"], [this.close, "close"]]) {
      node?.setAttribute("aria-label", t(key));
      node?.setAttribute("title", t(key));
    }
    this.retry.textContent = t("connection.retry_now");
    this.#answerQuestion(false);
    this.composer.relabel();
    this.log.redraw();
    this.#showState();
  }

  /** True when Esc had something smaller to close than the panel. */
  dismissQuestion() {
    if (this.question.hidden) return false;
    this.#answerQuestion(false);
    return true;
  }

  async #restart() {
    if (this.#conversation.state.busy || !(await this.#ask("restart", this.restart))) return;
    this.composer.clear();
    await this.#conversation.restart();
  }

  async #cancelTicket(ticket, item, opener) {
    if (!(await this.#ask("ticket.cancel", opener, { number: ticket.number }))) return;
    this.#conversation.choose("ticket:cancel", this.#labels.t("ticket.cancel"), item);
    this.log.scroller.focus({ preventScroll: true });
  }

  /** Asks before something is lost. The labels are `<key>.question`, `.yes` and `.no`. */
  #ask(key, opener, values = {}) {
    this.#answerQuestion(false);
    const text = this.#labels.t(`${key}.question`, values);
    const choice = (name, className, answer) =>
      h("button", { type: "button", class: className, "data-testid": `confirm-${name}`, text: this.#labels.t(`${key}.${name}`), onclick: () => this.#answerQuestion(answer) });
    const no = choice("no", "choice", false);
    this.question.setAttribute("aria-label", text);
    this.question.replaceChildren(h("p", { text }), h("div", { class: "choices" }, choice("yes", "choice strong", true), no));
    this.question.hidden = false;
    no.focus();
    return new Promise((resolve) => {
      this.#settleQuestion = (answer) => {
        this.question.hidden = true;
        if (opener.isConnected && !opener.disabled) opener.focus({ preventScroll: true });
        resolve(answer);
      };
    });
  }

  #answerQuestion(answer) {
    const settle = this.#settleQuestion;
    this.#settleQuestion = null;
    settle?.(answer);
  }

  #showState() {
    const { state, waiting } = this.#conversation;
    const shown = state.lost || waiting;
    this.banner.hidden = !shown;
    this.banner.dataset.state = state.lost ? "lost" : "wait";
    this.retry.hidden = !state.lost;
    if (!shown) setText(this.bannerText, "");
    else {
      const text = state.problem?.text ?? this.#labels.t(state.problem?.label ?? "connection.lost");
      setText(this.bannerText, text);
      this.bannerText.setAttribute("lang", languageOf(text, this.#labels.locale));
    }
    clearInterval(this.#ticking);
    if (shown) this.#ticking = setInterval(() => this.#countDown(), 1000);
    this.#countDown();
  }

  #countDown() {
    const { state } = this.#conversation;
    const left = Math.ceil(((state.lost ? state.retryAt : state.waitUntil) - Date.now()) / 1000);
    const key = state.lost ? "connection.retry_in" : "connection.wait";
    setText(this.countdown, left > 0 ? this.#labels.t(key, { n: left }) : state.lost ? this.#labels.t("connection.retrying") : "");
  }
}
