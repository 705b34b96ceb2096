/** Sends the code and address of the page to oneself, by whatever the device has; copies them where it has nothing. */
import { forget, readKept } from './form-kept.client.ts';

const button = document.querySelector<HTMLElement>('[data-keep]');
const line = document.getElementById('keep-status');

if (button) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const text = button.dataset.keep ?? '';
    try {
      if (typeof navigator.share === 'function') await navigator.share({ text });
      else {
        await navigator.clipboard.writeText(text);
        if (line) line.textContent = document.getElementById('keep')?.dataset.copied ?? '';
      }
    } catch {
      const field = document.getElementById('keep-address');
      if (field instanceof HTMLInputElement) field.select();
    }
  });
}

// The form's own window keeps nothing of what has arrived.
if (new URLSearchParams(location.search).has('sent') && readKept()?.state === 'going') forget();
