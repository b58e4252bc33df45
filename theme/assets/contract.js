// Days to the expiries of a contract, by the clock of the reader in the zone of the site. site.js shows the first one that is ahead.
{
  const show = () => {
    for (const list of document.querySelectorAll("[data-countdown]")) {
      const { countdown: timeZone, today, tomorrow, later } = list.dataset;
      const date = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short" }).format(Date.now()); // Swedish writes 2026-11-30
      for (const row of list.querySelectorAll("[data-day]")) {
        const days = (Date.parse(row.dataset.day) - Date.parse(date)) / 864e5;
        if (days >= 0) row.querySelector("[data-days]").textContent = [today, tomorrow][days] ?? later.replace("{n}", days);
      }
    }
  };
  show();
  setInterval(show, 60000);
  addEventListener("parallel", show);
}
