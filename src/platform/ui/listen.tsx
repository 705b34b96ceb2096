/** “Nghe”: a page that can be heard, in the language of help where a person has recorded it. */
import { h } from 'preact';
import type { Lang } from '../i18n/index.ts';
import { Icon } from './icon.tsx';
import { texts } from './messages.gen.ts';

/** What a page offers to be heard; `soundOf` of platform/speech gives it. It is the same for everybody, so pages with it can be kept. */
export interface Sound {
  /** The Vietnamese texts, in their order: the device's own voice reads them where nobody has. */
  readonly texts: readonly string[];
  /** How many of them are recorded; those after them stand on this page alone, and only the device reads them. */
  readonly recorded: number;
  /** Addresses of the recordings by language, in the order of the texts; only languages in which all of them are recorded. */
  readonly recordings: Readonly<Record<string, readonly string[]>>;
  /** The languages of help, Vietnamese first. */
  readonly languages: readonly {
    readonly code: string;
    /** BCP 47. */
    readonly tag: string;
    readonly name: (lang: Lang) => string;
    /** As its speakers call it. */
    readonly own: string;
  }[];
}

/** What a page with `Listen` adds to its scripts. */
export const listenScript = 'platform/ui/listen.client.ts';

/**
 * The button “Nghe” and the choice of the language. Nothing is loaded before a tap. In the language that was chosen the recording is played; where there is
 * none the button says so and offers Vietnamese; Vietnamese without a recording is read by the device, if it has a Vietnamese voice. No machine speaks any
 * other language. Without script, what is recorded can be played and nothing else stands there.
 *
 * `language` is the one of somebody who is known; the choice made in this browser comes before it. `back` is the page's own path.
 */
export function Listen(props: { lang: Lang; sound: Sound; back: string; language?: string | undefined }) {
  const { lang, sound, back, language } = props;
  const t = texts[lang];
  const recorded = sound.languages.filter(({ code }) => sound.recordings[code] !== undefined);
  const first = [...recorded].sort((a, b) => Number(b.code === language) - Number(a.code === language));
  return (
    <div
      class="listen"
      data-listen
      data-texts={JSON.stringify(sound.texts)}
      data-recorded={String(sound.recorded)}
      data-recordings={JSON.stringify(sound.recordings)}
      data-language={language ?? ''}
      data-playing={t.listen_playing()}
      data-failed={t.listen_failed()}
      data-no-voice={t.listen_no_voice()}
    >
      <div class="listen-script" hidden data-listen-script>
        <div class="actions">
          <button class="button secondary" type="button" data-listen-play>
            <Icon name="listen" />
            <span>{t.listen()}</span>
          </button>
          <button class="button secondary" type="button" hidden data-listen-stop>
            <Icon name="close" />
            <span>{t.listen_stop()}</span>
          </button>
          <button class="button secondary" type="button" hidden data-listen-vietnamese>
            <Icon name="listen" />
            <span>{t.listen_vietnamese()}</span>
          </button>
        </div>
        <p class="listen-status" role="status" data-listen-status />
        {sound.languages.length > 1 && (
          <details class="listen-languages">
            <summary>
              {t.listen_language()} <span data-listen-language>{sound.languages[0]?.own}</span>
            </summary>
            <ul aria-label={t.listen_languages()}>
              {sound.languages.map((one) => (
                <li key={one.code}>
                  <a
                    class="chip"
                    href={`/listen/language?to=${one.code}&back=${encodeURIComponent(back)}`}
                    rel="nofollow"
                    data-code={one.code}
                    data-none={t.listen_none({ language: one.name(lang) })}
                  >
                    <span lang={one.tag}>{one.own}</span>
                  </a>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {first.length > 0 && (
        <details class="listen-plain" data-listen-plain>
          <summary>{t.listen()}</summary>
          {first.map((one) =>
            (sound.recordings[one.code] ?? []).map((src, index) => (
              <p key={src}>
                <span>{one.name(lang)}</span>{' '}
                {h('audio', {
                  controls: true,
                  preload: 'none',
                  src,
                  'aria-label': t.listen_part({ language: one.name(lang), n: index + 1 }),
                })}
              </p>
            )),
          )}
        </details>
      )}
    </div>
  );
}
