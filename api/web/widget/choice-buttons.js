/** The buttons that send a choice, and how they look after one was pressed. */
import { h, languageOf, visuallyHidden } from "./dom.js";
import { face, icon } from "./icons.js";
import { choiceState } from "./items.js";

export class ChoiceButtons {
  #labels;
  #conversation;
  #press;
  #buttons = new Map();

  /** `press(choice, title, item)` is called for a button that may be pressed. */
  constructor(labels, conversation, press) {
    this.#labels = labels;
    this.#conversation = conversation;
    this.#press = press;
  }

  clear() {
    this.#buttons.clear();
  }

  /** What a choice is called where the service gave it no title. */
  titleOf(choice) {
    const key = `choice.${choice}`;
    return this.#labels.has(key) ? this.#labels.t(key) : choice.replace(/^[a-z_]+:/, "");
  }

  /** The options under a question: once one is pressed, the others close. */
  group(choices, item) {
    const among = choices.map(({ choice }) => choice);
    const box = h("div", { class: "choices", role: "group", "aria-label": this.#labels.t("choices"), "data-testid": "choices" });
    box.append(...choices.map((option) => this.#button(option, item, { among })));
    return box;
  }

  /** The buttons of a card: each closes by itself. */
  actions(choices, item, label) {
    const box = h("div", { class: "choices actions", role: "group", "aria-label": label, "data-testid": "card-actions" });
    box.append(...choices.map((option) => this.#button(option, item, { isAction: true })));
    return box;
  }

  /** Four faces with their names. */
  faces(choices, item) {
    const among = choices.map(({ choice }) => choice);
    const box = h("div", { class: "faces", role: "group", "aria-label": this.#labels.t("faces"), "data-testid": "faces" });
    box.append(
      ...choices.map((option) => {
        const button = this.#button(option, item, { among });
        button.classList.add("face-choice");
        button.prepend(face(Number(option.choice.slice(5))));
        return button;
      }),
    );
    return box;
  }

  #button({ choice, title }, item, rule) {
    const name = title || this.titleOf(choice);
    const text = h("span", { class: "choice-text", lang: languageOf(name, this.#labels.locale), text: name });
    const button = h("button", { type: "button", class: "choice", "data-choice": choice, "data-testid": "choice" }, text);
    if (choice === "ticket:take") button.classList.add("strong");
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") this.#press(choice, name, item);
    });
    this.#buttons.set(button, { choice, item, rule });
    return button;
  }

  /** Brings every button in line with what has been said since. */
  refresh() {
    const { state, items, pending, waiting } = this.#conversation;
    const blocked = state.busy || waiting || pending !== null;
    for (const [button, { choice, item, rule }] of this.#buttons) {
      const now = choiceState(choice, item, items, rule);
      button.disabled = now === "closed";
      button.classList.toggle("chosen", now === "chosen");
      if (now === "chosen") this.#markChosen(button);
      if (now === "chosen" || (now === "open" && blocked)) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }

  /** Kept focusable, so that a keyboard user does not lose the place. */
  #markChosen(button) {
    if (button.dataset.chosen) return;
    button.dataset.chosen = "true";
    button.append(icon("check"), visuallyHidden(` (${this.#labels.t("choice.chosen")})`));
  }
}
