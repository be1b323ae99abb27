/* After a refused form, reading starts at the summary of what went wrong. */
const announce = (root) => root.querySelector(".error-summary")?.focus();

announce(document);
document.addEventListener("htmx:afterSettle", (event) => announce(event.target));
