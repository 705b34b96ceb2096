/** Photos, a video and recordings of a report: made smaller, kept on the device at once, shown, taken out again. */
import { useEffect, useState } from 'preact/hooks';
import { canRecord, type FileRef, nameOf, type Recording, record, type Store, smallerPicture } from '../../platform/browser/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { Field } from '../../platform/ui/form.tsx';
import { Icon } from '../../platform/ui/icon.tsx';
import { texts as citizenTexts } from '../citizen/messages.gen.ts';
import { limits } from '../contract.ts';
import { texts } from './messages.gen.ts';
import { type Kind, kindOf } from './model/writing.ts';

interface FilesProps {
  readonly lang: Lang;
  readonly store: Store;
  readonly files: readonly FileRef[];
  /** Keeps them; rejects where that is not possible, and then nothing has changed. */
  readonly keep: (change: (files: readonly FileRef[]) => readonly FileRef[], blobs?: ReadonlyMap<string, Blob>) => Promise<void>;
  readonly error: string | undefined;
}

const most: Readonly<Record<Kind, number>> = { image: limits.photos, video: limits.videos, audio: limits.recordings };
const mostBytes: Readonly<Record<Kind, number>> = { image: limits.photoBytes, video: limits.videoBytes, audio: limits.audioBytes };
const megabyte = 1_000_000;

/** The file as it is kept; or what is wrong with it. */
function problemOf(file: File, files: readonly FileRef[], lang: Lang): string | null {
  const t = texts[lang];
  const kind = kindOf(file.type);
  if (kind === null) return t.file_strange();
  if (file.size === 0) return t.file_empty();
  if (file.size > mostBytes[kind]) return t.file_large({ mb: mostBytes[kind] / megabyte });
  if (files.filter((one) => kindOf(one.type) === kind).length >= most[kind])
    return t.file_many({ photos: limits.photos, recordings: limits.recordings });
  return null;
}

export function Files({ lang, store, files, keep, error }: FilesProps) {
  const t = texts[lang];
  const c = citizenTexts[lang];
  const [said, say] = useState('');
  const [recording, setRecording] = useState<Recording | null>(null);

  async function add(chosen: readonly File[]): Promise<void> {
    const added: FileRef[] = [];
    const blobs = new Map<string, Blob>();
    const problems: string[] = [];
    for (const one of chosen) {
      const file = await smallerPicture(one);
      const problem = problemOf(file, [...files, ...added], lang);
      if (problem !== null) {
        problems.push(`${one.name}: ${problem}`);
        continue;
      }
      const hash = await nameOf(file);
      if ([...files, ...added].some((other) => other.hash === hash)) continue;
      added.push({ hash, name: file.name, type: file.type, size: file.size });
      blobs.set(hash, file);
    }
    try {
      if (added.length > 0) await keep((now) => [...now, ...added], blobs);
      say(problems.length > 0 ? problems.join(' ') : t.file_added());
    } catch {
      // The page says why.
      say(t.not_saved());
    }
  }

  async function speak(): Promise<void> {
    try {
      const started = await record('ghi-am');
      setRecording(started);
      say(c.record_on());
      const file = await started.file;
      setRecording(null);
      await add([file]);
    } catch {
      setRecording(null);
      say(c.record_denied());
    }
  }

  const named = namesOf(files, lang);
  return (
    <div class="report-voice">
      {canRecord() && (
        <button
          class={recording ? 'button danger' : 'button secondary'}
          type="button"
          onClick={() => (recording ? recording.stop() : void speak())}
        >
          <Icon name={recording ? 'done' : 'listen'} />
          <span>{recording ? c.record_stop() : c.record_start()}</span>
        </button>
      )}
      <Field
        lang={lang}
        name="photos"
        label={t.files_label()}
        hint={t.files_hint({ photos: limits.photos })}
        error={error}
        optional
        control={(wiring) => (
          <input
            class="input file"
            type="file"
            accept="image/*,video/*,audio/*"
            multiple
            {...wiring}
            onChange={(event) => {
              const input = event.currentTarget;
              void add([...(input.files ?? [])]).then(() => {
                input.value = '';
              });
            }}
          />
        )}
      />
      <p role="status">{said}</p>
      {files.length > 0 && (
        <ul class="report-files">
          {files.map((file) => (
            <li key={file.hash}>
              {kindOf(file.type) === 'image' ? (
                <Thumb store={store} file={file} alt={named.get(file.hash) ?? ''} />
              ) : (
                <span class="report-file">
                  <Icon name={kindOf(file.type) === 'audio' ? 'listen' : 'camera'} />
                  {named.get(file.hash)}
                </span>
              )}
              <button
                class="button quiet"
                type="button"
                onClick={() =>
                  void keep((now) => now.filter((one) => one.hash !== file.hash)).then(
                    () => say(''),
                    () => say(t.not_saved()),
                  )
                }
              >
                <span>{t.file_remove({ name: named.get(file.hash) ?? '' })}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** How the files of a report are called, by hash. */
function namesOf(files: readonly FileRef[], lang: Lang): ReadonlyMap<string, string> {
  const t = texts[lang];
  let n = 0;
  return new Map(
    files.map((file): [string, string] => {
      const kind = kindOf(file.type);
      if (kind === 'image') n += 1;
      return [file.hash, kind === 'image' ? t.file_image({ n }) : kind === 'video' ? t.file_video() : t.file_audio()];
    }),
  );
}

function Thumb({ store, file, alt }: { store: Store; file: FileRef; alt: string }) {
  const [address, setAddress] = useState('');
  useEffect(() => {
    let made = '';
    let over = false;
    store.blob(file.hash).then(
      (blob) => {
        if (blob === null || over) return;
        made = URL.createObjectURL(blob);
        setAddress(made);
      },
      () => undefined,
    );
    return () => {
      over = true;
      URL.revokeObjectURL(made);
    };
  }, [file.hash, store]);
  return address === '' ? <span class="report-file">{alt}</span> : <img src={address} width="96" height="96" alt={alt} />;
}
