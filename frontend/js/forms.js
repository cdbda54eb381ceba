// Forms: a guard for what was typed and not saved, filters that send themselves, the first error in view.
import { word } from "./words.js";

const dirty = () => document.querySelector("form[data-guard][data-dirty]");

document.addEventListener("input", (event) => {
  event.target.closest("form[data-guard], dialog form")?.setAttribute("data-dirty", "");
});
document.addEventListener("submit", (event) => event.target.removeAttribute("data-dirty"));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) event.detail.elt.closest("form")?.removeAttribute("data-dirty");
});
window.addEventListener("beforeunload", (event) => {
  if (!dirty()) return;
  event.preventDefault();
  event.returnValue = word("leave");
});

// <form data-auto>: a choice sends the form; a dependent field is fetched by hx-get of its own.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && !event.target.matches("[type=search], [type=text]")) form.requestSubmit();
});

// data-show="name=value": a part of the form that concerns only one choice.
function reveal() {
  document.querySelectorAll("[data-show]").forEach((part) => {
    const [name, wanted] = part.dataset.show.split("=");
    const field = part.closest("form")?.elements[name];
    if (!field) return;
    const value = field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
    part.hidden = !wanted.split("|").includes(value);
  });
}
document.addEventListener("change", reveal);
document.addEventListener("htmx:load", reveal);
reveal();

// Whoever types a password on a phone may look at it. The button says what it will do; pressed it says so to readers.
document.querySelectorAll("input[type=password]").forEach((field) => {
  const door = document.createElement("button");
  door.type = "button";
  door.className = "xt-peek";
  door.textContent = word("peek");
  const label = field.labels[0]?.firstChild?.textContent || "";
  const say = () => {
    const isShown = field.type === "text";
    door.textContent = word(isShown ? "unpeek" : "peek");
    door.setAttribute("aria-label", `${door.textContent} ${label}`);
  };
  door.addEventListener("click", () => {
    field.type = field.type === "password" ? "text" : "password";
    say();
    field.focus();
  });
  field.form?.addEventListener("submit", () => {
    field.type = "password";
    say();
  });
  say();
  const box = document.createElement("div");
  box.className = "xt-peekable";
  field.replaceWith(box);
  box.append(field, door);
});

const errors = document.querySelector(".xt-errors");
if (errors && !errors.closest("[data-sample]")) errors.focus();

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const back = event.target.closest("[data-back]");
  if (back && history.length > 1) {
    event.preventDefault();
    history.back();
  }
});

// data-wait="60" data-wait-words="…": a button that can be pressed again only after so many seconds, and counts them.
const waiting = (button) => {
  const words = button.textContent.trim();
  const until = Date.now() + Number(button.dataset.wait) * 1000;
  button.disabled = true;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) {
      button.textContent = left + button.dataset.waitWords;
      setTimeout(tick, 500);
    } else {
      button.textContent = words;
      button.disabled = false;
    }
  };
  tick();
};
document.querySelectorAll("button[data-wait]").forEach(waiting);
