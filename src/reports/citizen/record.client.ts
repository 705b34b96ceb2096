/** Records in the page, where the device can; the recording goes the way of a chosen file. */
import { canRecord, record } from '../../platform/browser/recorder.ts';

const place = document.getElementById('record');
const field = document.querySelector<HTMLInputElement>('input[type=file][name=recording]');
const start = place?.querySelector<HTMLElement>('[data-record=start]');
const stop = place?.querySelector<HTMLElement>('[data-record=stop]');
const line = document.getElementById('report-files-status');

if (place && field && start && stop && canRecord()) {
  place.hidden = false;
  const hint = document.getElementById(`${field.id}-hint`);
  if (hint && place.dataset.hint) hint.textContent = place.dataset.hint;
  const say = (text: string | undefined): void => {
    const now = document.getElementById('report-files-status') ?? line;
    if (now) now.textContent = text ?? '';
  };
  const swap = (recording: boolean): void => {
    start.hidden = recording;
    stop.hidden = !recording;
    (recording ? stop : start).focus();
  };
  start.addEventListener('click', async () => {
    try {
      const recording = await record('ghi-am');
      stop.addEventListener('click', recording.stop, { once: true });
      say(place.dataset.on);
      swap(true);
      const given = new DataTransfer();
      given.items.add(await recording.file);
      field.files = given.files;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      swap(false);
    } catch {
      say(place.dataset.denied);
    }
  });
}
