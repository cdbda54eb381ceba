// The offline page stands at the address that failed: when the network is back, the address is tried again.
if (document.querySelector("[data-offline]")) window.addEventListener("online", () => location.reload());

if ("serviceWorker" in navigator && window.isSecureContext) {
  window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
