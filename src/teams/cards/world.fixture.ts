/** The running app with a team of the commune officer's commune whose three members can have cards: for the tests of this folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { loadPeopleReference } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { dutyState, system } from '../../platform/session/index.ts';
import { issueCard } from './commands.ts';
import { numberPurpose, photoPurpose } from './photos.ts';
import { minuteCode, numberOf } from './secrets.ts';
import { type CardRow, cardsOf } from './store.ts';
import { makeTeam } from './team.fixture.ts';

export const person = (key: string): string => demonstrationPeople.get(key)?.id ?? '';

/** As dangerous as names come. */
export const hostileName = '<script>alert(1)</script> & Bản "Nả"';

export interface CardWorld {
  readonly app: TestApp;
  readonly teamId: string;
  readonly membershipOf: (key: string) => string;
  /** Issues a card as the system does; gives its row and its whole number. */
  readonly issue: (key: string) => Promise<{ readonly card: CardRow; readonly number: string }>;
  /** What the telephone shows now. */
  readonly minute: (card: CardRow) => string;
  readonly run: (query: ReturnType<typeof sql>) => Promise<void>;
  readonly inTx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

/** Starts it; `close` the app afterwards. */
export async function openCardWorld(settings: Readonly<Record<string, string>> = {}): Promise<CardWorld> {
  const app = await startApp(settings);
  const { db, vault, clock } = app.context;
  const inTx = <T>(work: (tx: Tx) => Promise<T>) => db.transaction(work, { state: dutyState('identity') });
  const persons = ['team-leader', 'team-member', 'citizen'].map(person);
  const made = await inTx(async (tx) => {
    const code = demonstrationPeople.get('commune-officer')?.unit_code ?? '';
    const found = await sql<{ unit_id: string }>`select unit_id from territory.units_on(${tx.clock.today().toString()}::date)
      where code = ${code} and level_id = 'commune'`.execute(tx.rows<unknown>());
    const unitId = found.rows[0]?.unit_id ?? '';
    return makeTeam(tx, { unitId, name: `Tổ ${hostileName}`, persons });
  });
  const membershipOf = (key: string) => made.memberships.get(person(key)) ?? '';
  return {
    app,
    teamId: made.teamId,
    membershipOf,
    inTx,
    minute: (card) => minuteCode(vault, card, clock.now()).digits,
    run: (query) => inTx(async (tx) => void (await query.execute(tx.rows<unknown>()))),
    issue: (key) =>
      inTx(async (tx) => {
        const outcome = await issueCard(tx, app.context, system, { membershipId: membershipOf(key) });
        if (!outcome.ok) throw new Error(outcome.refusal.code);
        const [card] = await cardsOf(tx, [membershipOf(key)], tx.clock.today().toString());
        if (!card) throw new Error('no card was written');
        return { card, number: numberOf(vault, card) };
      }),
  };
}

const shipped = (name: string) => readFile(join(import.meta.dirname, '..', '..', '..', 'data', 'people', name), 'utf8');

/** Has the installation ask for consent to pictures and numbers, in words of a test where the shipped file does not. */
export async function askForConsent(world: CardWorld): Promise<void> {
  await world.inTx((tx) =>
    loadPeopleReference(tx, async (name) => {
      const text = await shipped(name);
      if (name !== 'consent-purposes.csv') return text;
      const missing = [photoPurpose, numberPurpose].filter((code) => !text.includes(`\n${code},`));
      return (
        text +
        missing.map((code) => `${code},1,2026-01-01,,Ảnh của Tổ,Team picture,Tôi đồng ý,I agree,Ủy ban nhân dân xã,Ảnh,Picture\n`).join('')
      );
    }),
  );
}
