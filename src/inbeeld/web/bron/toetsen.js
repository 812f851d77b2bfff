// Keys: / search, J K down and up, Enter opens, S next step, ? all keys. Single letters go off with data-toetsen="uit" on body.
const typt = (el) => el instanceof Element && el.closest("input:not([type=checkbox], [type=radio], [type=file], [type=submit]), textarea, select, [contenteditable]");
const regels = () => [...document.querySelectorAll("[data-regel]")].filter((r) => r.offsetParent !== null);
const gekozen = () => document.querySelector("[data-regel].zaak--gekozen");

function kies(regel) {
  for (const r of regels()) {
    const dit = r === regel;
    r.classList.toggle("zaak--gekozen", dit);
    if (dit) r.setAttribute("aria-current", "true");
    else r.removeAttribute("aria-current");
    // One filled button on the screen: the next step of the chosen line.
    for (const knop of r.querySelectorAll("[data-stap].knop:not(.knop--stil)")) knop.classList.toggle("knop--hoofd", dit);
  }
}

function ga(stap) {
  const lijst = regels();
  const nu = lijst.indexOf(gekozen());
  const doel = lijst[Math.min(Math.max(nu + stap, 0), lijst.length - 1)];
  if (!doel) return false;
  kies(doel);
  const weg = doel.querySelector("a[href], button");
  weg?.focus({ preventScroll: true });
  doel.scrollIntoView({ block: "nearest" });
  return true;
}

const zichtbaar = (kiezer, in_ = document) => [...in_.querySelectorAll(kiezer)].find((el) => el.offsetParent !== null);
const klik = (el) => (el ? (el.click(), true) : false);
const venster = () => document.getElementById("toetsen");

// A page's own key: data-toets="U" on a link or button, inside the chosen line when there is one.
const eigen = (letter) => {
  const kiezer = `[data-toets="${letter}"]`;
  const regel = gekozen();
  return klik((regel && zichtbaar(kiezer, regel)) || zichtbaar(`${kiezer}:not([data-regel] *)`));
};

const LETTERS = {
  J: () => ga(1) || eigen("J"),
  K: () => ga(-1) || eigen("K"),
  S: () => {
    const regel = gekozen();
    return klik((regel && zichtbaar("[data-stap]", regel)) || zichtbaar("[data-stap]"));
  },
  "?": () => (venster()?.showModal(), true),
  "/": () => {
    const zoek = document.getElementById("zoek");
    zoek?.focus();
    zoek?.select();
    return zoek !== null;
  },
};

document.addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  if (document.body.dataset.toetsen === "uit" || typt(e.target) || document.querySelector("dialog[open]")) return;
  if (e.key.length !== 1) return;
  const letter = e.key.toUpperCase();
  const doe = LETTERS[letter];
  if (doe ? doe() : /^[A-Z]$/.test(letter) && eigen(letter)) e.preventDefault();
});

// Whoever walks with Tab or the mouse takes the choice along.
document.addEventListener("focusin", (e) => {
  const regel = e.target.closest?.("[data-regel]");
  if (regel && !regel.classList.contains("zaak--gekozen")) kies(regel);
});

document.addEventListener("click", (e) => {
  const knop = e.target.closest?.("[data-opent]");
  if (knop) document.getElementById(knop.dataset.opent)?.showModal();
});

const begin = () => {
  const lijst = regels();
  if (lijst[0]?.querySelector("[data-stap]") && !gekozen()) kies(lijst[0]);
};
begin();
document.addEventListener("htmx:afterSettle", begin);
