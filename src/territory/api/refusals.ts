/** The expected refusals of reading, and their words. */
import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { refusalCodes } from '../contract.ts';
import { type Texts, texts } from '../messages.gen.ts';

export const unknownUnit = (id: string): Refusal => ({ code: refusalCodes.unknown_unit, params: { id }, field: 'id', status: 404 });

export const badDay = (field: string, day: string): Refusal => ({
  code: refusalCodes.bad_day,
  params: { day: day.slice(0, 40), field },
  field,
  status: 400,
});

/** `levels` are the ids that there are, for the advice. */
export const unknownLevel = (level: string, levels: readonly string[]): Refusal => ({
  code: refusalCodes.unknown_level,
  params: { level: level.slice(0, 40), levels: levels.join(', ') },
  field: 'level',
  status: 400,
});

export const codeNeedsDay = (code: string): Refusal => ({ code: 'territory.code-needs-day', params: { code }, field: 'on', status: 400 });

/** `first` is the first recorded day. */
export const beforeRecord = (day: string, first: string): Refusal => ({
  code: 'territory.day-before-record',
  params: { day, first },
  field: 'on',
  status: 422,
});

export const noRecord: Refusal = { code: 'territory.no-record', status: 404 };

export const badCursor: Refusal = { code: 'territory.bad-cursor', field: 'after', status: 400 };

export const nearAlone: Refusal = { code: 'territory.near-alone', field: 'near', status: 400 };

export const notOnDay = (name: string, day: string, from: string, to: string | null): Refusal => ({
  code: to !== null && day > to ? 'territory.ended-before' : 'territory.begun-after',
  params: { name, day, from, to: to ?? '' },
  field: 'on',
  status: 404,
});

interface Words {
  readonly title: string;
  readonly advice: string;
}

type Of = (name: string) => string;

const words: Readonly<Record<string, (t: Texts, of: Of) => Words>> = {
  [refusalCodes.unknown_unit]: (t, of) => ({ title: t.unknown_unit_title(), advice: t.unknown_unit_advice({ id: of('id') }) }),
  [refusalCodes.bad_day]: (t, of) => ({
    title: t.bad_day_title({ day: of('day') }),
    advice: t.bad_day_advice({ field: of('field') || 'on' }),
  }),
  [refusalCodes.unknown_level]: (t, of) => ({
    title: t.unknown_level_title({ level: of('level') }),
    advice: t.unknown_level_advice({ levels: of('levels') }),
  }),
  'territory.code-needs-day': (t, of) => ({ title: t.code_needs_day_title(), advice: t.code_needs_day_advice({ code: of('code') }) }),
  'territory.day-before-record': (t, of) => ({
    title: t.before_record_title({ day: formatDate(of('day')) }),
    advice: t.before_record_advice({ first: formatDate(of('first')), iso: of('first') }),
  }),
  'territory.no-record': (t) => ({ title: t.no_record_title(), advice: t.no_record_advice() }),
  'territory.bad-cursor': (t) => ({ title: t.bad_cursor_title(), advice: t.bad_cursor_advice() }),
  'territory.near-alone': (t) => ({ title: t.near_alone_title(), advice: t.near_alone_advice() }),
  'territory.ended-before': (t, of) => ({
    title: t.ended_before_title({ name: of('name'), day: formatDate(of('day')) }),
    advice: t.ended_before_advice({ from: formatDate(of('from')), to: formatDate(of('to')), iso: of('to') }),
  }),
  'territory.begun-after': (t, of) => ({
    title: t.begun_after_title({ name: of('name'), day: formatDate(of('day')) }),
    advice: t.begun_after_advice({ from: formatDate(of('from')), iso: of('from') }),
  }),
};

/** The words for refusals of reading; null for all others. */
export function readingRefusalText(refusal: Refusal, lang: Lang): Words | null {
  return words[refusal.code]?.(texts[lang], (name) => String(refusal.params?.[name] ?? '')) ?? null;
}
