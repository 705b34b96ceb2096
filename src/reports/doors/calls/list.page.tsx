/** `/console/reports/calls`: who rang and waits to be called back, and what came from a number before. */

import { momentText } from '../../../platform/calendar/index.ts';
import {
  Breadcrumb,
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
import { stateName, stateTone } from '../../citizen/states.ts';
import { spokenCode } from '../../code.ts';
import { type ReportState, states } from '../../model.ts';
import { texts } from '../messages.gen.ts';
import type { CallBack, OpenedCall } from './store.ts';

export const callsAddress = '/console/reports/calls';

/** Stands for the list itself where a colleague was faster. */
export const listField = 'list';

export const doneThings = ['done', 'wrong-number', 'not-reached', 'later', 'release'] as const;
export type Done = (typeof doneThings)[number];

export interface CallsContent {
  readonly calls: readonly CallBack[];
  readonly names: ReadonlyMap<string, string>;
  readonly me: string | null;
  readonly now: Temporal.Instant;
  readonly timeZone: string;
  readonly done: Done | null;
  /** What came from the number that was asked for; null where none was. */
  readonly found: OpenedCall['earlier'] | null;
  readonly problems: readonly FieldProblem[];
}

const stateOf = (state: string): ReportState => states.find((one) => one === state) ?? 'sent';

export function callsPage(view: View, content: CallsContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { calls, problems, done } = content;
  const meanwhile = problemOf(problems, listField);
  return {
    title: t.calls_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.crumb_reports(), href: '/console/reports' }, { label: t.calls_title() }]} />
        <PageHeading title={t.calls_title()} intro={t.calls_intro()} />
        {done !== null && <Notice tone="good" title={t.call_ended({ outcome: done.replace('-', '_') })} />}
        {meanwhile && (
          <Notice tone="danger" urgent>
            <p>{meanwhile}</p>
          </Notice>
        )}
        <ErrorSummary lang={lang} problems={problems.filter((problem) => problem.field !== listField)} />
        {calls.length === 0 && <EmptyState icon="phone" title={t.calls_none()} why={t.calls_none_why()} />}
        {calls.map((call) => (
          <Call key={call.id} view={view} call={call} content={content} />
        ))}
        <Card title={t.calls_find()} id="find">
          <form class="form" method="post" action={`${callsAddress}#find`}>
            <FormToken view={view} />
            <TextField
              lang={lang}
              name="phone"
              label={t.calls_find_phone()}
              hint={t.calls_find_hint()}
              inputMode="tel"
              width="short"
              maxLength={30}
              error={problemOf(problems, 'phone')}
            />
            <Button kind="secondary" icon="search">
              {t.calls_find_button()}
            </Button>
          </form>
          {content.found !== null && <Earlier view={view} reports={content.found} timeZone={content.timeZone} />}
        </Card>
      </>
    ),
  };
}

function Call({ view, call, content }: { view: View; call: CallBack; content: CallsContent }) {
  const { lang } = view;
  const t = texts[lang];
  const { now, timeZone, me, names } = content;
  const later = call.nextTryAt !== null && Temporal.Instant.compare(call.nextTryAt, now) > 0;
  const mine = call.takenBy !== null && call.takenBy === me;
  const who = call.takenBy === null ? '' : (names.get(call.takenBy) ?? t.call_somebody());
  return (
    <Card
      title={t.call_at({ when: momentText(call.calledAt, timeZone) })}
      aside={
        call.takenBy !== null ? (
          <Pill tone="info">{mine ? t.call_mine() : t.call_with({ who })}</Pill>
        ) : (
          <Pill tone={later ? 'plain' : 'waiting'}>{later ? t.call_later() : t.call_waits()}</Pill>
        )
      }
    >
      <p class="muted">
        {[
          t.call_count({ count: call.calls }),
          call.tries === 0 ? '' : t.call_tries({ count: call.tries }),
          later && call.nextTryAt !== null ? t.call_next({ when: momentText(call.nextTryAt, timeZone) }) : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {mine ? (
        <p>
          <a href={`${callsAddress}/${call.id}`}>{t.call_open()}</a>
        </p>
      ) : (
        <form class="form" method="post" action={`${callsAddress}/${call.id}/take`}>
          <FormToken view={view} />
          <input type="hidden" name="revision" value={String(call.revision)} />
          <Button kind="secondary" icon="phone">
            {call.takenBy === null ? t.call_take() : t.call_take_over()}
          </Button>
        </form>
      )}
    </Card>
  );
}

/** Reports of a number: codes and where they stand, nothing of what was written. */
export function Earlier({ view, reports, timeZone }: { view: View; reports: OpenedCall['earlier']; timeZone: string }) {
  const { lang } = view;
  const t = texts[lang];
  if (reports.length === 0) return <p class="muted">{t.earlier_none()}</p>;
  return (
    <ul class="door-list">
      {reports.map((report) => (
        <li key={report.code}>
          <a class="code" href={`/console/reports/${report.code}`}>
            {spokenCode(report.code)}
          </a>{' '}
          <Pill tone={stateTone(stateOf(report.state))}>{stateName(stateOf(report.state), lang)}</Pill>{' '}
          <span class="muted">{momentText(report.sentAt, timeZone)}</span>
        </li>
      ))}
    </ul>
  );
}
