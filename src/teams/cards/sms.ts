/** The check for those without internet: an SMS with `TO` and the number, and an SMS back. */
import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { InboundHandler } from '../../platform/messaging/index.ts';
import { type CheckAnswer, checkForAnybody } from './check.ts';
import { waitForCheck } from './limits.ts';
import { texts } from './messages.gen.ts';
import { readCode, serialOf } from './model.ts';
import { memberRoleName } from './words.ts';

/** Says the same as the page, in as few words as carry it: each further part costs the sender's patience and our money. */
function inWords(answer: CheckAnswer, lang: Lang, today: string): string {
  const t = texts[lang];
  const day = formatDate(today);
  if (answer.kind === 'unknown') return t.sms_unknown();
  if (answer.kind === 'worthless') return t.sms_worthless();
  const team = { team: answer.team.name, place: answer.team.place };
  if (answer.kind === 'serial') return t.sms_serial({ ...team, day });
  const name = answer.member.fullName ?? t.name_withheld();
  const words = t.sms_valid({ ...team, day, name, role: memberRoleName(answer.member.role, lang) });
  return answer.awayUntil === null ? words : `${words} ${t.sms_away({ day: formatDate(answer.awayUntil) })}`;
}

/** `TO 1234 5678 9012 3456`, however the first word is written. */
export const cardSms: InboundHandler = {
  word: 'to',
  purpose: 'teams.card-check',
  help: (lang) => texts[lang].sms_help(),
  async answer(context, { sender, rest }, lang) {
    const t = texts[lang];
    const code = readCode(rest);
    // Counted like a wrong number, so that nobody is answered without end.
    const seconds = await waitForCheck(context, { sender }, code ? serialOf(code) : 'none');
    if (seconds > 0) return null;
    if (!code) return t.sms_help();
    const answer = await checkForAnybody(context, code, lang);
    return `${inWords(answer, lang, context.clock.today().toString())} ${t.sms_never()}`;
  },
};
