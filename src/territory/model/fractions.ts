import type { Share } from '../contract.ts';

/** The largest number that a share's numerator or denominator may have: PostgreSQL's int8. */
export const largestInt8 = 9_223_372_036_854_775_807n;

export const whole: Share = { num: 1n, den: 1n };
const nothing: Share = { num: 0n, den: 1n };

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}

/** Greatest common divisor, never negative. */
function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [magnitude(a), magnitude(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Least common multiple of two positive numbers. */
function lcm(a: bigint, b: bigint): bigint {
  return (a / gcd(a, b)) * b;
}

/** The same share in lowest terms with a positive denominator. Throws a RangeError for a zero denominator. */
export function reduce({ num, den }: Share): Share {
  if (den === 0n) throw new RangeError('a share needs a denominator other than zero');
  const divisor = den < 0n ? -gcd(num, den) : gcd(num, den);
  return { num: num / divisor, den: den / divisor };
}

export function add(a: Share, b: Share): Share {
  return reduce({ num: a.num * b.den + b.num * a.den, den: a.den * b.den });
}

export function subtract(a: Share, b: Share): Share {
  return add(a, { num: -b.num, den: b.den });
}

export function multiply(a: Share, b: Share): Share {
  return reduce({ num: a.num * b.num, den: a.den * b.den });
}

/** The sum of all shares, in lowest terms. */
export function sum(shares: Iterable<Share>): Share {
  let total = nothing;
  for (const share of shares) total = add(total, share);
  return total;
}

export function isWhole(share: Share): boolean {
  return share.den !== 0n && share.num === share.den;
}

/** Whether a share can stand on an edge: above 0, at most 1, both numbers within int8. */
export function isProperShare({ num, den }: Share): boolean {
  return num > 0n && den > 0n && num <= den && den <= largestInt8;
}

/** Brings shares on one denominator, the smallest; the numerators stay in order. */
export function onOneDenominator(shares: readonly Share[]): { readonly nums: bigint[]; readonly den: bigint } {
  const reduced = shares.map(reduce);
  const den = reduced.reduce((common, share) => lcm(common, share.den), 1n);
  return { nums: reduced.map((share) => share.num * (den / share.den)), den };
}
