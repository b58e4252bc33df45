// What this browser remembers of reading: the lesson that was begun and the part of it, the path it belongs to, and what comes next.
// The store holds {v: 1, id, titles: {TAG: TITLE}, part, of}; assets/continue.js shows it on other pages.
{
  const KEY = "prospectus.reading";
  const PASS = 0.75;
  const list = document.querySelector("[data-reading]");
  const { parts } = document.querySelector("[data-parts]").dataset;
  const filled = (words, given) => words.replace(/\{(\w+)\}/g, (_, name) => given[name]);
  const keep = (value) => localStorage.setItem(KEY, JSON.stringify({ v: 1, ...value }));

  const passed = () => {
    const kept = JSON.parse(localStorage.getItem("prospectus.progress") ?? "{}");
    const lessons = kept?.v === 1 && kept.lessons instanceof Object ? kept.lessons : {};
    return (id) => lessons[id]?.of > 0 && lessons[id].best / lessons[id].of >= PASS;
  };

  // The path that the reader came by stands first, and each says how much of it is left.
  const arrange = () => {
    const items = [...list.children];
    const own = items.find((item) => item.dataset.path === localStorage.getItem("prospectus.path"));
    if (own) list.prepend(own);
    const done = passed();
    for (const item of list.children) {
      item.querySelector(".button")?.classList.toggle("quiet", item !== list.firstElementChild);
      const left = item.dataset.rest.split(" ").filter((each) => each && !done(each.split(":")[0]));
      const minutes = left.reduce((sum, each) => sum + Number(each.split(":")[1]), 0);
      const line = item.querySelector("[data-left]");
      if (line) line.textContent = left.length ? filled(list.dataset.wordLeft, { n: left.length, minutes }) : list.dataset.wordAll;
    }
  };
  const reached = ({ detail }) => {
    if (detail > 1 && !passed()(list.dataset.reading)) keep({ id: list.dataset.reading, titles: JSON.parse(list.dataset.titles), part: detail, of: Number(parts) });
  };
  const finished = () => {
    const { nextLesson, nextTitles } = list.firstElementChild.dataset;
    if (nextLesson) keep({ id: nextLesson, titles: JSON.parse(nextTitles), part: 0, of: 0 });
    else localStorage.removeItem(KEY);
    arrange();
  };
  const tried = (action) => (event) => {
    try {
      action(event);
    } catch {} // Storage is closed, or holds what is not ours: the page stays as it is.
  };
  if (list) {
    tried(arrange)();
    addEventListener("part", tried(reached));
    addEventListener("passed", tried(finished));
  }
}
