/** The drawings of the assistant: line icons, the mark and the four faces. */
import { drawing } from "./dom.js";

const LINES = {
  close: ["M6 6l12 12", "M18 6L6 18"],
  send: ["M5 12h13", "M12.5 5.5L19 12l-6.5 6.5"],
  restart: ["M4.5 12a7.5 7.5 0 1 0 2.4-5.5", "M4.5 4v4.5H9"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  ticket: ["M4 8.5V6.5h16v2a3.5 3.5 0 0 0 0 7v2H4v-2a3.5 3.5 0 0 0 0-7z", "M14 7v1.5", "M14 11.2v1.6", "M14 15.5V17"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"],
  external: ["M10 5.5H5.5v13h13V14", "M13.5 5.5h5v5", "M18.5 5.5L11 13"],
  alert: ["M12 4L3 20h18z", "M12 10v4.5", "M12 17.2v.3"],
  info: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 11v5.5", "M12 7.6v.3"],
  down: ["M12 5v13", "M6 12.5l6 6 6-6"],
  chat: ["M4 5.5h16v11H10.5L6.5 20v-3.5H4z", "M8.5 11h.01", "M12 11h.01", "M15.5 11h.01"],
};

export function icon(name) {
  return drawing(LINES[name].map((d) => ["path", { d }]));
}

/** The mark: a lotus in a speech bubble. */
export function mark() {
  return drawing(
    [
      ["path", { class: "mark-ground", d: "M10 3h28a7 7 0 0 1 7 7v22a7 7 0 0 1-7 7H23l-9 7v-7h-4a7 7 0 0 1-7-7V10a7 7 0 0 1 7-7z" }],
      ["path", { class: "mark-petal", d: "M24 8.5c4.6 4.4 6.6 9.6 4.6 15.2-.9 2.6-2.5 4.6-4.6 6.3-2.1-1.7-3.7-3.7-4.6-6.3-2-5.6 0-10.8 4.6-15.2z" }],
      ["path", { class: "mark-petal", d: "M8.5 17.5c4.2-.1 7.4 1.2 9.5 3.7.4 3.8 1.9 7 4.4 9.6-6.9.4-12.6-4.6-13.9-13.3z" }],
      ["path", { class: "mark-petal", d: "M39.5 17.5c-4.2-.1-7.4 1.2-9.5 3.7-.4 3.8-1.9 7-4.4 9.6 6.9.4 12.6-4.6 13.9-13.3z" }],
    ],
    { viewBox: "0 0 48 48", className: "mark" },
  );
}

const MOUTHS = {
  1: "M15.5 34c2-4.6 5-6.8 8.5-6.8s6.5 2.2 8.5 6.8",
  2: "M16.5 32.5c2.2-1.8 4.7-2.6 7.5-2.6s5.3.8 7.5 2.6",
  3: "M16.5 29.5c2.2 1.8 4.7 2.7 7.5 2.7s5.3-.9 7.5-2.7",
  4: "M14.5 28c1.8 4.9 5 7.3 9.5 7.3s7.7-2.4 9.5-7.3z",
};

/** A face from 1 (very dissatisfied) to 4 (very satisfied). */
export function face(rating) {
  return drawing(
    [
      ["circle", { class: "face-ground", cx: 24, cy: 24, r: 20 }],
      ["circle", { class: "face-eye", cx: 17, cy: 19.5, r: 2.4 }],
      ["circle", { class: "face-eye", cx: 31, cy: 19.5, r: 2.4 }],
      ["path", { class: rating === 4 ? "face-mouth face-mouth-open" : "face-mouth", d: MOUTHS[rating] }],
    ],
    { viewBox: "0 0 48 48", className: `face face-${rating}` },
  );
}
