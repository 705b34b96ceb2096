/** Sends chosen files at once, made smaller where they are pictures, and puts the server's own list in place. The form works without it. */
import { smallerPicture } from '../../platform/browser/pictures.ts';
import { files, hideStageButton, showFiles, uploadsIn } from './form-sending.client.ts';

const form = document.getElementById('report-form');

interface Request {
  readonly answer: Promise<string>;
  stop(): void;
}

function send(into: HTMLFormElement, body: FormData, shown: (share: number) => void): Request {
  const request = new XMLHttpRequest();
  const answer = new Promise<string>((resolve, reject) => {
    request.open('POST', into.action);
    request.setRequestHeader('accept', 'text/html');
    request.upload.addEventListener('progress', ({ loaded, total }) => shown(total === 0 ? 0 : loaded / total));
    request.addEventListener('load', () =>
      request.status === 200 || request.status === 422 ? resolve(request.responseText) : reject(new Error(request.statusText)),
    );
    for (const cut of ['error', 'timeout', 'abort']) request.addEventListener(cut, () => reject(new Error(cut)));
    request.timeout = 180_000;
    request.send(body);
  });
  return { answer, stop: () => request.abort() };
}

const say = (text: string | undefined): void => {
  const line = document.getElementById('report-files-status');
  if (line) line.textContent = text ?? '';
};

/** Puts files into the field, for a form that is sent with them; false where this browser can't. */
function put(input: HTMLInputElement, given: readonly File[]): boolean {
  try {
    const transfer = new DataTransfer();
    for (const file of given) transfer.items.add(file);
    input.files = transfer.files;
    return true;
  } catch {
    return false;
  }
}

/** What did not arrive, by its field: it goes again with the next one. */
const left = new Map<HTMLInputElement, readonly File[]>();

/** Brings files to the server; true where they are there. What did not arrive lies in its field again, made smaller. */
async function stage(into: HTMLFormElement, input: HTMLInputElement, chosen: readonly File[], stopped: AbortSignal): Promise<boolean> {
  const list = document.getElementById('report-files');
  if (!list) return false;
  const { sending, ready, failed, large, most } = list.dataset;
  say(sending);
  const small = [...(left.get(input) ?? []), ...(await Promise.all(chosen.map(smallerPicture)))];
  left.delete(input);
  if (stopped.aborted) return leaveOut(input);
  if (small.some((file) => file.size > Number(most))) {
    input.value = '';
    say(large);
    return false;
  }
  // A form that is sent now would carry what is on its way already, and whole. Where its script waits for what is on its way, it carries none of it.
  const emptied = put(input, into.dataset.minded ? [] : small);
  const bar = document.createElement('progress');
  bar.className = 'bar';
  bar.max = 1;
  bar.setAttribute('aria-label', sending ?? '');
  document.getElementById('report-files-status')?.after(bar);
  const body = new FormData(into);
  for (const field of into.querySelectorAll<HTMLInputElement>('input[type=file]')) body.delete(field.name);
  body.set('go', 'stage');
  for (const file of small) body.append(input.name, file);
  const before = uploadsIn(into);
  const request = send(into, body, (share) => (bar.value = share));
  stopped.addEventListener('abort', request.stop);
  try {
    const problems = showFiles(new DOMParser().parseFromString(await request.answer, 'text/html'));
    const fresh = uploadsIn(into).filter((id) => !before.includes(id));
    if (fresh.length === small.length) for (const [at, id] of fresh.entries()) files.held.set(id, small[at] ?? new File([], ''));
    if (!emptied || !into.dataset.minded) input.value = '';
    say(problems || ready);
    return problems === '';
  } catch {
    bar.remove();
    if (stopped.aborted) return leaveOut(input);
    if (emptied) {
      left.set(input, small);
      put(input, small);
    }
    say(failed);
    hideStageButton(false);
    return false;
  }
}

function leaveOut(input: HTMLInputElement): boolean {
  input.value = '';
  say('');
  return true;
}

/** One after the other: each answer lists the files of those before it. */
let last: Promise<boolean> = Promise.resolve(true);

function began(into: HTMLFormElement, input: HTMLInputElement): void {
  const chosen = [...(input.files ?? [])];
  if (chosen.length === 0) {
    left.delete(input);
    return;
  }
  const stop = new AbortController();
  const before = files.sending;
  const done = last.then(async (fine) => (await stage(into, input, chosen, stop.signal)) && fine);
  last = done.catch(() => false);
  const sending = {
    field: input.name,
    done: last,
    stop: () => {
      before?.stop();
      stop.abort();
    },
  };
  files.sending = sending;
  void last.then(() => {
    if (files.sending !== sending) return;
    files.sending = null;
    last = Promise.resolve(true);
  });
}

if (form instanceof HTMLFormElement) {
  hideStageButton();
  for (const input of form.querySelectorAll<HTMLInputElement>('input[type=file]')) {
    input.addEventListener('change', () => began(form, input));
  }
}
