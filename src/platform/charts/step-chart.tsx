import { daysBetween } from '../calendar/index.ts';
import { across, type ChartWords, Picture, rem } from './figure.tsx';
import { dayMarks, roundMarks } from './scale.ts';

export interface StepLine {
  readonly label: string;
  /** The value from each day on until the next one's; the days ascend. Before the first day there is nothing. */
  readonly points: readonly { readonly day: string; readonly value: number }[];
}

export interface StepChartProps extends ChartWords {
  /** At most three, told apart by colour and by how the line is drawn. */
  readonly lines: readonly StepLine[];
  /** The first and last day shown. */
  readonly from: string;
  readonly to: string;
  readonly format: (value: number) => string;
}

const plot = { top: 1.5, height: 13 } as const;
const grain = 1000;

/** How figures went over time, as steps: a figure holds until the day on which it changes. The legend stands above. */
export function StepChart({ lines, from, to, format, ...words }: StepChartProps) {
  const span = Math.max(1, daysBetween(from, to));
  const marks = roundMarks(Math.max(0, ...lines.flatMap(({ points }) => points.map(({ value }) => value))));
  const top = marks.at(-1) ?? 1;
  const height = (value: number) => plot.top + plot.height * (1 - value / top);
  return (
    <div class="chart-over-time">
      <ul class="legend" aria-hidden="true">
        {lines.map(({ label }, index) => (
          <li key={label}>
            <svg width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">
              <path class={`chart-line line-${index}`} d="M0 6H28" />
            </svg>
            {label}
          </li>
        ))}
      </ul>
      <Picture {...words} height={plot.top + plot.height + 1.75}>
        {marks.map((value) => (
          <line
            key={value}
            class={value === 0 ? 'chart-axis' : 'chart-grid'}
            x1="0"
            x2="100%"
            y1={rem(height(value))}
            y2={rem(height(value))}
          />
        ))}
        {dayMarks(from, to).map(({ day, label, at }) => (
          <g key={day}>
            <line
              class="chart-tick"
              x1={across(at, 1)}
              x2={across(at, 1)}
              y1={rem(plot.top + plot.height)}
              y2={rem(plot.top + plot.height + 0.375)}
            />
            <text class="chart-mark middle" x={across(at, 1)} y={rem(plot.top + plot.height + 1.5)}>
              {label}
            </text>
          </g>
        ))}
        <svg
          aria-hidden="true"
          y={rem(plot.top)}
          width="100%"
          height={rem(plot.height)}
          viewBox={`0 0 ${grain} ${grain}`}
          preserveAspectRatio="none"
          overflow="visible"
        >
          {lines.map((line, index) => (
            <path
              key={line.label}
              class={`chart-line line-${index}`}
              vector-effect="non-scaling-stroke"
              d={steps(line, { from, to, top, span })}
            />
          ))}
        </svg>
        {marks.slice(1).map((value) => (
          <text key={value} class="chart-mark start halo" x="0" y={rem(height(value) - 0.3)}>
            {format(value)}
          </text>
        ))}
      </Picture>
    </div>
  );
}

/** The line as path data: level until the next day, then up or down. What holds on the first day starts there. */
function steps({ points }: StepLine, { from, to, top, span }: { from: string; to: string; top: number; span: number }): string {
  const before = points.filter(({ day }) => day <= from).at(-1);
  const shown = [...(before ? [{ day: from, value: before.value }] : []), ...points.filter(({ day }) => day > from && day <= to)];
  const x = (day: string) => Math.round((daysBetween(from, day) / span) * grain);
  const y = (value: number) => Math.round((1 - value / top) * grain * 10) / 10;
  // Several changes on one grain of the width are one to the eye: the last of them stands.
  const [first, ...rest] = shown.filter((point, index) => index === shown.length - 1 || x(shown[index + 1]?.day ?? to) > x(point.day));
  if (!first) return '';
  return `M${x(first.day)} ${y(first.value)}${rest.map(({ day, value }) => `H${x(day)}V${y(value)}`).join('')}H${grain}`;
}
