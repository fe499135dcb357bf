/** What a conversation consists of, and which of its buttons may still be pressed. */
import { ApiError } from "./client.js";

/** Choices that mean the same at any time; all others belong to the question they stand under. */
const LASTING = [/^procedure:/, /^person$/, /^greet$/, /^feedback:give$/, /^ticket:show$/];
/** Choices about the procedure in hand. */
const ABOUT_PROCEDURE = [/^aspect:/, /^ticket:take$/];

const matches = (patterns, choice) => patterns.some((pattern) => pattern.test(choice));

/** An item from a message that the service kept. */
export function fromHistory({ role, text, choice, title, status, replies, at }) {
  if (role === "assistant") return { role, replies: replies ?? [], status, at };
  return { role, text: text ?? null, choice: choice ?? null, title: title ?? null, state: "sent", error: null };
}

export function sameMessage(item, message) {
  return item?.role === "visitor" && item.text === message.text && item.choice === message.choice;
}

/** The conversation is unknown to the service or its token has expired. */
export function isGone(error) {
  return error instanceof ApiError && (error.status === 401 || error.status === 404);
}

/** What to tell the person about an error: the service's own sentence, or the key of a label. */
export function describe(error) {
  if (error.detail) return { text: error.detail };
  if (error.status === 429) return { label: "error.too_many" };
  return { label: error.status >= 500 ? "error.service" : "error.refused" };
}

/** The choice that was made among those of an assistant item, or null. */
export function chosenOf(item, items) {
  if (item.used) return item.used;
  const next = items.slice(items.indexOf(item) + 1).find((other) => other.role !== "assistant");
  return next?.choice ?? null;
}

/** `"open"`, `"chosen"` or `"closed"`: what has become of a button of an assistant item. */
export function choiceState(choice, item, items, { isAction = false, among = [] } = {}) {
  const chosen = chosenOf(item, items);
  if (chosen === choice) return "chosen";
  if (!isAction && chosen && among.includes(chosen)) return "closed";
  const later = items.slice(items.indexOf(item) + 1);
  if (!later.some((other) => other.role !== "assistant")) return "open";
  if (matches(LASTING, choice)) return "open";
  const code = procedureOf(item);
  if (choice === "ticket:take" && !code) return "open";
  if (later.some((other) => other.role === "note")) return "closed";
  return matches(ABOUT_PROCEDURE, choice) && code && code === procedureInHand(items) ? "open" : "closed";
}

function procedureOf(item) {
  return item.replies?.filter((reply) => reply.procedure).at(-1)?.procedure.code ?? null;
}

function procedureInHand(items) {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const code = procedureOf(items[index]);
    if (code) return code;
  }
  return null;
}

/** What became of a ticket shown in `item`: `"current"`, `"older"` (a later card shows it anew, or another one) or `"cancelled"`. */
export function ticketStanding(item, ticketId, items) {
  const later = items.slice(items.indexOf(item) + 1).flatMap((other) => other.replies ?? []);
  const tickets = later.flatMap(({ ticket }) => ticket ?? []);
  if (tickets.some(({ id, state }) => id === ticketId && state === "cancelled")) return "cancelled";
  return tickets.length ? "older" : "current";
}
