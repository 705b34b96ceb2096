/** What a request for reports asks for, by the rules of GeoReport v2; whatever can't be read is said, not passed over. */
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { codeIn } from '../code.ts';

/** The longest span between start and end, and how far back nobody asks, in days. */
const mostDays = 90;
/** Reports in one answer at most. */
const mostReports = 1_000;
const mostCodes = 100;
const defaultPageSize = 50;

export interface Asked {
  /** Codes of reports; these alone, whatever else was asked for. */
  readonly codes: readonly string[] | null;
  readonly services: readonly string[] | null;
  readonly status: readonly ('open' | 'closed')[] | null;
  readonly from: Temporal.Instant | null;
  readonly to: Temporal.Instant | null;
  readonly updatedFrom: Temporal.Instant | null;
  readonly updatedTo: Temporal.Instant | null;
  readonly limit: number;
  readonly offset: number;
}

/** A parameter as one text; the first of several. */
export function textIn(source: unknown, name: string): string {
  const value: unknown = typeof source === 'object' && source !== null ? Reflect.get(source, name) : undefined;
  const [first] = [value].flat();
  return typeof first === 'string' ? first.trim() : '';
}

/** How many digits a code has; those of the sandbox too. */
const codeDigits = 12;

/**
 * The code that a client sends as an id. Clients that turn XML into numbers (the Spark convention does) lose zeros at its beginning: they are put back,
 * and the check digit says whether rightly. A code of the sandbox has another check digit: it is looked up as it is.
 */
export function codeSent(text: string): string {
  const typed = text.trim();
  const whole = /^\d{1,12}$/.test(typed) ? typed.padStart(codeDigits, '0') : typed;
  return codeIn(whole) ?? whole.replace(/\D/g, '');
}

const wrong = (field: string): Outcome<never> => refused({ code: 'reports.open311-parameter', field, params: { field }, status: 400 });

/** A moment of the W3C note; a day begins at midnight of civil time. A plus that an address turned into a space is one again. */
function momentIn(text: string, timeZone: string): Temporal.Instant | null {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text).toZonedDateTime(timeZone).toInstant();
    return Temporal.Instant.from(text.replace(/ (\d{2}:?\d{2})$/, '+$1'));
  } catch {
    return null;
  }
}

const listIn = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

/** Reads the address. Refuses with 400 and the name of the parameter. */
export function readAsked(query: unknown, now: Temporal.Instant, timeZone: string): Outcome<Asked> {
  const moments = new Map<string, Temporal.Instant | null>();
  for (const name of ['start_date', 'end_date', 'updated_after', 'updated_before']) {
    const text = textIn(query, name);
    const moment = text === '' ? null : momentIn(text, timeZone);
    if (text !== '' && moment === null) return wrong(name);
    moments.set(name, moment);
  }
  const numbers = new Map<string, number>();
  for (const [name, most] of [
    ['page', 1_000_000],
    ['page_size', mostReports],
  ] as const) {
    const text = textIn(query, name);
    if (text !== '' && !(/^\d{1,7}$/.test(text) && Number(text) >= 1 && Number(text) <= most)) return wrong(name);
    if (text !== '') numbers.set(name, Number(text));
  }
  const typed = listIn(textIn(query, 'service_request_id'));
  if (typed.length > mostCodes) return wrong('service_request_id');
  const codes = typed.map(codeSent);
  const services = listIn(textIn(query, 'service_code'));
  const named = listIn(textIn(query, 'status')).map((one) => one.toLowerCase());
  const status = (['open', 'closed'] as const).filter((one) => named.includes(one));
  if (!named.every((one) => one === 'open' || one === 'closed')) return wrong('status');
  const given = { from: moments.get('start_date') ?? null, to: moments.get('end_date') ?? null };
  const updatedFrom = moments.get('updated_after') ?? null;
  const updatedTo = moments.get('updated_before') ?? null;
  const span = spanOf(given, now, typed.length > 0 || updatedFrom !== null || updatedTo !== null);
  if (span === null) return refused({ code: 'reports.open311-span', field: 'end_date', params: { days: mostDays }, status: 400 });
  const size = numbers.get('page_size') ?? (numbers.has('page') ? defaultPageSize : mostReports);
  return accepted({
    codes: typed.length === 0 ? null : codes,
    services: services.length === 0 ? null : services,
    status: status.length === 0 ? null : status,
    ...span,
    updatedFrom,
    updatedTo,
    limit: size,
    offset: ((numbers.get('page') ?? 1) - 1) * size,
  });
}

/** From when to when: 90 days at most, and those up to now where nothing is said. Null for a longer span. */
function spanOf(
  { from, to }: { from: Temporal.Instant | null; to: Temporal.Instant | null },
  now: Temporal.Instant,
  otherwiseBound: boolean,
): { from: Temporal.Instant | null; to: Temporal.Instant | null } | null {
  const days = { hours: 24 * mostDays };
  if (from === null && to === null) return otherwiseBound ? { from: null, to: null } : { from: now.subtract(days), to: null };
  if (from === null) return to === null ? null : { from: to.subtract(days), to };
  if (to === null) return { from, to: from.add(days) };
  return from.until(to).total('hours') > 24 * mostDays ? null : { from, to };
}
