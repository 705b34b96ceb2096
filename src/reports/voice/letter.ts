/** The letter of a report that somebody may read. */

import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { labelsOf, placeName } from '../../territory/index.ts';
import type { ReportView } from '../core/index.ts';
import { centreTelephone } from '../doors/telephone.ts';
import type { Letter } from './letter.page.tsx';
import { spokenAnswer } from './spoken-answer.ts';

/** What the letter says; whoever asks may read the answer, which the caller has decided. */
export async function letterOf(
  { db, clock, config }: Pick<Context, 'db' | 'clock' | 'config'>,
  report: ReportView,
  ask: {
    readonly lang: Lang;
    readonly origin: string;
    readonly officeName: string;
    /** Of a merged report: the answer of the one into which it was merged. */
    readonly joint?: { readonly words: string; readonly at: Temporal.Instant; readonly officeName: string | null } | null;
  },
): Promise<Letter> {
  const { lang } = ask;
  const today = clock.today().toString();
  const unit = (await labelsOf(db, [report.unitId], today)).get(report.unitId);
  const approved = report.events.findLast((event) => event.step === 'approve');
  const words = approved?.words.everybody;
  const own = approved === undefined || words === undefined ? null : { words, at: approved.at, officeName: approved.organisationName };
  const answer = ask.joint ?? own;
  return {
    code: report.code,
    categoryName: report.categoryNames[lang],
    placeName: unit === undefined ? report.unitName : placeName(unit, lang),
    sentAt: report.sentAt,
    answer: answer && { ...answer, officeName: answer.officeName ?? ask.officeName },
    spokenIn: spokenAnswer(report) === null ? null : report.language,
    phone: await centreTelephone(db, { config }, today, lang),
    timeZone: config.TIME_ZONE,
    origin: ask.origin,
  };
}
