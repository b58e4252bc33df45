// Moves events through the server, which does what `prospectus move` does, and takes moves back. Forms move events by keyboard and touch.
import { showOutcome } from "./outcome.js";
import { refresh } from "./refreshing.js";
import { say, words } from "./status.js";

const ended = { succeeded: false, lines: [words.ended], problems: [] };

const send = async (name, fields) => {
  const token = document.querySelector("meta[name=board-token]").content;
  const headers = { "Content-Type": "application/json", "X-Board-Token": token };
  const response = await fetch(`/_board/${name}${location.search}`, { method: "POST", headers, body: JSON.stringify(fields) });
  const isAnswer = response.headers.get("Content-Type") === "application/json";
  return isAnswer ? response.json() : { ...ended, lines: [await response.text()] };
};

const edit = async (name, fields) => {
  say(words.moving);
  return send(name, fields).catch(() => ended);
};

const undo = async (number, anchor) => {
  const answer = await edit("undo", { number });
  await refresh().catch(() => {});
  showOutcome(answer, anchor, undo);
};

// Moves an event: its element, the day, and the time if it changes. `refuse` is told why it stays; by default the outcome shows it.
export const move = async (event, day, time = "", refuse = null) => {
  const { key, starts } = event.dataset;
  const answer = await edit("move", { key, starts, day, time });
  if (!answer.succeeded && refuse) return refuse(answer);
  event.querySelector("[popover]")?.hidePopover();
  await refresh(answer.anchor).catch(() => {});
  showOutcome(answer, answer.anchor || event.querySelector("button").id, undo);
};

addEventListener("submit", async (submit) => {
  const form = submit.target.closest(".move");
  if (!form) return;
  submit.preventDefault();
  form.setAttribute("aria-busy", "true");
  await move(form.closest(".event"), form.elements.day.value, form.elements.time.value, ({ lines }) => {
    form.querySelector(".answer").textContent = lines.join("\n");
  });
  form.removeAttribute("aria-busy");
});
