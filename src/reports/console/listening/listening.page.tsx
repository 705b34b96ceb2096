/** `/console/reports/listening`: recordings in the languages that somebody understands, and what was understood. */

import { momentText } from '../../../platform/calendar/index.ts';
import {
  Button,
  Card,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  problemOf,
  QuietLinks,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { spokenCode } from '../../code.ts';
import { limits } from '../../contract.ts';
import { RecordField, recordScript } from '../../voice/record-field.tsx';
import { listAddress } from '../list/choice.ts';
import { texts } from '../messages.gen.ts';
import { Player } from '../player.tsx';
import { plain } from '../words.ts';
import { heardMark } from './hear.ts';
import { texts as own } from './messages.gen.ts';
import type { Heard, ToSpeak } from './queries.ts';

export interface ListeningContent {
  readonly reports: readonly Heard[];
  /** Answers that wait for a voice. */
  readonly answers: readonly ToSpeak[];
  readonly units: ReadonlyMap<string, string>;
  readonly offices: ReadonlyMap<string, string>;
  readonly timeZone: string;
  /** What was typed for one of them and refused. */
  readonly typed: TypedSummary | null;
  readonly problems: readonly FieldProblem[];
  readonly done: 'heard' | 'spoken' | null;
  /** Whoever is here keeps the list of listeners too. */
  readonly keeps: boolean;
}

export interface TypedSummary {
  readonly code: string;
  readonly summary: string;
}

export const listeningAddress = `${listAddress}/listening`;
/** The file field of an answer that is read aloud. */
export const spokenField = (code: string): string => `spoken.${code}`;
export const summaryField = (code: string): string => `summary.${code}`;

export function listeningPage(view: View, content: ListeningContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { reports, problems } = content;
  return {
    title: t.listening_title(),
    unlisted: true,
    scripts: content.answers.length > 0 ? [recordScript] : [],
    body: (
      <>
        <PageHeading title={t.listening_title()} intro={t.listening_intro()} />
        {content.done && <Notice tone="good">{content.done === 'heard' ? t.listening_done() : t.listening_spoken_done()}</Notice>}
        <ErrorSummary lang={lang} problems={isGone(content) ? [] : problems} />
        {reports.length === 0 && content.answers.length === 0 && (
          <EmptyState icon="listen" title={t.listening_empty()} why={t.listening_empty_why()} />
        )}
        <NotSaved view={view} content={content} />
        {reports.map((report) => (
          <HeardCard key={report.id} view={view} address={listeningAddress} content={content} report={report} />
        ))}
        {content.answers.length > 0 && (
          <section aria-labelledby="answers">
            <h2 id="answers">{t.listening_voice_title()}</h2>
            <p>{t.listening_voice_intro()}</p>
            {content.answers.map((answer) => (
              <Answer key={answer.id} view={view} content={content} answer={answer} />
            ))}
          </section>
        )}
        {content.keeps && <QuietLinks lang={lang} links={[{ href: `${listAddress}/listeners`, label: own[lang].to_list() }]} />}
      </>
    ),
  };
}

/** What the page of a listener shows of the recordings. */
export type HeardContent = Pick<ListeningContent, 'reports' | 'units' | 'timeZone' | 'typed' | 'problems'>;

/** What was written is for a recording that no longer waits. */
export const isGone = ({ typed, reports }: Pick<HeardContent, 'typed' | 'reports'>): boolean =>
  typed !== null && !reports.some((report) => report.code === typed.code);

/** What somebody wrote for a recording that no longer waits, and why it was not taken: the words are theirs to copy. */
export function NotSaved({ view, content }: { view: View; content: HeardContent }) {
  const t = own[view.lang];
  const { typed, problems } = content;
  if (typed === null || !isGone(content)) return null;
  return (
    <Notice title={t.not_saved()} tone="danger" urgent>
      <p>{problems.map(({ message }) => message).join(' ')}</p>
      {typed.summary !== '' && (
        <>
          <p>{t.not_saved_text()}</p>
          <blockquote class="spoken-text" lang="vi">
            <p class="whitespace-pre-line">{typed.summary}</p>
          </blockquote>
        </>
      )}
    </Notice>
  );
}

/** A report that waits: its recordings, and the form for what was understood. Nothing of it says who sent it. */
export function HeardCard(props: { view: View; address: string; content: HeardContent; report: Heard }) {
  const { view, address, content, report } = props;
  const { lang } = view;
  const t = texts[lang];
  const { typed, problems } = content;
  const name = summaryField(report.code);
  return (
    <Card title={`${lang === 'vi' ? report.categoryVi : report.categoryEn} · ${t.language({ language: report.language })}`}>
      <p class="muted">
        {[content.units.get(report.unitId), momentText(report.sentAt, content.timeZone)].filter(Boolean).join(' · ')} ·{' '}
        <span class="code">{spokenCode(report.code)}</span>
      </p>
      {report.recordings.map((one, index) => {
        const label = t.attachment({ kind: one.kind, role: plain(one.role), number: index + 1 });
        const file = `${address}/${report.code}/files/${one.id}`;
        return <Player key={one.id} kind={one.kind === 'video' ? 'video' : 'audio'} src={file} label={label} />;
      })}
      <form class="form" method="post" action={`${address}/${report.code}`}>
        <FormToken view={view} />
        <input type="hidden" name="heard" value={heardMark(report)} />
        <TextField
          lang={lang}
          name={name}
          label={t.field_summary()}
          hint={t.field_summary_hint()}
          rows={5}
          maxLength={limits.words}
          value={typed?.code === report.code ? typed.summary : ''}
          error={problemOf(problems, name)}
        />
        <Button>{t.step_button({ step: 'listen' })}</Button>
      </form>
    </Card>
  );
}

function Answer({ view, content, answer }: { view: View; content: ListeningContent; answer: ToSpeak }) {
  const { lang } = view;
  const t = texts[lang];
  const { code, language } = answer;
  const name = spokenField(code);
  const office = content.offices.get(answer.officeId ?? '');
  return (
    <Card
      level={3}
      title={lang === 'vi' ? answer.categoryVi : answer.categoryEn}
      aside={<Pill tone="waiting">{t.waits_for_voice({ language })}</Pill>}
    >
      <p class="muted">
        {[content.units.get(answer.unitId), office && t.listening_voice_from({ office })].filter(Boolean).join(' · ')} ·{' '}
        <span class="code">{spokenCode(code)}</span>
      </p>
      <blockquote class="spoken-text" lang="vi">
        <p class="whitespace-pre-line">{answer.words}</p>
      </blockquote>
      <form class="form" method="post" action={`${listeningAddress}/${code}/spoken`} enctype="multipart/form-data">
        <FormToken view={view} />
        <input type="hidden" name="revision" value={String(answer.revision)} />
        <RecordField
          lang={lang}
          name={name}
          label={t.speak_field({ language })}
          hint={t.speak_hint()}
          error={problemOf(content.problems, name)}
        />
        <Button>{t.step_button({ step: 'speak' })}</Button>
      </form>
    </Card>
  );
}
