// Times in the reader's own zone beside those of the site, where the two differ. The browser knows the offset of each day.
{
  const two = (n) => `${n}`.padStart(2, "0");
  const here = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
  const differs = (iso) => here(new Date(iso)) !== iso.slice(0, 16);
  const named = (lang, at) =>
    new Intl.DateTimeFormat(lang, { timeZoneName: "long" }).formatToParts(at).find((part) => part.type === "timeZoneName").value;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const day = { weekday: "short", day: "numeric", month: "short" };

  // The day stands there only when it is another one, but always on an event's own page.
  const words = (lang, start, end, withDay) => {
    const first = new Intl.DateTimeFormat(lang, withDay ? { ...day, ...time } : time).format(start);
    if (!end) return first;
    const sameDay = start.toDateString() === end.toDateString();
    return `${first}–${new Intl.DateTimeFormat(lang, sameDay ? time : { ...day, ...time }).format(end)}`;
  };

  const show = () => {
    for (const line of document.querySelectorAll("[data-own]")) {
      const { start, end } = line.closest("[data-start]").dataset;
      const [from, to] = [new Date(start), "open" in line.dataset ? null : new Date(end)];
      line.hidden = !differs(start) && !(to && differs(end));
      if (line.hidden) continue;
      const { lang } = line.closest("[lang]");
      const own = line.dataset.own.includes("{zone}");
      const other = here(from).slice(0, 10) !== start.slice(0, 10);
      line.textContent = line.dataset.own.replace("{when}", words(lang, from, to, own || other)).replace("{zone}", named(lang, from));
    }
  };
  show();
  addEventListener("parallel", show);
}
