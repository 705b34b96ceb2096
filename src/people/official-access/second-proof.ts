/** Proving the second factor: a code of the authenticator app, or one of the recovery codes. The same at sign-in and inside a session. */
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import type { SessionMethod } from '../contract.ts';
import { tellPerson } from '../persons/notify.ts';
import { texts } from './messages.gen.ts';
import { candidateFor, isRightCode, spendRecoveryCode } from './recovery-codes.ts';
import { proveTotp } from './totp.ts';

export type SecondProof = Extract<SessionMethod, 'totp' | 'recovery-code'>;

/** What somebody typed: one of the two fields. */
export interface Typed {
  readonly code: string;
  readonly recovery: string;
}

/** Judges the proof in the transaction of what follows from it. Null where it is wrong. */
export type Judge = (tx: Tx) => Promise<SecondProof | null>;

/**
 * Prepares the judging of what was typed: a recovery code's slow hash is compared here, outside of transactions. The returned function
 * then uses the code up in the caller's transaction (duty `identity`), which must commit whatever it says.
 */
export async function prepareProof(context: Pick<Context, 'db' | 'vault' | 'messages'>, personId: string, typed: Typed): Promise<Judge> {
  if (typed.recovery === '') return async (tx) => ((await proveTotp(tx, context.vault, personId, typed.code)) ? 'totp' : null);
  const candidate = await context.db.transaction((tx) => candidateFor(tx, personId, typed.recovery), {
    state: dutyState('identity'),
    readOnly: true,
  });
  const right = await isRightCode(candidate, typed.recovery);
  return async (tx) => {
    if (!candidate || !right || !(await spendRecoveryCode(tx, candidate.id))) return null;
    await tellPerson(tx, context, personId, {
      purpose: 'people.recovery-code-used',
      key: `people.recovery-code-used/${candidate.id}`,
      text: (lang) => texts[lang].tell_recovery_used(),
      subject: (lang) => texts[lang].tell_subject(),
    });
    return 'recovery-code';
  };
}
