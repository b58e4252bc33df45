// Forms. What is written goes onto the sheet, into a Word file, or into a mail that readers send themselves; nothing leaves the page.
// A block of its own, not a module: a page that was saved to a disk may load no modules.
{
  const STORE = "prospectus.forms";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.querySelector("form[data-form]");
  const sheet = document.querySelector("[data-sheet]");
  const words = Object.fromEntries(all("[data-key]", document.querySelector("template[data-words]").content).map((each) => [each.dataset.key, each.textContent]));
  const inputs = all("[data-holds]", form);
  const { form: id, digits, to, subject, file, tag, colon, dot } = form.dataset;
  const of = (holds) => inputs.filter((each) => each.dataset.holds === holds);
  const pad = (number, to = Number(digits)) => String(number).padStart(to, "0");
  // Neither half a character nor a control character goes further; figures and addresses may be typed in full width.
  const sound = (text) => text.replace(/\p{Cs}|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "");
  const FIGURES = ["number", "phones", "email"];
  const plain = (input) => sound(input.value).normalize(FIGURES.includes(input.dataset.holds) ? "NFKC" : "NFC").trim();
  const lines = (input) => plain(input).split("\n").map((line) => line.trim().replace(/^[0-9]{1,3}[.．、)）](?![0-9])\s*/, "")).filter(Boolean);

  // The number of the last form that was printed, saved or mailed here: the next one is one more.
  const remembered = () => {
    try {
      const found = JSON.parse(localStorage.getItem(STORE) || "{}");
      return found.v === 1 && found.last ? found.last : {};
    } catch {
      return {};
    }
  };
  const remember = () => {
    try {
      for (const each of of("number")) localStorage.setItem(STORE, JSON.stringify({ v: 1, last: { ...remembered(), [id]: Number(plain(each)) } }));
    } catch {
      // A browser that keeps nothing starts at the first number again.
    }
  };
  const next = () => {
    const last = remembered()[id];
    const number = Number.isInteger(last) && last > 0 ? last + 1 : 1;
    return String(number).length > Number(digits) ? "" : pad(number);
  };
  const begin = () => {
    const today = new Date();
    for (const each of of("number")) each.value = next();
    for (const each of of("date")) each.value = [today.getFullYear(), pad(today.getMonth() + 1, 2), pad(today.getDate(), 2)].join("-");
  };

  const dated = new Intl.DateTimeFormat(`${tag}-u-ca-gregory-nu-latn`, { dateStyle: "long", timeZone: "UTC" });
  const inWords = (iso) => (/^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(Date.parse(iso)) ? dated.format(new Date(iso)) : "");
  const written = (input) => (input.dataset.holds === "date" ? inWords(plain(input)) : plain(input));
  const numbered = (input) => lines(input).map((line, number) => `${number + 1}${dot}${line}`);
  const cellOf = (input) => sheet.querySelector(`[data-cell="${CSS.escape(input.name)}"]`);
  const show = () => {
    for (const input of inputs) {
      const cell = cellOf(input);
      if (input.dataset.holds === "items") {
        const items = lines(input);
        cell.replaceChildren(...(items.length ? items : ["", ""]).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
        cell.toggleAttribute("data-filled", items.length > 0);
      } else cell.textContent = written(input) || cell.dataset.blank || "";
    }
  };

  const RULES = {
    number: (text) => new RegExp(`^[0-9]{1,${digits}}$`).test(text) && Number(text) > 0,
    date: (text) => inWords(text) !== "",
    email: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
    phones: (text) => /^(?:[^0-9@]*[0-9]){5}[^@]*$/.test(text),
  };
  const nothing = () => of("items").length > 0 && !of("items").some((input) => lines(input).length);
  const wrong = (input) => {
    const [text, rule] = [plain(input), RULES[input.dataset.holds]];
    if (!text && input.validity.badInput) return input.dataset.holds;
    if (!text && input.required) return "empty";
    if (text && rule && !rule(text)) return input.dataset.holds;
    return input === of("items")[0] && nothing() ? "nothing" : "";
  };
  const summary = form.querySelector("[data-summary]");
  const said = form.querySelector("[data-said]");
  const tell = (input, found = wrong(input)) => {
    const told = found && words[`form.wrong.${found}`];
    if (found) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    document.getElementById(`error-${input.name}`).textContent = told;
    if (!found) summary.querySelector(`[href="#${CSS.escape(input.id)}"]`)?.parentElement.remove();
    if (!summary.querySelector("li")) summary.replaceChildren();
    return told;
  };
  // What is wrong stands with its field and, as links, above them all; the first of the fields has the focus.
  const passes = () => {
    const bad = inputs.filter((input) => tell(input));
    const links = bad.map((input) => {
      const link = Object.assign(document.createElement("a"), { href: `#${input.id}`, textContent: input.labels[0].firstChild.textContent.trim() });
      const entry = document.createElement("li");
      entry.append(link, `${words.colon}${tell(input)}`);
      return entry;
    });
    if (bad.length) {
      const list = document.createElement("ul");
      list.append(...links);
      summary.replaceChildren(Object.assign(document.createElement("p"), { textContent: words["form.wrong.some"] }), list);
    }
    bad[0]?.focus();
    return !bad.length;
  };

  // A zip archive: its entries are copied, that of the text is written anew. The text is stored, not compressed.
  const TEXT = "word/document.xml";
  const crcTable = Array.from({ length: 256 }, (_, number) => {
    for (let bit = 0; bit < 8; bit++) number = number & 1 ? 0xedb88320 ^ (number >>> 1) : number >>> 1;
    return number >>> 0;
  });
  const crc = (bytes) => (bytes.reduce((sum, byte) => crcTable[(sum ^ byte) & 255] ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const refilled = (bytes, fill) => {
    const view = new DataView(bytes.buffer);
    const end = bytes.length - 22;
    let at = view.getUint32(end + 16, true);
    const [heads, bodies] = [[], []];
    let offset = 0;
    for (let count = view.getUint16(end + 10, true); count > 0; count--) {
      const [name, more, note] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
      const head = bytes.slice(at, at + 46 + name + more + note);
      const begins = view.getUint32(at + 42, true);
      const data = begins + 30 + view.getUint16(begins + 26, true) + view.getUint16(begins + 28, true);
      const local = bytes.slice(begins, data);
      let body = bytes.slice(data, data + view.getUint32(at + 20, true));
      if (new TextDecoder().decode(head.slice(46, 46 + name)) === TEXT) {
        body = fill(body);
        for (const [record, place] of [[head, 16], [local, 14]]) {
          const fields = new DataView(record.buffer);
          [crc(body), body.length, body.length].forEach((value, index) => fields.setUint32(place + 4 * index, value, true));
        }
      }
      new DataView(head.buffer).setUint32(42, offset, true);
      heads.push(head);
      bodies.push(local, body);
      offset += local.length + body.length;
      at += 46 + name + more + note;
    }
    const last = bytes.slice(end);
    const fields = new DataView(last.buffer);
    fields.setUint32(12, heads.reduce((sum, head) => sum + head.length, 0), true);
    fields.setUint32(16, offset, true);
    return new Blob([...bodies, ...heads, last], { type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" });
  };
  const typed = (bytes) => {
    const whole = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "application/xml");
    const W = whole.documentElement.lookupNamespaceURI("w");
    for (const control of whole.getElementsByTagNameNS(W, "sdt")) {
      const name = control.getElementsByTagNameNS(W, "tag")[0].getAttributeNS(W, "val");
      const input = inputs.find((each) => each.name === name);
      const texts = !input ? [] : input.dataset.holds === "items" ? numbered(input) : [written(input)];
      if (!texts.filter(Boolean).length) continue;
      const run = control.getElementsByTagNameNS(W, "r")[0];
      for (const old of [...run.children].filter((each) => ["t", "br"].includes(each.localName))) old.remove();
      texts.forEach((text, number) => {
        if (number) run.append(whole.createElementNS(W, "w:br"));
        const holder = whole.createElementNS(W, "w:t");
        holder.setAttribute("xml:space", "preserve");
        holder.textContent = text;
        run.append(holder);
      });
    }
    return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${new XMLSerializer().serializeToString(whole.documentElement)}`);
  };

  // An action says whether the form is now out of the reader's hands.
  const titled = () => subject.replace("{company}", () => plain(of("company")[0]));
  const ACTIONS = {
    print: () => {
      window.print();
      return true;
    },
    word: async () => {
      try {
        const answer = await fetch(file);
        if (!answer.ok) throw new Error(answer.statusText);
        const link = document.createElement("a");
        link.href = URL.createObjectURL(refilled(new Uint8Array(await answer.arrayBuffer()), typed));
        link.download = `${titled()}${of("number").map(plain).join("")}.docx`.replace(/[\\/:*?"<>|]/g, "_");
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
        said.textContent = words["form.said.word"];
        return true;
      } catch {
        said.textContent = words["form.said.no-word"];
        return false;
      }
    },
    mail: async () => {
      const text = inputs
        .flatMap((input) => {
          const { own } = input.dataset;
          return input.dataset.holds === "items" ? [`${own}${colon.trimEnd()}`, ...numbered(input)] : [`${own}${colon}${written(input)}`];
        })
        .join("\r\n");
      const start = `mailto:${to}?subject=${encodeURIComponent(titled())}`;
      const whole = `${start}&body=${encodeURIComponent(text)}`;
      const fits = whole.length < 1900; // what every mail program takes
      let copied = false;
      if (!fits) copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
      said.textContent = words[fits ? "form.said.mail" : copied ? "form.said.copied" : "form.said.long"];
      const link = document.createElement("a");
      link.href = fits ? whole : start;
      link.click();
      return true;
    },
  };

  begin();
  show();
  form.addEventListener("input", ({ target }) => {
    show();
    for (const input of [target, of("items")[0]]) if (input?.getAttribute("aria-invalid") && !wrong(input)) tell(input);
  });
  form.addEventListener("change", ({ target }) => {
    if (FIGURES.includes(target.dataset.holds)) target.value = plain(target);
    if (target.dataset.holds === "number" && RULES.number(target.value)) target.value = pad(target.value);
    show();
    if (target.dataset.holds !== "items") tell(target);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () =>
    setTimeout(() => {
      begin();
      show();
      for (const input of inputs) tell(input, "");
      said.textContent = words["form.local"];
    }),
  );
  form.addEventListener("click", async ({ target }) => {
    const action = ACTIONS[target.dataset.do];
    if (!action || !passes()) return;
    show();
    if (await action()) remember();
  });
}
