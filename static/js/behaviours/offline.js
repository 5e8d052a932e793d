// data-worker, data-scope on this script: keeps one page so that it opens without a connection. data-offline says so.
const { worker, scope } = document.querySelector("script[data-worker]").dataset;

if ("serviceWorker" in navigator) {
  navigator.serviceWorker
    .register(worker, { scope })
    .then((registration) => {
      const ready = () => document.querySelector("[data-offline]")?.removeAttribute("hidden");
      if (registration.active) ready();
      registration.installing?.addEventListener("statechange", ({ target }) => {
        if (target.state === "activated") ready();
      });
    })
    .catch((fault) => console.info("This page can't be kept here:", fault.message));
}
