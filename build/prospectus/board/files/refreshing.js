// Shows the board anew: after an edit, and when the server of the preview tells of a later build.
import { placeOutcome } from "./outcome.js";

const meta = (name) => document.querySelector(`meta[name=board-${name}]`);
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const nextEvent = (target, name) => new Promise((done) => target.addEventListener(name, done, { once: true }));

// Replaces the content of the page. The focus stays where it is, or goes to the event `anchor`, which is marked as changed.
export const refresh = async (anchor = "") => {
  const response = await fetch(location.href, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const focused = anchor || document.activeElement?.id;
  placeOutcome(() => document.querySelector("#board").replaceChildren(...page.querySelector("#board").children));
  for (const name of ["token", "version"]) meta(name).content = page.querySelector(`meta[name=board-${name}]`).content;
  document.title = page.title;
  if (anchor) document.getElementById(anchor)?.parentElement.classList.add("is-changed");
  if (document.activeElement === document.body) document.getElementById(focused)?.focus();
};

// Does not disturb somebody who reads details or drags an event.
const isBusy = () => document.querySelector(":popover-open, .is-dragged");

const waitForBuild = async () => {
  const version = Number(meta("version").content);
  const response = await fetch(`/livereload/${version}/${Date.now()}`, { cache: "no-store" }); // answers within a minute
  if (Number(await response.text()) <= version) return;
  while (isBusy()) await wait(200);
  await refresh();
};

export const listen = async () => {
  for (;;) {
    await waitForBuild().catch(() => wait(2000));
    if (document.visibilityState !== "visible") await nextEvent(document, "visibilitychange");
  }
};
