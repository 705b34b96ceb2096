/** Records in the page, where the device can; the recording goes the way of a chosen file. */
const place = document.getElementById('record');
const field = document.querySelector<HTMLInputElement>('input[type=file][name=recording]');
const start = place?.querySelector<HTMLElement>('[data-record=start]');
const stop = place?.querySelector<HTMLElement>('[data-record=stop]');
const line = document.getElementById('report-files-status');

/** Longest recording, milliseconds. */
const longest = 300_000;

if (place && field && start && stop && 'MediaRecorder' in window && navigator.mediaDevices?.getUserMedia) {
  place.hidden = false;
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
        field.dispatchEvent(new Event('change', { bubbles: true }));
        swap(false);
      });
      const end = (): void => {
        if (recorder.state !== 'inactive') recorder.stop();
      };
      stop.addEventListener('click', end, { once: true });
      window.setTimeout(end, longest);
      recorder.start();
      say(place.dataset.on);
      swap(true);
    } catch {
      say(place.dataset.denied);
    }
  });
}

export {};
