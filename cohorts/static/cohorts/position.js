/* Keep where the reader is in an activity, and bring them back there when they resume.
   Without this file everything works; resuming then begins at the top of the activity. */
(() => {
  const EVERY = 10000;
  const reading = document.querySelector("[data-reading]");
  const form = document.querySelector("form[data-position]");

  for (const details of document.querySelectorAll("details[data-folds]")) {
    if (matchMedia("(width < 62rem)").matches) details.open = false;
  }
  if (!reading || !form) return;

  // The share of the activity that stands above the window's upper edge: the same on any screen.
  const position = () => {
    const { top, height } = reading.getBoundingClientRect();
    return height ? Math.min(Math.max(-top / height, 0), 1) : 0;
  };

  let kept = Number(reading.dataset.resumeAt || 0);
  let timer = null;
  const keep = () => {
    clearTimeout(timer);
    timer = null;
    const now = position();
    if (Math.abs(now - kept) < 0.005) return;
    kept = now;
    form.elements.position.value = now.toFixed(4);
    navigator.sendBeacon(form.action, new FormData(form));
  };

  addEventListener("scroll", () => (timer ??= setTimeout(keep, EVERY)), { passive: true });
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });

  if (kept > 0) {
    const resume = () => {
      const { top, height } = reading.getBoundingClientRect();
      scrollTo(0, scrollY + top + kept * height);
    };
    if (document.readyState === "complete") resume();
    else addEventListener("load", resume, { once: true });
  }
})();
