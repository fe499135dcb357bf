/** The running text of the conversation: what was said, and scrolling that leaves the reader in charge. */
import { ChoiceButtons } from "./choice-buttons.js";
import { h, prefersReducedMotion, visuallyHidden } from "./dom.js";
import { icon } from "./icons.js";
import { drawItem } from "./messages.js";

const NEAR_PX = 80;
const TYPING_DELAY_MS = 300;

export class Log {
  #labels;
  #conversation;
  #context;
  #drawn = new Map();
  #watchers = new Set();
  #following = true;
  #typingTimer = 0;

  /** `services` holds the labels, the client, the ticks and what to do on a press. */
  constructor(conversation, { labels, client, ticks, onCancelTicket }) {
    this.#labels = labels;
    this.#conversation = conversation;
    const press = (choice, title, item) => conversation.choose(choice, title, item);
    this.#context = {
      labels,
      client,
      ticks,
      onCancelTicket,
      buttons: new ChoiceButtons(labels, conversation, press),
      onRetry: (item) => conversation.retry(item),
      watch: (look) => this.#watchers.add(look),
    };
    this.items = h("div", { class: "items" });
    this.typing = h("div", { class: "typing", hidden: true, "data-testid": "typing" });
    this.scroller = h("div", { class: "log", role: "log", tabindex: "0", "aria-live": "polite", "data-testid": "log" }, this.items, this.typing);
    this.jump = h("button", { type: "button", class: "jump", hidden: true, "data-testid": "jump" }, icon("down"), h("span"));
    this.element = h("div", { class: "log-frame" }, this.scroller, this.jump);
    this.#listen();
  }

  #listen() {
    this.scroller.addEventListener("scroll", () => {
      this.#following = this.#isNearEnd();
      if (this.#following) this.jump.hidden = true;
    });
    this.jump.addEventListener("click", () => {
      this.jump.hidden = true;
      this.#reveal(this.items.lastElementChild);
      this.scroller.focus({ preventScroll: true });
    });
    new ResizeObserver(() => this.#following && this.#toEnd()).observe(this.scroller);
    const on = (name, act) => this.#conversation.addEventListener(name, act);
    on("reset", () => this.redraw());
    on("item", ({ detail }) => this.#add(detail));
    on("item-change", ({ detail }) => this.#replace(detail));
    on("state", () => this.refresh());
  }

  /** Draws everything anew, without having it all read aloud. */
  redraw() {
    this.scroller.setAttribute("aria-live", "off");
    this.#drawn.clear();
    this.#watchers.clear();
    this.#context.buttons.clear();
    this.relabel();
    this.items.replaceChildren(...this.#conversation.items.map((item) => this.#draw(item)));
    this.refresh();
    this.settle();
    setTimeout(() => this.scroller.setAttribute("aria-live", "polite"), 150);
  }

  relabel() {
    this.scroller.setAttribute("aria-label", this.#labels.t("log"));
    this.jump.lastElementChild.textContent = this.#labels.t("jump");
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.typing.replaceChildren(dots, visuallyHidden(this.#labels.t("typing")));
  }

  /** Puts the reader at the last message; called when the panel becomes visible. */
  settle() {
    const last = this.items.lastElementChild;
    if (last) this.#reveal(last, "auto");
  }

  refresh() {
    this.#context.buttons.refresh();
    for (const look of this.#watchers) look(this.#conversation);
    this.#showTyping(this.#conversation.state.busy);
  }

  #draw(item) {
    const node = drawItem(item, this.#context);
    this.#drawn.set(item, node);
    return node;
  }

  #add(item) {
    const node = this.#draw(item);
    this.items.append(node);
    this.refresh();
    if (item.role === "visitor") this.#toEnd();
    else if (this.#following) this.#reveal(node);
    else this.jump.hidden = false;
  }

  /** A message that is sent again moves to the end, where its answer will stand. */
  #replace(item) {
    const before = this.#drawn.get(item);
    if (!before) return;
    const hadFocus = before.contains(before.getRootNode().activeElement);
    const node = this.#draw(item);
    const moves = this.#conversation.items.at(-1) === item && before !== this.items.lastElementChild;
    if (moves) before.remove();
    if (moves) this.items.append(node);
    else before.replaceWith(node);
    this.refresh();
    if (hadFocus) this.scroller.focus({ preventScroll: true });
    if (item.state === "sending" || this.#following) this.#toEnd();
  }

  #showTyping(busy) {
    clearTimeout(this.#typingTimer);
    if (!busy) this.typing.hidden = true;
    else if (this.typing.hidden) {
      this.#typingTimer = setTimeout(() => {
        this.typing.hidden = false;
        if (this.#following) this.#toEnd();
      }, TYPING_DELAY_MS);
    }
  }

  #isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  #toEnd() {
    this.#following = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** A short answer is shown whole, a long one from its beginning. */
  #reveal(node, behavior = prefersReducedMotion() ? "auto" : "smooth") {
    const start = node.offsetTop - 12;
    const end = this.scroller.scrollHeight - this.scroller.clientHeight;
    this.scroller.scrollTo({ top: Math.min(start, end), behavior });
  }
}
