// The placement board: pupils are dragged between classes, or moved with the arrow keys. Each move is sent at once; the
// answer is the heads of the columns, counted anew by the server. Without this file the same form works with ticks.
const other = { ArrowLeft: -1, ArrowRight: 1 };
const along = { ArrowUp: -1, ArrowDown: 1 };

export function start(form) {
  const columns = [...form.querySelectorAll("[data-column]")];
  const said = form.querySelector("[data-said]");
  const spread = document.querySelector("p[data-spread]");
  const cards = (column) => [...column.querySelectorAll("[data-stay]")];
  const ticked = () => [...form.querySelectorAll("[data-stay] input:checked")].map((box) => box.closest("[data-stay]"));
  let sending = Promise.resolve();
  let held = [];

  function sentence(words, column) {
    const [first] = words;
    const name = words.length > 1 ? `${first.dataset.name} +${words.length - 1}` : first.dataset.name;
    return `${name} ${form.dataset.moved} ${column.dataset.name}`;
  }

  function place(moved, column) {
    const list = column.querySelector("ul");
    moved.forEach((card) => {
      const box = card.querySelector("input");
      if (box) box.checked = false;
      list.prepend(card);
    });
    reachable();
  }

  // One card of each column is in the order of the Tab key; the arrows do the rest.
  function reachable() {
    columns.forEach((column) => cards(column).forEach((card, at) => (card.tabIndex = at === 0 ? 0 : -1)));
  }

  async function send(moved, column) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("to", column.dataset.column);
    body.append("part", "heads");
    moved.forEach((card) => body.append("stay", card.dataset.stay));
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    holder.content.querySelectorAll("[data-head]").forEach((head) => {
      const target = form.querySelector(`header[data-head="${head.dataset.head}"]`);
      if (target) target.innerHTML = head.innerHTML;
    });
    if (spread) spread.innerHTML = holder.content.querySelector("[data-spread]").innerHTML;
  }

  function move(moved, column) {
    const going = moved.filter((card) => card.closest("[data-column]") !== column);
    if (!going.length) return;
    const before = going.map((card) => card.closest("[data-column]"));
    place(going, column);
    said.textContent = sentence(going, column);
    sending = sending.then(() => send(going, column)).catch(() => {
      going.forEach((card, at) => place([card], before[at]));
      said.textContent = form.dataset.failed;
      if (spread) spread.textContent = form.dataset.failed;
    });
  }

  form.addEventListener("dragstart", (event) => {
    const card = event.target.closest("[data-stay]");
    if (!card) return;
    held = card.querySelector("input:checked") ? ticked() : [card];
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.name);
  });
  form.addEventListener("dragend", () => {
    held = [];
    columns.forEach((column) => column.classList.remove("xt-board-over"));
  });
  form.addEventListener("dragover", (event) => {
    const column = event.target.closest("[data-column]");
    if (!column || !held.length) return;
    event.preventDefault();
    columns.forEach((one) => one.classList.toggle("xt-board-over", one === column));
  });
  form.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-column]");
    if (!column || !held.length) return;
    event.preventDefault();
    column.classList.remove("xt-board-over");
    move(held, column);
  });

  form.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-stay]");
    if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
    const column = card.closest("[data-column]");
    if (event.key === " ") {
      const box = card.querySelector("input");
      box.checked = !box.checked;
    } else if (event.key in along) {
      const all = cards(column);
      const next = all[all.indexOf(card) + along[event.key]];
      if (next) next.focus();
    } else if (event.key in other) {
      const target = columns[columns.indexOf(column) + other[event.key]];
      if (!target) return;
      const chosen = card.querySelector("input:checked") ? ticked() : [card];
      move(chosen, target);
      card.focus();
    } else return;
    event.preventDefault();
  });
}
