/** Reports by SMS: `PA` and what is wrong, `PA` and the code for where it stands, `PA`, the code and words for what was asked. */
import { type Limit, waitFor } from '../../../people/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import type { InboundHandler } from '../../../platform/messaging/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { dutyState } from '../../../platform/session/index.ts';
import { momentWords } from '../../citizen/due.ts';
import { stateName } from '../../citizen/states.ts';
import { spokenCode } from '../../code.ts';
import { emergencyNumbers, type ReportView, reportByCode } from '../../core/index.ts';
import { answeredStates } from '../../model.ts';
import { texts } from '../messages.gen.ts';
import { whole } from '../whole.ts';
import { readSms, soundsDangerous } from './read.ts';
import { isNumberOf, mostPerDay, type Said, type Taken, takeMore, takeNew } from './take.ts';

/** Whoever goes on is not answered any more: each answer costs money, and two machines would never stop. */
const answers: Limit = { kind: 'report-sms-answer', most: 20, seconds: 600 };

/** Words of an answer that go into a message; the whole stands on the page. */
const longestAnswer = 320;

const shortened = (words: string): string => {
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length <= longestAnswer ? line : `${line.slice(0, longestAnswer - 1).trimEnd()}…`;
};

/** `113 Công an, 114 …`, before everything else. */
async function dangerLine(context: Context, lang: Lang): Promise<string> {
  const numbers = await emergencyNumbers(context.db, context.clock.today().toString());
  return texts[lang].sms_danger({ numbers: numbers.map((one) => `${one.number} ${one.names[lang]}`).join(', ') });
}

async function newReport(context: Context, said: Said, lang: Lang): Promise<string> {
  const t = texts[lang];
  const { db } = context;
  const state = dutyState('identity');
  const before = soundsDangerous(said.words) ? `${await dangerLine(context, lang)} ` : '';
  const taken = await whole(db, state, (tx) => takeNew(tx, context, said));
  if (!taken.ok) {
    const why: Readonly<Record<string, string>> = {
      'reports.words-long': t.sms_too_long(),
      'reports.sms-too-many': t.sms_too_many({ most: mostPerDay }),
    };
    return `${before}${why[taken.refusal.code] ?? t.sms_failed()}`;
  }
  const report = await db.transaction((tx) => reportByCode(tx, taken.value.code), { state, readOnly: true });
  return `${before}${takenLine(context, taken.value, report?.dueAt ?? null, lang)}`;
}

function takenLine({ config }: Context, { code, place }: Taken, due: Temporal.Instant | null, lang: Lang): string {
  const t = texts[lang];
  const spoken = spokenCode(code);
  return [
    t.sms_taken({ code: spoken }),
    place === null ? '' : t.sms_place({ place }),
    due === null ? '' : t.sms_due({ when: momentWords(due, config.TIME_ZONE, lang) }),
    t.sms_ask({ code: spoken }),
  ]
    .filter(Boolean)
    .join(' ');
}

/** Where it stands: to the number that was left with it also what was asked or answered, to others what the page shows to everybody. */
function whereItStands({ config }: Context, report: ReportView, own: boolean, lang: Lang): string {
  const t = texts[lang];
  const state = stateName(report.state, lang);
  const said = (audience: 'everybody' | 'sender', steps: readonly string[]) =>
    report.events.findLast((event) => event.words[audience] !== undefined && steps.includes(event.step))?.words[audience];
  const lines = [t.sms_state({ code: spokenCode(report.code), state })];
  if (report.dueAt !== null && report.pausedSince === null)
    lines.push(t.sms_state_due({ when: momentWords(report.dueAt, config.TIME_ZONE, lang) }));
  if (own) {
    const answer = answeredStates.includes(report.state) || report.state === 'closed' ? said('everybody', ['approve']) : undefined;
    if (answer !== undefined) lines.push(t.sms_answer({ words: shortened(answer) }));
    if (report.state === 'not-accepted') lines.push(shortened(said('sender', ['not-accept']) ?? ''));
    if (report.state === 'needs-more') {
      lines.push(shortened(said('sender', ['ask-more']) ?? ''));
      lines.push(t.sms_more_how({ code: spokenCode(report.code) }));
    }
  }
  return lines.filter(Boolean).join(' ');
}

const open = (context: Context, code: string, sender: string) =>
  context.db.transaction(
    async (tx) => {
      const report = await reportByCode(tx, code);
      return report === null ? null : { report, own: await isNumberOf(tx, context, report.id, sender) };
    },
    { state: dutyState('identity'), readOnly: true },
  );

async function status(context: Context, code: string, sender: string, lang: Lang): Promise<string> {
  const found = await open(context, code, sender);
  return found === null ? texts[lang].sms_code_unknown() : whereItStands(context, found.report, found.own, lang);
}

async function more(context: Context, code: string, said: Said, lang: Lang): Promise<string> {
  const t = texts[lang];
  const before = soundsDangerous(said.words) ? `${await dangerLine(context, lang)} ` : '';
  const found = await open(context, code, said.sender);
  if (found === null) return `${before}${t.sms_code_unknown()}`;
  const { report, own } = found;
  if (!own) return `${before}${t.sms_other_number()} ${whereItStands(context, report, false, lang)}`;
  const taken = await whole(context.db, dutyState('identity'), (tx) => takeMore(tx, context, report, said));
  if (taken.ok) return `${before}${t.sms_added({ code: spokenCode(code) })}`;
  return `${before}${t.sms_not_added()} ${whereItStands(context, report, true, lang)} ${t.sms_not_added_instead()}`;
}

/** `PA đường hỏng ở xã …`, `PA 4829 1356 0027`, `PA 4829 1356 0027 nhà ở đầu bản`, however the first word is written. */
export const reportSms: InboundHandler = {
  word: 'pa',
  purpose: 'reports.sms',
  help: (lang) => texts[lang].sms_help(),
  async answer(context, sms, lang) {
    const meaning = readSms(sms.rest);
    const said = (words: string): Said => ({ sender: sms.sender, words, gatewayId: sms.id });
    if ((await waitFor(context, [{ limit: answers, subject: sms.sender }])) > 0) return null;
    switch (meaning.kind) {
      case 'help':
        return texts[lang].sms_help();
      case 'wrong-code':
        return texts[lang].sms_wrong_code();
      case 'status':
        return status(context, meaning.code, sms.sender, lang);
      case 'more':
        return more(context, meaning.code, said(meaning.words), lang);
      case 'new':
        return newReport(context, said(meaning.words), lang);
    }
  },
};
