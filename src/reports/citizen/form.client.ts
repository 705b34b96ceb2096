/**
 * Minds a report while it is written: keeps it in this window, fills it in again where the page comes without it, and doesn't let it leave before its
 * files are there, or into no network. The form works without it.
 */
import { whenNotSent } from '../../platform/browser/unsent.ts';
import { bringBackFiles, fillIn } from './form-fill.client.ts';
import { fieldsOf, forget, isDone, type Kept, keep, readKept, saysSomething } from './form-kept.client.ts';
import { files, filesChanged, uploadsIn } from './form-sending.client.ts';

const found = document.getElementById('report-form');

/** A change is kept so long after the last key, milliseconds. */
const settle = 300;
/** A line that says nothing for so long is none, milliseconds. */
const patience = 10_000;

const byId = (id: string): HTMLElement | null => document.getElementById(id);
const show = (element: Element | null | undefined, shown = true): void => {
  if (element instanceof HTMLElement) element.hidden = !shown;
};

/** Whether anything of ours answers. */
async function hasNetwork(): Promise<boolean> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    await fetch('/api/v1/reports/writer', { cache: 'no-store', signal: stop.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function mind(form: HTMLFormElement): void {
  const writer = form.dataset.writer ?? '';
  const forSomebody = fieldsOf(form).for === 'somebody';
  form.dataset.minded = 'yes';
  let closed = false;
  let timer = 0;

  function now(state: Kept['state']): Omit<Kept, 'shape' | 'changedAt'> {
    const fields = fieldsOf(form);
    const before = readKept(writer);
    const same = before?.fields.id === fields.id ? before : null;
    const at = form.querySelector<HTMLInputElement>('input[name=at]')?.value ?? '';
    const nameOf = (name: string, otherwise: string | undefined): string => {
      const select = form.querySelector<HTMLSelectElement>(`select[name=${name}]`);
      if (select) return select.value === '' ? '' : (select.selectedOptions[0]?.textContent ?? '');
      return otherwise ?? '';
    };
    const title = at === 'say' ? document.querySelector('h1')?.textContent : same?.title;
    return {
      writer,
      at,
      fields,
      title: title ?? '',
      communeName: nameOf('commune', same?.communeName),
      villageName: nameOf('village', same?.villageName),
      state,
    };
  }

  function save(state: Kept['state'] = 'written'): void {
    clearTimeout(timer);
    if (closed || forSomebody) return;
    const next = now(state);
    const before = readKept(writer);
    // The tiles of a category hold all but the category.
    if (next.at !== 'what') keep(next);
    else if (before?.fields.id === next.fields.id && before) keep({ ...before, state });
  }

  /** Fills in what was kept, where the page has less; what the server has just answered is right as it is. */
  async function restore(): Promise<void> {
    const kept = readKept(writer);
    const here = fieldsOf(form);
    // A page of another category asks other things; the tiles choose one themselves.
    if (kept === null || forSomebody || kept.fields.category !== here.category) return;
    const [navigation] = performance.getEntriesByType('navigation');
    const answered = kept.state === 'going' && navigation !== undefined && 'type' in navigation && navigation.type === 'navigate';
    const same = kept.fields.id === here.id && !answered;
    const begunAnew = kept.fields.id !== here.id && !saysSomething(here);
    if (!same && !begunAnew) return;
    const filled = fillIn(form, begunAnew ? { ...kept, fields: { ...here, ...kept.fields } } : kept);
    if (begunAnew && kept.state === 'looks' && kept.at !== 'say') return openPiece(kept);
    const { uploads = '' } = kept.fields;
    const fewer = uploads !== uploadsIn(form).join(' ');
    if (filled || fewer || begunAnew) show(document.querySelector('#form-kept > div'));
    if (fewer) await bringBackFiles(form, uploads);
  }

  /** The piece that was shown when its looks were changed is an answer to a form: asked for again. */
  function openPiece(kept: Kept): void {
    const { uploads = '' } = kept.fields;
    const field = form.querySelector<HTMLInputElement>('input[name=uploads]');
    const at = form.querySelector<HTMLInputElement>('input[name=at]');
    const button = document.createElement('button');
    if (field) field.value = uploads;
    if (at) at.value = kept.at;
    button.name = 'go';
    button.value = 'stage';
    button.hidden = true;
    form.append(button);
    button.click();
  }

  let pressed: HTMLElement | null = null;
  /** The next press goes through; `going`: the form is on its way. */
  let through = false;
  let going = false;
  let asking = false;

  function goOn(): void {
    through = true;
    // A list that came meanwhile has the same button anew.
    if (pressed instanceof HTMLButtonElement && !pressed.isConnected)
      pressed =
        [...form.querySelectorAll('button')].find(({ name, value }) => name === 'drop' && pressed?.getAttribute('value') === value) ?? null;
    pressed?.click();
    through = false;
  }

  function left(): void {
    going = true;
    save(pressed?.getAttribute('name') === 'follow' ? 'following' : 'going');
    // Taken out by its own button, and so no longer what was kept.
    const drop = pressed instanceof HTMLButtonElement && pressed.name === 'drop' ? pressed.value : '';
    const kept = readKept();
    if (closed || forSomebody || kept === null) return;
    const uploads = uploadsIn(form).filter((id) => id !== drop);
    const place = pressed instanceof HTMLButtonElement && pressed.value === 'no-point' ? { how: '', lat: '', lon: '', accuracy: '' } : {};
    keep({ ...kept, fields: { ...kept.fields, ...place, uploads: uploads.join(' ') } });
  }

  /** Says that there is no network, and what can be done. */
  function stay(): void {
    going = false;
    asking = false;
    save();
    // The site's script has called the form busy.
    window.dispatchEvent(new Event('pageshow'));
    const canGoWithout = !forSomebody && navigator.serviceWorker?.controller != null && readKept() !== null;
    show(byId('form-without'), canGoWithout);
    show(
      byId('form-without-files'),
      uploadsIn(form).some((id) => !files.held.has(id)),
    );
    show(byId('form-offline'));
    byId('form-offline')?.focus();
  }

  async function afterFiles(): Promise<void> {
    const box = byId('form-waits');
    const line = box?.querySelector('[role=status]');
    show(box);
    if (box && line) line.textContent = (files.sending?.field === 'recording' ? box.dataset.recording : box.dataset.photos) ?? '';
    box?.focus();
    let fine = true;
    while (files.sending !== null) {
      fine = await files.sending.done;
      await Promise.resolve();
    }
    show(box, false);
    asking = false;
    if (fine) goOn();
    else if (navigator.onLine) byId('report-files-status')?.scrollIntoView({ block: 'center' });
    else stay();
  }

  async function ask(): Promise<void> {
    const there = await hasNetwork();
    asking = false;
    if (there) goOn();
    else stay();
  }

  form.addEventListener('submit', (event) => {
    const { submitter } = event;
    // Old browsers don't say which button it was: they send as without script.
    if (!(submitter instanceof HTMLElement)) return left();
    if (going) return;
    pressed = submitter;
    show(byId('form-offline'), false);
    if (through) return left();
    if (asking) return event.preventDefault();
    const held = files.sending !== null;
    // Where the worker has the page in hand, it says when there is no network; else we ask before.
    if (!held && navigator.onLine && navigator.serviceWorker?.controller) return left();
    event.preventDefault();
    if (!held && !navigator.onLine) return stay();
    asking = true;
    void (held ? afterFiles() : ask());
  });
  whenNotSent(new URL(form.action).pathname, () => {
    if (!going) return false;
    stay();
    return true;
  });

  byId('form-skip')?.addEventListener('click', () => files.sending?.stop());
  byId('form-again')?.addEventListener('click', () => {
    if (asking) return;
    show(byId('form-offline'), false);
    asking = true;
    void ask();
  });
  byId('form-without')
    ?.querySelector('button')
    ?.addEventListener('click', async () => {
      const kept = readKept();
      const failed = byId('form-without-failed');
      if (kept === null) return;
      const inFields = [...form.querySelectorAll<HTMLInputElement>('input[type=file]')].flatMap((input) => [...(input.files ?? [])]);
      const arrived = uploadsIn(form).flatMap((id) => files.held.get(id) ?? []);
      try {
        const { takeOver } = await import('./form-offline.client.ts');
        const address = await takeOver(kept, [...arrived, ...inFields]);
        closed = true;
        forget();
        location.assign(address);
      } catch {
        if (failed) failed.textContent = failed.dataset.failed ?? '';
      }
    });
  byId('form-empty')?.addEventListener('click', () => {
    const { category = '' } = fieldsOf(form);
    closed = true;
    keep(now('written'));
    forget();
    location.replace(`/reports/new?category=${encodeURIComponent(category)}`);
  });

  const changed = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(save, settle);
  };
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  document.addEventListener(filesChanged, () => save());
  document.addEventListener('report-place', () => save());
  // Fetched while there is a network: it is wanted when there is none.
  form.addEventListener('input', () => void import('./form-offline.client.ts').catch(() => undefined), { once: true });
  document.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('a') : null;
    if (link && ['/display', '/language'].includes(link.pathname)) save('looks');
  });
  const leaving = (): void => {
    if (!going && readKept(writer)?.state !== 'looks') save();
  };
  document.addEventListener('visibilitychange', leaving);
  window.addEventListener('pagehide', leaving);
  window.addEventListener('pageshow', ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    going = false;
    asking = false;
    // It came back as it was when it left; it may have been sent since.
    closed = isDone(fieldsOf(form).id);
    if (!closed) void restore();
  });
  void restore().then(() => going || save());
}

if (found instanceof HTMLFormElement) mind(found);
