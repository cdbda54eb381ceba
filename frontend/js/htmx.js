// htmx under our content policy, and what happens when an answer is an error.
import htmx from "htmx.org/dist/htmx.esm.js";
import { toast } from "./toasts.js";
import { csrf, word } from "./words.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  defaultSwapDelay: 0,
  defaultSettleDelay: 120,
  scrollIntoViewOnBoost: false,
  defaultFocusScroll: false,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  disableSelector: "[data-no-htmx]",
  // 4xx and 5xx are looked at in beforeSwap below.
  responseHandling: [{ code: "204", swap: false }, { code: "[23]..", swap: true }, { code: "...", swap: false, error: true }],
});

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
});

// A form with errors (422) is shown in its place; an error that names where it goes (HX-Retarget) goes there.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400) return;
  if (xhr.status === 422 || xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (event.detail.elt.closest("[data-poll], [data-badges]")) return;
  if (/xt:toast/.test(xhr.getResponseHeader("HX-Trigger") || "")) return;
  toast({ words: xhr.status === 401 ? word("signedOut") : word("failed"), tone: "bad" });
});

document.addEventListener("htmx:sendError", (event) => {
  if (!event.detail.elt.closest("[data-poll], [data-badges]")) toast({ words: word("lost"), tone: "bad" });
});

// A busy button keeps its width and says what it is doing; a second press does nothing.
const working = new Set();
function busy(element, is) {
  const button = element.matches?.("button") ? element : element.querySelector?.("button[type=submit], button:not([type])");
  if (!button) return;
  if (is && !button.hasAttribute("aria-busy")) {
    button.setAttribute("aria-busy", "true");
    working.add(button);
    if (button.dataset.busy) {
      button.style.minWidth = `${button.offsetWidth}px`;
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busy;
    }
  } else if (!is && working.delete(button)) {
    button.removeAttribute("aria-busy");
    if (button.dataset.label) {
      button.textContent = button.dataset.label;
      delete button.dataset.label;
    }
  }
}
document.addEventListener("htmx:beforeRequest", (event) => {
  const pressed = event.detail.elt;
  if (pressed.matches("button, form") && pressed.querySelector("[aria-busy]")) event.preventDefault();
  else if (pressed.matches("button, form")) busy(pressed, true);
});
document.addEventListener("htmx:afterRequest", (event) => busy(event.detail.elt, false));
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target.matches("[hx-post],[hx-get],[hx-put],[hx-patch],[hx-delete],[method=dialog]") || !button) return;
  if (button.getAttribute("aria-busy")) event.preventDefault();
  else if (button.dataset.busy) setTimeout(() => busy(button, true));
});
window.addEventListener("pageshow", () => working.forEach((button) => busy(button, false)));

// The focus stays on what replaced the thing that had it, so a keyboard is never thrown to the top.
let focused = null;
document.addEventListener("htmx:beforeSwap", () => {
  const active = document.activeElement;
  focused = active && active !== document.body ? { id: active.id, row: active.closest("[id]")?.id } : null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!focused || document.activeElement !== document.body) return;
  const row = focused.row && document.getElementById(focused.row);
  const next = (focused.id && document.getElementById(focused.id)) || (row && row.querySelector("a[href], button, input, [tabindex]"));
  if (next) next.focus({ preventScroll: true });
});

export default htmx;
