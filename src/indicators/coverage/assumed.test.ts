import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assumedBounds, assumedDay, readAssumedDays } from './assumed.ts';

test('the shipped day explains its contradiction in both languages', async () => {
  const day = await assumedDay('2022-05-31');
  expect(day?.why.vi).toContain('100 %');
  expect(day?.why.en).toContain('100 %');
  expect(await assumedDay('2022-06-01')).toBeNull();
  expect(await assumedBounds()).toEqual(['2022-05-31', '2022-06-01']);
  expect(readAssumedDays(readFileSync(join('data', 'indicators', 'assumed-dates.csv'), 'utf8'))).toHaveLength(1);
});

test.each([
  ['a day that the calendar lacks', '2022-02-30,a,b,c,d,e'],
  ['a row without a reason', '2022-02-28,a,b,,d,e'],
  ['a row without a source', '2022-02-28,a,b,c,d,'],
])('%s is refused', (_what, row) => {
  expect(() => readAssumedDays(`day,what_vi,what_en,why_vi,why_en,source\n${row}\n`)).toThrow('row 1');
});
