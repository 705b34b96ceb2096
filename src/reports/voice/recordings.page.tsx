/** `/console/recordings`: the texts that can be heard, what is recorded of them in a language, and what has to be recorded again. */
import { h } from 'preact';
import { formatDate } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import { digestOf, type Slot, type SpokenLanguage } from '../../platform/speech/index.ts';
import {
  Answer,
  Button,
  Card,
  Chips,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  PageHeading,
  Pill,
  problemOf,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import { RecordField, recordScript } from './record-field.tsx';
import { languageWords } from './spoken.ts';
import { type RecordingPart, recordingParts } from './spoken-data.ts';

export const recordingsAddress = '/console/recordings';
/** The file field of a slot: each is once on the page. */
export const slotField = (key: string): string => `recording.${key}`;

interface RecordingsContent {
  readonly slots: readonly Slot[];
  readonly language: string;
  readonly part: RecordingPart;
  readonly languages: readonly SpokenLanguage[];
  readonly names: ReadonlyMap<string, string>;
  readonly timeZone: string;
  readonly problems: readonly FieldProblem[];
  readonly done: 'added' | 'removed' | null;
}

export function recordingsPage(view: View, content: RecordingsContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { slots, language, part, problems } = content;
  const count = (state: Slot['state']): number => slots.filter((slot) => slot.state === state).length;
  return {
    title: t.recordings_title(),
    unlisted: true,
    scripts: [recordScript],
    body: (
      <>
        <PageHeading title={t.recordings_title()} intro={t.recordings_intro()} />
        {content.done && <Notice tone="good">{content.done === 'added' ? t.done_added() : t.done_removed()}</Notice>}
        <Chips
          label={t.recordings_language()}
          shown
          items={content.languages.map((one) => ({
            label: one.name(lang),
            href: addressOf(one.code, part),
            current: one.code === language,
          }))}
        />
        <Chips
          label={t.recordings_part()}
          shown
          items={recordingParts.map((one) => ({
            label: t.recordings_part_name({ part: one }),
            href: addressOf(language, one),
            current: one === part,
          }))}
        />
        <Answer
          underHeading
          text={t.recordings_answer({
            language: languageWords(language, lang),
            ready: count('ready'),
            all: slots.length,
            outdated: count('outdated'),
          })}
        />
        <ErrorSummary lang={lang} problems={problems} />
        {slots.length === 0 && <EmptyState icon="listen" title={t.recordings_empty()} why={t.recordings_empty_why()} />}
        {toSorted(slots).map((slot) => (
          <SlotCard key={slot.text.key} view={view} content={content} slot={slot} />
        ))}
      </>
    ),
  };
}

const addressOf = (language: string, part: RecordingPart): string =>
  `${recordingsAddress}?language=${language}${part === 'pages' ? '' : `&part=${part}`}`;

/** What is no longer played first, then what nobody has recorded. */
const urgency: Readonly<Record<Slot['state'], number>> = { outdated: 0, none: 1, ready: 2 };
const toSorted = (slots: readonly Slot[]): readonly Slot[] => slots.toSorted((a, b) => urgency[a.state] - urgency[b.state]);

function SlotCard({ view, content, slot }: { view: View; content: RecordingsContent; slot: Slot }) {
  const { lang } = view;
  const t = texts[lang];
  const { text, language, state, fileHash } = slot;
  const address = `${recordingsAddress}/${text.key}/${language}`;
  const words = languageWords(language, lang);
  const field = slotField(text.key);
  return (
    <Card
      title={<span class="code recording-key">{text.key}</span>}
      aside={<Pill tone={state === 'ready' ? 'good' : state === 'outdated' ? 'danger' : 'plain'}>{t.slot_state({ state })}</Pill>}
    >
      <blockquote class="spoken-text" lang="vi">
        <p class="whitespace-pre-line">{text.text('vi')}</p>
      </blockquote>
      {state === 'outdated' && <p>{t.slot_outdated()}</p>}
      {fileHash !== null &&
        h('audio', {
          controls: true,
          preload: 'none',
          src: `${address}/file`,
          'aria-label': t.slot_player({ language: words, key: text.key }),
        })}
      {slot.addedAt && (
        <p class="muted">
          {t.slot_when({
            day: formatDate(slot.addedAt.toZonedDateTimeISO(content.timeZone).toPlainDate().toString()),
            who: content.names.get(slot.addedBy ?? '') ?? 'none',
            seconds: Math.round(slot.seconds ?? 0),
          })}
        </p>
      )}
      <details open={problemOf(content.problems, field) !== undefined}>
        <summary class="linkish">{t.slot_open()}</summary>
        <form class="form" method="post" action={address} enctype="multipart/form-data">
          <FormToken view={view} />
          <input type="hidden" name="digest" value={digestOf(text).toString('hex')} />
          <RecordField
            lang={lang}
            name={field}
            label={t.slot_field({ language: words })}
            hint={t.slot_field_hint()}
            error={problemOf(content.problems, field)}
          />
          <div class="actions">
            <Button kind="secondary">{fileHash === null ? t.slot_add() : t.slot_replace()}</Button>
          </div>
        </form>
      </details>
      {fileHash !== null && (
        <form method="post" action={`${address}/remove`}>
          <FormToken view={view} />
          <Button kind="quiet">{t.slot_remove()}</Button>
        </form>
      )}
    </Card>
  );
}
