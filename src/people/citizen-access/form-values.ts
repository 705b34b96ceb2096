/** One field of a form as text, at most so long; empty where it is missing or not a text. What it means is for the caller to check. */
export function fieldOf(body: unknown, name: string, most = 200): string {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value.slice(0, most) : '';
}
