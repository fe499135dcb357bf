/**
 * One visitor's conversation: what was said, what is on its way, and what to do when that fails.
 *
 * Events: `reset` (draw everything anew), `item` (one was added), `item-change` (one changed), `state` (busy, connection, wait).
 * Items: `{role: "visitor", text, choice, title, key, state: "sending|sent|failed", error}`,
 *        `{role: "assistant", replies, status, at, used}`, `{role: "note", label}`.
 */
import { BackOff } from "./backoff.js";
import { ApiError, NetworkError } from "./client.js";
import { newKey } from "./dom.js";
import { describe, fromHistory, isGone, sameMessage } from "./items.js";

export class Conversation extends EventTarget {
  #client;
  #store;
  #session;
  #ready = false;
  #starting = null;
  #localeSent;
  #backOff = new BackOff();
  items = [];
  /** A message that waits for the network; it goes out by itself when the network is back. */
  pending = null;
  state = { busy: false, lost: false, retryAt: 0, waitUntil: 0, problem: null };

  constructor(client, store, locale) {
    super();
    this.#client = client;
    this.#store = store;
    this.#session = store.get("session");
    this.locale = locale;
    this.#localeSent = this.#session?.locale ?? locale;
  }

  /** Opens the kept conversation or a new one; never rejects. */
  async start() {
    if (this.#ready) return;
    try {
      await this.#ensure();
      this.#reached();
    } catch (error) {
      this.#failStart(error);
    }
  }

  /** Says something; false when it cannot go now, and then nothing of it is taken. */
  say(text) {
    return this.#send({ text });
  }

  /** Presses a button of `from`, an assistant item. */
  choose(choice, title, from = null) {
    if (!this.#send({ choice, title })) return false;
    if (from) from.used = choice;
    this.#emit("state");
    return true;
  }

  retry(item) {
    if (this.state.busy || this.waiting || item.state !== "failed") return;
    if (this.pending && this.pending !== item) return;
    this.items = [...this.items.filter((other) => other !== item), item];
    this.#deliver(item);
  }

  /** Tries again at once, without waiting for the back-off. */
  retryNow() {
    this.#backOff.stop();
    if (this.state.busy) return;
    if (this.pending) this.retry(this.pending);
    else if (this.#ready) this.#probe();
    else this.start();
  }

  /** The browser says that the network went or came: look for oneself, the service may be on this very machine. */
  checkConnection() {
    if (this.#ready || this.pending || this.state.lost) this.retryNow();
  }

  async setLocale(locale) {
    this.locale = locale;
    if (!this.#session) return;
    await this.#sendLocale().catch(() => {
      /* sent again before the next message */
    });
  }

  /** Forgets this conversation, as a visitor on a shared computer should. */
  async restart() {
    this.#forget();
    this.#store.clear(["open", "locale"]);
    this.#backOff.stop();
    this.pending = null;
    this.items = [];
    this.#setState({ lost: false, problem: null });
    this.#emit("reset");
    await this.start();
  }

  get waiting() {
    return this.state.waitUntil > Date.now();
  }

  #send(body) {
    if (this.state.busy || this.waiting || this.pending) return false;
    const item = { role: "visitor", text: null, choice: null, title: null, ...body, key: newKey(), state: "sending", error: null };
    this.items.push(item);
    this.#emit("item", item);
    this.#deliver(item);
    return true;
  }

  async #deliver(item) {
    Object.assign(item, { state: "sending", error: null });
    this.pending = null;
    this.#backOff.stop();
    this.#setState({ busy: true, problem: null });
    this.#emit("item-change", item);
    this.#remember(item);
    try {
      const answer = await this.#exchange(item);
      item.state = "sent";
      this.#store.remove("unsent");
      this.#reached();
      this.#emit("item-change", item);
      this.#add({ role: "assistant", replies: answer.replies ?? [], status: answer.status, at: Date.now() });
    } catch (error) {
      this.#fail(item, error);
    } finally {
      this.#setState({ busy: false });
    }
  }

  /** One message and its answer; a conversation that has expired is replaced once. */
  async #exchange(item) {
    const body = item.choice ? { choice: item.choice, ...(item.title ? { title: item.title } : {}) } : { text: item.text };
    for (let renewed = false; ; renewed = true) {
      try {
        await this.#ensure(renewed);
        await this.#sendLocale();
        return await this.#client.sendMessage(this.#session, body, item.key);
      } catch (error) {
        if (renewed || !this.#session || !isGone(error)) throw error;
        this.#forget();
        item.key = newKey();
        this.#remember(item);
      }
    }
  }

  #fail(item, error) {
    item.state = "failed";
    if (error instanceof NetworkError) {
      this.pending = item;
      item.error = { label: "message.waiting_network" };
      this.#lose();
    } else {
      item.error = error.status === 429 ? { label: "message.not_sent" } : describe(error);
      item.rejected = [400, 413, 422].includes(error.status);
      if (item.rejected) this.#store.remove("unsent");
      this.#reached();
      if (error.status === 429) this.#wait(error);
    }
    this.#emit("item-change", item);
  }

  /** Makes sure there is a conversation. `renewed`: the visitor's message caused it, so no second greeting. */
  async #ensure(renewed = false) {
    this.#starting ??= this.#open(renewed).finally(() => (this.#starting = null));
    return this.#starting;
  }

  async #open(renewed) {
    if (this.#ready || (this.#session && (await this.#restore()))) return;
    const answer = await this.#client.createConversation(this.locale);
    const replies = answer.replies ?? [];
    this.#session = { id: answer.id, token: answer.token, locale: this.locale };
    this.#localeSent = this.locale;
    this.#ready = true;
    this.#store.set("session", this.#session);
    this.#store.set("greeting", replies);
    if (renewed) this.#insertBeforeLast({ role: "note", label: "notice.renewed" });
    else this.#insertBeforeLast({ role: "assistant", replies, status: "answered", at: Date.now() });
  }

  /** Reads the conversation of before the reload; false when it is gone. */
  async #restore() {
    let history;
    try {
      history = (await this.#client.readMessages(this.#session)).messages ?? [];
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#forget();
      this.#insertBeforeLast({ role: "note", label: "notice.renewed" });
      return false;
    }
    const said = this.items;
    const items = history.map(fromHistory);
    const greeting = this.#store.get("greeting");
    if (items[0]?.role !== "assistant" && greeting?.length) {
      items.unshift({ role: "assistant", replies: greeting, status: "answered", at: null });
    }
    this.#takeBack(items);
    this.items = [...items, ...said];
    this.#ready = true;
    this.#emit("reset");
    return true;
  }

  /** A message that was on its way when the page was left: sent again by hand, unless its answer is there. */
  #takeBack(items) {
    const unsent = this.#store.get("unsent");
    if (!unsent) return;
    const last = items.at(-1);
    if (last?.role === "assistant" && sameMessage(items.at(-2), unsent)) {
      this.#store.remove("unsent");
      return;
    }
    if (sameMessage(last, unsent)) items.pop();
    items.push({ role: "visitor", ...unsent, state: "failed", error: { label: "message.not_sent" } });
  }

  async #sendLocale() {
    if (this.#localeSent === this.locale) return;
    await this.#client.changeLocale(this.#session, this.locale).catch((error) => {
      if (!(error instanceof ApiError) || isGone(error)) throw error;
    });
    this.#localeSent = this.locale;
    this.#session = { ...this.#session, locale: this.locale };
    this.#store.set("session", this.#session);
  }

  async #probe() {
    try {
      await this.#client.readMessages(this.#session);
      this.#reached();
    } catch (error) {
      if (error instanceof NetworkError) this.#lose();
      else this.#reached();
    }
  }

  #failStart(error) {
    if (error.status === 429) {
      this.#wait(error);
      this.#backOff.after(error.retryAfter * 1000, () => this.start());
    } else {
      this.#lose(error instanceof NetworkError ? null : describe(error));
    }
  }

  #lose(problem = null) {
    const retryAt = this.#backOff.schedule(() => this.retryNow());
    this.#setState({ lost: true, problem, retryAt });
  }

  #reached() {
    this.#backOff.reset();
    this.#setState({ lost: false, problem: null, retryAt: 0 });
  }

  #wait(error) {
    this.#setState({ waitUntil: Date.now() + error.retryAfter * 1000, problem: describe(error) });
    setTimeout(() => this.#setState({ waitUntil: 0, problem: null }), error.retryAfter * 1000);
  }

  #remember({ text, choice, title, key }) {
    this.#store.set("unsent", { text, choice, title, key });
  }

  #forget() {
    this.#session = null;
    this.#ready = false;
    this.#store.remove("session");
    this.#store.remove("greeting");
  }

  #insertBeforeLast(item) {
    const last = this.items.at(-1);
    if (last?.state !== "sending") return this.#add(item);
    this.items.splice(-1, 0, item);
    this.#emit("reset");
  }

  #add(item) {
    this.items.push(item);
    this.#emit("item", item);
  }

  #setState(change) {
    Object.assign(this.state, change);
    this.#emit("state");
  }

  #emit(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
