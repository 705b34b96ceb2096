import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { addDays } from '../calendar/index.ts';
import { BarChart, ShareBars, StepChart } from './index.ts';
import { dayMarks, roundMarks } from './scale.ts';

const words = { id: 'one', title: 'Members <b>', description: 'Youth union: 12' };

describe('bars', () => {
  test('say what they show, and nothing in them is markup', () => {
    const svg = renderToString(<BarChart {...words} bars={[{ label: 'A & <i>', value: 12, text: '12' }]} />);
    expect(svg).toContain('role="img"');
    expect(svg).toContain('aria-labelledby="one-title one-description"');
    expect(svg).toContain('<title id="one-title">Members &lt;b></title>');
    expect(svg).toContain('A &amp; &lt;i>');
    expect(svg).not.toContain('<i>');
  });

  test('are as long as their values, and the longest leaves room for its words', () => {
    const svg = renderToString(
      <BarChart
        {...words}
        bars={[
          { label: 'a', value: 200, text: '200' },
          { label: 'b', value: 50, text: '50' },
          { label: 'c', value: 0, text: '0' },
        ]}
      />,
    );
    const widths = [...svg.matchAll(/class="chart-bar"[^>]*width="([\d.]+)%"/g)].map(([, width]) => Number(width));
    expect(widths).toEqual([58, 14.5, 0]);
  });

  test('nothing to show is drawn as nothing, not as a fault', () => {
    expect(renderToString(<BarChart {...words} bars={[]} />)).toContain('height="0rem"');
    expect(renderToString(<BarChart {...words} bars={[{ label: 'a', value: 0, text: '0' }]} />)).not.toMatch(/NaN|Infinity/);
  });

  test('shares fill the whole width', () => {
    const svg = renderToString(
      <ShareBars
        {...words}
        bars={[
          {
            label: 'a',
            text: '3/4',
            parts: [
              { value: 3, look: 'partly' },
              { value: 1, look: 'open' },
            ],
          },
          { label: 'none', text: '0/0', parts: [{ value: 0, look: 'open' }] },
        ]}
      />,
    );
    expect(svg).toMatch(/partly" x="0%" y="[\d.]+rem" width="75%"/);
    expect(svg).toMatch(/open" x="75%" y="[\d.]+rem" width="25%"[^>]*fill="url\(#one-hatch\)"/);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});

describe('steps over time', () => {
  const draw = (points: { day: string; value: number }[], from = '2022-01-01', to = '2022-12-31') =>
    /class="chart-line line-0"[^>]* d="(M[^"]*)"/.exec(
      renderToString(<StepChart {...words} lines={[{ label: 'a', points }]} from={from} to={to} format={String} />).replace(
        /^.*?<\/ul>/s,
        '',
      ),
    )?.[1];

  test('a figure holds until the day on which it changes, and to the end', () => {
    expect(
      draw([
        { day: '2022-01-01', value: 0 },
        { day: '2022-07-02', value: 50 },
        { day: '2022-12-31', value: 100 },
      ]),
    ).toBe('M0 1000H500V500H1000V0H1000');
  });

  test('what holds before the first day shown starts there; later days are left out', () => {
    expect(
      draw([
        { day: '2020-01-01', value: 100 },
        { day: '2024-01-01', value: 5 },
      ]),
    ).toBe('M0 0H1000');
  });

  test('a thousand changes make a path of no more than the grain of the width', () => {
    const points = Array.from({ length: 365 * 3 }, (_, index) => ({ day: addDays('2020-01-01', index), value: index }));
    expect((draw(points, '2020-01-01', '2029-12-31') ?? '').split('H').length).toBeLessThan(320);
  });

  test('no points draw no line', () => {
    expect(draw([])).toBeUndefined();
  });
});

describe('marks of axes', () => {
  test('are round and reach over the largest value', () => {
    expect(roundMarks(9107)).toEqual([0, 2500, 5000, 7500, 10_000]);
    expect(roundMarks(1356)).toEqual([0, 500, 1000, 1500]);
    expect(roundMarks(3)).toEqual([0, 1, 2, 3]);
    expect(roundMarks(0)).toEqual([0, 1]);
    for (const most of [1, 7, 12, 99, 101, 457_820]) {
      const marks = roundMarks(most);
      expect(marks.at(-1)).toBeGreaterThanOrEqual(most);
      expect(marks.length).toBeLessThanOrEqual(6);
      expect(marks.every(Number.isInteger)).toBe(true);
    }
  });

  test('days stand far enough apart for their words', () => {
    for (const [from, to] of [
      ['2022-03-01', '2026-11-23'],
      ['2022-03-01', '2022-09-01'],
      ['2009-04-01', '2026-11-23'],
      ['2022-03-01', '2022-03-02'],
    ] as const) {
      const marks = dayMarks(from, to);
      const least = marks[0]?.label.length === 4 ? 0.16 : 0.26;
      for (const [index, mark] of marks.entries()) {
        expect(mark.at).toBeGreaterThanOrEqual(least / 2);
        expect(mark.at).toBeLessThanOrEqual(1 - least / 2);
        expect(mark.at - (marks[index - 1]?.at ?? -1)).toBeGreaterThanOrEqual(least);
      }
    }
    expect(dayMarks('2022-03-01', '2026-11-23').map(({ label }) => label)).toEqual(['2023', '2024', '2025', '2026']);
    expect(dayMarks('2022-03-01', '2022-03-01')).toEqual([]);
  });
});
