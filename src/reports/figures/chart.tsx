/** Shares with their intervals, one a line: what can be told apart and what cannot. */
import { across, type ChartWords, Picture, rem } from '../../platform/charts/figure.tsx';

export interface IntervalLine {
  readonly key: string;
  readonly label: string;
  /** What the line says in figures. */
  readonly text: string;
  /** Shares of 1. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const line = 2.875;

export function IntervalChart({ lines, ...words }: ChartWords & { lines: readonly IntervalLine[] }) {
  return (
    <Picture {...words} height={lines.length * line}>
      {lines.map(({ key, label, text, share, low, high }, index) => {
        const top = index * line;
        return (
          <g key={key}>
            <text class="chart-label" x="0" y={rem(top + 1.15)}>
              {label}
            </text>
            <text class="chart-value end" x="100%" y={rem(top + 1.15)}>
              {text}
            </text>
            <line class="figures-axis" x1="0" x2="100%" y1={rem(top + 1.9)} y2={rem(top + 1.9)} />
            <rect class="figures-interval" x={across(low, 1)} y={rem(top + 1.55)} width={across(high - low, 1)} height=".7rem" rx="3" />
            <circle class="figures-dot" cx={across(share, 1)} cy={rem(top + 1.9)} r=".3125rem" />
          </g>
        );
      })}
    </Picture>
  );
}
