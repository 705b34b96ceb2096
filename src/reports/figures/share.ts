/** Shares with how sure they are. */

/** Below this many no share is told: one person more or less would move it by ten points. */
export const fewest = 10;

/** The 97.5th percentile of the normal distribution: an interval of 95 %. */
const Z = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

/** Wilson's score interval of 95 % for `n` of `of`, as shares of 1 with four decimals; null for too few. */
export function intervalOf(n: number, of: number): Interval | null {
  if (of < fewest) return null;
  const share = n / of;
  const weight = 1 + (Z * Z) / of;
  const middle = (share + (Z * Z) / (2 * of)) / weight;
  const half = (Z / weight) * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  return { low: rounded(Math.max(0, middle - half)), high: rounded(Math.min(1, middle + half)) };
}
