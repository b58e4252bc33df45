// The planning board: copies commands, moves events by drag or by their form, and shows the board anew when the site has been built.
// Without this script everything can be read, and commands can be selected.
{
  const meta = (name) => document.querySelector(`meta[name=board-${name}]`);
  const status = document.getElementById("status");
  const words = status.dataset;
  const outcome = document.getElementById("outcome");
  const say = (text) => { status.textContent = text; };
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  /* ---------------------------------------------------------------- copying */

  addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-copy]");
    if (!button) return;
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(`${words.copied}: ${button.dataset.copy}`);
      if (label !== words.copied) {
        button.textContent = words.copied;
        setTimeout(() => { button.textContent = label; }, 2000);
      }
    } catch {
      say(words.failed);
    }
  });

  /* ------------------------------------------------------------------ edits */

  const send = async (name, fields) => {
    const response = await fetch(`/_board/${name}${location.search}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Board-Token": meta("token").content },
      body: JSON.stringify(fields),
    });
    if (response.headers.get("Content-Type") === "application/json") return response.json();
    return { succeeded: false, lines: [await response.text()], problems: [] };
  };
  const attempt = (name, fields) => send(name, fields).catch(() => ({ succeeded: false, lines: [words.ended], problems: [] }));

  // The outcome comes after its event, so that Undo is the next stop of the Tab key.
  let near = "";
  const placeOutcome = () => {
    const focused = outcome.contains(document.activeElement) ? document.activeElement : null;
    (document.getElementById(near)?.parentElement ?? document.body).append(outcome);
    focused?.focus();
  };
  const showOutcome = (answer, anchor) => {
    near = anchor;
    const lines = [...answer.lines.map((line) => element("p", { textContent: line })),
      ...answer.problems.map((line) => element("p", { className: "problem-line", textContent: line }))];
    const undo = element("button", { type: "button", className: "button quiet", textContent: words.undo });
    undo.addEventListener("click", () => change("undo", { number: answer.number }));
    const close = element("button", { type: "button", className: "button quiet", textContent: words.close });
    close.addEventListener("click", () => { outcome.hidden = true; });
    const isElsewhere = answer.month && !location.pathname.includes(`/${answer.month}/`);
    const link = element("a", { href: `/_board/${answer.month}/${location.search}#${answer.anchor}`, textContent: answer.month_words });
    if (isElsewhere) lines.push(element("p", {}, link));
    const hadFocus = outcome.contains(document.activeElement);
    outcome.classList.toggle("is-refused", !answer.succeeded);
    outcome.replaceChildren(...lines, element("div", { className: "button-row" }, ...(answer.number ? [undo] : []), close));
    outcome.hidden = false;
    placeOutcome();
    if (hadFocus) close.focus();
    say([...answer.lines, ...answer.problems].join(" "));
  };

  const change = async (name, fields) => {
    say(words.moving);
    const answer = await attempt(name, fields);
    if (answer.succeeded) await refresh(answer.anchor);
    showOutcome(answer, answer.anchor || near);
  };

  addEventListener("submit", async (event) => {
    const form = event.target.closest(".move");
    if (!form) return;
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    say(words.moving);
    const answer = await attempt("move", { key: form.dataset.key, day: form.elements.day.value, time: form.elements.time.value });
    form.removeAttribute("aria-busy");
    if (!answer.succeeded) {
      form.querySelector(".answer").replaceChildren(...answer.lines.map((line) => element("p", { textContent: line })));
      return;
    }
    form.closest("[popover]").hidePopover();
    await refresh(answer.anchor);
    showOutcome(answer, answer.anchor);
  });

  /* --------------------------------------------------------------- dragging */

  let drag = null;
  const dayAt = ({ clientX, clientY }) => document.elementsFromPoint(clientX, clientY).map((each) => each.closest(".day")).find(Boolean);
  const ignore = (event) => { event.preventDefault(); event.stopPropagation(); };
  const endDrag = () => {
    drag.event.classList.remove("is-dragged");
    drag.event.style.translate = "";
    drag.target?.classList.remove("is-target");
    document.body.classList.remove("is-dragging");
    drag = null;
  };
  addEventListener("pointerdown", (pointer) => {
    const button = pointer.target.closest?.(".is-movable > .event-button");
    if (!button || pointer.button !== 0 || pointer.pointerType === "touch") return;
    drag = { event: button.parentElement, x: pointer.pageX, y: pointer.pageY, moved: false, target: null };
  });
  addEventListener("pointermove", (pointer) => {
    if (!drag) return;
    const [x, y] = [pointer.pageX - drag.x, pointer.pageY - drag.y];
    if (!drag.moved && Math.hypot(x, y) < 6) return;
    drag.moved = true;
    document.body.classList.add("is-dragging");
    drag.event.classList.add("is-dragged");
    drag.event.style.translate = `${x}px ${y}px`;
    const day = dayAt(pointer);
    if (day === drag.target) return;
    drag.target?.classList.remove("is-target");
    drag.target = day === drag.event.closest(".day") ? null : day;
    drag.target?.classList.add("is-target");
  });
  addEventListener("pointerup", () => {
    if (!drag) return;
    const { event, target, moved } = drag;
    endDrag();
    if (!moved) return;
    addEventListener("click", ignore, true); // the click that ends a drag opens nothing
    setTimeout(() => removeEventListener("click", ignore, true));
    if (target) change("move", { key: event.dataset.key, day: target.dataset.day, time: "" });
  });
  addEventListener("pointercancel", () => { if (drag) endDrag(); });
  addEventListener("keydown", ({ key }) => { if (key === "Escape" && drag) endDrag(); });
  addEventListener("dragstart", (event) => { if (drag) event.preventDefault(); });

  /* ------------------------------------------------------------- refreshing */

  const prepare = () => {
    document.querySelectorAll(".copy, form.move").forEach((each) => { each.hidden = false; });
    document.querySelector(".how")?.classList.add("is-ready");
  };

  const refresh = async (anchor) => {
    const response = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const active = document.activeElement;
    const inOutcome = outcome.contains(active);
    document.body.append(outcome);
    document.querySelector("#board").replaceChildren(...page.querySelector("#board").children);
    for (const name of ["token", "version"]) meta(name).content = page.querySelector(`meta[name=board-${name}]`).content;
    document.title = page.title;
    prepare();
    if (anchor) document.getElementById(anchor)?.parentElement.classList.add("is-changed");
    placeOutcome();
    if (inOutcome) active.focus();
    else document.getElementById(anchor || active?.id)?.focus();
  };

  // The server of the preview answers when there is a later build, or after a minute.
  const listen = async () => {
    const version = Number(meta("version").content);
    try {
      const response = await fetch(`/livereload/${version}/${Date.now()}`, { cache: "no-store" });
      if (Number(await response.text()) > version) {
        const details = document.querySelector(":popover-open");
        if (details) await new Promise((done) => details.addEventListener("toggle", done, { once: true }));
        if (!drag) await refresh();
      }
    } catch {
      await new Promise((done) => setTimeout(done, 2000));
    }
    if (document.visibilityState === "visible") listen();
    else document.addEventListener("visibilitychange", listen, { once: true });
  };

  document.body.classList.add("is-draggable");
  prepare();
  listen();
}
