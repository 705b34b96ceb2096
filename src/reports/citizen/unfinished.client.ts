/** On the tiles: says that a report was begun in this window, and leads back to it. */
import { forget, readKept } from './form-kept.client.ts';

const box = document.getElementById('form-unfinished');

/** The page came back with other letters or in another language, milliseconds. */
const justNow = 60_000;

function offer(): void {
  const kept = readKept(box?.dataset.writer);
  if (!box) return;
  box.hidden = true;
  if (kept === null || location.search.includes('for=somebody')) return;
  if (kept.state === 'following') {
    forget();
    return;
  }
  const { category = '' } = kept.fields;
  const address = `/reports/new?category=${encodeURIComponent(category)}`;
  // The piece that was shown is an answer to a form and has no address: whoever changed the letters on it lands here.
  if (kept.state === 'looks' && Date.now() - kept.changedAt < justNow) {
    location.replace(address);
    return;
  }
  const title = box.querySelector<HTMLElement>('[data-title]');
  if (title) title.textContent = (title.dataset.title ?? '').replace('{title}', kept.title);
  box.querySelector('a')?.setAttribute('href', address);
  box.hidden = false;
}

if (box) {
  offer();
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) offer();
  });
  box.querySelector('button')?.addEventListener('click', () => {
    forget();
    box.hidden = true;
    document.querySelector<HTMLElement>('h1')?.focus();
  });
}
