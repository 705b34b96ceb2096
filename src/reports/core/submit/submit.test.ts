import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dutyState, ownState } from '../../../platform/session/index.ts';
import { codeIn } from '../../code.ts';
import { uploadPurposes } from '../../contract.ts';
import { reportByCode, reporterOf } from '../view.ts';
import { browser, codeOf, openWorld, personOf, resultOf, type World } from '../world.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const place = (over: object = {}) => ({
  how: 'unit' as const,
  unitId: world.commune,
  lat: null,
  lon: null,
  accuracyMetres: null,
  words: '',
  atHome: false,
  ...over,
});

describe('a report that comes in', () => {
  test('has a code, a deadline, an event, a trail and an event for others', async () => {
    const who = browser('first');
    const input = world.input({
      contact: { name: 'Lò Thị Mai', phone: '0912 345 678' },
      answerBy: 'sms',
      answers: { passable: 'none', other: 'x' },
    });
    const { id, code, repeated } = resultOf(await world.submit(who, input));
    expect(repeated).toBe(false);
    expect(codeIn(code)).toBe(code);
    const view = await world.view(id);
    expect(view).toMatchObject({
      state: 'sent',
      kind: 'field',
      categoryCode: 't-pothole',
      privacy: 'public',
      shown: false,
      listening: false,
      unitId: world.commune,
    });
    expect(view.content).toMatchObject({
      words: input.words,
      answers: { passable: 'none' },
      placeWords: 'Trước cổng trường',
      personId: null,
    });
    expect(view.events.map((event) => [event.step, event.actorKind, event.actorId])).toEqual([['send', 'sender', null]]);
    // Eight working hours of a rule from Monday 09:00 are one working day, also where the desk is open for less.
    expect(view.deadlines).toMatchObject([{ step: 'receive', round: 1, amount: 8, unit: 'working-hours' }]);
    expect(view.dueAt?.toString()).toBe('2026-12-08T02:00:00Z');
    const reporter = await world.app.context.db.transaction((tx) => reporterOf(tx, world.app.context, id), {
      state: dutyState('identity'),
    });
    expect(reporter).toMatchObject({ name: 'Lò Thị Mai', phone: '+84912345678', answerBy: 'sms', visitBack: false });
    const [stored] = await world.app.context.db.transaction(
      async (tx) =>
        (
          await sql<{ sealed_contact: string }>`select sealed_contact from reports.reporter where report_id = ${id}::uuid`.execute(
            tx.rows<unknown>(),
          )
        ).rows,
      { state: dutyState('identity') },
    );
    expect(stored?.sealed_contact).not.toContain('Lò Thị Mai');
    const trail = await world.rows(sql<{ action: string }>`select action from audit.entry where subject_id = ${id}`);
    expect(trail.map((entry) => entry.action)).toEqual(['reports.send']);
    const events = await world.rows(
      sql<{ payload: object }>`select payload from platform.outbox where name = 'reports.step-taken' and payload ->> 'report' = ${id}`,
    );
    expect(events).toHaveLength(1);
    expect(JSON.stringify(events[0]?.payload)).not.toContain('Ổ gà');
  });

  test('is one report however often it is sent, also ten times at once with a photo', async () => {
    const who = browser('tenfold');
    const photo = await world.upload(who.ticket ?? '', 'image', uploadPurposes.sent);
    const input = world.input({ uploads: [photo] });
    const all = await Promise.all(Array.from({ length: 10 }, () => world.submit(who, input)));
    const codes = new Set(all.map((one) => resultOf(one).code));
    expect(codes.size).toBe(1);
    expect(all.filter((one) => one.ok && !one.value.repeated)).toHaveLength(1);
    expect((await world.view(input.id)).attachments).toHaveLength(1);
    expect(codeOf(await world.submit(browser('somebody else'), input))).toBe('reports.id-taken');
    const citizen = { actor: await world.actor('citizen'), ticket: null };
    expect(codeOf(await world.submit(citizen, input))).toBe('reports.id-taken');
  });

  test('is one report without files too, also when it comes by ten ways at once', async () => {
    const who = browser('tenfold without files');
    const input = world.input();
    const all = await Promise.all(Array.from({ length: 10 }, () => world.submit(who, input)));
    expect(new Set(all.map((one) => resultOf(one).code)).size).toBe(1);
    expect(all.filter((one) => one.ok && !one.value.repeated)).toHaveLength(1);
    expect((await world.view(input.id)).events).toHaveLength(1);
    const [foreign, own] = await Promise.all([world.submit(browser('x'), world.input({ id: input.id })), world.submit(who, input)]);
    expect([codeOf(foreign), codeOf(own)]).toEqual(['reports.id-taken', 'ok']);
  });

  test('is a stranger’s to nobody: by the code alone there are no words, files or officials’ notes', async () => {
    const { id, code } = await world.sent();
    const stranger = await world.app.context.db.transaction((tx) => reportByCode(tx, `${code.slice(0, 4)} ${code.slice(4)}`), {
      state: ownState(await world.actor('citizen')),
    });
    expect(stranger).toMatchObject({ id, content: null, attachments: [] });
    expect(stranger?.events.map((event) => event.words)).toEqual([{}]);
    const wrong = code.slice(0, 11) + String((Number(code[11]) + 1) % 10);
    expect(await world.app.context.db.transaction((tx) => reportByCode(tx, wrong))).toBeNull();
  });

  test('spoken in another language waits for a listener; with words it does not', async () => {
    const who = browser('mong');
    const recording = await world.upload(who.ticket ?? '', 'audio', uploadPurposes.sent);
    const spoken = resultOf(await world.submit(who, world.input({ words: '', language: 'mong', uploads: [recording] })));
    expect((await world.view(spoken.id)).listening).toBe(true);
    const second = await world.upload(who.ticket ?? '', 'audio', uploadPurposes.sent);
    const both = resultOf(await world.submit(who, world.input({ language: 'mong', uploads: [second] })));
    expect((await world.view(both.id)).listening).toBe(false);
  });

  test('goes to the unit of its point; what was chosen by name counts more', async () => {
    const [centre] = await world.rows(
      sql<{ lat: number; lon: number }>`select lat, lon from territory.units_on('2026-12-07') where unit_id = ${world.commune}::uuid`,
    );
    const point = { how: 'gps' as const, lat: centre?.lat ?? 0, lon: centre?.lon ?? 0, accuracyMetres: 12.4 };
    const found = await world.sent({ place: place({ ...point, unitId: '' }) });
    expect(await world.view(found.id)).toMatchObject({ unitId: world.commune, content: { accuracyMetres: 12, lat: centre?.lat } });
    const chosen = await world.sent({ place: place({ ...point, unitId: world.elsewhere }) });
    expect((await world.view(chosen.id)).unitId).toBe(world.elsewhere);
    const nowhere = await world.sent({ categoryCode: 't-ask', place: place({ how: 'none', unitId: '' }) });
    expect((await world.view(nowhere.id)).unitId).toBe(world.root);
  });

  test('is private by its category or by the sender’s wish', async () => {
    expect(
      (await world.view((await world.sent({ categoryCode: 't-secret', words: 'Đề nghị xem lại giờ tiếp dân của xã.' })).id)).privacy,
    ).toBe('private');
    expect((await world.view((await world.sent({ keepPrivate: true })).id)).privacy).toBe('private');
  });

  test('written down by a helper names both, only with consent and in the helper’s place', async () => {
    const helper = { actor: await world.actor('team-member'), ticket: null };
    const neighbour = { personId: null, consent: 'spoken' as const };
    const done = resultOf(
      await world.submit(
        helper,
        world.input({ door: 'helper', onBehalf: neighbour, answerBy: 'visit', contact: { name: 'Giàng A Sử', phone: '' } }),
      ),
    );
    const reporter = await world.app.context.db.transaction((tx) => reporterOf(tx, world.app.context, done.id), {
      state: dutyState('identity'),
    });
    expect(reporter).toMatchObject({
      helperId: personOf('team-member'),
      helperConsent: 'spoken',
      visitBack: true,
      personId: null,
      name: 'Giàng A Sử',
    });
    expect((await world.view(done.id)).content?.personId).toBeNull();
    expect(codeOf(await world.submit(helper, world.input({ door: 'helper' })))).toBe('reports.on-behalf-missing');
    expect(codeOf(await world.submit(helper, world.input({ onBehalf: neighbour, place: place({ unitId: world.elsewhere }) })))).toBe(
      'reports.on-behalf-not-yours',
    );
    expect(
      codeOf(await world.submit(helper, world.input({ onBehalf: { ...neighbour, personId: personOf('citizen-without-phone') } }))),
    ).toBe('reports.on-behalf-no-consent');
    expect(codeOf(await world.submit(helper, world.input({ onBehalf: { ...neighbour, personId: personOf('team-member') } })))).toBe(
      'reports.on-behalf-of-oneself',
    );
    const citizen = { actor: await world.actor('citizen'), ticket: null };
    expect(codeOf(await world.submit(citizen, world.input({ onBehalf: neighbour })))).toBe('reports.on-behalf-not-yours');
  });
});

describe('what is refused leaves everything as it was', () => {
  test.each<[string, () => Parameters<World['input']>[0], string, string]>([
    ['no such category', () => ({ categoryCode: 't-none' }), 'reports.category-unknown', 'categoryCode'],
    ['a category that was closed', () => ({ categoryCode: 't-old' }), 'reports.category-unknown', 'categoryCode'],
    ['a category above others', () => ({ categoryCode: 't-roads' }), 'reports.category-not-final', 'categoryCode'],
    ['what belongs elsewhere', () => ({ categoryCode: 't-complaint' }), 'reports.notice-stops', 'categoryCode'],
    ['no place', () => ({ place: place({ unitId: '' }) }), 'reports.place-missing', 'place'],
    ['the whole province as a place', () => ({ place: place({ unitId: world.root }) }), 'reports.place-missing', 'place'],
    ['a unit that nobody knows', () => ({ place: place({ unitId: personOf('citizen') }) }), 'reports.unit-gone', 'place.unitId'],
    ['a unit that is no id', () => ({ place: place({ unitId: 'x' }) }), 'reports.unit-gone', 'place.unitId'],
    ['a point in the sea', () => ({ place: place({ lat: 10.2, lon: 109.9 }) }), 'reports.point-outside', 'place'],
    ['half a point', () => ({ place: place({ lat: 21.4 }) }), 'reports.point-strange', 'place'],
    ['a point that is none', () => ({ place: place({ lat: Number.NaN, lon: 104 }) }), 'reports.point-strange', 'place'],
    ['a question without an answer', () => ({ categoryCode: 't-bridge' }), 'reports.answer-missing', 'answers.width'],
    [
      'an answer of another type',
      () => ({ categoryCode: 't-bridge', answers: { width: 'nhiều' } }),
      'reports.answer-strange',
      'answers.width',
    ],
    ['an answer that is no choice', () => ({ answers: { passable: 'maybe' } }), 'reports.answer-strange', 'answers.passable'],
    ['neither words nor files', () => ({ words: ' … ' }), 'reports.said-and-shown-nothing', 'words'],
    ['a question without words', () => ({ categoryCode: 't-ask', words: '?' }), 'reports.said-nothing', 'words'],
    ['too many words', () => ({ words: 'a'.repeat(5001) }), 'reports.words-long', 'words'],
    ['a number that is none', () => ({ contact: { name: '', phone: '12' } }), 'reports.phone-strange', 'contact.phone'],
    ['a call without a number', () => ({ answerBy: 'call' }), 'reports.phone-missing', 'contact.phone'],
    ['a language that nobody helps in', () => ({ language: 'fr' }), 'reports.language-unknown', 'language'],
    ['an id that is none', () => ({ id: '1' }), 'reports.id-strange', 'id'],
    ['a file of nobody', () => ({ uploads: [personOf('citizen')] }), 'files.gone', ''],
  ])('%s', async (_what, over, code, field) => {
    const input = world.input(over());
    const outcome = await world.submit(browser('unlucky'), input);
    expect(codeOf(outcome)).toBe(code);
    if (field !== '') expect(outcome.ok ? '' : outcome.refusal.field).toBe(field);
    expect(await world.rows(sql`select from audit.entry where subject_id = ${input.id}`)).toHaveLength(0);
  });

  test('six photos, and the photos are still there to be sent again', async () => {
    const who = browser('six photos');
    const uploads = await Promise.all(Array.from({ length: 6 }, () => world.upload(who.ticket ?? '', 'image', uploadPurposes.sent)));
    expect(codeOf(await world.submit(who, world.input({ uploads })))).toBe('reports.files-too-many');
    const sent = resultOf(await world.submit(who, world.input({ words: '', uploads: uploads.slice(1) })));
    expect((await world.view(sent.id)).attachments.map((file) => file.id)).toEqual(uploads.slice(1));
    expect(codeOf(await world.submit(browser('a thief'), world.input({ uploads: uploads.slice(0, 1) })))).toBe('files.gone');
    expect(codeOf(await world.submit(who, world.input({ uploads: uploads.slice(1, 2) })))).toBe('files.taken');
  });
});
