// Calculators. What is typed in is read, worked out and explained on this page alone: the figures stand in the form's data attributes,
// the holidays in the table of the page, the words in its template. The build answers the same (build/prospectus/views/kinds/calculator_steps.py).
// A block of its own, not a module: a page that was saved to a disk may load no modules.
{
  const MICRO = 1000000n;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const words = Object.fromEntries(all("[data-key]", document.querySelector("template[data-words]").content).map((each) => [each.dataset.key, each.textContent]));
  const say = (key, given = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => given[name]);

  // Figures are whole numbers: of millionths, or of fen.
  const halfUp = (part, whole) => (2n * part + whole) / (2n * whole);
  const written = (micro, least = 0) => {
    const decimals = String(micro % MICRO).padStart(6, "0").replace(/0+$/, "").padEnd(least, "0");
    return String(micro / MICRO).replace(/\B(?=(\d{3})+$)/g, ",") + (decimals && `.${decimals}`);
  };
  const amount = (fen) => written(fen * 10000n, 2);
  const money = (fen) => say("money", { n: amount(fen) });
  const between = (first, last) => say("between", { first, last });
  const millionths = (text) => {
    const [whole, decimals = ""] = text.split(".");
    return BigInt(whole + decimals.slice(0, 6).padEnd(6, "0"));
  };

  // What a person types in: amounts are read by amount.js, months and days here, as build/prospectus/model/values/calculator_input.py does.
  const { Refused, refuse, plain } = readAmount;
  const contractMonth = (typed) => {
    const text = plain(typed).replaceAll(" ", "").toUpperCase();
    const short = /^[A-Z]{0,4}([0-9]{2})([0-9]{2})$/.exec(text);
    const long = /^([12][0-9]{3})(?:([0-9]{2})|[-/.年]([0-9]{1,2})月?)$/.exec(text);
    if (!short && !long) refuse("month");
    const [year, month] = short ? [2000 + Number(short[1]), Number(short[2])] : [Number(long[1]), Number(long[2] || long[3])];
    return month >= 1 && month <= 12 ? [year, month] : refuse("month");
  };
  const readDay = (typed) => {
    const match = /^([12][0-9]{3})-([0-9]{2})-([0-9]{2})$/.exec(plain(typed)) || refuse("day");
    const day = dayOf(...match.slice(1).map(Number));
    return isoOf(day) === match[0] ? day : refuse("day");
  };

  // Days are counted from 1 January 1970, in no time zone.
  const dayOf = (year, month, day) => Date.UTC(year, month - 1, day) / 864e5;
  const isoOf = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
  const dayFrom = (iso) => dayOf(...iso.split("-").map(Number));
  const yearOf = (day) => new Date(day * 864e5).getUTCFullYear();

  const calendar = (data) => {
    const years = data.years.split(" ").filter(Boolean).map(Number);
    const holidays = all("[data-closures] [data-first]").map((row) => ({
      first: dayFrom(row.dataset.first),
      last: dayFrom(row.dataset.last),
      title: row.querySelector("th").textContent,
    }));
    const makeup = new Set(all("[data-closures] time").map((each) => dayFrom(each.dateTime)));
    const known = (day) => years.includes(yearOf(day));
    const trading = (day) => (day + 3) % 7 < 5 && !holidays.some(({ first, last }) => first <= day && day <= last);
    const working = (day) => trading(day) || makeup.has(day);
    const following = (day, count, counts) => {
      const found = [];
      for (let next = day + 1; found.length < count && known(day) && known(next); next++) if (counts(next)) found.push(next);
      return found;
    };
    const lastTradingOf = (year, month) => {
      let day = dayOf(year, month + 1, 1) - 1;
      if (!known(day)) return null;
      while (!trading(day)) day--;
      return day;
    };
    const months = data.months.split("|");
    const weekdays = data.weekdays.split("|");
    const inWords = (day) => {
      const [year, month, date] = isoOf(day).split("-").map(Number);
      return say("day", { year, month: months[month - 1], day: date, weekday: weekdays[(day + 3) % 7] });
    };
    const told = (step, { first, last, title }) => say(step, { holiday: title, span: between(inWords(first), inWords(last)) });
    const past = (year) => year < Math.min(...years);
    return {
      years, holidays, makeup, trading, working, following, lastTradingOf, inWords, told,
      month: (year, month) => say("month", { year, month: months[month - 1] }),
      list: (days) => days.map(inWords).join(data.comma),
      unknown: (year) => say(years.length && past(year) ? "not-covered" : "unpublished"),
      why: (year) => (years.length && past(year) ? say("step.not-covered", { year: Math.min(...years) }) : say("step.unpublished", { year })),
    };
  };

  // Each answers with results by name, and the steps to them.
  const answers = {
    loss({ loss }, data) {
      const [threshold, percent] = [BigInt(data.threshold), BigInt(data.percent)];
      loss /= 10000n;
      const above = loss > threshold ? loss - threshold : 0n;
      const share = halfUp(above * percent, 100n);
      const paid = loss - above + share;
      const results = { paid: money(paid), uncovered: money(loss - paid) };
      const given = { loss: amount(loss), threshold: amount(threshold), above: amount(above), percent, share: amount(share), paid: amount(paid), uncovered: amount(loss - paid), exact: written(above * percent * 100n, 2) };
      if (!above) return { results, steps: [say("step.full", given)] };
      const rounded = above * percent !== share * 100n;
      return { results, steps: ["split", rounded ? "share-rounded" : "share", "sum", "rest"].map((step) => say(`step.${step}`, given)) };
    },
    paid({ paid }, data) {
      const [threshold, percent] = [BigInt(data.threshold), BigInt(data.percent)];
      paid /= 10000n;
      const part = paid > threshold ? paid - threshold : 0n;
      const first = part ? (100n * part - 50n + percent - 1n) / percent : 0n;
      const last = paid < threshold ? 0n : (100n * part + 49n) / percent;
      if (paid <= threshold && !last) return { results: { loss: money(paid) }, steps: [say("step.same", { paid: amount(paid), threshold: amount(threshold) })] };
      const [least, most] = [amount(threshold + first), amount(threshold + last)];
      const given = { paid: amount(paid), threshold: amount(threshold), part: amount(part), percent };
      const divided = first !== last ? say("step.several", { ...given, first: amount(first), last: amount(last) })
        : say(first * percent === part * 100n ? "step.divided" : "step.only", { ...given, above: amount(first) });
      const loss = first === last ? say("step.loss", { ...given, above: amount(first), loss: least })
        : say("step.losses", { ...given, first: least, last: most, n: last - first + 1n });
      const found = money(threshold + first);
      return { results: { loss: first === last ? found : between(found, money(threshold + last)) }, steps: [say("step.part", given), divided, loss] };
    },
    price({ price, lots }, data) {
      const [size, tick, margin] = [data.size, data.tick, data.margin].map(millionths);
      const quantity = size * (lots / MICRO);
      const fen = (product) => halfUp(product, 10n ** 10n);
      const value = amount(fen(price * quantity));
      const move = amount(fen(tick * quantity));
      const least = amount(halfUp(price * quantity * margin, 10n ** 18n));
      const given = { price: written(price), size: written(size), lots: written(lots), tick: written(tick), percent: written(margin), value, move, margin: least };
      const results = Object.entries({ value, tick: move, margin: least }).map(([name, n]) => [name, say("money", { n })]);
      return { results: Object.fromEntries(results), steps: ["value", "tick", "margin"].map((step) => say(`step.${step}`, given)) };
    },
    lots({ lots }, data) {
      const [size, tick] = [data.size, data.tick].map(millionths);
      const move = amount(halfUp(tick * size * (lots / MICRO), 10n ** 10n));
      const given = { size: written(size), lots: written(lots), tick: written(tick), move };
      return { results: { tick: say("money", { n: move }) }, steps: [say("step.tick", given)] };
    },
    month({ month: [year, month] }, data) {
      const days = calendar(data);
      const [beforeYear, beforeMonth] = month === 1 ? [year - 1, 12] : [year, month - 1];
      const before = days.month(beforeYear, beforeMonth);
      const steps = [say("step.month-before", { month: days.month(year, month), before })];
      const last = days.lastTradingOf(beforeYear, beforeMonth);
      if (last === null) return { results: { last: days.unknown(beforeYear), delivery: days.unknown(beforeYear) }, steps: [...steps, days.why(beforeYear)] };
      steps.push(say("step.last", { before, day: days.inWords(last) }));
      const delivery = days.following(last, Number(data.delivery), days.trading);
      const known = delivery.length === Number(data.delivery);
      const next = beforeYear + 1;
      if (!known) return { results: { last: days.inWords(last), delivery: days.unknown(next) }, steps: [...steps, days.why(next)] };
      const final = delivery.at(-1);
      steps.push(say("step.delivery", { n: delivery.length, days: days.list(delivery) }));
      const movable = ({ first, last: end }) => last < first && first < final && data.movable && end - first + 1 >= data.movable;
      steps.push(...days.holidays.filter(movable).map((each) => days.told("step.movable", each)));
      return { results: { last: days.inWords(last), delivery: between(days.inWords(delivery[0]), days.inWords(final)) }, steps };
    },
    day({ day }, data) {
      const days = calendar(data);
      const inCalendar = days.years.includes(yearOf(day));
      const steps = [say(inCalendar && !days.working(day) ? "step.received-rest" : "step.received", { day: days.inWords(day) })];
      const counted = days.following(day, Number(data.days), days.working);
      const told = counted.map((each, n) => say(days.makeup.has(each) ? "step.counted-makeup" : "step.counted", { n: n + 1, day: days.inWords(each) }));
      if (counted.length < data.days) {
        const year = yearOf(day) + (inCalendar ? 1 : 0);
        return { results: { reply: days.unknown(year) }, steps: [...steps, ...told, days.why(year)] };
      }
      const skipped = days.holidays.filter(({ first, last }) => first < counted.at(-1) && last > day).map((each) => days.told("step.skipped", each));
      return { results: { reply: days.inWords(counted.at(-1)) }, steps: [...steps, ...skipped, ...told] };
    },
  };

  // The form: what is refused is said beside its field; what was worked out goes when it no longer holds.
  const readers = { month: contractMonth, day: readDay };
  const valueOf = (input, data) => {
    if (input.validity.badInput) refuse("day");
    const { decimals, positive } = input.dataset;
    const limits = { decimals: Number(decimals), positive: positive !== undefined, digits: Number(data.digits), lots: input.name === "lots" };
    const value = readers[input.name]?.(input.value) ?? readAmount(input.value, limits);
    return input.name === "price" && value % millionths(data.tick) ? refuse("off-tick") : value;
  };
  const element = (name, text, className) => Object.assign(document.createElement(name), { textContent: text, className: className || "" });
  const shown = (results) => Object.entries(results).map(([name, value], n) => {
    const line = element("span", "", n ? "line" : "line first");
    line.append(element("span", words[`result.${name}`], "label"), element("span", value, "value"));
    return line;
  });

  // The state of a form stands in the address, after the #, which is never sent to a server: the address of a result can be passed on.
  const stateOf = (hash) => new URLSearchParams(hash.includes("=") ? hash.slice(1) : "");
  const keep = (form, inputs) => {
    const state = inputs.map((input) => [input.name, input.value]);
    if (form.elements.payee) state.push(["payee", form.elements.payee.value]);
    history.replaceState(null, "", inputs.length ? `#${new URLSearchParams(state)}` : location.pathname + location.search);
  };
  const restore = (form, inputs) => {
    const state = stateOf(location.hash);
    if (!inputs.every((input) => state.has(input.name))) return false;
    for (const input of inputs) input.value = state.get(input.name).slice(0, 40);
    const choice = all("[name=payee]", form).find((each) => each.value === state.get("payee"));
    if (choice) choice.checked = true;
    return true;
  };

  for (const form of all("form[data-form]")) {
    const output = form.querySelector("output");
    const working = form.querySelector(".working");
    const inputs = all(".input", form);
    const errorOf = (input) => document.getElementById(`${input.id}-error`);
    const clear = () => {
      output.replaceChildren();
      working.hidden = true;
    };
    const complain = (input, reason) => {
      errorOf(input).textContent = reason ? say(`error.${reason}`, form.dataset) : "";
      if (reason) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    };
    // Returns the inputs that are refused.
    const run = ({ aloud, kept }) => {
      const given = {};
      const refused = inputs.filter((input) => {
        try {
          given[input.name] = valueOf(input, form.dataset);
          complain(input);
          return false;
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          if (aloud) complain(input, error.message);
          return true;
        }
      });
      clear();
      if (refused.length) return refused;
      const { results, steps } = answers[form.dataset.form](given, { ...form.dataset, percent: form.elements.payee?.value });
      output.replaceChildren(...shown(results));
      working.querySelector("ol").replaceChildren(...steps.map((step) => element("li", step)));
      working.hidden = false;
      if (kept) keep(form, inputs);
      return refused;
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run({ aloud: true, kept: true })[0]?.focus();
    });
    form.addEventListener("input", ({ target }) => {
      if (target.matches(".input")) complain(target);
      if (output.children.length || form.matches("[data-live]")) run({ kept: true });
    });
    form.addEventListener("reset", () => {
      clear();
      for (const input of inputs) complain(input);
      keep(form, []);
      if (form.matches("[data-live]")) queueMicrotask(() => run({}));
    });
    const open = () => restore(form, inputs) && run({ aloud: true });
    open();
    addEventListener("hashchange", open);
  }
}
