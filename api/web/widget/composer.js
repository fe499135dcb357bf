/** Where the visitor types: Enter sends, Shift+Enter makes a new line, 300 characters at most. */
import { characterCount, h, visuallyHidden } from "./dom.js";
import { icon } from "./icons.js";

const LIMIT = 300;
const SHOW_COUNTER_FROM = 250;

export class Composer {
  #labels;
  #conversation;
  #store;

  constructor(conversation, { labels, store }) {
    this.#labels = labels;
    this.#conversation = conversation;
    this.#store = store;
    this.label = h("label", { class: "visually-hidden", for: "question" });
    this.input = h("textarea", { id: "question", rows: "1", autocomplete: "off", enterkeyhint: "send", "aria-describedby": "counter hint", "data-testid": "input" });
    this.button = h("button", { type: "submit", class: "send", "data-testid": "send" }, icon("send"), visuallyHidden(""));
    this.counter = h("p", { class: "counter", id: "counter", "aria-live": "polite", hidden: true, "data-testid": "counter" });
    this.hint = h("p", { class: "hint", id: "hint" });
    const row = h("div", { class: "composer-row" }, this.label, this.input, this.button);
    this.element = h("form", { class: "composer", "data-testid": "composer", novalidate: true }, row, this.counter, this.hint);
    this.input.value = store.get("draft") ?? "";
    this.#listen();
  }

  #listen() {
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener("input", () => {
      this.#store.set("draft", this.input.value);
      this.refresh();
    });
    this.#conversation.addEventListener("state", () => this.refresh());
    this.#conversation.addEventListener("item-change", ({ detail }) => this.#giveBack(detail));
    this.#conversation.addEventListener("reset", () => this.refresh());
  }

  relabel() {
    this.label.textContent = this.#labels.t("input.label");
    this.input.placeholder = this.#labels.t("input.placeholder");
    this.button.lastElementChild.textContent = this.#labels.t("input.send");
    this.hint.textContent = this.#labels.t("input.hint");
    this.refresh();
  }

  clear() {
    this.#write("");
  }

  /** Puts a question there to be sent later, unless something is being typed. */
  fill(text) {
    if (!this.input.value.trim()) this.#write(text);
  }

  focus() {
    this.input.focus();
  }

  get #text() {
    return this.input.value.normalize("NFC").trim();
  }

  #submit() {
    const text = this.#text;
    if (!text || characterCount(text) > LIMIT) return;
    if (this.#conversation.say(text)) this.#write("");
    else if (this.#conversation.state.lost) this.#conversation.retryNow();
    if (matchMedia("(pointer: coarse)").matches) this.input.blur();
  }

  /** What the service refused comes back to be put right. */
  #giveBack(item) {
    if (item.rejected && item.state === "failed" && item.text && !this.input.value) this.#write(item.text);
  }

  #write(text) {
    this.input.value = text;
    this.#store.set("draft", text);
    this.refresh();
  }

  refresh() {
    const length = characterCount(this.#text);
    const { state, waiting, pending } = this.#conversation;
    const over = length - LIMIT;
    const blocked = !length || over > 0 || state.busy || waiting || pending !== null;
    this.button.setAttribute("aria-disabled", String(blocked));
    this.input.setAttribute("aria-invalid", String(over > 0));
    this.counter.hidden = length < SHOW_COUNTER_FROM;
    this.counter.classList.toggle("over", over > 0);
    const text = over > 0 ? this.#labels.t("input.over", { n: over }) : this.#labels.t("input.left", { n: -over });
    if (!this.counter.hidden && this.counter.textContent !== text) this.counter.textContent = text;
    this.#grow();
  }

  #grow() {
    this.input.style.height = "auto";
    if (this.input.scrollHeight) this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }
}
