/** Written down for somebody else: a call, a slip, a neighbour; and what has to be brought back to them. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Visitor, visit } from '../../../../test/support/visitor.ts';
import { actOnBehalf } from '../../../people/index.ts';
import { dutyState, ownState, rowState } from '../../../platform/session/index.ts';
import { reportsRights } from '../../contract.ts';
import { browser, codeOf, openWorld, personOf, resultOf, type World } from '../../core/world.fixture.ts';
import { reportsPrivacy } from '../../privacy.ts';
import { keepCall, takeCall } from '../calls/store.ts';
import { printSlips, type Slip, slipState, slipsPrinted } from '../slips/store.ts';
import { toBring, writtenBy } from './written.ts';

let world: World;
let officer: Visitor;
const neighbour = { personId: null, consent: 'paper' } as const;

beforeAll(async () => {
  world = await openWorld();
  officer = visit(world.app, await world.app.signedIn('commune-officer'));
});
afterAll(() => world.app.close());

const whoIs = async (key: string) => ({ actor: await world.actor(key), ticket: null });

async function slips(count: number, unitId = world.commune, key = 'commune-officer'): Promise<readonly Slip[]> {
  const actor = await world.actor(key);
  const { db } = world.app.context;
  const { at } = resultOf(
    await db.transaction((tx) => printSlips(tx, actor, { unitId, count }), { state: rowState(actor, 'people.on-behalf') }),
  );
  world.app.database.clock.set(at.add({ milliseconds: 5 }).toString());
  return slipsPrinted(db, { unitId, at: at.toString(), by: actor.id });
}
const slip = async (): Promise<Slip> => {
  const [one] = await slips(1);
  if (!one) throw new Error('there is no slip');
  return one;
};

describe('a slip of paper', () => {
  test('gives the report its code, by its form as by its number, and knows its report', async () => {
    const [byForm, byNumber] = await slips(2);
    if (!byForm || !byNumber) throw new Error('there are no slips');
    expect(await slipState(world.app.context.db, byForm.code)).toMatchObject({ unitId: world.commune });
    const who = await whoIs('commune-officer');
    const sent = resultOf(await world.submit(who, world.input({ id: byForm.formId, door: 'helper', onBehalf: neighbour })));
    expect(sent.code).toBe(byForm.code);
    expect(await world.view(sent.id)).toMatchObject({ door: 'slip', code: byForm.code });
    expect(await slipState(world.app.context.db, byForm.code)).toBeNull();
    const other = resultOf(await world.submit(who, world.input({ door: 'slip', slip: byNumber.code, onBehalf: neighbour })));
    expect(other.code).toBe(byNumber.code);
  });

  test('typed in twice is one report: to the same official the same, to a colleague which one it is', async () => {
    const { code, formId } = await slip();
    const who = await whoIs('commune-officer');
    const input = world.input({ id: formId, door: 'helper', onBehalf: neighbour });
    resultOf(await world.submit(who, input));
    expect(resultOf(await world.submit(who, input))).toMatchObject({ code, repeated: true });
    const colleague = await whoIs('team-member');
    const again = await world.submit(colleague, input);
    expect(again).toMatchObject({ ok: false, refusal: { code: 'reports.slip-used', params: { code } } });
    expect(codeOf(await world.submit(colleague, world.input({ slip: code, door: 'slip', onBehalf: neighbour })))).toBe('reports.slip-used');
  });

  test('typed in by two at once is one report', async () => {
    const { code, formId } = await slip();
    const [one, two] = [await whoIs('commune-officer'), await whoIs('team-member')];
    const both = await Promise.all(
      [one, two].map((who) => world.submit(who, world.input({ id: formId, door: 'helper', onBehalf: neighbour }))),
    );
    expect(both.map(codeOf).sort()).toEqual(['ok', 'reports.slip-used']);
    expect(await world.rows(sql`select from reports.report where code = ${code}`)).toHaveLength(1);
  });

  test('of another commune, of nobody, without consent or by a citizen: refused with the reason, and the slip stays', async () => {
    const { code, formId } = await slip();
    const elsewhere = await whoIs('other-commune-officer');
    const input = world.input({ id: formId, door: 'helper', onBehalf: neighbour });
    expect(codeOf(await world.submit(elsewhere, input))).toBe('reports.slip-foreign');
    const who = await whoIs('commune-officer');
    expect(codeOf(await world.submit(who, world.input({ slip: '100000000017', door: 'slip', onBehalf: neighbour })))).toBe(
      'reports.slip-unknown',
    );
    expect(codeOf(await world.submit(who, world.input({ slip: 'x', door: 'slip', onBehalf: neighbour })))).toBe('reports.slip-unknown');
    expect(codeOf(await world.submit(who, world.input({ slip: code, door: 'slip' })))).toBe('reports.on-behalf-missing');
    expect(codeOf(await world.submit(browser('a thief'), world.input({ slip: code, door: 'slip', onBehalf: neighbour })))).toBe(
      'reports.slip-foreign',
    );
    expect(await slipState(world.app.context.db, code)).not.toBeNull();
    expect((await visit(world.app, await world.app.signedIn('other-commune-officer')).get(`/console/reports/slips/${code}`)).status).toBe(
      404,
    );
  });

  test('the matter of a slip may lie in another commune', async () => {
    const { formId } = await slip();
    const input = world.input({ id: formId, door: 'helper', onBehalf: neighbour });
    const sent = await world.submit(await whoIs('commune-officer'), { ...input, place: { ...input.place, unitId: world.elsewhere } });
    expect(codeOf(sent)).toBe('ok');
  });

  test('pages: none printed for nothing, too many or elsewhere; the sheet has codes and a picture; a slip asks for consent', async () => {
    await officer.get('/console/reports/slips');
    for (const [unit, count] of [
      [world.commune, '0'],
      [world.commune, '41'],
      [world.commune, 'vài'],
      [world.elsewhere, '2'],
      ['', '2'],
    ])
      expect((await officer.post('/console/reports/slips', { unit: unit ?? '', count: count ?? '' })).status).toBe(422);
    const printed = await officer.post('/console/reports/slips', { unit: world.commune, count: '3' });
    expect(printed.status).toBe(303);
    const sheet = await officer.get(printed.location);
    expect(sheet.text.match(/class="paper-slip"/g)).toHaveLength(3);
    expect(sheet.text.match(/class="paper-sheet"/g)).toHaveLength(2);
    expect(sheet.text).not.toContain('Khiếu nại, tố cáo');
    const code = /Số (\d{4} \d{4} \d{4})/.exec(sheet.text)?.[1]?.replaceAll(' ', '') ?? '';
    expect((await officer.get('/console/reports/slips?code=123')).status).toBe(422);
    expect((await officer.get(`/console/reports/slips?code=${code}`)).location).toBe(`/console/reports/slips/${code}`);
    const page = await officer.get(`/console/reports/slips/${code}`);
    expect(page.text).toContain('Trạm Tấu');
    const unsigned = await officer.post(`/console/reports/slips/${code}`, {});
    expect([unsigned.status, unsigned.text.includes('chưa ký đồng ý')]).toEqual([422, true]);
    expect(await officer.post(`/console/reports/slips/${code}`, { agreed: 'yes' })).toMatchObject({
      status: 307,
      location: '/reports/new',
    });
    const foreign = visit(world.app, await world.app.signedIn('other-commune-officer'));
    expect((await foreign.get(printed.location)).status).toBe(404);
  });

  test('four hundred slips a day are enough for one place', async () => {
    const actor = await world.actor('commune-officer');
    const { db } = world.app.context;
    let refusal = 'ok';
    for (let n = 0; n < 12 && refusal === 'ok'; n += 1)
      refusal = codeOf(
        await db.transaction((tx) => printSlips(tx, actor, { unitId: world.commune, count: 40 }), {
          state: rowState(actor, 'people.on-behalf'),
        }),
      );
    expect(refusal).toBe('reports.slips-too-many');
  });
});

describe('a missed call', () => {
  async function taken(number: string): Promise<string> {
    const { db } = world.app.context;
    const centre = await world.actor('intake-officer');
    await db.transaction((tx) => keepCall(tx, world.app.context, { id: `b-${number}`, number, at: tx.clock.now() }), {
      state: dutyState('identity'),
    });
    return db.transaction(
      async (tx) => {
        const { rows } = await sql<{
          id: string;
          revision: number;
        }>`select id, revision from reports.call_back where gateway_id = ${`b-${number}`}`.execute(tx.rows<unknown>());
        const [call] = rows;
        resultOf(await takeCall(tx, world.app.context, centre, { id: call?.id ?? '', revision: call?.revision ?? 0 }));
        return call?.id ?? '';
      },
      { state: rowState(centre, reportsRights.intake) },
    );
  }
  const callState = async (id: string) =>
    world.app.context.db.transaction(
      async (tx) =>
        (
          await sql<{
            state: string;
            sealed: string | null;
            report: string | null;
          }>`select state, sealed_number as sealed, report_id as report
            from reports.call_back where id = ${id}::uuid`.execute(tx.rows<unknown>())
        ).rows[0],
      { state: dutyState('identity') },
    );

  test('written down becomes a report, and its number goes where the contact is', async () => {
    const id = await taken('+84900000401');
    const sent = resultOf(
      await world.submit(
        await whoIs('intake-officer'),
        world.input({
          id,
          door: 'call',
          onBehalf: { personId: null, consent: 'spoken' },
          contact: { name: 'Bà Mỷ', phone: '0900000401' },
          answerBy: 'call',
        }),
      ),
    );
    expect(await world.view(sent.id)).toMatchObject({ door: 'missed-call' });
    expect(await callState(id)).toEqual({ state: 'report', sealed: null, report: sent.id });
    const desk = visit(world.app, await world.app.signedIn('intake-officer'));
    await desk.get('/console/reports/calls');
    expect((await desk.post('/console/reports/calls', { phone: '0900000401' })).text).toContain(`/console/reports/${sent.code}`);
    const second = await world.submit(
      await whoIs('intake-officer'),
      world.input({ door: 'call', callBackId: id, onBehalf: { personId: null, consent: 'spoken' } }),
    );
    expect(second).toMatchObject({ ok: false, refusal: { code: 'reports.call-used', params: { code: sent.code } } });
  });

  test('only by whoever has taken it', async () => {
    const id = await taken('+84900000402');
    const spoken = { personId: null, consent: 'spoken' } as const;
    expect(codeOf(await world.submit(await whoIs('commune-officer'), world.input({ id, door: 'call', onBehalf: spoken })))).toBe(
      'reports.call-gone',
    );
    expect(
      codeOf(
        await world.submit(await whoIs('intake-officer'), world.input({ door: 'call', callBackId: personOf('citizen'), onBehalf: spoken })),
      ),
    ).toBe('reports.call-gone');
    expect(await callState(id)).toMatchObject({ state: 'open' });
  });
});

describe('for a known person', () => {
  test('of the helper’s place who agrees; consent is asked again at each use, nobody acts for themselves or for strangers', async () => {
    const helper = await whoIs('commune-officer');
    const { db } = world.app.context;
    const personId = personOf('citizen-without-phone');
    const input = () => world.input({ door: 'helper', onBehalf: { personId, consent: 'spoken' } });
    expect(codeOf(await world.submit(helper, input()))).toBe('reports.on-behalf-no-consent');
    resultOf(
      await db.transaction((tx) => actOnBehalf(tx, world.app.context, helper.actor, { personId, consent: 'spoken' }), {
        state: rowState(helper.actor, 'people.on-behalf'),
      }),
    );
    const sent = resultOf(await world.submit(helper, input()));
    expect((await world.view(sent.id)).content?.personId).toBe(personId);
    // The matter may lie elsewhere: whom somebody acts for decides.
    const far = input();
    expect(codeOf(await world.submit(helper, { ...far, place: { ...far.place, unitId: world.elsewhere } }))).toBe('ok');
    expect(codeOf(await world.submit(await whoIs('other-commune-officer'), input()))).toBe('reports.on-behalf-not-yours');
    expect(
      codeOf(await world.submit(helper, world.input({ onBehalf: { personId: personOf('commune-officer'), consent: 'spoken' } }))),
    ).toBe('reports.on-behalf-of-oneself');
    const mine = await db.transaction((tx) => writtenBy(tx, helper.actor, '2026-12-07', 100), { state: ownState(helper.actor) });
    expect(mine.map((one) => one.code)).toContain(sent.code);
  });

  test('pages: unknown persons and oneself are not found; without consent nothing goes on and nothing is kept', async () => {
    const personId = personOf('citizen-without-phone');
    await officer.get('/console/reports/new-for');
    expect((await officer.get(`/console/reports/new-for?person=${personOf('commune-officer')}`)).status).toBe(404);
    expect((await officer.get('/console/reports/new-for?person=x')).status).toBe(404);
    expect(
      (await visit(world.app, await world.app.signedIn('other-commune-officer')).get(`/console/reports/new-for?person=${personId}`)).status,
    ).toBe(404);
    const page = await officer.get(`/console/reports/new-for?person=${personId}`);
    const id = /name="id" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const empty = await officer.post('/console/reports/new-for', { id, person: personId });
    expect(empty.status).toBe(422);
    for (const field of ['f-agreed', 'f-consent', 'f-door']) expect(empty.text).toContain(`href="#${field}"`);
    const fine = await officer.post('/console/reports/new-for', { id, person: personId, door: 'helper', agreed: 'yes', consent: 'spoken' });
    expect(fine).toMatchObject({ status: 307, location: '/reports/new' });
    const unknown = await officer.post('/console/reports/new-for', {
      id,
      name: '',
      phone: '12',
      door: 'call',
      agreed: 'yes',
      consent: 'spoken',
    });
    expect(unknown.text).toContain('href="#f-name"');
    expect(unknown.text).toContain('href="#f-phone"');
    const citizen = visit(world.app, await world.app.signedIn('citizen'));
    expect((await citizen.get('/console/reports/new-for')).status).toBe(403);
  });

  test('who was found can be written down for', async () => {
    await officer.get('/console/on-behalf');
    const found = await officer.post('/console/on-behalf', { phone: '', name: 'Sùng Thị Mỷ', birth_year: '1950' });
    expect(found.status).toBe(200);
    const links = [...found.text.matchAll(/\/console\/reports\/new-for\?person=/g)].length;
    const persons = [...found.text.matchAll(/\/request-for/g)].length;
    expect(links).toBe(persons);
  });
});

describe('an answer that has to be brought', () => {
  async function answered(answerBy: 'visit' | 'call', key = 'team-member'): Promise<{ id: string; code: string }> {
    const sent = resultOf(
      await world.submit(
        await whoIs(key),
        world.input({
          door: 'helper',
          onBehalf: { personId: null, consent: 'spoken' },
          answerBy,
          contact: { name: 'Vàng Thị Dở', phone: '0900000501' },
        }),
      ),
    );
    resultOf(await world.step('intake-officer', sent.id, 'receive'));
    resultOf(await world.step('intake-officer', sent.id, 'classify', { category: 't-pothole' }));
    resultOf(await world.step('intake-officer', sent.id, 'hand', { organisationId: '0190a000-0000-7000-8001-000000004606' }));
    await world.answered(sent.id);
    return sent;
  }

  test.each(['visit', 'call'] as const)(
    'by a %s: on the list of the centre and of the helper until it is done, with a note',
    async (way) => {
      const { code } = await answered(way);
      const desk = visit(world.app, await world.app.signedIn('intake-officer'));
      const helper = visit(world.app, await world.app.signedIn('team-member'));
      const stranger = visit(world.app, await world.app.signedIn('commune-officer'));
      const list = await helper.get('/console/reports/visits');
      expect(list.text).toContain(`/console/reports/visits/${code}`);
      expect(list.text).not.toContain('Vàng Thị Dở');
      expect((await desk.get('/console/reports/visits')).text).toContain(code);
      expect((await stranger.get('/console/reports/visits')).text).not.toContain(code);
      expect((await stranger.get(`/console/reports/visits/${code}`)).status).toBe(404);
      const page = await helper.get(`/console/reports/visits/${code}`);
      expect(page.text).toContain('Vàng Thị Dở');
      expect(page.text).toContain('đổ nhựa');
      expect((await helper.post(`/console/reports/visits/${code}`, { note: ' ' })).status).toBe(422);
      const told = await helper.post(`/console/reports/visits/${code}`, { note: 'Đã đọc cho bà nghe.' });
      expect(told.status).toBe(303);
      expect((await desk.get('/console/reports/visits')).text).not.toContain(code);
      expect((await helper.post(`/console/reports/visits/${code}`, { note: 'Lần nữa.' })).location).toBe(`/console/reports/visits/${code}`);
      const steps = await world.rows(
        sql`select from reports.event e join reports.report r on r.id = e.report_id where r.code = ${code} and e.step = 'bring'`,
      );
      expect(steps).toHaveLength(1);
      const seen = await world.rows(
        sql`select from audit.entry where action = 'reports.see-reporter' and actor_id = ${personOf('team-member')}::uuid`,
      );
      expect(seen.length).toBeGreaterThan(0);
    },
  );

  test.each(['visit', 'call'] as const)('by a %s to whoever reported the same before: the one answer of both', async (way) => {
    const sent = resultOf(
      await world.submit(
        await whoIs('team-member'),
        world.input({
          door: 'helper',
          onBehalf: { personId: null, consent: 'spoken' },
          answerBy: way,
          contact: { name: 'Giàng A Pao', phone: '0912000222' },
        }),
      ),
    );
    const master = await world.handed();
    resultOf(await world.step('intake-officer', sent.id, 'merge', { masterId: master.id }));
    const helper = visit(world.app, await world.app.signedIn('team-member'));
    const listed = async () => (await helper.get('/console/reports/visits')).text.includes(sent.code);
    expect(await listed()).toBe(false);
    await world.answered(master.id);
    expect(await listed()).toBe(true);
    expect((await helper.get(`/console/reports/visits/${sent.code}`)).text).toContain('đổ nhựa');
    expect((await helper.post(`/console/reports/visits/${sent.code}`, { note: 'Đã nói cho bà nghe.' })).status).toBe(303);
    expect(await listed()).toBe(false);
  });

  test('nothing to bring while there is no answer; what is answered anew is brought anew', async () => {
    const centre = await world.actor('intake-officer');
    const codes = async () =>
      (await world.app.context.db.transaction((tx) => toBring(tx, centre, '2026-12-07', 100), { state: dutyState('identity') })).map(
        (one) => one.code,
      );
    const open = resultOf(
      await world.submit(
        await whoIs('team-member'),
        world.input({ door: 'helper', onBehalf: { personId: null, consent: 'spoken' }, answerBy: 'visit' }),
      ),
    );
    expect(await codes()).not.toContain(open.code);
    const { id, code } = await answered('visit');
    expect(await codes()).toContain(code);
    const helper = visit(world.app, await world.app.signedIn('team-member'));
    await helper.get(`/console/reports/visits/${code}`);
    await helper.post(`/console/reports/visits/${code}`, { note: 'Đã đọc cho bà nghe.' });
    expect(await codes()).not.toContain(code);
    await world.rows(sql`update reports.report set answered_at = answered_at + interval '1 day' where id = ${id}::uuid`);
    expect(await codes()).toContain(code);
  });
});

test('an erased person leaves neither number nor call; the helper’s name goes with the helper', async () => {
  const helper = await whoIs('commune-officer');
  const personId = personOf('citizen-without-phone');
  const { context } = world.app;
  await context.db.transaction((tx) => actOnBehalf(tx, context, helper.actor, { personId, consent: 'spoken' }), {
    state: rowState(helper.actor, 'people.on-behalf'),
  });
  const sent = resultOf(
    await world.submit(
      helper,
      world.input({ door: 'helper', onBehalf: { personId, consent: 'spoken' }, contact: { name: 'Bà Mỷ', phone: '0900000601' } }),
    ),
  );
  await context.db.transaction((tx) => keepCall(tx, context, { id: 'erase-1', number: '+84900000601', at: tx.clock.now() }), {
    state: dutyState('identity'),
  });
  const privacy = reportsPrivacy(context);
  const out = await context.db.transaction((tx) => privacy.exportPerson(tx, personId), { state: dutyState('privacy') });
  expect(JSON.stringify(out['reports.reporter'])).not.toContain('contact_digests');
  await context.db.transaction((tx) => privacy.erasePerson(tx, personId), { state: dutyState('privacy') });
  const left = await context.db.transaction(
    async (tx) =>
      (
        await sql<{
          sealed: string | null;
          digests: Buffer[];
          number: string | null;
          state: string;
        }>`select s.sealed_contact as sealed, s.contact_digests as digests,
          c.sealed_number as number, c.state from reports.reporter s, reports.call_back c where s.report_id = ${sent.id}::uuid and c.gateway_id = 'erase-1'`.execute(
          tx.rows<unknown>(),
        )
      ).rows[0],
    { state: dutyState('identity') },
  );
  expect(left).toEqual({ sealed: null, digests: [], number: null, state: 'done' });
});
