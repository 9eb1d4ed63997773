// Passkeys: the browser asks the device, the form carries its answer. WebAuthn's JSON, written and read here, since
// older browsers lack PublicKeyCredential.parseCreationOptionsFromJSON and toJSON.
const form = document.querySelector("form[data-passkey]");
const button = document.querySelector("[data-passkey-go]");
const told = document.querySelector("[data-passkey-told]");

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (known) => known?.map((one) => ({ ...one, id: bytes(one.id) }));

function creation(options) {
  const alone = form.elements.passwordless?.checked;
  const asked = { ...options.authenticatorSelection };
  asked.residentKey = alone ? "required" : "discouraged";
  asked.requireResidentKey = Boolean(alone);
  if (alone) asked.userVerification = "required";
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
    authenticatorSelection: asked,
  };
}

function request(options) {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) };
}

function written(credential) {
  const { response } = credential, found = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) found[name] = text(response[name]);
  }
  if (response.getTransports) found.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: found,
  });
}

async function options() {
  const held = document.getElementById("passkey-options");
  if (held) return JSON.parse(held.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function ask() {
  const given = await options();
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: creation(given.creation_options.publicKey) });
  }
  return navigator.credentials.get({ publicKey: request(given.request_options.publicKey) });
}

function say(name) {
  told.textContent = told.dataset[name] ?? told.dataset.refused;
  told.hidden = false;
}

async function go() {
  told.hidden = true;
  button.disabled = true;
  try {
    form.elements.credential.value = written(await ask());
    form.submit();
  } catch (error) {
    // The device says no more than that somebody did not, or could not: cancelled, too late, no such passkey.
    say({ InvalidStateError: "known", NotSupportedError: "unable" }[error.name] ?? "refused");
    button.disabled = false;
  }
}

if (form && button) {
  if (window.PublicKeyCredential && navigator.credentials) button.addEventListener("click", go);
  else { button.disabled = true; say("unable"); }
}
