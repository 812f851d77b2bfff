// htmx: parts of a page fetched by themselves. No eval, only our own server, nothing of a page kept in the browser.
import htmx from "htmx.org/dist/htmx.esm.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  includeIndicatorStyles: false,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

const laden = () => document.getElementById("laden");
const wachten = new Map();

let gezegd = "";
const zeg = (tekst, soort = "melding") => {
  const vak = laden();
  if (vak) vak.textContent = tekst;
  gezegd = soort;
};

// "Still busy" only after a second: what is quicker needs no words.
export const wacht = (sleutel, tekst) => {
  klaar(sleutel);
  wachten.set(sleutel, setTimeout(() => zeg(tekst || "Nog even: de gegevens worden opgehaald", "wacht"), 1000));
};
const klaar = (sleutel) => {
  clearTimeout(wachten.get(sleutel));
  wachten.delete(sleutel);
  if (wachten.size === 0 && gezegd === "wacht") zeg("");
};

document.addEventListener("htmx:configRequest", (e) => {
  const csrf = document.querySelector('meta[name="csrf"]');
  if (csrf && e.detail.verb !== "get") e.detail.headers["X-CSRFToken"] = csrf.content;
});
// data-stil: a part that fetches itself again and again; says nothing and takes no focus.
const stil = (el) => el.closest?.("[data-stil]") != null;
document.addEventListener("htmx:beforeRequest", (e) => !stil(e.detail.elt) && wacht(e.detail.xhr, e.detail.elt.closest("[data-laden]")?.dataset.laden));
document.addEventListener("htmx:afterRequest", (e) => klaar(e.detail.xhr));
document.addEventListener("htmx:responseError", (e) => {
  const status = e.detail.xhr.status;
  if (status === 403) zeg("Dit mag niet, of de pagina stond te lang open. Laad de pagina opnieuw.");
  else if (status === 404) zeg("Dit is er niet meer. Laad de pagina opnieuw.");
  else zeg("Dat lukte niet. Er is niets veranderd. Probeer het over een minuut opnieuw.");
});
document.addEventListener("htmx:sendError", () => zeg("Geen verbinding. Er is niets veranderd. Probeer het opnieuw als u weer verbinding hebt."));

// A session that ended answers with a whole page (the login page): load that, rather than put it inside this one.
document.addEventListener("htmx:beforeSwap", (e) => {
  if (/^\s*<!doctype html/i.test(e.detail.serverResponse || "") && e.detail.target !== document.body) {
    e.detail.shouldSwap = false;
    location.reload();
  }
});

// Focus goes on where the work goes on: what the answer marks with data-focus, else the first error, else it stays.
document.addEventListener("htmx:afterSettle", (e) => {
  const plek = e.detail.target;
  const doel = plek.isConnected ? plek : e.detail.elt;
  const focus = doel.matches?.("[data-focus]") ? doel : doel.querySelector?.("[data-fouten], [data-focus]");
  if (focus) {
    if (focus.tabIndex < 0 && !focus.hasAttribute("tabindex")) focus.tabIndex = -1;
    focus.focus();
  } else if (document.activeElement === document.body && doel instanceof HTMLElement && !stil(doel)) {
    if (doel.tabIndex < 0 && !doel.hasAttribute("tabindex")) doel.tabIndex = -1;
    doel.focus({ preventScroll: true });
  }
  const melding = doel.querySelector?.("[data-melding]");
  if (melding) {
    const stil = document.getElementById("gezegd");
    if (stil) stil.textContent = melding.dataset.melding;
  }
});
