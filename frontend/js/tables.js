// Tables: ↑↓ move, X choose, Enter open, Esc clear; the bar that floats when something is chosen.
import { areKeysOn, isTyping } from "./keys.js";
import { word } from "./words.js";

const host = (element) => element.closest("[data-table]");
const rows = (table) => [...table.querySelectorAll("tbody tr")].filter((row) => row.offsetParent !== null);
const boxes = (table) => [...table.querySelectorAll("input[data-row]")];

// `input[name=selection]` stands for every row that matches; it is sent only while it is not disabled.
const everything = (table) => table.querySelector("[data-bulk] input[name=selection], .xt-bulk input[name=selection]");

function refresh(table) {
  const all = boxes(table);
  const chosen = all.filter((box) => box.checked);
  const whole = everything(table);
  if (whole && !whole.disabled && chosen.length < all.length) whole.disabled = true;
  const isAll = Boolean(whole && !whole.disabled);
  all.forEach((box) => box.closest("tr")?.classList.toggle("xt-sel", box.checked));
  table.querySelectorAll("input[data-all]").forEach((head) => {
    head.checked = all.length > 0 && chosen.length === all.length;
    head.indeterminate = chosen.length > 0 && chosen.length < all.length;
  });
  const bar = table.querySelector(".xt-bulk");
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  const more = bar.querySelector("[data-all-rows]");
  const count = bar.querySelector("[data-count]");
  if (count) count.textContent = isAll && more ? more.dataset.allRows : String(chosen.length);
  if (more) more.hidden = isAll;
}

function clear(table) {
  boxes(table).forEach((box) => (box.checked = false));
  refresh(table);
}

let last = null;
document.addEventListener("click", (event) => {
  const box = event.target.closest("input[data-row]");
  const table = host(event.target);
  if (!table) return;
  if (box) {
    if (event.shiftKey && last && last !== box && table.contains(last)) {
      const all = boxes(table);
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
    }
    last = box;
    refresh(table);
  } else if (event.target.closest("[data-all-rows]")) {
    boxes(table).forEach((one) => (one.checked = true));
    if (everything(table)) everything(table).disabled = false;
    refresh(table);
  } else if (event.target.closest("[data-clear]")) clear(table);
});
document.addEventListener("change", (event) => {
  const table = host(event.target);
  if (!table) return;
  if (event.target.matches("input[data-all]")) {
    boxes(table).forEach((box) => (box.checked = event.target.checked));
    refresh(table);
  }
});

function move(table, step) {
  const all = rows(table);
  if (!all.length) return;
  const at = all.indexOf(document.activeElement.closest("tr"));
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
  all.forEach((row) => (row.tabIndex = -1));
  next.tabIndex = 0;
  next.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") || event.target.closest("details.xt-menu[open]")) return;
  const table = host(event.target) || document.querySelector("[data-table]");
  if (!table) return;
  const row = document.activeElement.closest?.("[data-table] tbody tr");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!row && document.activeElement !== document.body && !host(document.activeElement)) return;
    move(table, event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
  } else if (event.key.toLowerCase() === "x" && row && areKeysOn()) {
    row.querySelector("input[data-row]")?.click();
    event.preventDefault();
  } else if (event.key === "Enter" && row && document.activeElement === row) {
    (row.querySelector("a.xt-name, a[href]") || row).click();
    event.preventDefault();
  } else if (event.key === "Escape" && boxes(table).some((box) => box.checked)) clear(table);
});

// Opening a row leaves its mark in the address, so that Back returns to the same row.
document.addEventListener("click", (event) => {
  const row = event.target.closest("a[href]") && event.target.closest("[data-table] tbody tr[id]");
  if (row) history.replaceState(history.state, "", `${location.pathname}${location.search}#${row.id}`);
}, true);
function comeBack() {
  const row = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!row || !row.matches("[data-table] tbody tr")) return;
  row.tabIndex = 0;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "center" });
  row.classList.add("xt-came-back");
  setTimeout(() => row.classList.remove("xt-came-back"), 2000);
}

// A long row of filters shows the first few and those that are set; the rest come by “加条件”.
function shorten(row) {
  const chips = [...row.children].filter((child) => child.matches("details.xt-menu"));
  const shown = window.innerWidth < 768 ? 2 : 5;
  if (row.dataset.short !== undefined || chips.length <= shown + 1) return;
  const late = chips.slice(shown).filter((chip) => !chip.querySelector(".xt-chip-set"));
  if (late.length < 2) return;
  row.dataset.short = "";
  late.forEach((chip) => (chip.hidden = true));
  const more = document.createElement("button");
  Object.assign(more, { type: "button", className: "xt-chip xt-chip-add", textContent: word("more") });
  chips[chips.length - 1].after(more);
  more.addEventListener("click", () => {
    late.forEach((chip) => (chip.hidden = false));
    late[0].querySelector("summary").focus();
    more.remove();
  });
}

// A row of tabs wider than a phone is moved so far that the open one is seen.
function showOpenTab(tabs) {
  const open = tabs.querySelector("[aria-current]");
  if (!open) return;
  const [all, one] = [tabs.getBoundingClientRect(), open.getBoundingClientRect()];
  if (one.right > all.right || one.left < all.left) tabs.scrollLeft += one.left - all.left - (all.width - one.width) / 2;
}

const start = () => {
  document.querySelectorAll(".xt-tabs").forEach(showOpenTab);
  document.querySelectorAll("[data-table]").forEach(refresh);
  document.querySelectorAll(".xt-fil").forEach(shorten);
};
document.addEventListener("htmx:load", start);
window.addEventListener("pageshow", start);
start();
comeBack();
