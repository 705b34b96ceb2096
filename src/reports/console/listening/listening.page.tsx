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
  problemOf,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { limits } from '../../contract.ts';
import { spokenCode } from '../../model.ts';
import { listAddress } from '../list/choice.ts';
import { texts } from '../messages.gen.ts';
import { Player } from '../player.tsx';
import { plain } from '../words.ts';
import type { Heard } from './queries.ts';

export interface ListeningContent {
  readonly reports: readonly Heard[];
  readonly units: ReadonlyMap<string, string>;
  readonly timeZone: string;
  /** What was typed for one of them and refused. */
  readonly typed: { readonly code: string; readonly summary: string } | null;
  readonly problems: readonly FieldProblem[];
  readonly done: boolean;
}

export const listeningAddress = `${listAddress}/listening`;
export const summaryField = (code: string): string => `summary.${code}`;

export function listeningPage(view: View, content: ListeningContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { reports, typed, problems } = content;
  return {
    title: t.listening_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.listening_title()} intro={t.listening_intro()} />
        {content.done && <Notice tone="good">{t.listening_done()}</Notice>}
        <ErrorSummary lang={lang} problems={problems} />
        {reports.length === 0 && <EmptyState icon="listen" title={t.listening_empty()} why={t.listening_empty_why()} />}
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
      </>
    ),
  };
}
