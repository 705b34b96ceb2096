/** The real program with people who act, and a team of a village of their commune to act on. */
import { sql } from 'kysely';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { openActors } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import { type Actor, rowState, system } from '../../platform/session/index.ts';
import type { MemberInput } from '../contract.ts';
import { teamsRights } from '../contract.ts';
import { formTeam } from './form-team.ts';

export interface World {
  readonly app: TestApp;
  readonly officer: Actor;
  readonly stranger: Actor;
  readonly province: Actor;
  readonly commune: string;
  readonly villages: readonly string[];
  readonly elsewhere: string;
  rows<T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]>;
  /** Runs a command as the actor, in a transaction of its own with the actor's rows. */
  as<T>(actor: Actor, fn: (tx: Tx) => Promise<Outcome<T>>): Promise<Outcome<T>>;
  /** A team of two, led, since 2023-01-01: its id and its memberships, the leader's first. */
  newTeam(over?: {
    on?: string;
    name?: string;
    unitId?: string;
    members?: readonly MemberInput[];
  }): Promise<{ id: string; members: readonly [string, string] }>;
}

export const personOf = (key: string): string => demonstrationPeople.get(key)?.id ?? '';

let named = 0;
/** A new person with a name of their own. */
export const somebody = (over: object = {}) => ({ fullName: `Vàng Thị Số ${++named}`, birthYear: 1990, ...over });

export const memberInput = (role: MemberInput['role'] = 'member', over: Partial<MemberInput> = {}): MemberInput => ({
  person: somebody(),
  role,
  coreForce: 'teacher',
  ...over,
});

/** The value, or a failure that names the refusal. */
export function resultOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}

export const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.refusal.code);

export async function openWorld(): Promise<World> {
  const app = await startApp();
  const { db, clock } = app.context;
  const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(db.rows<unknown>())).rows;
  const actorOf = (key: string) => db.transaction((tx) => openActors(db, clock).byPerson(tx, personOf(key)));
  const unit = async (code: string) =>
    (
      await rows(
        sql<{ unit_id: string }>`select unit_id from territory.units_on('2026-11-22') where code = ${code} and level_id = 'commune'`,
      )
    )[0]?.unit_id ?? '';
  const commune = await unit('04606');
  const villages = (
    await rows(
      sql<{
        unit_id: string;
      }>`select unit_id from territory.units_on('2026-11-22') where parent_id = ${commune}::uuid order by name limit 5`,
    )
  ).map((row) => row.unit_id);
  const as: World['as'] = (actor, fn) => db.transaction(fn, { state: rowState(actor, teamsRights.manage) });
  return {
    app,
    officer: await actorOf('commune-officer'),
    stranger: await actorOf('other-commune-officer'),
    province: await actorOf('policy-officer'),
    commune,
    villages,
    elsewhere: await unit('04465'),
    rows,
    as,
    async newTeam({
      on = '2023-01-01',
      name = `Tổ thử ${++named}`,
      unitId = villages[0] ?? '',
      members = [memberInput('leader'), memberInput()],
    } = {}) {
      const made = await as(system, (tx) => formTeam(tx, app.context, system, { level: 'village', unitId, name, on, members }));
      const { teamId, membershipIds } = resultOf(made);
      return { id: teamId, members: [membershipIds[0] ?? '', membershipIds[1] ?? ''] };
    },
  };
}
