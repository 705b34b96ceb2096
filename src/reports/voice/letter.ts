/** The letter of a report that somebody may read. */

import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { fullName, getUnit } from '../../territory/index.ts';
import type { ReportView } from '../core/index.ts';
import { centreTelephone } from '../doors/telephone.ts';
import type { Letter } from './letter.page.tsx';
import { spokenAnswer } from './spoken-answer.ts';

/** What the letter says; whoever asks may read the answer, which the caller has decided. */
export async function letterOf(
  { db, clock, config }: Pick<Context, 'db' | 'clock' | 'config'>,
  report: ReportView,
  ask: { readonly lang: Lang; readonly origin: string; readonly officeName: string },
): Promise<Letter> {
  const { lang } = ask;
  const today = clock.today().toString();
  const unit = await getUnit(db, report.unitId, today);
  const approved = report.events.findLast((event) => event.step === 'approve');
  const words = approved?.words.everybody;
  return {
    code: report.code,
    categoryName: report.categoryNames[lang],
    placeName: unit === null ? report.unitName : fullName(unit, lang),
    sentAt: report.sentAt,
    answer:
      approved === undefined || words === undefined
        ? null
        : { words, at: approved.at, officeName: approved.organisationName ?? ask.officeName },
    spokenIn: spokenAnswer(report) === null ? null : report.language,
    phone: await centreTelephone(db, { config }, today, lang),
    timeZone: config.TIME_ZONE,
    origin: ask.origin,
  };
}
