/** Sends chosen files at once, made smaller where they are pictures, and puts the server's own list in place. The form works without it. */
const form = document.getElementById('report-form');

/** Longest side of a picture that is sent, pixels: enough to read a sign on it. */
const longestSide = 2560;
/** Pictures below this many bytes go as they are. */
const smallEnough = 1_200_000;

async function smaller(file: File): Promise<File> {
  const isHeic = /hei[cf]$/i.test(file.name) || /hei[cf]/.test(file.type);
  if (!file.type.startsWith('image/') && !isHeic) return file;
  if (file.size < smallEnough && !isHeic) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
    if (blob === null || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.\w+$/, '')}.jpg`, { type: 'image/jpeg' });
  } catch {
    // A device that can't read its own picture sends it as it is; the server says what it thinks of it.
    return file;
  }
}

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
  const files = await Promise.all([...input.files].map(smaller));
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

export {};
