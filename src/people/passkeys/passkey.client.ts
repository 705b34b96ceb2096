/** Has the browser use or make a passkey: asks for the challenge when the button is tapped, and sends the answer with the form. */
import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';

const form = document.getElementById('passkey-form');
const part = document.getElementById('passkey-part');
const notice = document.getElementById('passkey-needs-script');
const line = document.getElementById('passkey-status');

const say = (words: string | undefined) => {
  if (line) line.textContent = words ?? '';
};

/** A refusal in the words of the program. */
class Refused extends Error {}

async function options(form: HTMLFormElement): Promise<object> {
  const response = await fetch(form.dataset.begin ?? '', {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ _csrf: String(new FormData(form).get('_csrf') ?? '') }),
  });
  const body = (await response.json()) as { options?: object; title?: string; detail?: string };
  if (!response.ok || !body.options) throw new Refused([body.title, body.detail].filter(Boolean).join('. '));
  return body.options;
}

async function answer(form: HTMLFormElement): Promise<object> {
  const optionsJSON = await options(form);
  return form.dataset.what === 'create'
    ? startRegistration({ optionsJSON: optionsJSON as PublicKeyCredentialCreationOptionsJSON })
    : startAuthentication({ optionsJSON: optionsJSON as PublicKeyCredentialRequestOptionsJSON });
}

/** The words for a failure: a refusal's own, or whether the person stopped it, the device has one already, or something else failed. */
function wordsFor(error: unknown, { dataset }: HTMLFormElement): string | undefined {
  if (error instanceof Refused) return error.message || dataset.failed;
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') return dataset.already;
  const name = error instanceof Error ? error.name : '';
  return name === 'NotAllowedError' || name === 'AbortError' ? dataset.cancelled : dataset.failed;
}

if (form instanceof HTMLFormElement && part && notice) {
  notice.hidden = true;
  part.hidden = false;
  const button = form.querySelector('button');
  if (!browserSupportsWebAuthn()) {
    say(form.dataset.unsupported);
    if (button) button.disabled = true;
  }
  let busy = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    say('');
    button?.setAttribute('aria-busy', 'true');
    answer(form)
      .then((given) => {
        const field = form.elements.namedItem('answer');
        if (field instanceof HTMLInputElement) field.value = JSON.stringify(given);
        form.submit();
      })
      .catch((error: unknown) => {
        busy = false;
        button?.removeAttribute('aria-busy');
        say(wordsFor(error, form));
      });
  });
}
