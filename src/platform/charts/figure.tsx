import type { ComponentChildren } from 'preact';

/** What every chart is told: its name, and in a sentence or two what it shows, for whoever doesn't see it. */
export interface ChartWords {
  /** Unique on the page; the picture's parts are named by it. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/**
 * The picture of a chart. Widths are shares of the room there is and heights go with the size of text, so words keep their size on
 * every screen. `height` is in rem. The page puts the same figures beside it as a table.
 */
export function Picture({ id, title, description, height, children }: ChartWords & { height: number; children: ComponentChildren }) {
  return (
    <svg class="chart" role="img" width="100%" height={`${height}rem`} aria-labelledby={`${id}-title ${id}-description`}>
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-description`}>{description}</desc>
      {children}
    </svg>
  );
}

/** A share of the width, without more digits than an eye can see. */
export function across(part: number, whole: number): string {
  return `${Math.round((whole === 0 ? 0 : part / whole) * 10_000) / 100}%`;
}

/** A length in rem. */
export function rem(value: number): string {
  return `${Math.round(value * 1000) / 1000}rem`;
}
