// Progress asks every second, badges every minute, and only while the page is looked at.
import htmx from "htmx.org/dist/htmx.esm.js";

const ask = (selector) => document.querySelectorAll(selector).forEach((element) => htmx.trigger(element, "xt:poll"));

setInterval(() => !document.hidden && ask("[data-poll]"), 1000);
setInterval(() => !document.hidden && ask("[data-badges]"), 60000);
document.addEventListener("visibilitychange", () => !document.hidden && ask("[data-poll], [data-badges]"));
document.addEventListener("xt:badges", () => ask("[data-badges]"));
