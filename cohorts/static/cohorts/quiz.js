/* Tell what is saved, go on trying when the connection is lost, and count down to the end.
   Without this file everything works: one saves with the button, and the server keeps the time. */
(() => {
  const AGAIN = 4000;
  const WARNINGS = [300, 60];
  const news = document.getElementById("quiz-news");
  const autosave = document.getElementById("autosave");
  if (!news || !autosave) return;

  // What was written here, what of it was sent, and what the server has confirmed.
  let written = 0;
  let sent = 0;
  let confirmed = 0;
  let lost = false;
  let leaving = false;
  const say = (text) => {
    if (news.textContent !== text) news.textContent = text;
  };
  const retry = () => {
    if (written > confirmed) htmx.trigger(autosave, "retry");
  };
  const go = (how) => {
    leaving = true;
    how();
  };

  const write = (event) => {
    if (!event.target.closest("#answers")) return;
    written += 1;
    const note = event.target.closest(".question")?.querySelector(".saved");
    if (note) note.textContent = "";
  };
  document.addEventListener("input", write);
  document.addEventListener("change", write);

  document.addEventListener("htmx:beforeSend", () => (sent = written));
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, xhr } }) => {
    const isHere = elt === autosave || elt.closest?.("#autosave");
    if (!isHere) return;
    if (xhr.status === 0 || xhr.status >= 500) {
      lost = true;
      say(news.dataset.lost);
    } else if (xhr.status === 409) {
      go(() => location.reload());
    } else if (xhr.status >= 400) {
      say(xhr.responseText);
    } else if (elt === autosave && !xhr.getResponseHeader("X-Saved")) {
      say(news.dataset.signedOut);
    } else {
      confirmed = sent;
      if (lost && written === confirmed) say(news.dataset.back);
      lost = false;
    }
  });
  setInterval(() => lost && retry(), AGAIN);
  addEventListener("online", retry);

  document.addEventListener("submit", () => (leaving = true));
  document.addEventListener("htmx:afterSettle", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (written > confirmed && !leaving) event.preventDefault();
  });

  // Another window may have saved other answers, or handed in: this one then shows those.
  const drawn = (page) =>
    [...page.querySelectorAll("#answers input[name^=drawn-]")].map(({ value }) => value).join();
  const catchUp = async () => {
    if (document.visibilityState !== "visible" || written > confirmed) return;
    try {
      const text = await (await fetch(location.href)).text();
      const page = new DOMParser().parseFromString(text, "text/html");
      if (drawn(page) !== drawn(document)) go(() => location.reload());
    } catch {
      lost = true;
    }
  };
  document.addEventListener("visibilitychange", catchUp);
  addEventListener("pageshow", (event) => event.persisted && catchUp());

  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  const ahead = Date.parse(clock.dataset.now) - Date.now();
  const ends = Date.parse(clock.dataset.endsAt);
  const left = () => Math.ceil((ends - Date.now() - ahead) / 1000);
  let warned = WARNINGS.filter((seconds) => left() <= seconds).length;
  const tick = () => {
    const seconds = left();
    if (seconds <= 3) retry();
    if (seconds <= 0) {
      if (navigator.onLine) go(() => location.replace(location.pathname));
      return;
    }
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    clock.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
    if (warned < WARNINGS.length && seconds <= WARNINGS[warned]) {
      const minutes = WARNINGS[warned] / 60;
      say(minutes > 1 ? news.dataset.minutes.replace("{n}", minutes) : news.dataset.minute);
      warned += 1;
    }
  };
  tick();
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
})();
