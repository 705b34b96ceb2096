/** For whom a report waits: somebody else who approves, told before anybody reads it through in vain, or the sender, who was asked. */
import type { Lang } from '../../../platform/i18n/index.ts';
import { Notice } from '../../../platform/ui/index.ts';
import { daysUntilClosed, pausedStates } from '../../model.ts';
import { texts } from '../messages.gen.ts';
import { dayOf } from '../words.ts';
import type { Case } from './gather.ts';

/** More names than these are nobody's to remember. */
const mostNames = 5;

/** For whoever may not decide though they approve for the office, and for the centre that decides instead; nothing for the others. */
export function ApprovalNotice({ lang, found }: { lang: Lang; found: Case }) {
  const { approval, desk, parties, names, report } = found;
  const t = texts[lang];
  const approves = parties.includes('approver');
  const instead = approval?.persons.length === 0;
  if (approval === null || desk.personId === null || !(approves || (instead && desk.centre))) return null;
  const why = approval.writer === desk.personId ? 'writer' : approval.before === desk.personId ? 'before' : null;
  const office = report.organisationName ?? '';
  if (why === null)
    return instead && !approves ? (
      <Notice tone="waiting" title={t.approval_instead_title()}>
        <p>{t.approval_instead({ office })}</p>
      </Notice>
    ) : null;
  const who = approval.persons.flatMap((id) => names.persons.get(id) ?? []).slice(0, mostNames);
  return (
    <Notice tone="waiting" title={t.approval_other_title()}>
      <p>{t.approval_why({ why })}</p>
      <p>{instead ? t.approval_centre() : who.length > 0 ? t.approval_who({ names: who.join(', ') }) : t.approval_colleague()}</p>
    </Notice>
  );
}

/** Since when the sender is awaited, and until when at least. */
export function PausedNotice({ lang, found }: { lang: Lang; found: Case }) {
  const { report, calendar } = found;
  const { pausedSince } = report;
  if (pausedSince === null || !pausedStates.includes(report.state)) return null;
  const t = texts[lang];
  const closable = pausedSince.add({ hours: 24 * daysUntilClosed });
  return (
    <Notice tone="waiting" title={t.paused_title()}>
      <p>{t.paused_since({ day: dayOf(pausedSince, calendar), closable: dayOf(closable, calendar) })}</p>
    </Notice>
  );
}
