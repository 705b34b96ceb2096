import pg from 'pg';

/**
 * How PostgreSQL's values become ours, per connection (never pg's global table, which other libraries share):
 * date → 'yyyy-mm-dd' · timestamptz → Temporal.Instant · int8 → bigint · numeric → string · ranges, time, interval → string ·
 * int4, float → number · json → parsed. Infinity as a date stays the string 'infinity'; as an instant it throws.
 */
const asText = (text: string): string => text;
const asInstant = (text: string): Temporal.Instant => Temporal.Instant.from(text.replace(' ', 'T'));

const textArray: number = 1009;
const parseTextArray: (text: string) => unknown[] = pg.types.getTypeParser(textArray, 'text');

function asArray<T>(parse: (text: string) => T): (text: string) => unknown[] {
  const each = (value: unknown): unknown => (value === null ? null : Array.isArray(value) ? value.map(each) : parse(String(value)));
  return (text) => parseTextArray(text).map(each);
}

const parsers = new Map<number, (text: string) => unknown>([
  [20, BigInt], // int8
  [1082, asText], // date
  [1083, asText], // time
  [1114, asText], // timestamp without time zone: not used in our tables, left alone
  [1184, asInstant],
  [1186, asText], // interval
  [1700, asText], // numeric
  [3912, asText], // daterange
  [4451, asText], // datemultirange
  [600, asText], // point
  [718, asText], // circle
  [1016, asArray(BigInt)],
  [1182, asArray(asText)],
  [1185, asArray(asInstant)],
  [1231, asArray(asText)],
  [3913, asArray(asText)],
]);

export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    const own = format === 'binary' ? undefined : parsers.get(oid);
    return own ?? pg.types.getTypeParser(oid, format ?? 'text');
  },
};

/** The same in the other direction: Temporal values as their ISO text, bigint as digits; everything else is pg's business. */
export function toParameter(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toParameter);
  if (value instanceof Temporal.Instant || value instanceof Temporal.PlainDate) return value.toString();
  return value;
}
