/** The way to an outside service and back: what ties the answer to the browser that asked, kept for minutes and used once. */
import { createHash } from 'node:crypto';
import { equalBytes, randomToken } from '../../platform/crypto/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { beginAttempt, noteWrongTry, openAttempt, spendAttempt } from '../attempts/attempts.ts';
import type { Provider } from './ways.ts';

/** How long somebody may take there. */
export const MINUTES = 10;

const duty = { state: dutyState('identity') } as const;

/** What was begun in this browser. */
export interface Begun {
  readonly provider: Provider;
  /** `sign-in` (or confirming oneself), or `link` an account there to the one that is signed in here. */
  readonly purpose: 'sign-in' | 'link';
  /** Who links. */
  readonly personId: string | null;
  /** Where it leads afterwards. */
  readonly to: string;
  /** Whether somebody was signed in when it began, so that they had to prove themselves anew. */
  readonly again: boolean;
  readonly state: string;
  readonly nonce: string;
  /** The secret of PKCE. */
  readonly verifier: string;
}

/** The S256 challenge of a PKCE secret (RFC 7636, 4.2). */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** Begins the way there; gives what was begun, and the secret for this browser's cookie. */
export async function begin(
  context: Pick<Context, 'db' | 'vault'>,
  input: Pick<Begun, 'provider' | 'purpose' | 'personId' | 'to' | 'again'>,
): Promise<{ begun: Begun; token: string }> {
  const begun: Begun = { ...input, state: randomToken(), nonce: randomToken(), verifier: randomToken() };
  const { token } = await context.db.transaction(
    (tx) =>
      beginAttempt(tx, context.vault, { kind: 'oidc', personId: input.personId, data: { stage: 'away', ...begun }, minutes: MINUTES }),
    duty,
  );
  return { begun, token };
}

/**
 * What this browser had begun, used up by this call. Null for a return that nobody here waits for: too late, used, another browser's,
 * another provider's (mix-up), or with another state.
 */
export async function takeUp(
  context: Pick<Context, 'db' | 'vault'>,
  token: string | null,
  returned: { readonly provider: Provider; readonly state: string | null },
): Promise<Begun | null> {
  if (token === null) return null;
  return context.db.transaction(async (tx) => {
    const attempt = await openAttempt(tx, context.vault, 'oidc', token);
    if (attempt?.data.stage !== 'away') return null;
    const begun = attempt.data as unknown as Begun;
    const same = begun.provider === returned.provider && equalBytes(Buffer.from(begun.state), Buffer.from(returned.state ?? ''));
    if (!same) {
      // A page of somebody else can send the browser here; that must not end what its owner has begun.
      await noteWrongTry(tx, attempt.id);
      return null;
    }
    await spendAttempt(tx, attempt.id);
    return begun;
  }, duty);
}
