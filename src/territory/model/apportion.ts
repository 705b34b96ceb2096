import type { Share } from '../contract.ts';
import { onOneDenominator } from './fractions.ts';

/** A receiver of a part: its share, and the code and id that decide ties. */
export interface Receiver {
  readonly share: Share;
  readonly code: string | null;
  readonly id: string;
}

/** Order of receivers where remainders are equal: by code (none last), then by id. */
export function compareReceivers(a: { code: string | null; id: string }, b: { code: string | null; id: string }): number {
  if (a.code !== b.code) {
    if (a.code === null) return 1;
    if (b.code === null) return -1;
    return a.code < b.code ? -1 : 1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/**
 * Divides a whole number by integer shares (largest remainder; ties by code, then id). The parts come back in the order of
 * the receivers and always add up to `value`; a negative value is divided like the positive one, with the sign turned.
 * Throws a RangeError when the shares don't add up to exactly 1.
 */
export function apportion(value: bigint, receivers: readonly Receiver[]): bigint[] {
  const { nums, den } = onOneDenominator(receivers.map((receiver) => receiver.share));
  if (nums.reduce((total, num) => total + num, 0n) !== den) throw new RangeError('the shares must add up to exactly 1');
  const sign = value < 0n ? -1n : 1n;
  const amount = value * sign;
  const parts = nums.map((num) => (amount * num) / den);
  const remainders = nums.map((num) => (amount * num) % den);
  let left = amount - parts.reduce((total, part) => total + part, 0n);
  const order = receivers
    .map((receiver, index) => ({ receiver, index, remainder: remainders[index] ?? 0n }))
    .sort((a, b) => (a.remainder === b.remainder ? compareReceivers(a.receiver, b.receiver) : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of order) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map((part) => part * sign);
}
