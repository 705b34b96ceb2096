/** Made-up officials with a password and an authenticator app, for tests: the demonstration's persons have neither. */
import { Secret, TOTP } from 'otpauth';
import type { TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { hashSecret } from './passwords.ts';
import { keepRecoveryCodes, makeRecoveryCodes } from './recovery-codes.ts';
import { keepPassword } from './set-password.ts';
import { keepTotp, newTotpSecret } from './totp.ts';

export const PASSWORD = 'ruộng bậc thang tháng chín';

export interface Official {
  readonly id: string;
  /** The telephone number, with which they sign in. */
  readonly login: string;
  readonly secret: string;
  /** What the app shows, so many steps of 30 seconds from now. */
  code(steps?: number): string;
}

const duty = { state: dutyState('identity') } as const;

/** The code that an app with this secret shows at the test's clock. */
export function codeOf(app: Pick<TestApp, 'database'>, secret: string, steps = 0): string {
  const timestamp = app.database.clock.now().epochMilliseconds + steps * 30_000;
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp });
}

/** Gives a made-up person a password, and an app unless there shall be none. */
export async function official(app: TestApp, key: string, options: { totp?: boolean } = {}): Promise<Official> {
  const person = demonstrationPeople.get(key);
  if (!person) throw new Error(`people.csv has no "${key}"`);
  const secret = newTotpSecret();
  const hash = await hashSecret(PASSWORD);
  await app.database.db.transaction(async (tx) => {
    await keepPassword(tx, person.id, hash);
    if (options.totp !== false) await keepTotp(tx, app.context.vault, { personId: person.id, secret, step: 0 });
  }, duty);
  return { id: person.id, login: person.phone, secret, code: (steps = 0) => codeOf(app, secret, steps) };
}

/** Gives them recovery codes and returns them as they stand on paper. */
export async function recoveryCodesFor(app: TestApp, personId: string): Promise<readonly string[]> {
  const { shown, kept } = await makeRecoveryCodes();
  await app.database.db.transaction((tx) => keepRecoveryCodes(tx, personId, kept), duty);
  return shown;
}

/** A browser that has given name and password. */
export async function afterPassword(app: TestApp, who: Pick<Official, 'login'>, to = '/console'): Promise<Visitor> {
  const visitor = visit(app);
  await visitor.get(`/sign-in/official?to=${encodeURIComponent(to)}`);
  await visitor.post('/sign-in/official', { login: who.login, password: PASSWORD, to });
  await visitor.get(`/sign-in/official/second?to=${encodeURIComponent(to)}`);
  return visitor;
}

/** A browser that is signed in with both factors. The code of this step is used up. */
export async function signedInWithBoth(app: TestApp, who: Official, options: { remember?: boolean } = {}): Promise<Visitor> {
  const visitor = await afterPassword(app, who);
  const answer = await visitor.post('/sign-in/official/second', { code: who.code(), ...(options.remember ? { remember: 'yes' } : {}) });
  if (answer.status !== 303 || answer.location !== '/console') throw new Error(`Not signed in: ${answer.status} ${answer.location}`);
  return visitor;
}
