import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { messagesTo, visitor } from '../../../test/support/phone-visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { accessRetention } from '../citizen-access/retention.ts';
import { holderOf } from '../persons/identifiers.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ TRUST_PROXY: '1' });
});
afterAll(() => app.close());

let number = 0;
const newPhone = () => `+8493300${String(++number).padStart(4, '0')}`;
let address = 0;
const at = (cookie = '') => visitor(app, { ip: `192.0.2.${++address}`, ...(cookie ? { cookie } : {}) });
const as = async (key: string, strength: 'one' | 'two' = 'two') => at(await app.signedIn(key, { strength }));
const idOf = (key: string) => demonstrationPeople.get(key)?.id ?? '';
const duty = <T>(read: Parameters<typeof app.database.db.transaction<T>>[0], which: 'identity' | 'privacy' = 'identity') =>
  app.database.db.transaction(read, { state: dutyState(which) });

const ownPages = [
  '/account/name',
  '/account/phone',
  '/account/devices',
  '/account/pin',
  '/account/passkeys',
  '/account/privacy',
  '/account/consents',
  '/account/who-looked',
  '/account/export',
];

describe('my page', () => {
  test('says who I am and what I may do in plain words, and leads to everything of mine', async () => {
    const officer = await (await as('commune-officer')).get('/account');
    expect(officer.text).toContain('Chào Nguyễn Thị Hồng');
    expect(officer.text).toContain('Công chức cấp xã');
    expect(officer.text).toContain('Giải quyết việc của bà con trong xã');
    for (const page of [...ownPages, '/account/password', '/account/second-factor', '/console'])
      expect(officer.text).toContain(`href="${page}"`);
    expect(officer.text).not.toContain('+84900000004');
    const citizen = await (await as('citizen')).get('/account');
    expect(citizen.text).toContain('•••• 001');
    expect(citizen.text).toContain('Người dân');
    for (const page of ownPages) expect(citizen.text).toContain(`href="${page}"`);
    expect(citizen.text).not.toContain('/account/password');
    expect(citizen.text).not.toContain('href="/console"');
  });

  test('a session too weak for a role says so, and signs nobody out', async () => {
    const weak = await (await as('commune-officer', 'one')).get('/account');
    expect(weak.text).toContain('bước xác nhận thứ hai');
    expect(weak.text).not.toContain('Việc của tôi hôm nay');
    const volunteer = await (await as('team-leader', 'one')).get('/account');
    expect(volunteer.text).toContain('vào bằng mã PIN của điện thoại ấy');
    expect(volunteer.text).not.toContain('href="/account/password"');
  });

  test.each(['/account', '/account/name', '/account/devices', '/account/pin', '/account/phone', '/account/phone/code'])(
    '%s asks somebody unknown to sign in first',
    async (path) => {
      const answer = await at().get(path);
      expect([answer.status, answer.location]).toEqual([303, `/sign-in?to=${encodeURIComponent(path)}`]);
    },
  );

  test('the header has the name for whoever is signed in, and the way in for others, on public pages too', async () => {
    const person = await (await as('citizen')).get('/legal');
    expect(person.text).toContain('href="/account"');
    expect(person.text).toContain('Lò Thị Mai');
    const nobody = await at().get('/legal');
    expect(nobody.text).toContain('href="/sign-in"');
    expect(nobody.text).not.toContain('/sign-in?to=');
  });
});

describe('my name', () => {
  test('wrong input keeps what was typed and says what is wrong at the field', async () => {
    const person = await as('citizen');
    await person.get('/account/name');
    for (const [field, value, words] of [
      ['name', ' ', 'Chưa nhập họ và tên'],
      ['name', '<script>', 'Họ và tên chỉ có chữ'],
      ['birth_year', '1850', 'Năm sinh viết bằng 4 chữ số'],
      ['language', 'klingon', 'Chọn một trong các tiếng'],
      ['unit', '0190d000-0000-7000-8000-000000000001', 'Chọn một xã, phường'],
    ] as const) {
      const answer = await person.post('/account/name', {
        name: 'Lò Thị Mai',
        birth_year: '1984',
        language: 'thai',
        unit: '',
        to: '',
        [field]: value,
      });
      expect([field, value, answer.status]).toEqual([field, value, 422]);
      expect(answer.text).toContain(words);
    }
    expect((await person.get('/account')).text).toContain('Lò Thị Mai');
  });

  test('over-posting: who serves in a place does not move to another by a form, nor does anybody become somebody else', async () => {
    const officer = await as('other-commune-officer');
    await officer.get('/account/name');
    const unit = async (key: string) =>
      (
        await duty((tx) =>
          sql<{ unit_id: string }>`select unit_id from people.person where id = ${idOf(key)}::uuid`.execute(tx.rows<unknown>()),
        )
      ).rows[0]?.unit_id ?? '';
    const before = await unit('other-commune-officer');
    const sent = await officer.post('/account/name', {
      name: 'Vàng Thị Dinh',
      birth_year: '1990',
      language: 'mong',
      unit: await unit('citizen'),
      to: '',
      person_id: idOf('citizen'),
      state: 'closed',
      origin: 'entered',
    });
    expect(sent.status).toBe(303);
    expect(await unit('other-commune-officer')).toBe(before);
    const row = await duty((tx) =>
      sql<{
        origin: string;
        state: string;
      }>`select origin, state from people.person where id = ${idOf('other-commune-officer')}::uuid`.execute(tx.rows<unknown>()),
    );
    expect(row.rows[0]).toEqual({ origin: 'demonstration', state: 'active' });
    const trail = await sql<{
      fields: string[];
      persons: string[];
    }>`select fields, persons from audit.entry where action = 'people.change-own-name' order by position desc limit 1`.execute(
      app.database.db.rows<unknown>(),
    );
    expect(trail.rows[0]).toEqual({ fields: ['full_name', 'birth_year', 'language_of_help'], persons: [idOf('other-commune-officer')] });
  });

  test('a citizen says where they live, so that the commune can help', async () => {
    const phone = newPhone();
    const person = at();
    await person.signIn(phone);
    const page = await person.get('/account/name');
    const unit = /<option value="([0-9a-f-]{36})"/.exec(page.text)?.[1] ?? '';
    expect((await person.post('/account/name', { name: 'Sùng A Chư', birth_year: '', language: 'mong', unit, to: '' })).status).toBe(303);
    const rows = await duty((tx) =>
      sql<{
        unit_id: string;
        same: boolean;
      }>`select person.unit_id, details.unit_id = person.unit_id and identifier.unit_id = person.unit_id as same
      from people.person join people.person_details details on details.person_id = person.id join people.identifier on identifier.person_id = person.id
      where details.full_name = 'Sùng A Chư'`.execute(tx.rows<unknown>()),
    );
    expect(rows.rows).toEqual([{ unit_id: unit, same: true }]);
  });
});

describe('my devices and sessions', () => {
  test('stolen session: ended everywhere by “end everywhere”', async () => {
    const phone = newPhone();
    const owner = at();
    await owner.signIn(phone);
    const thief = at(`session=${owner.cookies.get('session') ?? ''}`);
    expect((await thief.get('/account')).status).toBe(200);
    await owner.get('/account/devices');
    const ended = await owner.post('/account/devices/end-all', { which: 'all' });
    expect([ended.status, ended.location]).toEqual([303, '/sign-in']);
    expect((await thief.get('/account')).status).toBe(303);
    expect(owner.cookies.has('session')).toBe(false);
  });

  test('end everywhere else keeps this device and session; another device loses its PIN', async () => {
    const phone = newPhone();
    const first = at();
    await first.signIn(phone);
    await first.post('/account/pin', { pin: '4826', again: '4826', to: '' });
    app.database.clock.advance({ minutes: 2 });
    const second = at();
    await second.signIn(phone);
    await second.post('/account/pin', { pin: '7391', again: '7391', to: '' });
    const page = await second.get('/account/devices');
    expect(page.text.match(/Android · Chrome/g)?.length).toBe(2);
    expect((await second.post('/account/devices/end-all', { which: 'others' })).location).toBe('/account/devices?done=yes');
    expect((await second.get('/account')).status).toBe(200);
    expect((await first.get('/account')).status).toBe(303);
    expect((await first.post('/sign-in/pin', { pin: '4826', to: '' })).location).toContain('/sign-in?to=');
    await second.post('/sign-out', {});
    expect((await second.post('/sign-in/pin', { pin: '7391', to: '' })).status).toBe(303);
  });

  test('id guessing: another person’s session or device can’t be ended', async () => {
    const victim = await as('auditor');
    await victim.get('/account/pin');
    await victim.post('/account/pin', { pin: '4826', again: '4826', to: '' });
    const rows = await duty((tx) =>
      sql<{
        session: string;
        device: string;
      }>`select id as session, device_id as device from people.session where person_id = ${idOf('auditor')}::uuid and ended_at is null`.execute(
        tx.rows<unknown>(),
      ),
    );
    const attacker = await as('operator');
    await attacker.get('/account/devices');
    for (const path of [
      `/account/sessions/${rows.rows[0]?.session}/end`,
      `/account/devices/${rows.rows[0]?.device}/end`,
      '/account/devices/x/end',
    ])
      expect((await attacker.post(path, {})).status).toBe(404);
    expect((await victim.get('/account')).status).toBe(200);
    expect((await victim.post(`/account/devices/${rows.rows[0]?.device}/end`, {})).status).toBe(303);
    expect((await victim.get('/account')).status).toBe(303);
  });

  test('the session is rotated when a PIN is set: the secret before is worth nothing', async () => {
    const person = at();
    await person.signIn(newPhone());
    const before = person.cookies.get('session') ?? '';
    await person.post('/account/pin', { pin: '4826', again: '4826', to: '' });
    expect(person.cookies.get('session')).not.toBe(before);
    expect((await at(`session=${before}`).get('/account')).status).toBe(303);
  });

  test('a stolen open session can’t set a PIN or change the number: both ask for a fresh proof', async () => {
    const person = at();
    await person.signIn(newPhone());
    app.database.clock.advance({ minutes: 11 });
    const thief = at(`session=${person.cookies.get('session') ?? ''}`);
    await thief.get('/account');
    expect((await thief.get('/account/pin')).text).toContain('Xác nhận lại là chính mình');
    expect((await thief.post('/account/pin', { pin: '4826', again: '4826', to: '' })).text).toContain('Xác nhận lại là chính mình');
    expect((await thief.post('/account/phone', { phone: newPhone() })).text).toContain('Xác nhận lại là chính mình');
    expect(thief.cookies.has('device')).toBe(false);
  });

  test('a known device changes its PIN with the one before', async () => {
    const person = at();
    await person.signIn(newPhone());
    await person.post('/account/pin', { pin: '4826', again: '4826', to: '' });
    app.database.clock.advance({ minutes: 11 });
    expect((await person.get('/account/pin')).text).toContain('Mã PIN đang dùng');
    expect((await person.post('/account/pin', { current: '1111', pin: '7391', again: '7391', to: '' })).text).toContain('Còn 4 lần thử');
    expect((await person.post('/account/pin', { current: '4826', pin: '7391', again: '7392', to: '' })).text).toContain(
      'Hai lần nhập khác nhau',
    );
    expect((await person.post('/account/pin', { current: '4826', pin: '7391', again: '7391', to: '' })).status).toBe(303);
  });
});

describe('my number', () => {
  test('the new one is proved by a code, the old one is told, and signs in no more', async () => {
    const [old, fresh] = [newPhone(), newPhone()];
    const person = at();
    await person.signIn(old);
    await person.get('/account/phone');
    expect((await person.post('/account/phone', { phone: old })).text).toContain('đang là số của bà con');
    expect((await person.post('/account/phone', { phone: fresh })).location).toBe('/account/phone/code');
    const [message] = await messagesTo(app, fresh);
    expect(message?.text).toContain('mã xác nhận số điện thoại mới');
    const code = /\b\d{6}\b/.exec(message?.text ?? '')?.[0] ?? '';
    // A code for the new number does not sign anybody in.
    expect((await person.post('/sign-in/code', { code })).status).toBe(303);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    expect((await person.post('/account/phone/code', { code: wrong })).status).toBe(422);
    expect((await person.post('/account/phone/code', { code })).location).toBe('/account?done=phone');
    expect((await messagesTo(app, old))[0]?.text).toContain(`•••• ${fresh.slice(-3)}`);
    const holders = await duty(async (tx) => [
      await holderOf(tx, app.context.vault, 'phone', old),
      await holderOf(tx, app.context.vault, 'phone', fresh),
    ]);
    expect(holders).toEqual([null, expect.any(String)]);
  });

  test('a number that somebody else has proved is not taken over', async () => {
    const [mine, theirs] = [newPhone(), newPhone()];
    await at().signIn(theirs);
    const person = at();
    await person.signIn(mine);
    app.database.clock.advance({ minutes: 2 });
    await person.get('/account/phone');
    await person.post('/account/phone', { phone: theirs });
    const code = /\b\d{6}\b/.exec((await messagesTo(app, theirs))[0]?.text ?? '')?.[0] ?? '';
    const answer = await person.post('/account/phone/code', { code });
    expect([answer.status, answer.text.includes('đang gắn với một tài khoản khác')]).toEqual([409, true]);
  });
});

describe('how long a session lasts', () => {
  test('idle end: a citizen’s rests thirty days, an official’s half an hour; use keeps it', async () => {
    const [citizen, officer] = [await as('citizen'), await as('intake-officer')];
    const page = async (who: typeof citizen) => (await who.get('/account')).status;
    app.database.clock.advance({ minutes: 25 });
    expect([await page(citizen), await page(officer)]).toEqual([200, 200]);
    app.database.clock.advance({ minutes: 29 });
    expect([await page(citizen), await page(officer)]).toEqual([200, 200]);
    app.database.clock.advance({ minutes: 31 });
    expect([await page(citizen), await page(officer)]).toEqual([200, 303]);
    app.database.clock.advance({ hours: 24 * 29 });
    expect(await page(citizen)).toBe(200);
    app.database.clock.advance({ hours: 24 * 30, minutes: 1 });
    expect(await page(citizen)).toBe(303);
  });

  test('absolute end: an official’s working day of twelve hours, however much it is used', async () => {
    const officer = await as('publisher');
    for (let i = 0; i < 35; i++) {
      app.database.clock.advance({ minutes: 20 });
      expect((await officer.get('/account')).status).toBe(200);
    }
    app.database.clock.advance({ minutes: 25 });
    expect((await officer.get('/account')).status).toBe(303);
  });

  test('a stricter role that is given in the middle of a session counts at once', async () => {
    const member = await as('team-member');
    app.database.clock.advance({ minutes: 45 });
    expect((await member.get('/account')).status).toBe(200);
    await duty((tx) =>
      sql`insert into people.role_grant (id, person_id, role, valid, granted_at, basis)
      values (${tx.ids.next()}::uuid, ${idOf('team-member')}::uuid, 'publisher', daterange('2025-07-01', null), ${tx.clock.now().toString()}::timestamptz, 'Thử')`.execute(
        tx.rows<unknown>(),
      ),
    );
    expect((await member.get('/account')).status).toBe(200);
    app.database.clock.advance({ minutes: 45 });
    expect((await member.get('/account')).status).toBe(303);
    const ended = await duty((tx) =>
      sql<{
        ended_why: string;
      }>`select ended_why from people.session where person_id = ${idOf('team-member')}::uuid order by id desc limit 1`.execute(
        tx.rows<unknown>(),
      ),
    );
    expect(ended.rows[0]?.ended_why).toBe('role-limit');
  });

  test('retention: what ended goes, what lives stays, and repeating it changes nothing', async () => {
    const person = at();
    await person.signIn(newPhone());
    await person.post('/account/pin', { pin: '4826', again: '4826', to: '' });
    await person.get('/account');
    const now = app.database.clock.now();
    const run = async (before: Temporal.Instant) => {
      const counts: number[] = [];
      for (const source of accessRetention) {
        const count = await duty((tx) => source.count(tx, before), 'privacy');
        let ended = 0;
        for (let more = -1; more !== 0; ) {
          more = await duty((tx) => source.apply(tx, before, 7), 'privacy');
          ended += more;
        }
        // Devices become free when their last session has gone.
        expect(ended).toBeGreaterThanOrEqual(count);
        counts.push(ended);
      }
      return counts;
    };
    expect((await run(now)).every((count) => count > 0)).toBe(true);
    expect(await run(now)).toEqual([0, 0, 0]);
    expect((await person.get('/account')).status).toBe(200);
    await person.post('/sign-out', {});
    expect((await person.post('/sign-in/pin', { pin: '4826', to: '' })).status).toBe(303);
  });
});
