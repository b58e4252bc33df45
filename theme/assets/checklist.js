// A checklist, one step at a time. The answers stand in the address after the #, which is never sent to a server, so that a result can be
// passed on. Without script all steps and results are on the page, to be read and printed.
for (const form of document.querySelectorAll("[data-checklist]")) {
  const steps = [...form.querySelectorAll("[data-step]")];
  const result = form.querySelector("[data-result]");
  const line = form.querySelector("[data-progress-line]");
  const chosen = (step) => step.querySelector("input:checked");
  const outcomeOf = (step) => chosen(step)?.closest("[data-outcome]").dataset.outcome;
  const complete = () => steps.every(chosen);
  let at = 0;

  const verdict = () => ["stop", "unclear"].find((outcome) => steps.some((step) => outcomeOf(step) === outcome)) ?? "pass";
  const summarise = () => {
    const element = (name, text, className) => Object.assign(document.createElement(name), { textContent: text, className });
    const rows = steps.map((step) => {
      const answer = chosen(step).closest("[data-outcome]");
      const row = document.createElement("li");
      row.dataset.outcome = answer.dataset.outcome;
      const text = (selector) => answer.querySelector(selector)?.textContent ?? "";
      row.append(element("strong", step.dataset.name, ""), " ", element("span", text("[data-outcome-word]"), "outcome"), " ", text("[data-text]"));
      if (text("[data-action]")) row.append(element("span", text("[data-action]"), "check-do"));
      return row;
    });
    form.querySelector(".check-summary").replaceChildren(...rows);
    form.querySelector("[data-address]").textContent = location.href;
    for (const card of form.querySelectorAll("[data-verdict]")) card.hidden = card.dataset.verdict !== verdict();
  };
  const keep = () => {
    const state = new URLSearchParams(steps.filter(chosen).map((step) => [step.dataset.step, chosen(step).value]));
    history.replaceState(null, "", state.size === 0 ? location.pathname + location.search : `#${state}`);
  };
  const show = (number) => {
    at = number < steps.length || complete() ? number : steps.findIndex((step) => !chosen(step));
    for (const [index, step] of steps.entries()) {
      step.hidden = index !== at;
      step.querySelector(`[data-go="${index + 1}"]`).disabled = !chosen(step);
    }
    result.hidden = at < steps.length;
    line.textContent = result.hidden ? form.dataset.progress.replace("{n}", at + 1) : "";
    if (!result.hidden) summarise();
  };
  const restore = () => {
    const state = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
    for (const step of steps) {
      for (const input of step.querySelectorAll("input")) input.checked = input.value === state.get(step.dataset.step);
    }
    const open = steps.findIndex((step) => !chosen(step));
    show(open < 0 ? steps.length : open);
  };

  form.addEventListener("change", () => {
    keep();
    show(at);
  });
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-go]");
    if (!button) return;
    show(Number(button.dataset.go));
    (result.hidden ? line : result.querySelector("h2")).focus({ preventScroll: true });
    form.scrollIntoView(); // the question stands at the top of the window, below the header
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => {
    keep();
    show(0);
    line.focus();
  }));
  addEventListener("hashchange", restore);
  for (const button of form.querySelectorAll("[data-shares]")) button.hidden = !navigator.share;
  form.dataset.running = "";
  restore();
}
