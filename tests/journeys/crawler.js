// What a person can press on a page, what it is called, the way to it when it is folded away, and what a press changed.
window.crawl ??= (() => {
  const BUTTONS = "button, input[type=submit], summary, a[role=button], a[hx-get], a[hx-post]";
  const all = () => [...document.querySelectorAll(BUTTONS)].filter((one) => !one.disabled);
  const noDigits = (text) => text.replace(/\s+/g, " ").replace(/\d+/g, "#").trim();
  const FILLED_WHEN_OPENED = "details[open] [hx-get][hx-trigger~='once'], details[open] [hx-get][hx-trigger*='once,']";
  const filled = new WeakSet();
  let before = null;
  let complaints = 0;

  // Alike for buttons of one kind: what they say, what they ask for and where they stand. A condition of a list is the
  // same whatever it is set to, and so is the head of a column whatever the list is sorted by.
  function kindOf(one) {
    const list = one.closest("form.xt-fil")?.getAttribute("action");
    const asks = one.getAttribute("hx-post") || one.getAttribute("hx-get") || one.form?.getAttribute("action") || list || "";
    const where = one.closest("dialog")?.id || one.closest("section, nav, header")?.className || "";
    const posting = one.matches(".xt-role summary") && "posting";
    const says = one.parentElement.dataset.chip || posting || one.textContent.trim() || one.getAttribute("aria-label") || "";
    const parts = one.matches("th a") ? ["", asks.split("?")[0], "th"] : [says, asks, where, (one.name || "") + (one.value || "")];
    return noDigits(parts.join("|"));
  }

  // Whether a press asks the server to change something.
  const isChange = (one) =>
    one.hasAttribute("hx-post") || (/^(submit|image)$/.test(one.type) && one.form?.getAttribute("method")?.toLowerCase() === "post");

  const isShown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;

  // The next thing to press so that `one` can be seen: the head of a menu, what opens the dialog, a row to choose.
  function wayTo(one) {
    const menu = (one.matches("summary") ? one.parentElement.parentElement : one).closest("details:not([open])");
    const dialog = one.closest("dialog:not([open])");
    const bar = one.closest(".xt-bulk");
    if (menu && !dialog?.contains(menu)) return menu.querySelector("summary");
    if (dialog) return document.querySelector(`[data-dialog="${dialog.id}"]`);
    if (bar?.hidden) return bar.closest("[data-table]").querySelector("input[data-row]");
    if (one.closest(".xt-fil details.xt-menu[hidden]")) return document.querySelector(".xt-fil .xt-chip-add");
    return null;
  }

  function state(pressed) {
    const fields = [...document.querySelectorAll("dialog, details, input, select, textarea")];
    const values = fields.map((one) => (one.open ? "o" : "") + (one.checked ? "c" : "") + (one.value ?? ""));
    const active = document.activeElement === pressed ? null : fields.indexOf(document.activeElement);
    return [location.href, document.documentElement.outerHTML, values.join(), active, complaints].join("\n");
  }

  document.addEventListener("invalid", () => (complaints += 1), true);
  document.addEventListener("htmx:afterRequest", (event) => filled.add(event.detail.elt));
  window.print = () => document.documentElement.toggleAttribute("data-printed");
  return {
    kinds: () => all().map((one) => [kindOf(one), isChange(one)]),
    find(kind) {
      const named = all().filter((one) => kindOf(one) === kind);
      return named.find(isShown) || named.find(wayTo) || named[0] || null;
    },
    isShown,
    wayTo,
    // Closes menus and dialogs that would lie over it.
    clear(one) {
      document.querySelectorAll("details.xt-menu[open]").forEach((menu) => menu.contains(one) || (menu.open = false));
      document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.contains(one) || dialog.close());
    },
    remember: (pressed) => (before = state(pressed)),
    hasChanged: (pressed) => before === null || before !== state(pressed),
    // After what the browser has still to tell: an opened menu says so a moment later, and only then asks for its items.
    isAtRest: async () => {
      await new Promise((done) => setTimeout(() => setTimeout(done)));
      const isStill = document.readyState === "complete" && !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling");
      return isStill && ![...document.querySelectorAll(FILLED_WHEN_OPENED)].some((part) => isShown(part) && !filled.has(part));
    },
  };
})();
