import { ownPath } from '../../platform/http/index.ts';

/**
 * Where a way in leads afterwards: back to the page that was wanted, if it is one of ours and not itself a way in; else to the
 * person's own front page.
 */
export function afterSignIn(to: unknown): string {
  const path = typeof to === 'string' && to !== '' ? ownPath(to) : '/account';
  return /^\/(sign-in|sign-out|join)(?![\w-])/.test(path) ? '/account' : path;
}

/** A way in with the page that is wanted after it. */
export function withTarget(path: string, to: unknown): string {
  const target = afterSignIn(to);
  return target === '/account' ? path : `${path}?to=${encodeURIComponent(target)}`;
}
