import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { type Answer, lastCode, messagesTo, visitor } from '../../../test/support/phone-visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { holderOf } from '../persons/identifiers.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ TRUST_PROXY: '1' });
});
afterAll(() => app.close());

const known = '+84900000001';
let address = 0;
/** An address that nobody used before. */
const newIp = () => `203.0.${Math.floor(++address / 200)}.${(address % 200) + 1}`;
let number = 0;
/** A number that nobody has. */
const newPhone = () => `+8491200${String(++number).padStart(4, '0')}`;
const stranger = () => visitor(app, { ip: newIp() });
const inAnHour = () => app.database.clock.advance({ hours: 1, seconds: 1 });
const nextDay = () => app.database.clock.advance({ hours: 24, seconds: 1 });
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const asDuty = <T>(read: Parameters<typeof app.database.db.transaction<T>>[0]) =>
  app.database.db.transaction(read, { state: dutyState('identity') });

/** What somebody who compares two answers can see, without what differs at every request. */
const seen = ({ status, text, location, headers }: Answer) => ({
  status,
  location,
  text: text.replaceAll(/name="_csrf" value="[^"]+"/g, '').replaceAll(/0\d{3} \d{3} \d{3}/g, 'NUMBER'),
  headers: [...headers].filter(([name]) => !['date', 'x-request-id', 'set-cookie'].includes(name)),
  cookies: headers.getSetCookie().map((one) => one.replace(/=[^;]*/, '')),
});

describe('the ways in', () => {
  test('the first sentence is what works without an account; then every way', async () => {
    const { text } = await stranger().get('/sign-in?to=/units');
    expect(text.indexOf('Nhiều việc không cần tài khoản')).toBeGreaterThan(0);
    for (const way of [
      '/sign-in/phone?to=',
      '/sign-in/passkey?to=',
      '/join?to=',
      '/sign-in/official?to=',
      '/sign-in/recover',
      '/sign-in/vneid?to=',
    ])
      expect(text).toContain(`href="${way}`);
    expect(text.indexOf('Nhiều việc không cần tài khoản')).toBeLessThan(text.indexOf('/sign-in/phone'));
  });

  test('signing in works without script, for a number that nobody has and again afterwards', async () => {
    const phone = newPhone();
    const first = stranger();
    await first.get('/sign-in/phone?to=/legal');
    const answer = await first.signIn(phone.replace('+84', '0'), { to: '' });
    expect([answer.status, answer.location]).toEqual([303, '/account/name?first=yes&to=%2Faccount']);
    expect((await first.get(answer.location)).text).toContain('Đã vào được rồi');
    const named = await first.post('/account/name', {
      name: '  Vàng  Thị Mỷ ',
      birth_year: '1961',
      language: 'mong',
      unit: '',
      to: '/legal',
    });
    expect([named.status, named.location]).toEqual([303, '/legal']);
    expect((await first.get('/account')).text).toContain('Chào Vàng Thị Mỷ');
    expect((await first.post('/sign-out', {})).status).toBe(303);
    expect((await first.get('/account')).location).toBe('/sign-in?to=%2Faccount');
    app.database.clock.advance({ minutes: 2 });
    const again = await stranger().signIn(phone);
    expect(again.location).toBe('/account');
  });

  test('the message names the product, says never to tell anybody, and the code is kept as a keyed hash', async () => {
    const phone = newPhone();
    const code = await stranger().askForCode(phone);
    const [message] = await messagesTo(app, phone);
    expect(message?.text).toContain(`YenBai-S: mã đăng nhập là ${code}, dùng trong 10 phút`);
    expect(message?.text).toContain('Không đọc mã cho bất cứ ai');
    const kept = await asDuty((tx) =>
      sql<{ row: string }>`select attempt::text as row from people.attempt order by id desc limit 1`.execute(tx.rows<unknown>()),
    );
    expect(kept.rows[0]?.row).not.toContain(code);
    expect(kept.rows[0]?.row).not.toContain(phone.slice(3));
  });

  test('a number that can get no code is said at the field, and what was typed stays', async () => {
    for (const [typed, words] of [
      ['', 'Chưa nhập số điện thoại'],
      ['12ab', 'Số này chưa đúng'],
      ['+1 202 555 0143', 'số di động trong nước'],
      ['024 3825 1234', 'số di động trong nước'],
    ] as const) {
      const answer = await stranger().post('/sign-in/phone', { phone: typed, to: '' });
      expect([typed, answer.status]).toEqual([typed, 422]);
      expect(answer.text).toContain(words);
      if (typed) expect(answer.text).toContain(`value="${typed}"`);
    }
  });

  test('a closed account is told to who proves its number, and to nobody else', async () => {
    const phone = newPhone();
    await stranger().signIn(phone);
    await asDuty(async (tx) => {
      const id = await holderOf(tx, app.context.vault, 'phone', phone);
      await sql`update people.person set state = 'closed' where id = ${id}::uuid`.execute(tx.rows<unknown>());
    });
    app.database.clock.advance({ minutes: 2 });
    const answer = await stranger().signIn(phone);
    expect([answer.status, answer.text.includes('Tài khoản này đã đóng')]).toEqual([403, true]);
  });

  test('somebody known is told of a new browser; the first sign-in of all tells nobody', async () => {
    const phone = newPhone();
    await stranger().signIn(phone);
    expect((await messagesTo(app, phone)).map((one) => one.purpose)).toEqual(['people.sign-in-code']);
    app.database.clock.advance({ minutes: 2 });
    await visitor(app, { ip: newIp(), agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1' }).signIn(phone);
    expect((await messagesTo(app, phone))[0]?.text).toMatch(/máy chưa được nhớ \(iPhone · Safari\)/);
  });
});

describe('bad input and harm: sign-in with a code', () => {
  test('enumeration: a known and an unknown number get the same answers and the same number of messages', async () => {
    nextDay();
    const unknown = newPhone();
    const ask = async (phone: string) => {
      const browser = stranger();
      await browser.get('/sign-in/phone');
      const before = (await messagesTo(app, phone)).length;
      const sent = await browser.post('/sign-in/phone', { phone, to: '/units' });
      const page = await browser.get('/sign-in/code');
      const wrong = await browser.post('/sign-in/code', { code: other((await lastCode(app, phone)) ?? '') });
      const tooSoon = await browser.post('/sign-in/code/again', {});
      const elsewhere = await stranger().post('/sign-in/phone', { phone, to: '/units' });
      return { answers: [sent, page, wrong, tooSoon, elsewhere].map(seen), messages: (await messagesTo(app, phone)).length - before };
    };
    const [one, two] = [await ask(known), await ask(unknown)];
    expect(two.messages).toBe(one.messages);
    expect(one.messages).toBe(1);
    expect(two.answers).toEqual(
      one.answers.map((answer) => ({
        ...answer,
        text: answer.text.replaceAll('0900000001', unknown.replace('+84', '0')).replaceAll(known, unknown),
      })),
    );
    expect(one.answers.map(({ status }) => status)).toEqual([303, 200, 422, 429, 429]);
  });

  test('enumeration: the work is the same, because nobody asks whether the number is known before the code is right', async () => {
    const statements = async (phone: string) => {
      const browser = stranger();
      await browser.get('/sign-in/phone');
      const count = () =>
        app.database.db.transaction(
          (tx) => sql<{ n: bigint }>`select count(*) as n from people.attempt where person_id is not null`.execute(tx.rows<unknown>()),
          { state: dutyState('identity') },
        );
      const before = (await count()).rows[0]?.n;
      await browser.post('/sign-in/phone', { phone, to: '' });
      return (await count()).rows[0]?.n === before;
    };
    nextDay();
    expect([await statements(known), await statements(newPhone())]).toEqual([true, true]);
  });

  test('brute force of one code: five tries, then not even the right one', async () => {
    const phone = newPhone();
    const browser = stranger();
    const code = await browser.askForCode(phone);
    const tries: number[] = [];
    for (let i = 0; i < 5; i++) tries.push((await browser.post('/sign-in/code', { code: other(code) })).status);
    expect(tries).toEqual([422, 422, 422, 422, 422]);
    const right = await browser.post('/sign-in/code', { code });
    expect([right.status, right.text.includes('Mã này không dùng được nữa')]).toEqual([422, true]);
    expect((await browser.get('/account')).status).toBe(303);
  });

  test('brute force: ten answers at the same moment are not more than five tries', async () => {
    const browser = stranger();
    const code = await browser.askForCode(newPhone());
    await browser.get('/sign-in/code');
    await Promise.all(Array.from({ length: 10 }, () => browser.post('/sign-in/code', { code: other(code) })));
    const tried = await asDuty((tx) =>
      sql<{ tries: number }>`select tries from people.attempt order by id desc limit 1`.execute(tx.rows<unknown>()),
    );
    expect(tried.rows[0]?.tries).toBe(5);
    expect((await browser.post('/sign-in/code', { code })).status).toBe(422);
  });

  test('code replay: a code counts once', async () => {
    const browser = stranger();
    const code = await browser.askForCode(newPhone());
    const secret = browser.cookies.get('attempt') ?? '';
    expect((await browser.post('/sign-in/code', { code })).status).toBe(303);
    const thief = stranger();
    thief.cookies.set('attempt', secret);
    expect((await thief.post('/sign-in/code', { code })).status).toBe(422);
    expect(thief.cookies.has('session')).toBe(false);
  });

  test('code of another browser: the right code is worth nothing where it was not asked for', async () => {
    const phone = newPhone();
    const owner = stranger();
    const code = await owner.askForCode(phone);
    const thief = stranger();
    expect((await thief.post('/sign-in/code', { code })).status).toBe(422);
    await thief.askForCode(newPhone());
    expect((await thief.post('/sign-in/code', { code })).status).toBe(422);
    expect((await owner.post('/sign-in/code', { code })).status).toBe(303);
  });

  test('expired code: ten minutes, then one page that says what to do', async () => {
    const browser = stranger();
    const code = await browser.askForCode(newPhone());
    app.database.clock.advance({ minutes: 10, seconds: 1 });
    const late = await browser.post('/sign-in/code', { code });
    expect([late.status, late.text.includes('xin mã mới')]).toEqual([422, true]);
  });

  test('a new code takes the place of the one before', async () => {
    const phone = newPhone();
    const browser = stranger();
    const old = await browser.askForCode(phone);
    await browser.get('/sign-in/code');
    const soon = await browser.post('/sign-in/code/again', {});
    expect([soon.status, soon.headers.get('retry-after')]).toEqual([429, '60']);
    app.database.clock.advance({ seconds: 61 });
    expect((await browser.post('/sign-in/code/again', {})).status).toBe(303);
    const code = (await lastCode(app, phone)) ?? '';
    if (old !== code) expect((await browser.post('/sign-in/code', { code: old })).status).toBe(422);
    expect((await browser.post('/sign-in/code', { code })).status).toBe(303);
  });

  test('flooding a number with SMS from many addresses: one a minute, five an hour, ten a day', async () => {
    const phone = newPhone();
    const ask = async () => (await stranger().post('/sign-in/phone', { phone, to: '' })).status;
    expect([await ask(), await ask()]).toEqual([303, 429]);
    for (let i = 0; i < 6; i++) {
      app.database.clock.advance({ seconds: 61 });
      await ask();
    }
    expect(await messagesTo(app, phone)).toHaveLength(5);
    for (let hour = 0; hour < 3; hour++) {
      inAnHour();
      for (let i = 0; i < 6; i++) {
        app.database.clock.advance({ seconds: 61 });
        await ask();
      }
    }
    expect(await messagesTo(app, phone)).toHaveLength(10);
    app.database.clock.advance({ seconds: 61 });
    const refused = await stranger().post('/sign-in/phone', { phone, to: '' });
    expect([refused.status, refused.text.includes('Xin lại được sau')]).toEqual([429, true]);
    nextDay();
    expect(await ask()).toBe(303);
  });

  const crowded = newIp();

  test('many numbers from one address: slowed down after thirty in ten minutes, and others are not', async () => {
    const attacker = visitor(app, { ip: crowded });
    const statuses: number[] = [];
    for (let i = 0; i < 31; i++) statuses.push((await attacker.post('/sign-in/phone', { phone: newPhone(), to: '' })).status);
    expect(statuses).toEqual([...Array<number>(30).fill(303), 429]);
    expect((await stranger().post('/sign-in/phone', { phone: newPhone(), to: '' })).status).toBe(303);
  });

  test('header spoofing behind a proxy: only the address that the proxy itself adds is counted', async () => {
    const ask = (ip: string) => visitor(app, { ip }).post('/sign-in/phone', { phone: newPhone(), to: '' });
    expect((await ask(`198.51.100.1, ${crowded}`)).status).toBe(429);
    expect((await ask(`${crowded}, 198.51.100.2`)).status).toBe(303);
    app.database.clock.advance({ minutes: 11 });
    expect((await ask(crowded)).status).toBe(303);
  });

  test('lock-out: who used up a number does not keep out its owner on a known device', async () => {
    const phone = newPhone();
    const owner = stranger();
    await owner.signIn(phone);
    const pin = await owner.post('/account/pin', { pin: '4826', again: '4826', to: '' });
    expect(pin.status).toBe(303);
    await owner.post('/sign-out', {});
    for (let i = 0; i < 12; i++) {
      inAnHour();
      await stranger().post('/sign-in/phone', { phone, to: '' });
    }
    expect((await stranger().post('/sign-in/phone', { phone, to: '' })).status).toBe(429);
    await owner.get('/sign-in/pin');
    expect((await owner.post('/sign-in/pin', { pin: '4826', to: '' })).location).toBe('/account');
    await owner.post('/sign-out', {});
    expect((await owner.signIn(phone)).location).toBe('/account');
  });

  test('session fixation: a secret that was in the browser before is not the one after', async () => {
    const browser = stranger();
    const planted = 'A'.repeat(43);
    browser.cookies.set('session', planted);
    browser.cookies.set('attempt', planted);
    await browser.signIn(newPhone());
    expect(browser.cookies.get('session')).not.toBe(planted);
    expect((await stranger().get('/account')).status).toBe(303);
    const thief = visitor(app, { ip: newIp(), cookie: `session=${planted}` });
    expect((await thief.get('/account')).status).toBe(303);
    // A session that stood before ends with the next sign-in here.
    const before = browser.cookies.get('session') ?? '';
    await browser.signIn(newPhone());
    expect((await visitor(app, { ip: newIp(), cookie: `session=${before}` }).get('/account')).status).toBe(303);
  });

  test('CSRF: no form of another site signs in or out', async () => {
    const browser = stranger();
    const code = await browser.askForCode(newPhone());
    await browser.get('/sign-in/code');
    expect((await browser.post('/sign-in/code', { code }, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await browser.post('/sign-in/code', { code, _csrf: 'forged' })).status).toBe(403);
    expect((await browser.post('/sign-in/code', { code })).status).toBe(303);
    await browser.get('/account');
    expect((await browser.post('/sign-out', { _csrf: 'forged' })).status).toBe(403);
    expect((await browser.post('/sign-out', {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await browser.get('/sign-out')).status).toBe(404);
    expect((await browser.get('/account')).status).toBe(200);
    expect((await browser.post('/sign-in/phone', { phone: newPhone(), _csrf: 'forged' })).status).toBe(403);
  });

  test('open redirect: `to` never leads to another site, nor round in a circle', async () => {
    for (const [to, where] of [
      ['https://evil.example/', '/'],
      ['//evil.example', '/'],
      ['/\\evil.example', '/'],
      ['/sign-in/phone', '/account'],
      ['/units?on=2022-10-31', '/units?on=2022-10-31'],
    ] as const) {
      const browser = stranger();
      const phone = newPhone();
      await browser.signIn(phone, { to });
      await browser.post('/sign-out', {});
      app.database.clock.advance({ minutes: 2 });
      const page = await browser.get(`/sign-in/phone?to=${encodeURIComponent(to)}`);
      expect(page.text).toContain('name="to"');
      expect(page.text).not.toContain('href="https://evil');
      const code = await (async () => {
        await browser.post('/sign-in/phone', { phone, to });
        return (await lastCode(app, phone)) ?? '';
      })();
      expect([to, (await browser.post('/sign-in/code', { code })).location]).toEqual([to, where]);
    }
  });
});

describe('bad input and harm: the PIN', () => {
  async function withPin() {
    const phone = newPhone();
    const browser = stranger();
    expect((await browser.signIn(phone, { remember: 'yes' })).location).toContain('/account/name?first=yes&to=%2Faccount%2Fpin');
    const set = await browser.post('/account/pin', { pin: '482615', again: '482615', to: '/units' });
    expect([set.status, set.location]).toEqual([303, '/units']);
    await browser.post('/sign-out', {});
    return { phone, browser };
  }

  test('a remembered device asks for its PIN first and says nothing about whose it is', async () => {
    const { browser } = await withPin();
    const landing = await browser.get('/sign-in?to=/legal');
    expect(landing.text.indexOf('name="pin"')).toBeGreaterThan(0);
    expect(landing.text.indexOf('name="pin"')).toBeLessThan(landing.text.indexOf('/sign-in/phone'));
    expect((await browser.post('/sign-in/pin', { pin: '482615', to: '/legal' })).location).toBe('/legal');
    expect((await browser.get('/account')).status).toBe(200);
    const session = await asDuty((tx) =>
      sql`select methods, strength, device_id is not null as bound from people.session order by id desc limit 1`.execute(
        tx.rows<unknown>(),
      ),
    );
    expect(session.rows).toEqual([{ methods: ['pin'], strength: 'one', bound: true }]);
  });

  test('the PIN alone, without the device, is nothing', async () => {
    await withPin();
    const answer = await stranger().post('/sign-in/pin', { pin: '482615', to: '/legal' });
    expect([answer.status, answer.location]).toEqual([303, '/sign-in?to=%2Flegal']);
  });

  test('five wrong PINs end it, the person is told, other ways stay open', async () => {
    const { browser, phone } = await withPin();
    await browser.get('/sign-in/pin');
    expect((await browser.post('/sign-in/pin', { pin: '12', to: '' })).text).toContain('4 đến 6 chữ số');
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await browser.post('/sign-in/pin', { pin: '999111', to: '' }));
    expect(answers[0]?.text).toContain('Còn 4 lần thử');
    expect(answers[4]?.text).toContain('Mã PIN của máy này đã dừng');
    expect((await browser.post('/sign-in/pin', { pin: '482615', to: '' })).text).toContain('Mã PIN của máy này đã dừng');
    expect((await messagesTo(app, phone))[0]).toMatchObject({ purpose: 'people.pin-ended' });
    expect((await browser.get('/sign-in')).text).toContain('Mã PIN của máy này đã dừng');
    app.database.clock.advance({ minutes: 2 });
    expect((await browser.signIn(phone)).location).toBe('/account');
    expect((await browser.post('/account/pin', { pin: '739155', again: '739155', to: '' })).status).toBe(303);
    await browser.post('/sign-out', {});
    expect((await browser.post('/sign-in/pin', { pin: '739155', to: '' })).status).toBe(303);
  });

  test('twenty wrong PINs at the same moment are not more than five tries', async () => {
    const { browser } = await withPin();
    await browser.get('/sign-in/pin');
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.post('/sign-in/pin', { pin: '999111', to: '' })));
    expect(answers.every(({ status }) => status === 422)).toBe(true);
    expect((await browser.post('/sign-in/pin', { pin: '482615', to: '' })).status).toBe(422);
  });

  test.each(['1234', '0000', '9876', '1990', '2580', '1212', '123456', '111111', '12', 'abcd', '1234567'])(
    'the PIN %s is refused, and never shown again',
    async (pin) => {
      const browser = stranger();
      await browser.signIn(newPhone());
      const answer = await browser.post('/account/pin', { pin, again: pin, to: '' });
      expect(answer.status).toBe(422);
      expect(answer.text).not.toContain(`value="${pin}"`);
      expect(browser.cookies.has('device')).toBe(false);
    },
  );
});
