// Asks the browser for a passkey and sends its answer with the form it stands in. Every word it shows is in the page.
'use strict';

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const textOf = (buffer) => {
  const letters = Array.from(new Uint8Array(buffer ?? []), (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
};
const keysOf = (form) =>
  form.dataset.keys.split(' ').filter(Boolean).map((key) => ({ type: 'public-key', id: bytesOf(key) }));

// ES256, EdDSA, RS256: what the server can check.
const KINDS = [-7, -8, -257].map((alg) => ({ type: 'public-key', alg }));

async function make(form) {
  const { site, siteName, user, userName, challenge } = form.dataset;
  const made = await navigator.credentials.create({
    publicKey: {
      rp: { id: site, name: siteName },
      user: { id: bytesOf(user), name: userName, displayName: userName },
      challenge: bytesOf(challenge),
      pubKeyCredParams: KINDS,
      excludeCredentials: keysOf(form),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      attestation: 'none',
    },
  });
  return { client: made.response.clientDataJSON, data: made.response.attestationObject };
}

async function use(form) {
  const { site, challenge, check } = form.dataset;
  const used = await navigator.credentials.get({
    publicKey: { rpId: site, challenge: bytesOf(challenge), allowCredentials: keysOf(form), userVerification: check },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = used.response;
  return { id: used.rawId, client: clientDataJSON, data: authenticatorData, signature, user: userHandle };
}

async function answer(form, button) {
  const fault = form.querySelector('[data-fault]');
  fault.hidden = true;
  button.disabled = true;
  try {
    const sent = await (form.dataset.passkey === 'make' ? make(form) : use(form));
    for (const [part, value] of Object.entries(sent)) form.elements[`khoa-${part}`].value = textOf(value);
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    fault.hidden = false;
  } finally {
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const here = location.origin === form.dataset.origin && window.PublicKeyCredential;
  form.hidden = !here;
  const elsewhere = document.querySelector('[data-elsewhere]');
  if (elsewhere) elsewhere.hidden = Boolean(here);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    answer(form, form.querySelector('button'));
  });
}
