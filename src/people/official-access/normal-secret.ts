/** One form for one secret, however the keyboard composed its letters: `ế` in one sign or in three. Spaces and capitals count. */
export function normalSecret(plain: string): string {
  return plain.normalize('NFKC');
}
