// A worked example grows by one row per step; everything is there without script and on paper. Words come from the page.
for (const example of document.querySelectorAll("[data-steps]")) {
  const words = example.dataset;
  const rows = [...example.querySelectorAll(".workings tbody tr")];
  const conclusion = example.querySelector(".conclusion");
  const filled = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);
  const button = () => Object.assign(document.createElement("button"), { type: "button", className: "button quiet" });
  let shown = 1;

  const [next, all] = [button(), button()];
  const status = Object.assign(document.createElement("span"), { className: "visually-hidden" });
  status.setAttribute("role", "status");

  const show = (count) => {
    shown = count;
    const over = shown === rows.length;
    rows.forEach((row, at) => row.toggleAttribute("data-later", at >= shown));
    conclusion?.toggleAttribute("data-later", !over);
    next.textContent = over ? words.wordAgain : filled(words.wordNext, { n: shown + 1, of: rows.length });
    all.hidden = over;
  };
  const read = (row) => [...row.cells].map((cell) => cell.textContent.trim()).join(" ");
  next.addEventListener("click", () => {
    show(shown === rows.length ? 1 : shown + 1);
    status.textContent = filled(words.wordStep, { n: shown, words: read(rows[shown - 1]) });
  });
  all.addEventListener("click", () => {
    show(rows.length);
    next.focus(); // the button that had the focus is gone
  });

  if (rows.length > 2) {
    const line = Object.assign(document.createElement("div"), { className: "button-row" });
    all.textContent = words.wordAll;
    all.className = "clear";
    line.append(next, all, status);
    example.querySelector(".workings").after(line);
    show(1);
  }
}
