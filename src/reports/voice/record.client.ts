/** Records in the page, where the device can; the recording goes the way of a chosen file. Any number of fields on a page. */
import { canRecord, record } from '../../platform/browser/recorder.ts';

function open(place: HTMLElement): void {
  const part = (name: string) => place.querySelector<HTMLElement>(`[data-record-${name}]`);
  const field = place.querySelector<HTMLInputElement>('input[type=file]');
  const [buttons, start, stop, status] = ['buttons', 'start', 'stop', 'status'].map(part);
  if (!field || !buttons || !start || !stop || !status) return;
  buttons.hidden = false;

  let preview: HTMLAudioElement | null = null;
  const hear = (file: File | undefined): void => {
    if (preview) URL.revokeObjectURL(preview.src);
    preview?.remove();
    preview = null;
    if (!file) return;
    preview = document.createElement('audio');
    preview.controls = true;
    preview.src = URL.createObjectURL(file);
    preview.setAttribute('aria-label', file.name);
    status.after(preview);
  };
  field.addEventListener('change', () => hear(field.files?.[0]));
  const swap = (recording: boolean): void => {
    start.hidden = recording;
    stop.hidden = !recording;
    (recording ? stop : start).focus();
  };

  start.addEventListener('click', async () => {
    try {
      const recording = await record('ghi-am');
      stop.addEventListener('click', recording.stop, { once: true });
      status.textContent = place.dataset.on ?? '';
      swap(true);
      const given = new DataTransfer();
      given.items.add(await recording.file);
      field.files = given.files;
      hear(given.files[0]);
      status.textContent = place.dataset.ready ?? '';
      swap(false);
    } catch {
      status.textContent = place.dataset.denied ?? '';
    }
  });
}

if (canRecord()) for (const place of document.querySelectorAll<HTMLElement>('[data-recorder]')) open(place);
