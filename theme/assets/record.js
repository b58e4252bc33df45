// Fills in the page of what the reader has passed, from what this browser alone keeps. Nothing is sent.
{
  const PASS = 0.75;
  const record = document.querySelector("[data-record]");
  const words = record.dataset;
  const filled = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);
  const read = () => {
    const kept = JSON.parse(localStorage.getItem("prospectus.progress") ?? "{}");
    return kept?.v === 1 && kept.lessons instanceof Object ? kept.lessons : {};
  };
  const day = (at) =>
    /^\d{4}-\d\d-\d\d$/.test(at) ? new Date(`${at}T12:00`).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" }) : "";

  try {
    const lessons = read();
    let n = 0;
    for (const row of record.querySelectorAll("[data-lesson]")) {
      const found = Object.hasOwn(lessons, row.dataset.lesson) ? lessons[row.dataset.lesson] : null;
      const passed = found?.of > 0 && found.best / found.of >= PASS;
      if (!passed) {
        row.remove();
        continue;
      }
      n += 1;
      row.cells[1].textContent = filled(words.wordScore, { best: found.best, of: found.of });
      row.cells[2].textContent = day(found.at);
    }
    record.querySelector("[data-without]").remove();
    record.querySelector("[data-count]").textContent = n ? filled(words.wordCount, { n, all: words.all }) : words.wordNone;
    record.querySelector(".tabled").hidden = !n;
    const button = record.querySelector("[data-print]");
    button.hidden = !n;
    button.addEventListener("click", () => print());
  } catch {} // Storage is closed: the page stays as it is, to be filled in by hand.
}
