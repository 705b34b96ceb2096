import { across, type ChartWords, Picture, rem } from './figure.tsx';

/** How a part of a bar looks: done (full green), partly (gold), or open (hatched). */
export type PartLook = 'done' | 'partly' | 'open';

export interface ShareBar {
  readonly label: string;
  /** What the bar says in figures: `1.256/1.356`. */
  readonly text: string;
  /** In the order in which they stand; together they are the whole bar. */
  readonly parts: readonly { readonly value: number; readonly look: PartLook }[];
}

const line = 2.875;

/** One bar a line, each as long as the others and parted by shares. Label left and figures right above it. */
export function ShareBars({ bars, ...words }: ChartWords & { bars: readonly ShareBar[] }) {
  const hatch = `${words.id}-hatch`;
  return (
    <Picture {...words} height={bars.length * line}>
      <defs>
        <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-ground" width="7" height="7" />
          <path class="hatch-line" d="M0 0V7" />
        </pattern>
      </defs>
      {bars.map(({ label, text, parts }, index) => (
        <Line key={label} label={label} text={text} parts={parts} top={index * line} hatch={hatch} />
      ))}
    </Picture>
  );
}

function Line({ label, text, parts, top, hatch }: ShareBar & { top: number; hatch: string }) {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  let before = 0;
  return (
    <g>
      <text class="chart-label" x="0" y={rem(top + 1.15)}>
        {label}
      </text>
      <text class="chart-value end" x="100%" y={rem(top + 1.15)}>
        {text}
      </text>
      {parts.map(({ value, look }) => {
        const x = across(before, whole);
        before += value;
        return (
          <rect
            key={look}
            class={`chart-part ${look}`}
            x={x}
            y={rem(top + 1.5)}
            width={across(value, whole)}
            height=".75rem"
            {...(look === 'open' ? { fill: `url(#${hatch})` } : {})}
          />
        );
      })}
      <rect class="chart-frame" x="0" y={rem(top + 1.5)} width="100%" height=".75rem" />
    </g>
  );
}
