/** The working calendar as a transaction sees it, read once where a desk is busy. */
import { readCalendar } from '../../platform/calendar/store.ts';
import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import type { Db, Reader } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';

/** A holiday that is announced reaches every program within this time; open deadlines are counted anew by `recomputeDeadlines` anyway. */
const keptMs = 30_000;
const kept = new WeakMap<Db, { readonly until: number; readonly calendar: WorkingCalendar }>();

/** The working calendar, at most half a minute old. */
export async function workingCalendar(reader: Reader, context: Pick<Context, 'db' | 'config'>): Promise<WorkingCalendar> {
  const known = kept.get(context.db);
  if (known && known.until > performance.now()) return known.calendar;
  const calendar = await freshCalendar(reader, context);
  kept.set(context.db, { until: performance.now() + keptMs, calendar });
  return calendar;
}

/** The working calendar as it is now. */
export function freshCalendar(reader: Reader, { config }: Pick<Context, 'config'>): Promise<WorkingCalendar> {
  return readCalendar(reader, config.TIME_ZONE);
}
