// What became of an edit: before and after, what no longer fits, or why nothing changed.
import { say, words } from "./status.js";

const outcome = document.getElementById("outcome");
let near = "";

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const button = (text, act) => {
  const made = element("button", { type: "button", className: "button quiet", textContent: text });
  made.addEventListener("click", act);
  return made;
};
const lines = (texts, className = "") => texts.map((textContent) => element("p", { textContent, className }));

// Puts the outcome after its event, so that its buttons are the next stops of the Tab key; first does what replaces the events.
export const placeOutcome = (replace = () => {}) => {
  const focused = outcome.contains(document.activeElement) ? document.activeElement : null;
  document.body.append(outcome);
  replace();
  (document.getElementById(near)?.parentElement ?? document.body).append(outcome);
  focused?.focus();
};

const hide = () => {
  outcome.hidden = true;
  document.getElementById(near)?.focus();
};

// `anchor` is the id of the event in the page; `undo` is called with the number of the edit.
export const showOutcome = (answer, anchor, undo) => {
  const hadFocus = outcome.contains(document.activeElement);
  const close = button(words.close, hide);
  const buttons = answer.number ? [button(words.undo, () => undo(answer.number, anchor)), close] : [close];
  const address = `/_board/${answer.month}/${location.search}#${answer.anchor}`;
  const isElsewhere = answer.month && !location.pathname.includes(`/${answer.month}/`);
  const links = isElsewhere ? [element("p", {}, element("a", { href: address, textContent: answer.month_words }))] : [];
  near = anchor;
  outcome.replaceChildren(
    ...lines(answer.lines), ...lines(answer.problems, "problem-line"), ...links, element("div", { className: "button-row" }, ...buttons),
  );
  outcome.classList.toggle("is-refused", !answer.succeeded);
  outcome.hidden = false;
  placeOutcome();
  if (hadFocus) close.focus();
  say([...answer.lines, ...answer.problems].join(" "));
};
