import { across, type ChartWords, Picture, rem } from './figure.tsx';

export interface Bar {
  readonly label: string;
  /** Not negative. */
  readonly value: number;
  /** The value as it is read: `1.234`. */
  readonly text: string;
}

const line = 3;
/** The longest bar leaves room for its value behind it, on the narrowest phone too. */
const longest = 0.58;

/** One bar a line, the label above it and the value behind it. Bars start at nothing, so their lengths can be compared. */
export function BarChart({ bars, ...words }: ChartWords & { bars: readonly Bar[] }) {
  const most = Math.max(0, ...bars.map(({ value }) => value));
  return (
    <Picture {...words} height={bars.length * line}>
      {bars.map(({ label, value, text }, index) => {
        const top = index * line;
        const width = across(value * longest, most);
        return (
          <g key={label}>
            <text class="chart-label" x="0" y={rem(top + 1.15)}>
              {label}
            </text>
            <rect class="chart-bar" x="0" y={rem(top + 1.6)} width={width} height=".875rem" rx="3" />
            <text class="chart-value" x={width} dx=".5rem" y={rem(top + 2.4)}>
              {text}
            </text>
          </g>
        );
      })}
    </Picture>
  );
}
