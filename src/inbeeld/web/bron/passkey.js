// Passkeys: the browser is asked, its answer goes along in an ordinary form. Without passkeys in the browser the forms stay hidden.
const uit64 = (tekst) => Uint8Array.from(atob(tekst.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const in64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const sleutels = (lijst) => (lijst || []).map((s) => ({ ...s, id: uit64(s.id) }));

async function maak(opties) {
  const vraag = opties.publicKey;
  const sleutel = await navigator.credentials.create({
    publicKey: { ...vraag, challenge: uit64(vraag.challenge), user: { ...vraag.user, id: uit64(vraag.user.id) }, excludeCredentials: sleutels(vraag.excludeCredentials) },
  });
  return {
    id: sleutel.id,
    rawId: in64(sleutel.rawId),
    type: sleutel.type,
    clientExtensionResults: sleutel.getClientExtensionResults(),
    response: { clientDataJSON: in64(sleutel.response.clientDataJSON), attestationObject: in64(sleutel.response.attestationObject) },
  };
}

async function toon(opties) {
  const vraag = opties.publicKey;
  const sleutel = await navigator.credentials.get({
    publicKey: { ...vraag, challenge: uit64(vraag.challenge), allowCredentials: sleutels(vraag.allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = sleutel.response;
  return {
    id: sleutel.id,
    rawId: in64(sleutel.rawId),
    type: sleutel.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: in64(clientDataJSON),
      authenticatorData: in64(authenticatorData),
      signature: in64(signature),
      ...(userHandle && { userHandle: in64(userHandle) }),
    },
  };
}

async function vraagOpties(vorm) {
  const antwoord = await fetch(vorm.action, { method: "POST", body: new FormData(vorm), headers: { Accept: "application/json" } });
  if (!antwoord.ok) throw new Error(String(antwoord.status));
  return antwoord.json();
}

const kan = "PublicKeyCredential" in window;
for (const melding of document.querySelectorAll("[data-geen-passkey]")) melding.hidden = kan;
for (const vorm of kan ? document.querySelectorAll("form[data-passkey]") : []) {
  vorm.hidden = false;
  const veld = vorm.querySelector("[name=antwoord]");
  vorm.addEventListener("submit", async (e) => {
    if (veld.value || !vorm.reportValidity()) return;
    e.preventDefault();
    const fout = vorm.querySelector(".passkey__fout");
    fout.textContent = "";
    try {
      const doe = vorm.dataset.passkey === "maak" ? maak : toon;
      veld.value = JSON.stringify(await doe(vorm.dataset.opties ? JSON.parse(vorm.dataset.opties) : await vraagOpties(vorm)));
      vorm.requestSubmit();
    } catch {
      fout.textContent = vorm.dataset.mislukt;
    }
  });
}
