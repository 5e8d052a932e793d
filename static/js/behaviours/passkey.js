// <form data-passkey="create" or "get"> with a hidden input named credential: asks the device when it is sent.
// The server's question is the JSON in #passkey-question, or, where that is not on the page, at the form's action.
// Where the browser knows no passkeys, [data-passkey-absent] says so.
// The form is hidden in the page as it comes, because without this script and such a device it can do nothing.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function asked({ publicKey }) {
  const ids = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
  options.excludeCredentials = ids(options.excludeCredentials);
  options.allowCredentials = ids(options.allowCredentials);
  return options;
}

function create(options) {
  const wanted = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  const authenticatorSelection = { ...options.authenticatorSelection, ...wanted };
  return navigator.credentials.create({ publicKey: { ...options, authenticatorSelection } });
}

function answer(credential) {
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = names.filter((name) => credential.response[name]).map((name) => [name, text(credential.response[name])]);
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(given),
  });
}

async function question(form) {
  const here = document.getElementById("passkey-question");
  if (here) return Object.values(JSON.parse(here.textContent))[0];
  const reply = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!reply.ok) throw new Error(`status ${reply.status}`);
  return (await reply.json()).request_options;
}

async function ask(form) {
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = "";
  try {
    const options = asked(await question(form));
    const made = form.dataset.passkey === "create" ? create(options) : navigator.credentials.get({ publicKey: options });
    form.elements.credential.value = answer(await made);
    form.submit();
  } catch (fault) {
    said.textContent = fault.name === "InvalidStateError" ? "This device has a passkey here already." : "That did not work. Try again, or choose another way.";
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
} else {
  for (const told of document.querySelectorAll("[data-passkey-absent]")) told.hidden = false;
}
