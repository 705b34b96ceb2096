/** Sends chosen files at once, made smaller where they are pictures, and puts the server's own list in place. The form works without it. */
import { smallerPicture } from '../../platform/browser/pictures.ts';

const form = document.getElementById('report-form');

function send(into: HTMLFormElement, body: FormData, shown: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', into.action);
    request.setRequestHeader('accept', 'text/html');
    request.upload.addEventListener('progress', ({ loaded, total }) => shown(total === 0 ? 0 : loaded / total));
    request.addEventListener('load', () =>
      request.status === 200 || request.status === 422 ? resolve(request.responseText) : reject(new Error(request.statusText)),
    );
    request.addEventListener('error', () => reject(new Error('network')));
    request.addEventListener('timeout', () => reject(new Error('timeout')));
    request.timeout = 180_000;
    request.send(body);
  });
}

async function stage(into: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const list = document.getElementById('report-files');
  const line = document.getElementById('report-files-status');
  if (!list || !line || !input.files?.length) return;
  const most = Number(list.dataset.most);
  const files = await Promise.all([...input.files].map(smallerPicture));
  if (files.some((file) => file.size > most)) {
    line.textContent = list.dataset.large ?? '';
    input.value = '';
    return;
  }
  line.textContent = list.dataset.sending ?? '';
  const bar = document.createElement('progress');
  bar.className = 'bar';
  bar.max = 1;
  bar.setAttribute('aria-label', list.dataset.sending ?? '');
  line.after(bar);
  const body = new FormData(into);
  for (const field of into.querySelectorAll<HTMLInputElement>('input[type=file]')) body.delete(field.name);
  body.set('go', 'stage');
  for (const file of files) body.append(input.name, file);
  try {
    const answer = new DOMParser().parseFromString(await send(into, body, (share) => (bar.value = share)), 'text/html');
    const fresh = answer.getElementById('report-files');
    if (!fresh) throw new Error('no list');
    list.replaceWith(document.adoptNode(fresh));
    input.value = '';
    const problems = [...answer.querySelectorAll('#problems li')].map((item) => item.textContent).join(' ');
    const status = document.getElementById('report-files-status');
    if (status) status.textContent = problems || (list.dataset.ready ?? '');
    hideButton();
  } catch {
    bar.remove();
    line.textContent = list.dataset.failed ?? '';
  }
}

/** With script, files go by themselves. */
function hideButton(): void {
  const button = document.querySelector<HTMLElement>('#report-files button[value=stage]');
  if (button) button.hidden = true;
}

if (form instanceof HTMLFormElement) {
  hideButton();
  for (const input of form.querySelectorAll<HTMLInputElement>('input[type=file]')) {
    input.addEventListener('change', () => void stage(form, input));
  }
}
