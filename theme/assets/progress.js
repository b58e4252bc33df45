// What a reader has passed, as this browser alone keeps it: marks on lessons, and a bar and a way on for a path.
{
  const KEY = "prospectus.progress";
  const PASS = 0.75;
  const tried = (each) => each?.of > 0;
  const passed = (each) => tried(each) && each.best / each.of >= PASS;
  const filled = (words, given) => words.replace(/\{(\w+)\}/g, (gap, name) => given[name] ?? gap);

  const read = () => {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return kept?.v === 1 && kept.lessons instanceof Object ? kept.lessons : {};
  };
  const write = (lessons) => localStorage.setItem(KEY, JSON.stringify({ v: 1, lessons }));

  // The part of a lesson at which the reader stopped, as assets/reading.js remembers it; 0 when none.
  const partOf = (id) => {
    const kept = JSON.parse(localStorage.getItem("prospectus.reading"));
    return kept?.v === 1 && kept.id === id && Number.isInteger(kept.part) && kept.part > 1 ? kept.part : 0;
  };

  // A lesson says how it went, in the words of the list it stands in.
  const marked = (lessons) => {
    for (const item of document.querySelectorAll("#main [data-lesson]")) {
      const found = lessons[item.dataset.lesson];
      const mark = item.querySelector(".done-mark");
      const words = item.closest("[data-word-done]").dataset;
      item.classList.toggle("is-done", passed(found));
      mark.textContent = passed(found) ? words.wordDone : tried(found) ? filled(words.wordTried, found) : "";
      mark.hidden = !mark.textContent;
    }
  };
  const counted = (lessons) => {
    for (const card of document.querySelectorAll("#main [data-lessons]")) {
      const ids = card.dataset.lessons.split(" ");
      const n = ids.filter((id) => passed(lessons[id])).length;
      const mark = card.querySelector(".done-mark");
      mark.textContent = n ? filled(card.closest("[data-word-count]").dataset.wordCount, { n, all: ids.length }) : "";
      mark.hidden = !n;
    }
  };

  const panel = document.querySelector("[data-progress]");
  const steps = [...document.querySelectorAll("#lessons [data-lesson]")];
  const way = document.querySelector("[data-way]");
  const reset = panel?.querySelector("button");
  const status = panel?.querySelector("[role=status]");
  const start = { words: way?.textContent, href: way?.getAttribute("href") };
  let forgotten = null;

  const led = (lessons) => {
    const begun = steps.filter((step) => tried(lessons[step.dataset.lesson]));
    const next = steps.find((step) => !passed(lessons[step.dataset.lesson]));
    const link = begun.length && next ? next.querySelector("a") : null;
    const part = next && partOf(next.dataset.lesson);
    const n = steps.filter((step) => passed(lessons[step.dataset.lesson])).length;
    const words = panel.dataset;
    way.textContent = link ? filled(words.wordContinue, { title: link.textContent }) : start.words;
    way.setAttribute("href", (link ? link.getAttribute("href") : start.href) + (part ? `#part-${part}` : ""));
    way.hidden = !next;
    panel.querySelector("progress").value = n;
    panel.querySelector(".progress-count").textContent = next ? filled(words.wordCount, { n, all: steps.length }) : words.wordAll;
    reset.hidden = !begun.length && !forgotten;
    reset.textContent = forgotten ? words.wordUndo : words.wordReset;
    panel.hidden = false;
  };

  const show = () => {
    const lessons = read();
    marked(lessons);
    counted(lessons);
    if (panel) led(lessons);
  };
  const turn = () => {
    const lessons = read();
    if (forgotten) Object.assign(lessons, forgotten);
    const gone = steps.map((step) => step.dataset.lesson).filter((id) => id in lessons);
    const before = Object.fromEntries(gone.map((id) => [id, lessons[id]]));
    if (!forgotten) for (const id of gone) delete lessons[id];
    forgotten = forgotten ? null : before;
    write(lessons);
    status.textContent = forgotten ? panel.dataset.wordCleared : "";
    show();
  };

  // Storage may be closed, or hold what is not ours: then the page stays as it is.
  const isReadable = () => {
    try {
      read();
      partOf("");
      return true;
    } catch {
      return false;
    }
  };
  if (isReadable()) {
    show();
    reset?.addEventListener("click", turn);
    // A lesson that is opened from here belongs to this path.
    const keep = () => {
      try {
        localStorage.setItem("prospectus.path", panel.dataset.progress);
      } catch {}
    };
    for (const link of [way, ...steps.map((step) => step.querySelector("a"))]) link?.addEventListener("click", keep);
    for (const moment of ["pageshow", "storage", "parallel"]) addEventListener(moment, show);
  }
}
