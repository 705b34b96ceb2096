/** Only addresses of our own site are led back to: a path, and never one that a browser reads as another host. Anything else is the front page. */
export function ownPath(path: unknown): string {
  return typeof path === 'string' && path.length <= 2_000 && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/';
}
