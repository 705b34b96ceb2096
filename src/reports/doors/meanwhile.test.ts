/** Two at the same door at the same moment. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../../platform/db/index.ts';
import { meanwhile } from '../../platform/postgres/waiting.fixture.ts';
import { dutyState, rowState } from '../../platform/session/index.ts';
import { reportsRights } from '../contract.ts';
import { submitReport } from '../core/submit/submit.ts';
import { codeOf, openWorld, resultOf, type World } from '../core/world.fixture.ts';
import { keepCall, takeCall } from './calls/store.ts';
import { printSlips } from './slips/store.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test('slips are printed twice at once: together no more than a day allows', async () => {
  const { context } = world.app;
  const actor = await world.actor('commune-officer');
  const state = rowState(actor, 'people.on-behalf');
  const print = (tx: Tx) => printSlips(tx, actor, { unitId: world.commune, count: 40 });
  for (let sheets = 0; sheets < 9; sheets += 1) resultOf(await context.db.transaction(print, { state }));
  const second = await meanwhile(
    context.db,
    async (tx) => resultOf(await print(tx)),
    () => context.db.transaction(print, { state }),
    state,
  );
  expect(codeOf(second)).toBe('reports.slips-too-many');
});

test('a missed call becomes two reports at once: the second one is told which the first is', async () => {
  const { context } = world.app;
  const { db } = context;
  const actor = await world.actor('intake-officer');
  const duty = dutyState('identity');
  await db.transaction((tx) => keepCall(tx, context, { id: 'call-1', number: '+84912345678', at: context.clock.now() }), { state: duty });
  const [call] = await db.transaction(
    async (tx) =>
      (
        await sql<{ id: string; revision: number }>`select id, revision from reports.call_back where state = 'open'`.execute(
          tx.rows<unknown>(),
        )
      ).rows,
    { state: duty },
  );
  if (!call) throw new Error('The call was not kept');
  resultOf(await db.transaction((tx) => takeCall(tx, context, actor, call), { state: rowState(actor, reportsRights.intake) }));
  const submit = (tx: Tx) =>
    submitReport(
      tx,
      context,
      { actor, ticket: null },
      world.input({
        door: 'missed-call',
        callBackId: call.id,
        answerBy: 'call',
        contact: { name: 'Mai', phone: '0912345678' },
        onBehalf: { personId: null, consent: 'spoken' },
      }),
    );
  let first = '';
  const second = await meanwhile(
    db,
    async (tx) => {
      first = resultOf(await submit(tx)).code;
    },
    () => db.transaction(submit, { state: duty }),
    duty,
  );
  expect(second).toMatchObject({ ok: false, refusal: { code: 'reports.call-used', params: { code: first } } });
});
