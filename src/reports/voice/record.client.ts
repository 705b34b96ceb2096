/** Records in the page, where the device can; the recording goes the way of a chosen file. Any number of fields on a page. */

/** Longest recording, milliseconds. */
const longest = 300_000;

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
      const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
      const recorder = new MediaRecorder(sound);
      const pieces: Blob[] = [];
      recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
      recorder.addEventListener('stop', () => {
        for (const track of sound.getTracks()) track.stop();
        const type = recorder.mimeType.split(';')[0] || 'audio/webm';
        const given = new DataTransfer();
        given.items.add(new File(pieces, `ghi-am.${type.includes('mp4') ? 'm4a' : (type.split('/')[1] ?? 'webm')}`, { type }));
        field.files = given.files;
        hear(given.files[0]);
        status.textContent = place.dataset.ready ?? '';
        swap(false);
      });
      const end = (): void => {
        if (recorder.state !== 'inactive') recorder.stop();
      };
      stop.addEventListener('click', end, { once: true });
      setTimeout(end, longest);
      recorder.start();
      status.textContent = place.dataset.on ?? '';
      swap(true);
    } catch {
      status.textContent = place.dataset.denied ?? '';
    }
  });
}

if ('MediaRecorder' in window && navigator.mediaDevices)
  for (const place of document.querySelectorAll<HTMLElement>('[data-recorder]')) open(place);

export {};
