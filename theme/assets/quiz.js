// The quiz of a lesson, within its text and at its end. Each question becomes a form that is marked here; the best score stays in this
// browser. Words come from the page.
{
  const quiz = document.querySelector("[data-quiz]");
  const words = quiz.dataset;
  const KEY = "prospectus.progress";
  const PASS = 0.75;

  const made = (name, className, ...children) => {
    const element = Object.assign(document.createElement(name), { className });
    element.append(...children);
    return element;
  };
  const filled = (words, given) => words.replace(/\{(\w+)\}/g, (_, name) => given[name]);
  const copies = (nodes) => [...nodes].map((node) => node.cloneNode(true));

  // What is kept: {v: 1, lessons: {ID: {best, of, at}}}. Null when it is of a later form, which is left alone.
  const kept = () => {
    let found = null;
    try {
      found = JSON.parse(localStorage.getItem(KEY));
    } catch {}
    if (found?.v > 1) return null;
    const lessons = found?.v === 1 && found.lessons;
    return { v: 1, lessons: lessons && typeof lessons === "object" && !Array.isArray(lessons) ? lessons : {} };
  };
  // The best score so far, unless the quiz has had another number of questions since.
  const best = () => {
    const lessons = kept()?.lessons ?? {};
    const own = Object.hasOwn(lessons, words.quiz) ? lessons[words.quiz] : null;
    return own?.of === forms.length && Number.isInteger(own.best) && /^\d{4}-\d\d-\d\d$/.test(own.at) ? own : null;
  };
  const keep = (n) => {
    const now = new Date();
    const at = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    const all = kept();
    if (!all || (best()?.best ?? -1) >= n) return;
    all.lessons[words.quiz] = { best: n, of: forms.length, at };
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch {}
  };

  const panel = document.querySelector(".quiz-score");
  const [answered, score, record] = [".answered", ".score", ".best"].map((each) => panel.querySelector(each));
  const again = panel.querySelector("button");

  const tell = () => {
    const done = forms.filter((form) => form.dataset.verdict);
    const right = done.filter((form) => form.dataset.verdict === "right").length;
    const [n, of] = [done.length, forms.length];
    answered.textContent = over() ? "" : filled(words.wordAnswered, { n, of });
    again.hidden = n === 0;
    if (over()) {
      keep(right);
      const passed = right / of >= PASS;
      const verdict = passed ? words.wordPassed : filled(words.wordFailed, { n: Math.ceil(of * PASS) });
      score.replaceChildren(made("strong", "", filled(words.wordScore, { n: right, of })), " ", verdict);
      panel.dataset.passed = passed;
      if (passed) dispatchEvent(new Event("passed"));
    } else {
      score.replaceChildren();
      delete panel.dataset.passed;
    }
    const own = best();
    const day = own && new Date(`${own.at}T12:00`).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
    record.textContent = own ? filled(words.wordBest, { n: own.best, of: own.of, at: day }) : "";
  };

  const inputs = (form) => [...form.querySelectorAll("input")];
  const choice = (input) => input.closest("li");
  const over = () => forms.every((form) => form.dataset.verdict);

  // What a question within the text goes on to: the heading of the next part.
  const partAfter = (form) => {
    const parts = form.closest(".checkpoint") ? [...document.querySelectorAll("[data-part]")] : [];
    return parts[parts.indexOf(form.closest("[data-part]")) + 1]?.querySelector("h2");
  };
  // Go on reading, to the next question without an answer, or to the score.
  const goOn = (form) => {
    const heading = over() ? null : partAfter(form);
    if (heading) {
      heading.tabIndex = -1;
      return heading.focus();
    }
    const after = [...forms.slice(forms.indexOf(form) + 1), ...forms];
    const next = after.find((each) => !each.dataset.verdict);
    (next ? inputs(next)[0] : panel).focus();
  };

  const mark = (form) => {
    const [result, button] = [form.querySelector("[role=status]"), form.querySelector("button")];
    const chosen = inputs(form).filter((input) => input.checked);
    if (!chosen.length) return result.replaceChildren(words.wordNone);
    const right = inputs(form).every((input) => input.checked === choice(input).hasAttribute("data-right"));
    form.dataset.verdict = right ? "right" : "wrong";
    for (const input of inputs(form)) {
      const good = choice(input).hasAttribute("data-right");
      input.disabled = true;
      if (!good && !input.checked) continue;
      choice(input).dataset.verdict = good ? "right" : "wrong";
      const missed = good && !input.checked && input.type === "checkbox";
      input.parentElement.append(made("span", "verdict", missed ? words.wordIsMissed : good ? words.wordIsRight : words.wordIsWrong));
    }
    const answer = form.closest("[data-question]").querySelector("details");
    const whys = chosen.flatMap((input) => copies(answer.querySelectorAll(`[data-why="${input.value}"]`)));
    result.replaceChildren(made("p", "", made("strong", "", right ? words.wordRight : words.wordWrong)));
    if (whys.length) result.append(made("ul", "whys", ...whys));
    result.append(...copies(answer.querySelectorAll(".explanation")));
    button.textContent = over() ? words.wordFinish : partAfter(form) ? words.wordGoOn : words.wordNext;
    button.focus(); // the answer that had the focus can no longer have it
    tell();
  };

  const restart = () => {
    for (const form of forms) {
      form.reset();
      delete form.dataset.verdict;
      form.querySelector("[role=status]").replaceChildren();
      form.querySelector("button").textContent = words.wordCheck;
      for (const input of inputs(form)) {
        input.disabled = false;
        delete choice(input).dataset.verdict;
        input.parentElement.querySelector(".verdict")?.remove();
      }
    }
    tell();
    inputs(forms[0])[0].focus();
  };

  // Take a question as it stands on the page apart, and put it together as a form.
  const formOf = (question) => {
    const [prompt, choices, answer] = [".prompt", ".choices", "details"].map((each) => question.querySelector(each));
    for (const item of choices.children) {
      const input = Object.assign(document.createElement("input"), {
        type: question.dataset.form,
        name: question.dataset.question,
        value: item.querySelector(".letter").textContent,
      });
      item.append(made("label", "choice", input, ...item.childNodes));
    }
    const result = made("div", "result");
    result.setAttribute("role", "status");
    const check = made("button", "button quiet", words.wordCheck);
    const form = made("form", "", made("fieldset", "", made("legend", "prompt", ...prompt.childNodes), choices));
    form.append(result, made("div", "button-row", check));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.verdict) goOn(form);
      else mark(form);
    });
    prompt.replaceWith(form);
    answer.hidden = true;
    return form;
  };

  const forms = [...document.querySelectorAll("[data-question]")].map(formOf);
  again.addEventListener("click", restart);
  panel.hidden = false;
  tell();
}
