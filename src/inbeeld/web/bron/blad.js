// Small things of a page: print opens everything, a long send tells so, errors get the focus, the narrow menu closes.
import { wacht } from "./htmx.js";

let geopend = [];
addEventListener("beforeprint", () => {
  geopend = [...document.querySelectorAll("main details:not([open])")];
  for (const d of geopend) d.open = true;
});
addEventListener("afterprint", () => {
  for (const d of geopend) d.open = false;
  geopend = [];
});

document.addEventListener("submit", (e) => {
  const vorm = e.target;
  if (vorm.method === "dialog" || "download" in vorm.dataset || [...vorm.attributes].some((a) => a.name.startsWith("hx-")) || "stil" in vorm.dataset || e.defaultPrevented) return;
  wacht(vorm, vorm.dataset.laden || "Nog even: dit duurt langer dan een seconde");
});
// Back from the next page: no sentence left behind.
addEventListener("pageshow", (e) => {
  if (e.persisted) location.reload();
});

document.querySelector("[data-fouten]")?.focus();

document.addEventListener("click", (e) => {
  const menu = document.querySelector("details.menu[open]");
  if (menu && !menu.contains(e.target)) menu.open = false;
  if (e.target.closest?.("[data-print]")) print();
});
document.addEventListener("keydown", (e) => {
  const menu = document.querySelector("details.menu[open]");
  if (e.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A folded part that the address names is opened.
const opende = () => {
  const naam = decodeURIComponent(location.hash.slice(1));
  const doel = naam && document.getElementById(naam);
  const vak = doel && (doel.closest("details") || doel.querySelector("details"));
  if (vak) vak.open = true;
};
opende();
addEventListener("hashchange", opende);

for (const vak of document.querySelectorAll(".bestand")) {
  const veld = vak.querySelector("input[type=file]");
  if (!veld) continue;
  const over = (aan) => (e) => {
    e.preventDefault();
    vak.classList.toggle("bestand--over", aan);
  };
  vak.addEventListener("dragover", over(true));
  vak.addEventListener("dragleave", over(false));
  vak.addEventListener("drop", (e) => {
    over(false)(e);
    veld.files = e.dataTransfer.files;
    veld.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
