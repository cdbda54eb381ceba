// Notices at the lower left: 6 seconds, 12 with something to undo; errors stay. The pointer or the focus holds them.
import { csrf, word } from "./words.js";

const CSS = { warn: " xt-toast-yellow", bad: " xt-toast-red", plain: " xt-toast-plain" };
const region = () => document.getElementById("xt-notices");

function leave(element) {
  if (!element.isConnected || element.matches(":hover, :focus-within")) {
    if (element.isConnected) setTimeout(leave, 1500, element);
    return;
  }
  element.classList.add("xt-toast-leaving");
  setTimeout(() => element.remove(), 200);
}

function start(element) {
  if (element.dataset.started) return;
  element.dataset.started = "1";
  if (element.dataset.stay === undefined) setTimeout(leave, element.querySelector("form") ? 12000 : 6000, element);
}

function part(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

export function toast({ words, tone = "good", undo_url: undoUrl = "", detail = "" }) {
  const holder = region();
  if (!holder || !words) return;
  const element = part("div", `xt-toast${CSS[tone] || ""}`);
  if (tone === "bad") element.dataset.stay = "";
  const said = part("p", "", words);
  if (detail) said.append(document.createElement("br"), part("small", "", detail));
  element.append(said);
  if (undoUrl) {
    const form = part("form");
    form.method = "post";
    form.action = undoUrl;
    const token = part("input");
    Object.assign(token, { type: "hidden", name: "csrfmiddlewaretoken", value: csrf() });
    form.append(token, part("button", "xt-link", word("undo")));
    element.append(form);
  }
  const close = part("button", "xt-toast-close", "×");
  close.type = "button";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", word("close"));
  element.append(close);
  holder.append(element);
  start(element);
}

document.addEventListener("xt:toast", (event) => toast(event.detail));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-close]")) event.target.closest(".xt-toast")?.remove();
});
const watch = () => region()?.querySelectorAll(".xt-toast").forEach(start);
document.addEventListener("htmx:load", watch);
document.addEventListener("htmx:oobAfterSwap", watch);
watch();
