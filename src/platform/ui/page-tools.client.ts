/** What script adds to “Chia sẻ” and “Trợ giúp trang này”: sending and copying, and a tour from part to part of the page. */

/** Longer than this nobody waits for a picture to go along. */
const PICTURE_WAIT_MS = 2_000;

/** The picture as a file; null where the phone can't send files, the network is slow or the picture does not come in time. */
async function pictureFile(address: string): Promise<File | null> {
  const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } };
  if (!navigator.canShare || connection?.saveData || /2g|3g/.test(connection?.effectiveType ?? '')) return null;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PICTURE_WAIT_MS);
  try {
    const answer = await fetch(address, { signal: stop.signal });
    if (!answer.ok) return null;
    const file = new File([await answer.blob()], 'chia-se.png', { type: 'image/png' });
    return navigator.canShare({ files: [file] }) ? file : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function copy(area: HTMLTextAreaElement): Promise<boolean> {
  area.focus();
  area.select();
  try {
    await navigator.clipboard.writeText(area.value);
    return true;
  } catch {
    // No permission, or an address without https.
    return document.execCommand('copy');
  }
}

function prepareShare(box: HTMLElement): void {
  const area = box.querySelector('textarea');
  const status = box.querySelector<HTMLElement>('[role=status]');
  const send = box.querySelector<HTMLButtonElement>('[data-send]');
  const copyButton = box.querySelector<HTMLButtonElement>('[data-copy]');
  if (!area || !status || !send || !copyButton) return;
  const tell = (text: string | undefined) => {
    status.textContent = '';
    // A reader hears the same words again only when they are new.
    setTimeout(() => {
      status.textContent = text ?? '';
    }, 50);
  };
  send.hidden = !navigator.share;
  copyButton.hidden = false;
  if (!send.hidden) copyButton.classList.replace('primary', 'secondary');
  else copyButton.classList.replace('secondary', 'primary');
  copyButton.addEventListener('click', async () => {
    tell((await copy(area)) ? box.dataset.copied : box.dataset.refused);
  });
  send.addEventListener('click', async () => {
    const file = await pictureFile(box.dataset.picture ?? '');
    try {
      await navigator.share(file ? { text: area.value, files: [file] } : { text: area.value });
    } catch (error) {
      // Turned back in the phone's own window: nothing to say.
      if ((error as Error).name !== 'AbortError') tell((await copy(area)) ? box.dataset.copied : box.dataset.refused);
    }
  });
}

const KNOWN = 'help';

/** Storage can be forbidden; then the mark of what is new simply stays. */
function isKnown(): boolean {
  try {
    return localStorage.getItem(KNOWN) !== null;
  } catch {
    return false;
  }
}

function remember(): void {
  try {
    localStorage.setItem(KNOWN, 'known');
  } catch {
    // Nothing to remember it in.
  }
}

function prepareTour(help: HTMLDetailsElement, tour: HTMLElement): void {
  const steps = Array.from(help.querySelectorAll<HTMLElement>('[data-step]'));
  const summary = help.querySelector('summary');
  const start = help.querySelector<HTMLButtonElement>('[data-tour=start]');
  const [before, after] = ['before', 'after'].map((name) => tour.querySelector<HTMLButtonElement>(`[data-tour=${name}]`));
  const [number, part, text] = ['step', 'part', 'text'].map((name) => document.getElementById(`tour-${name}`));
  if (!summary || !start || !before || !after || !number || !part || !text || steps.length === 0) return;
  let at = 0;

  const unmark = () => {
    for (const marked of document.querySelectorAll('.tour-here')) marked.classList.remove('tour-here');
  };
  /** What isn't on the page, or lies folded away, is told without pointing. */
  const targetOf = (step: HTMLElement) => {
    const found = step.dataset.target ? document.querySelector(step.dataset.target) : null;
    return found && found.getClientRects().length > 0 ? found : null;
  };
  const show = () => {
    const step = steps[at];
    if (!step) return;
    unmark();
    number.textContent = step.dataset.step ?? '';
    part.textContent = step.querySelector('strong')?.textContent ?? '';
    text.textContent = step.querySelector('span')?.textContent ?? '';
    before.hidden = at === 0;
    const words = after.querySelector('span');
    if (words) words.textContent = (at === steps.length - 1 ? after.dataset.done : after.dataset.after) ?? '';
    const target = targetOf(step);
    target?.classList.add('tour-here');
    target?.scrollIntoView({ block: 'start' });
  };
  const end = () => {
    remember();
    summary.classList.remove('new');
    unmark();
    tour.hidden = true;
    document.documentElement.classList.remove('touring');
    summary.scrollIntoView({ block: 'nearest' });
    summary.focus();
  };

  if (!isKnown()) summary.classList.add('new');
  start.hidden = false;
  start.addEventListener('click', () => {
    at = 0;
    help.open = false;
    tour.hidden = false;
    document.documentElement.classList.add('touring');
    show();
    tour.focus({ preventScroll: true });
  });
  before.addEventListener('click', () => {
    at -= 1;
    show();
    if (before.hidden) after.focus();
  });
  after.addEventListener('click', () => {
    at += 1;
    if (at < steps.length) show();
    else end();
  });
  tour.querySelector('[data-tour=skip]')?.addEventListener('click', end);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !tour.hidden) end();
  });
}

/** Panels lie over the page: one at a time, and gone with a tap beside it or Escape. */
const openPanel = () => document.querySelector<HTMLDetailsElement>('.page-tool[open]');
document.addEventListener('click', (event) => {
  for (const panel of document.querySelectorAll<HTMLDetailsElement>('.page-tool[open]'))
    if (!panel.contains(event.target as Node)) panel.open = false;
});
document.addEventListener('keydown', (event) => {
  const panel = event.key === 'Escape' ? openPanel() : null;
  if (!panel) return;
  panel.open = false;
  panel.querySelector('summary')?.focus();
});

document.querySelectorAll<HTMLElement>('[data-share]').forEach(prepareShare);
const help = document.querySelector<HTMLDetailsElement>('#help');
const tour = document.getElementById('tour');
if (help && tour) prepareTour(help, tour);
