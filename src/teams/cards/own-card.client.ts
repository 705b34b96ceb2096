/** Changes the code of the own card in place when its minute is over. Without script the page asks for itself again. */
interface Shown {
  readonly id: string;
  readonly digits: string;
  readonly secondsLeft: number;
}

const SERIAL_DIGITS = 8;
const AGAIN_SECONDS = 5;

const cards = [...document.querySelectorAll<HTMLElement>('[data-card]')];
let ends = Date.now() + 1000 * Math.min(...cards.map((card) => Number(card.dataset.seconds)));
let asking = false;

const said = (card: HTMLElement) => card.querySelector<HTMLElement>('[data-left]');

function show(seconds: number): void {
  for (const card of cards) {
    const line = said(card);
    // The sentence stays as the server wrote it; only its number changes.
    if (line && line.dataset.words === undefined) line.dataset.words = line.textContent ?? '';
    if (line) line.textContent = (line.dataset.words ?? '').replace(/\d+/, String(seconds));
  }
}

/** A code that may be over is worse than none. */
function hide(): void {
  for (const card of cards) {
    const code = card.querySelector<HTMLElement>('[data-code]');
    if (code) code.textContent = '··· ···';
    const line = said(card);
    if (line) line.textContent = card.dataset.lost ?? '';
  }
}

async function renew(): Promise<void> {
  if (asking) return;
  asking = true;
  try {
    const response = await fetch('/account/card/codes', { headers: { accept: 'application/json' }, cache: 'no-store' });
    if (!response.ok) throw new Error(String(response.status));
    const { cards: found } = (await response.json()) as { cards: readonly Shown[] };
    for (const card of cards) {
      const mine = found.find(({ id }) => id === card.dataset.card);
      // The card was revoked or ran out: the page says so.
      if (!mine) return location.reload();
      const code = card.querySelector<HTMLElement>('[data-code]');
      if (code) code.textContent = mine.digits.slice(SERIAL_DIGITS).replace(/(\d{3})(?=\d)/, '$1 ');
    }
    ends = Date.now() + 1000 * Math.min(...found.map(({ secondsLeft }) => secondsLeft));
    show(Math.round((ends - Date.now()) / 1000));
  } catch {
    hide();
    ends = Date.now() + 1000 * AGAIN_SECONDS;
  } finally {
    asking = false;
  }
}

setInterval(() => {
  const seconds = Math.ceil((ends - Date.now()) / 1000);
  if (seconds <= 0) renew();
  else if (cards.every((card) => !card.querySelector('[data-code]')?.textContent?.includes('·'))) show(seconds);
}, 1000);
// A telephone that slept shows what was true when it fell asleep.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) renew();
});

export {};
