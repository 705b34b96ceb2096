/** Secrets that people know (password, PIN, recovery code): kept as argon2id hashes, checked in turn. See docs/decisions/0012. */
import { hash, type Options, verify } from '@node-rs/argon2';
import { openHashingQueue } from './hashing-queue.ts';
import { normalSecret } from './normal-secret.ts';

export { checkNewPassword } from './new-password.ts';

/** The number that the library has for argon2id; its own name for it exists in types only. */
const ARGON2ID = 2;

/**
 * OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane, the least it recommends. More memory would
 * slow down an attacker who has the database, and as much the small server that many small provinces run on.
 */
const parameters: Options = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** One queue for all secrets of this program. */
export const hashing = openHashingQueue();

/** The argon2id hash of a secret, with its salt and parameters. Throws SecretsBusy where too many are being checked. */
export function hashSecret(plain: string): Promise<string> {
  // Whoever chooses a secret is signed in already.
  return hashing.run(() => hash(normalSecret(plain), parameters), true);
}

let nobodys: Promise<string> | null = null;

/**
 * Whether the secret is the one that was hashed. `null` is nobody's hash: it takes the same time and is always wrong, so that the time
 * does not tell whether an account exists. A `stranger` (an unknown browser with a password) waits behind everybody else. Throws SecretsBusy
 * where too many wait. Best called outside transactions: it may take a second or two.
 */
export async function verifySecret(stored: string | null, plain: string, options: { readonly stranger?: boolean } = {}): Promise<boolean> {
  nobodys ??= hash('nobody', parameters);
  const against = stored ?? (await nobodys);
  const right = await hashing.run(() => verify(against, normalSecret(plain)), options.stranger !== true);
  return right && stored !== null;
}
