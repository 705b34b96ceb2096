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
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { limits } from '../../contract.ts';
import { spokenCode } from '../../model.ts';
import { RecordField, recordScript } from '../../voice/record-field.tsx';
import { listAddress } from '../list/choice.ts';
import { texts } from '../messages.gen.ts';
import { Player } from '../player.tsx';
import { plain } from '../words.ts';
import type { Heard, ToSpeak } from './queries.ts';

export interface ListeningContent {
  readonly reports: readonly Heard[];
  /** Answers that wait for a voice. */
  readonly answers: readonly ToSpeak[];
  readonly units: ReadonlyMap<string, string>;
  readonly offices: ReadonlyMap<string, string>;
  readonly timeZone: string;
  /** What was typed for one of them and refused. */
  readonly typed: { readonly code: string; readonly summary: string } | null;
  readonly problems: readonly FieldProblem[];
  readonly done: 'heard' | 'spoken' | null;
}

export const listeningAddress = `${listAddress}/listening`;
/** The file field of an answer that is read aloud. */
export const spokenField = (code: string): string => `spoken.${code}`;
export const summaryField = (code: string): string => `summary.${code}`;

export function listeningPage(view: View, content: ListeningContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { reports, typed, problems } = content;
  return {
    title: t.listening_title(),
    unlisted: true,
    scripts: content.answers.length > 0 ? [recordScript] : [],
    body: (
      <>
        <PageHeading title={t.listening_title()} intro={t.listening_intro()} />
        {content.done && <Notice tone="good">{content.done === 'heard' ? t.listening_done() : t.listening_spoken_done()}</Notice>}
        <ErrorSummary lang={lang} problems={problems} />
        {reports.length === 0 && content.answers.length === 0 && (
          <EmptyState icon="listen" title={t.listening_empty()} why={t.listening_empty_why()} />
        )}
        {reports.map((report) => {
          const name = summaryField(report.code);
          return (
            <Card
              key={report.id}
              title={`${lang === 'vi' ? report.categoryVi : report.categoryEn} · ${t.language({ language: report.language })}`}
            >
              <p class="muted">
                {[content.units.get(report.unitId), momentText(report.sentAt, content.timeZone)].filter(Boolean).join(' · ')} ·{' '}
                <span class="code">{spokenCode(report.code)}</span>
              </p>
              {report.recordings.map((one, index) => {
                const label = t.attachment({ kind: one.kind, role: plain(one.role), number: index + 1 });
                const address = `${listeningAddress}/${report.code}/files/${one.id}`;
                return <Player key={one.id} kind={one.kind === 'video' ? 'video' : 'audio'} src={address} label={label} />;
              })}
              <form class="form" method="post" action={`${listeningAddress}/${report.code}`}>
                <FormToken view={view} />
                <input type="hidden" name="revision" value={String(report.revision)} />
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
        })}
        {content.answers.length > 0 && (
          <section aria-labelledby="answers">
            <h2 id="answers">{t.listening_voice_title()}</h2>
            <p>{t.listening_voice_intro()}</p>
            {content.answers.map((answer) => (
              <Answer key={answer.id} view={view} content={content} answer={answer} />
            ))}
          </section>
        )}
      </>
    ),
  };
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
