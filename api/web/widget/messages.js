/** Draws the items of a conversation, one element each. */
import { h, languageOf, visuallyHidden } from "./dom.js";
import { icon } from "./icons.js";
import { outsideLink, procedureCard } from "./procedure-card.js";
import { ticketCard } from "./ticket-card.js";

const RATE = /^rate:[1-4]$/;

export function drawItem(item, context) {
  if (item.role === "visitor") return visitorMessage(item, context);
  if (item.role === "note") return noteMessage(item, context);
  const box = h("div", { class: "message assistant", "data-testid": "message", "data-role": "assistant", "data-status": item.status });
  box.append(visuallyHidden(context.labels.t("speaker.assistant")));
  box.append(...item.replies.flatMap((reply) => drawReply(reply, item, context)));
  return box;
}

function visitorMessage(item, context) {
  const { labels, buttons } = context;
  const text = item.text ?? item.title ?? buttons.titleOf(item.choice);
  const box = h("div", { class: "message visitor", "data-testid": "message", "data-role": "visitor", "data-state": item.state });
  const words = h("p", { class: "bubble", lang: languageOf(text, labels.locale) }, visuallyHidden(`${labels.t("speaker.visitor")} `), text);
  box.append(words);
  if (item.state === "failed") box.append(failure(item, context));
  return box;
}

function failure(item, { labels, onRetry, watch }) {
  const line = h("div", { class: "failure", "data-testid": "failure" });
  const text = item.error?.text ?? labels.t(item.error?.label ?? "message.not_sent");
  line.append(icon("alert"), h("span", { text, lang: languageOf(text, labels.locale) }));
  if (item.rejected) return line;
  const again = h("button", { type: "button", class: "small-button", "data-testid": "resend", text: labels.t("message.resend") });
  again.addEventListener("click", () => onRetry(item));
  watch(({ state, waiting, pending }) => {
    again.disabled = state.busy || waiting || (pending !== null && pending !== item);
  });
  line.append(again);
  return line;
}

function noteMessage(item, { labels }) {
  const text = h("p", { class: "note", text: labels.t(item.label) });
  return h("div", { class: "message note-line", "data-testid": "message", "data-role": "note" }, text);
}

function drawReply(reply, item, context) {
  const { buttons } = context;
  const choices = reply.choices ?? [];
  const parts = [];
  if (reply.text) parts.push(words(reply, context));
  if (reply.procedure) {
    parts.push(procedureCard(reply.procedure, reply, item, context));
    if (reply.checklist) parts.push(checklistLinks(reply.checklist, context));
    return parts;
  }
  if (reply.ticket) parts.push(ticketCard(reply.ticket, item, context));
  const faces = choices.filter(({ choice }) => RATE.test(choice));
  const waiting = reply.ticket?.state === "waiting";
  const others = choices.filter(({ choice }) => !RATE.test(choice) && !(waiting && choice === "ticket:cancel"));
  if (faces.length) parts.push(buttons.faces(faces, item));
  if (others.length) parts.push(buttons.group(others, item));
  return parts;
}

/** The list on a page of its own: to print it, or to open it on a phone. */
function checklistLinks({ page_url: page, qr_url: qr }, { labels, client }) {
  const image = h("img", { src: client.address(qr), alt: labels.t("checklist.qr"), width: 132, height: 132 });
  const figure = h("figure", { class: "qr" }, image, h("figcaption", { text: labels.t("checklist.qr.hint") }));
  image.addEventListener("error", () => figure.remove());
  const address = labels.locale === "en" ? `${page}${page.includes("?") ? "&" : "?"}lang=en` : page;
  const link = outsideLink(client.address(address), labels.t("checklist.open"), labels);
  return h("div", { class: "bubble checklist", "data-testid": "checklist-links" }, link, figure);
}

const ICON_OF = { notice: "info", handoff: "person" };

function words(reply, { labels }) {
  const sign = ICON_OF[reply.kind];
  const text = h("p", { class: "words", text: reply.text, lang: languageOf(reply.text, labels.locale) });
  return h("div", { class: `bubble kind-${reply.kind}`, "data-testid": "reply", "data-kind": reply.kind }, sign ? icon(sign) : null, text);
}
