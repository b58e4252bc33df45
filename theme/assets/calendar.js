// The calendar: which view is shown, the day that was tapped, and keys within the grid. All of it is links without a script.
{
  const all = (selector) => [...document.querySelectorAll(selector)];
  const views = all(".calendar-views a[href^='#']");
  const neighbours = all(".month-nav a[rel]");
  const plainAddress = new Map(neighbours.map((link) => [link, link.href]));

  // The view is in the address, and the neighbouring months open in the same one.
  const showView = () => {
    const view = location.hash === "#agenda" ? "#agenda" : "#grid";
    for (const link of views) {
      if (link.hash === view) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const [link, address] of plainAddress) link.href = view === "#agenda" ? `${address}#agenda` : address;
  };

  // With a day in the address, what began earlier and is still on belongs to that day as well.
  const showDay = () => {
    const day = /^#d(\d{4}-\d\d-\d\d)$/.exec(location.hash)?.[1];
    for (const group of all(".agenda-day")) {
      const covers = (row) => row.dataset.start.slice(0, 10) < day && new Date(row.dataset.end) > new Date(`${day}T00:00${row.dataset.start.slice(16)}`);
      group.classList.toggle("is-on", Boolean(day) && [...group.querySelectorAll("[data-start]")].some(covers));
    }
  };

  // Arrow keys move between the days of the grid that have something.
  const days = all(".month-grid a.daynum");
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const dayOf = (link) => Number(link.querySelector("time").textContent);
  const move = (event) => {
    const from = days.indexOf(event.target.closest("a.daynum"));
    const step = steps[event.key];
    if (from < 0 || !step) return;
    const ahead = days.filter((link) => (dayOf(link) - dayOf(days[from])) * step > 0);
    const wanted = dayOf(days[from]) + step;
    const next = ahead.sort((one, other) => Math.abs(dayOf(one) - wanted) - Math.abs(dayOf(other) - wanted))[0];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };

  const show = () => {
    showView();
    showDay();
  };
  show();
  addEventListener("hashchange", show);
  document.querySelector(".month-grid")?.addEventListener("keydown", move);
}
