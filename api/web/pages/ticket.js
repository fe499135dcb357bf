/** A visitor's ticket: its number, who is ahead, cancelling and rating. Kept up to date every 15 seconds. */
import { ApiError, Client, NetworkError } from "../widget/client.js";
import { h, newKey, setText } from "../widget/dom.js";
import { face, icon } from "../widget/icons.js";
import { Labels, LOCALES } from "../widget/labels.js";
import { Store } from "../widget/store.js";

const REFRESH_MS = 15_000;
const FINISHED = ["done", "no_show", "cancelled"];
const QUEUED = ["waiting", "transferred"];

const ticketId = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? "");
const client = new Client(new URL("../", import.meta.url).href);
const labels = new Labels(new URL("./", import.meta.url), "ticket");
const store = new Store(`ward-ticket:${ticketId}:`);
const at = (id) => document.getElementById(id);

let ticket = null;
let updated = 0;
let timer = 0;
/** Counts the requests: an answer that was overtaken is dropped. */
let latest = 0;
let banner = null;
let rating = store.get("rating");

// ---- what is shown ----

function show() {
  setText(at("banner"), banner ? (banner.text ?? labels.t(banner.label)) : "");
  at("banner").hidden = !banner;
  at("ticket").hidden = !ticket;
  at("rating").hidden = !ticket;
  if (ticket) showTicket(ticket);
}

function showTicket({ number, service_group_name: group, state, ahead, wait, issued_at: issued }) {
  const name = labels.t(`state.${state}`);
  const queue = QUEUED.includes(state) && Number.isInteger(ahead) ? labels.count("ahead", ahead) : "";
  setText(at("number"), number);
  setText(at("group"), labels.t("group", { name: group }));
  setText(at("state"), name);
  setText(at("ahead"), queue);
  setText(at("wait"), state === "waiting" && wait ? waitText(wait) : "");
  setText(at("as-of"), labels.t("as_of", { time: labels.time(updated), issued: labels.time(issued) }));
  at("ticket").dataset.state = state;
  at("cancel-box").hidden = state !== "waiting" || !at("confirm").hidden;
  if (state !== "waiting") at("confirm").hidden = true;
  const title = labels.t("title", { number, state: queue || name });
  if (document.title !== title) document.title = title;
}

function waitText({ low_min: low, high_min: high }) {
  return labels.t(low === high ? "wait.exact" : "wait", { low, high });
}

function showLabels() {
  document.documentElement.lang = labels.locale;
  for (const node of document.querySelectorAll("[data-label]")) setText(node, labels.t(node.dataset.label));
  setText(at("language"), labels.t("language.code"));
  at("language").setAttribute("aria-label", labels.t("language.switch"));
  at("language").lang = labels.locale === "vi" ? "en" : "vi";
  drawFaces();
  show();
}

// ---- keeping it up to date ----

async function refresh() {
  clearTimeout(timer);
  const turn = (latest += 1);
  let pause = REFRESH_MS;
  try {
    const fresh = await client.readTicket(ticketId);
    if (turn !== latest) return;
    take(fresh);
  } catch (error) {
    if (turn !== latest) return;
    pause = Math.max(pause, (error.retryAfter ?? 0) * 1000);
    banner = trouble(error);
    if (error.status === 404) ticket = null;
  }
  show();
  const over = banner?.final || (ticket && FINISHED.includes(ticket.state));
  if (!over && !document.hidden) timer = setTimeout(refresh, pause);
}

function take(fresh) {
  ticket = fresh;
  updated = Date.now();
  banner = null;
}

function trouble(error) {
  if (error instanceof NetworkError) return { label: "offline" };
  if (error.status === 404 || error.status === 422) return { label: "not_found", final: true };
  return error.detail ? { text: error.detail } : { label: "busy" };
}

// ---- cancelling ----

function askToCancel(asking) {
  at("confirm").hidden = !asking;
  at("cancel-box").hidden = asking;
  (asking ? at("confirm-no") : at("cancel")).focus();
}

async function cancel() {
  at("confirm-yes").disabled = true;
  latest += 1;
  try {
    take(await client.cancelTicket(ticketId));
  } catch (error) {
    banner = error instanceof ApiError && error.detail ? { text: error.detail } : { label: "cancel.failed" };
  }
  at("confirm-yes").disabled = false;
  askToCancel(false);
  show();
  if (ticket?.state === "cancelled") at("state").focus();
  else refresh();
}

// ---- rating ----

function drawFaces() {
  const buttons = [1, 2, 3, 4].map((value) => {
    const text = h("span", { text: labels.t(`rate.${value}`) });
    return h("button", { type: "button", class: "face-choice", "data-testid": "face", "data-rating": value, onclick: () => rate(value) }, face(value), text);
  });
  at("faces").replaceChildren(...buttons);
  markRating();
}

function markRating() {
  for (const button of at("faces").children) {
    const chosen = Number(button.dataset.rating) === rating?.value;
    button.classList.toggle("chosen", chosen);
    button.setAttribute("aria-pressed", String(chosen));
    button.setAttribute("aria-disabled", String(Boolean(rating?.sent)));
    if (chosen && !button.querySelector(".icon")) button.append(icon("check"));
    if (!chosen) button.querySelector(".icon")?.remove();
  }
  if (rating?.sent) setText(at("rating-result"), labels.t("rating.thanks"));
}

/** A second try of the same face uses the same key, so that it counts once. */
async function rate(value) {
  if (rating?.sent || rating?.sending) return;
  rating = { value, key: rating?.value === value ? rating.key : newKey(), sending: true };
  markRating();
  try {
    await client.sendFeedback({ rating: value, ticket_id: ticketId }, rating.key);
    rating = { value, key: rating.key, sent: true };
    store.set("rating", rating);
  } catch (error) {
    rating = { value, key: rating.key };
    setText(at("rating-result"), error.detail ?? labels.t("rating.failed"));
  }
  markRating();
}

// ---- start ----

async function speak(locale) {
  await labels.use(locale);
  showLabels();
}

async function start() {
  const wished = new URLSearchParams(location.search).get("lang");
  await speak([store.get("locale"), wished].find((locale) => LOCALES.includes(locale)) ?? "vi");
  await refresh();
}

at("state").tabIndex = -1;
at("cancel").addEventListener("click", () => askToCancel(true));
at("confirm-no").addEventListener("click", () => askToCancel(false));
at("confirm-yes").addEventListener("click", cancel);
at("confirm").addEventListener("keydown", (event) => event.key === "Escape" && askToCancel(false));
at("language").addEventListener("click", () => {
  const other = LOCALES.find((locale) => locale !== labels.locale);
  store.set("locale", other);
  speak(other);
});
for (const name of ["online", "offline"]) window.addEventListener(name, refresh);
document.addEventListener("visibilitychange", () => !document.hidden && refresh());
start();
