/** How far a report is: by when something is due, and what happened so far. */
import type { Lang } from '../../platform/i18n/index.ts';
import { Card, Notice, Timeline } from '../../platform/ui/index.ts';
import { dayWords, isLate, momentWords } from './due.ts';
import { texts } from './messages.gen.ts';
import { Files } from './report-files.tsx';
import type { SeenReport } from './seen.ts';
import { keyOf } from './states.ts';

/** By when, whether it is late, why it stands still, and how often it was given more time. */
export function DeadlineWords(props: { lang: Lang; report: SeenReport; timeZone: string; now: Temporal.Instant }) {
  const { lang, report, timeZone, now } = props;
  const t = texts[lang];
  const { deadline } = report;
  if (deadline === null) return null;
  const by = momentWords(deadline.dueAt, timeZone, lang);
  if (deadline.pausedSince) {
    return (
      <Notice tone="waiting" title={t.due_paused({ day: dayWords(deadline.pausedSince, timeZone) })}>
        {report.mine ? t.due_paused_why() : t.due_paused_why_theirs()}
      </Notice>
    );
  }
  const late = isLate(deadline, now);
  return (
    <Notice tone={late ? 'danger' : 'info'} title={late ? t.due_late({ step: deadline.step, by }) : t.due_by({ step: deadline.step, by })}>
      {late && <p>{t.due_late_then()}</p>}
      {deadline.extended > 0 && <p>{t.due_extended({ count: deadline.extended })}</p>}
    </Notice>
  );
}

/** Step by step what happened, in the words that this visitor may see. */
export function Steps({ lang, report, timeZone }: { lang: Lang; report: SeenReport; timeZone: string }) {
  const t = texts[lang];
  const last = report.steps.length - 1;
  const ended = ['closed', 'not-accepted', 'merged', 'answered', 'rated'].includes(report.view.state);
  const steps = report.steps.map((step, index) => ({
    title: t.step_title({
      step: keyOf(step.step),
      by: step.automatic ? 'system' : 'person',
      office: step.officeName ?? t.office_some(),
      satisfied: step.satisfied === null ? '' : step.satisfied ? 'yes' : 'no',
    }),
    when: momentWords(step.at, timeZone, lang),
    detail:
      step.reason === null && (step.words === null || step.step === 'approve') ? undefined : (
        <>
          {step.reason && <p>{step.reason.names[lang]}</p>}
          {step.reason && step.reason.doors[lang] !== '' && (
            <p>{step.reason.doorHref === '' ? step.reason.doors[lang] : <a href={step.reason.doorHref}>{step.reason.doors[lang]}</a>}</p>
          )}
          {step.words !== null && step.step !== 'approve' && (
            <p dir="auto" class="whitespace-pre-line">
              {step.words}
            </p>
          )}
          {step.step !== 'approve' && <Files lang={lang} code={report.view.code} own={report.mine} files={step.files} />}
        </>
      ),
    state: index < last || ended ? ('done' as const) : ('now' as const),
  }));
  return (
    <Card title={t.steps_title()}>
      <Timeline lang={lang} steps={steps} />
    </Card>
  );
}
