// Menus are <details class="xt-menu">: one open at a time, closed by Esc, by a press outside, by leaving with Tab.
import htmx from "htmx.org/dist/htmx.esm.js";

const open = () => document.querySelectorAll("details.xt-menu[open]");

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details.xt-menu") || !menu.open) return;
  open().forEach((other) => other !== menu && !other.contains(menu) && (other.open = false));
  menu.querySelectorAll("[hx-trigger^='xt:open']").forEach((part) => htmx.trigger(part, "xt:open"));
  const list = menu.querySelector(".xt-menu-list");
  if (list) keepInside(list);
}, true);

function keepInside(list) {
  list.style.left = list.style.right = "";
  const box = list.getBoundingClientRect();
  if (box.right > document.documentElement.clientWidth - 8) {
    list.style.left = "auto";
    list.style.right = "0";
    if (list.getBoundingClientRect().left < 8) {
      list.style.right = `${list.parentElement.getBoundingClientRect().right - document.documentElement.clientWidth + 8}px`;
    }
  }
}

document.addEventListener("click", (event) => {
  open().forEach((menu) => !menu.contains(event.target) && (menu.open = false));
});

document.addEventListener("focusin", (event) => {
  open().forEach((menu) => !menu.contains(event.target) && (menu.open = false));
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.xt-menu[open]");
  if (event.key === "Escape" && open().length) {
    const last = [...open()].pop();
    last.open = false;
    last.querySelector("summary").focus();
    event.preventDefault();
  } else if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp") && !event.target.matches("input, select, textarea")) {
    const items = [...menu.querySelectorAll(".xt-menu-item")];
    if (!items.length) return;
    const at = items.indexOf(document.activeElement);
    items[(at + (event.key === "ArrowDown" ? 1 : items.length + (at < 0 ? 0 : -1))) % items.length].focus();
    event.preventDefault();
  }
});

// The side on a phone.
function side(isOpen) {
  const shell = document.getElementById("xt-shell");
  const button = document.querySelector("[data-side-open]");
  if (!shell || !button) return;
  shell.classList.toggle("xt-side-open", isOpen);
  button.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) document.querySelector(".xt-side a")?.focus();
  else if (document.querySelector(".xt-side")?.contains(document.activeElement)) button.focus();
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-side-open]")) side(true);
  else if (event.target.closest("[data-side-close]")) side(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.querySelector(".xt-side-open")) side(false);
});
