import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { withoutRosters } from '../../../test/support/rosters.ts';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { dutyState, rowState } from '../../platform/session/index.ts';
import { actOnBehalf } from '../on-behalf/act.ts';

let app: TestApp;
const visitors = new Map<string, Promise<Visitor>>();
/** One signed-in browser a person. */
const as = (key: string): Promise<Visitor> => {
  const known = visitors.get(key) ?? app.signedIn(key).then((cookie) => visit(app, cookie));
  visitors.set(key, known);
  return known;
};
const idOf = (key: string): string => demonstrationPeople.get(key)?.id ?? '';

interface Entry {
  action: string;
  actor_id: string | null;
  subject_id: string;
  fields: string[];
  persons: string[];
  purpose: string | null;
  acting_for: string | null;
}
async function trail(action: string): Promise<readonly Entry[]> {
  const found =
    await sql<Entry>`select action, actor_id, subject_id, fields, persons, purpose, acting_for from audit.entry where action = ${action}
    order by position desc`.execute(app.database.db.rows<unknown>());
  return found.rows;
}
async function detailsOf(name: string): Promise<readonly { person_id: string; unit_id: string | null }[]> {
  return app.database.db.transaction(
    async (tx) =>
      (
        await sql<{
          person_id: string;
          unit_id: string | null;
        }>`select person_id, unit_id from people.person_details where full_name = ${name}`.execute(tx.rows<unknown>())
      ).rows,
    { state: dutyState('identity') },
  );
}
async function unitOf(code: string): Promise<string> {
  const found = await sql<{
    unit_id: string;
  }>`select unit_id from territory.units_on(${app.database.clock.today().toString()}::date) where code = ${code}`.execute(
    app.database.db.rows<unknown>(),
  );
  return found.rows[0]?.unit_id ?? '';
}

beforeAll(async () => {
  app = await startApp();
  await withoutRosters(app.database);
});
afterAll(() => app?.close());

describe('the list of persons', () => {
  it('shows the persons of the place, numbers masked, and nobody else', async () => {
    const page = await (await as('commune-officer')).get('/console/people');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Lò Thị Mai');
    expect(page.text).toContain('•••• 001');
    expect(page.text).not.toContain('84900000001');
    expect(page.text).not.toContain('Vàng Thị Dinh');
  });

  it('finds a name without its marks, and says it to the trail without the words', async () => {
    const page = await (await as('commune-officer')).get('/console/people?q=lo%20thi');
    expect(page.text).toContain('Lò Thị Mai');
    expect(page.text).not.toContain('Giàng A Sử');
    const [entry] = await trail('people.search');
    expect(entry).toMatchObject({ actor_id: idOf('commune-officer'), fields: ['name'], persons: [idOf('citizen')] });
    expect(JSON.stringify(await trail('people.search'))).not.toMatch(/lo thi/i);
  });

  it('filters by links', async () => {
    const officer = await as('commune-officer');
    const teams = await officer.get('/console/people?kind=teams');
    expect(teams.text).toContain('Hoàng Văn Thắng');
    expect(teams.text).not.toContain('Lò Thị Mai');
    const citizens = await officer.get('/console/people?kind=citizens');
    expect(citizens.text).toContain('Lò Thị Mai');
    expect(citizens.text).not.toContain('Hoàng Văn Thắng');
  });

  it('means percent signs as they are', async () => {
    const page = await (await as('commune-officer')).get('/console/people?q=%25%25%25_');
    expect(page.status).toBe(200);
  });

  it('searches by a whole number in a form, not in the address, and only in the place', async () => {
    const officer = await as('commune-officer');
    const inAddress = await officer.get('/console/people?q=0900000001');
    expect(inAddress.text).not.toContain('Lò Thị Mai');
    expect(inAddress.text).toContain('ô riêng');
    const found = await officer.post('/console/people/by-phone', { phone: '0900 000 001' });
    expect(found.text).toContain('Lò Thị Mai');
    expect((await trail('people.search'))[0]).toMatchObject({ fields: ['phone'], persons: [idOf('citizen')] });
    const elsewhere = await officer.post('/console/people/by-phone', { phone: '0900000006' });
    expect(elsewhere.text).not.toContain('Vàng Thị Dinh');
    expect((await officer.post('/console/people/by-phone', { phone: 'abc' })).status).toBe(422);
  });

  it('is closed to who may not see persons', async () => {
    expect((await (await as('team-member')).get('/console/people')).status).toBe(403);
  });
});

describe('one person', () => {
  it('shows masked details and is recorded as seen', async () => {
    const page = await (await as('commune-officer')).get(`/console/people/${idOf('citizen')}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('•••• 001');
    expect(page.text).not.toContain('84900000001');
    expect((await trail('people.see'))[0]).toMatchObject({ actor_id: idOf('commune-officer'), persons: [idOf('citizen')] });
  });

  it('id guessing: a person elsewhere, an unknown id and none at all answer alike, on every sub-page', async () => {
    const officer = await as('commune-officer');
    await officer.get('/console/people');
    const seen = (await trail('people.see')).length;
    for (const sub of ['', '/correct', '/enrol', '/recover', '/request-for']) {
      const answers = [];
      for (const id of [idOf('other-commune-officer'), '0190d000-0000-7000-8000-00000000ffff', 'abc']) {
        answers.push(await officer.get(`/console/people/${id}${sub}`));
      }
      expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
      const main = answers.map(({ text }) => /<main[\s\S]*?<h1>.*?<\/h1>/.exec(text)?.[0]);
      expect(new Set(main).size).toBe(1);
    }
    for (const sub of ['/unmask', '/correct', '/enrol', '/recover', '/request-for']) {
      for (const id of [idOf('other-commune-officer'), '0190d000-0000-7000-8000-00000000ffff', 'abc']) {
        expect((await officer.post(`/console/people/${id}${sub}`, { purpose: 'case', name: 'X' })).status).toBe(404);
      }
    }
    expect((await trail('people.see')).length).toBe(seen);
  });

  it('unmasking without a purpose is refused', async () => {
    const officer = await as('commune-officer');
    await officer.get(`/console/people/${idOf('citizen')}`);
    const before = (await trail('people.unmask')).length;
    for (const purpose of ['', 'curiosity']) {
      const answer = await officer.post(`/console/people/${idOf('citizen')}/unmask`, { purpose });
      expect(answer.status).toBe(422);
      expect(answer.text).not.toContain('84900000001');
    }
    expect((await trail('people.unmask')).length).toBe(before);
  });

  it('each unmasking is in the trail with its purpose, and is not kept by the browser', async () => {
    const officer = await as('commune-officer');
    await officer.get(`/console/people/${idOf('citizen')}`);
    const answer = await fetch(`${app.address}/console/people/${idOf('citizen')}/unmask`, {
      method: 'POST',
      headers: { cookie: [...officer.cookies].map((pair) => pair.join('=')).join('; '), origin: app.address },
      body: new URLSearchParams({ _csrf: officer.token, purpose: 'case' }),
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toContain('+84900000001');
    expect((await trail('people.unmask'))[0]).toMatchObject({
      actor_id: idOf('commune-officer'),
      persons: [idOf('citizen')],
      purpose: 'case',
      fields: ['identifier'],
    });
  });
});

describe('recording a person', () => {
  it('records somebody in the place, once told that the name is there already', async () => {
    const officer = await as('commune-officer');
    await officer.get('/console/people/new');
    const unit = await unitOf('04606');
    const form = { name: '  Lò  Thị Mai ', birth_year: '1984', unit, language: 'thai', phone: '' };
    const asked = await officer.post('/console/people/new', form);
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('1984');
    expect(await detailsOf('Lò Thị Mai')).toHaveLength(1);
    const done = await officer.post('/console/people/new', { ...form, another: 'yes' });
    expect(done.status).toBe(303);
    expect(done.location).toMatch(/^\/console\/people\/[0-9a-f-]{36}\?saved=new$/);
    expect(await detailsOf('Lò Thị Mai')).toHaveLength(2);
  });

  it('says that a number is taken without saying by whom, also from elsewhere', async () => {
    const officer = await as('commune-officer');
    await officer.get('/console/people/new');
    const answer = await officer.post('/console/people/new', {
      name: 'Sùng Thị Của',
      birth_year: '',
      unit: await unitOf('04606'),
      language: 'mong',
      phone: '0900 000 006',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Đã có một người dùng số điện thoại này');
    expect(answer.text).not.toContain('Vàng Thị Dinh');
  });

  it.each([
    ['no name', { name: '' }, 'name'],
    ['a name without a letter', { name: '12345' }, 'name'],
    ['a name beyond measure', { name: 'Á'.repeat(101) }, 'name'],
    ['a year to come', { birth_year: '2199' }, 'birth_year'],
    ['a year that is a word', { birth_year: 'abcd' }, 'birth_year'],
    ['a language that is none', { language: 'klingon' }, 'language'],
    ['a number that is none', { phone: '12' }, 'phone'],
  ])('keeps what was typed and says what is wrong: %s', async (_what, wrong, field) => {
    const officer = await as('commune-officer');
    await officer.get('/console/people/new');
    const form = { name: 'Hờ A Chu', birth_year: '1990', unit: await unitOf('04606'), language: 'vi', phone: '' };
    const answer = await officer.post('/console/people/new', { ...form, ...wrong });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="f-${field}-error"`);
  });

  it('over-posting: the unit of another commune is refused, fields of roles and state do nothing', async () => {
    const officer = await as('commune-officer');
    await officer.get('/console/people/new');
    const form = {
      name: 'Mùa A Vàng',
      birth_year: '1991',
      language: 'vi',
      phone: '',
      state: 'closed',
      role: 'operator',
      verified: 'yes',
      person_id: idOf('citizen'),
    };
    const elsewhere = await officer.post('/console/people/new', { ...form, unit: await unitOf('04465') });
    expect(elsewhere.status).toBe(422);
    expect(await detailsOf('Mùa A Vàng')).toHaveLength(0);
    const organisation = await officer.post('/console/people/new', {
      ...form,
      unit: await unitOf('04606'),
      organisation: '0190a000-0000-7000-8000-000000000001',
    });
    expect(organisation.status).toBe(422);
    const done = await officer.post('/console/people/new', { ...form, unit: await unitOf('04606') });
    expect(done.status).toBe(303);
    const [made] = await detailsOf('Mùa A Vàng');
    const row = await sql<{
      state: string;
      grants: number;
    }>`select state, (select count(*)::int from people.role_grant where person_id = person.id) as grants
      from people.person where id = ${made?.person_id ?? ''}::uuid`.execute(app.database.db.rows<unknown>());
    expect(row.rows[0]).toEqual({ state: 'active', grants: 0 });
    expect(made?.person_id).not.toBe(idOf('citizen'));
  });

  it('over-posting: correcting does not move a person out of the place', async () => {
    const officer = await as('commune-officer');
    await officer.get(`/console/people/${idOf('citizen')}/correct`);
    const form = { name: 'Lò Thị Mai', birth_year: '1985', language: 'thai' };
    expect((await officer.post(`/console/people/${idOf('citizen')}/correct`, { ...form, unit: await unitOf('04465') })).status).toBe(422);
    const done = await officer.post(`/console/people/${idOf('citizen')}/correct`, { ...form, unit: await unitOf('04606') });
    expect(done.status).toBe(303);
    expect((await trail('people.correct-person'))[0]).toMatchObject({ persons: [idOf('citizen')], actor_id: idOf('commune-officer') });
  });
});

describe('the search box of officials', () => {
  it('finds persons of the place and records who was shown', async () => {
    const source = app.context.modules.flatMap((module) => module.search?.(app.context) ?? []).find(({ kind }) => kind === 'people.person');
    const { openActors } = await import('../sessions/resolve.ts');
    const cookie = await app.signedIn('commune-officer');
    const actor = await openActors(app.database.db, app.database.clock).bySession(cookie.split('=')[1] ?? '');
    const finds = await source?.find(actor, { text: 'giang', lang: 'vi', limit: 10 });
    expect(finds?.map((find) => find.title)).toEqual(['Giàng A Páo', 'Giàng A Sử']);
    expect((await trail('people.search'))[0]?.persons).toHaveLength(2);
  });
});

describe('acting on behalf', () => {
  it('files a request for a person who agrees; nothing is cached, nobody is signed in', async () => {
    const helper = await as('team-member');
    const path = `/console/people/${idOf('citizen-without-phone')}/request-for`;
    await helper.get(path);
    const sessions = async () =>
      (
        await sql<{
          count: number;
        }>`select count(*)::int as count from people.session where person_id = ${idOf('citizen-without-phone')}::uuid`.execute(
          app.database.db.rows<unknown>(),
        )
      ).rows[0]?.count;
    const before = await sessions();
    const send = (fields: Record<string, string>) =>
      fetch(app.address + path, {
        method: 'POST',
        headers: { cookie: [...helper.cookies].map((pair) => pair.join('=')).join('; '), origin: app.address },
        body: new URLSearchParams({ _csrf: helper.token, ...fields }),
      });
    const without = await send({ kind: 'see', consent: 'spoken', words: '' });
    expect(without.status).toBe(422);
    expect(without.headers.get('cache-control')).toBe('no-store');
    expect(await trail('people.act-on-behalf')).toHaveLength(0);
    const filed = await send({ kind: 'see', consent: 'spoken', agreed: 'yes', words: '' });
    expect(filed.status).toBe(200);
    expect(filed.headers.get('cache-control')).toBe('no-store');
    expect((await trail('people.act-on-behalf'))[0]).toMatchObject({
      actor_id: idOf('team-member'),
      acting_for: idOf('citizen-without-phone'),
      persons: [idOf('citizen-without-phone')],
      fields: ['spoken'],
    });
    expect((await trail('people.file-privacy-request'))[0]?.acting_for).toBe(idOf('citizen-without-phone'));
    expect(await sessions()).toBe(before);
    const consents = await app.database.db.transaction(
      (tx) =>
        sql<{ how: string; recorded_by: string }>`select how, recorded_by from people.consent
          where person_id = ${idOf('citizen-without-phone')}::uuid and purpose = 'on-behalf'`.execute(tx.rows<unknown>()),
      { state: dutyState('privacy') },
    );
    expect(consents.rows).toEqual([{ how: 'spoken', recorded_by: idOf('team-member') }]);
  });

  it('finds the person only by what the person says, in the place, and records the search', async () => {
    const helper = await as('team-member');
    await helper.get('/console/on-behalf');
    const found = await helper.post('/console/on-behalf', { phone: '', name: 'giang a su', birth_year: '1956' });
    expect(found.text).toContain(`/console/people/${idOf('citizen-without-phone')}/request-for`);
    expect((await trail('people.search'))[0]).toMatchObject({ fields: ['name', 'birth_year'], persons: [idOf('citizen-without-phone')] });
    expect((await helper.post('/console/on-behalf', { phone: '', name: 'giang', birth_year: '' })).status).toBe(422);
    expect((await helper.post('/console/on-behalf', { phone: '', name: 'giang', birth_year: '1956' })).text).not.toContain('request-for');
    expect((await helper.post('/console/on-behalf', { phone: '0900000006', name: '', birth_year: '' })).text).not.toContain('request-for');
  });

  it('records somebody not yet known, with the consent, in the helper’s place only', async () => {
    const { openActors } = await import('../sessions/resolve.ts');
    const actor = await openActors(app.database.db, app.database.clock).bySession((await app.signedIn('team-member')).split('=')[1] ?? '');
    const act = (unitId: string) =>
      app.database.db.transaction(
        (tx) =>
          actOnBehalf(tx, app.context, actor, {
            consent: 'spoken',
            newPerson: { fullName: 'Thào Thị Dở', birthYear: 1949, unitId, organisationId: null, languageOfHelp: 'mong' },
          }),
        { state: rowState(actor, 'people.on-behalf') },
      );
    expect(await act(await unitOf('04465'))).toMatchObject({ ok: false, refusal: { code: 'people.place-not-yours' } });
    const acting = await act(await unitOf('04606'));
    expect(acting.ok && acting.value.onBehalfOf).toBe((await detailsOf('Thào Thị Dở'))[0]?.person_id);
  });

  it('is refused for oneself and for persons elsewhere', async () => {
    const helper = await as('team-member');
    expect((await helper.get(`/console/people/${idOf('team-member')}/request-for`)).status).toBe(404);
    expect((await helper.get(`/console/people/${idOf('other-commune-officer')}/request-for`)).status).toBe(404);
  });
});
