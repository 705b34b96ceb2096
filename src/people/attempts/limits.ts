/** Several counts at once: how often something may be done for a number, from an address, and in all. */
import type { Context } from '../../platform/module/index.ts';
import { countTry } from './throttle.ts';

export interface Limit {
  readonly kind: string;
  readonly most: number;
  readonly seconds: number;
}

/** Where requests come from, as they are counted: an IPv4 address, or the /64 that one household or phone has in IPv6. */
export function sourceOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped?.[1]) return mapped[1];
  if (!ip.includes(':')) return ip;
  const [head = '', tail] = ip.split('%')[0]?.toLowerCase().split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const whole = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${whole
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/**
 * Counts one try under each limit in turn and stops at the first that is full, so that what is refused does not use up the others.
 * Returns the seconds to wait; 0 where the try is within all.
 */
export async function waitFor(
  context: Pick<Context, 'db' | 'clock' | 'vault'>,
  counted: readonly { readonly limit: Limit; readonly subject: string }[],
): Promise<number> {
  for (const { limit, subject } of counted) {
    const { hits, secondsLeft } = await countTry(context, { kind: limit.kind, subject, windowSeconds: limit.seconds });
    if (hits > limit.most) return secondsLeft;
  }
  return 0;
}
