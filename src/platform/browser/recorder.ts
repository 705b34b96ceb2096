/** Sound from the device's microphone. */

/** Longest recording, milliseconds. */
const longest = 300_000;

/** Whether this device can record in a page. */
export const canRecord = (): boolean => 'MediaRecorder' in globalThis && typeof navigator.mediaDevices?.getUserMedia === 'function';

export interface Recording {
  /** The recording as a file, once it was stopped or is as long as it may be. */
  readonly file: Promise<File>;
  stop(): void;
}

/** Begins to record; rejects where the person or the device says no. */
export async function record(name: string): Promise<Recording> {
  const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(sound);
  const pieces: Blob[] = [];
  const stop = (): void => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const timer = setTimeout(stop, longest);
  recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
  const file = new Promise<File>((resolve) => {
    recorder.addEventListener('stop', () => {
      clearTimeout(timer);
      for (const track of sound.getTracks()) track.stop();
      const type = recorder.mimeType.split(';')[0] || 'audio/webm';
      resolve(new File(pieces, `${name}.${type.includes('mp4') ? 'm4a' : (type.split('/')[1] ?? 'webm')}`, { type }));
    });
  });
  recorder.start();
  return { file, stop };
}
