import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { type Asked, type SoftPasskey, softPasskey } from './authenticator.fixture.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

const personOf = (key: string): string => demonstrationPeople.get(key)?.id ?? '';

/** Rows of the database as the duty `identity` sees them. */
const rows = <Row>(query: ReturnType<typeof sql<Row>>): Promise<readonly Row[]> =>
  app.database.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('identity') });

const trail = (action: string) =>
  rows(sql<{ persons: string[] }>`select persons from audit.entry where action = ${action} order by position`);

async function ask(browser: Visitor, page: string, begin: string): Promise<Asked> {
  const shown = await browser.get(page);
  expect([shown.status, shown.text]).toEqual([200, expect.stringContaining('passkey-form')]);
  const answer = await browser.post(begin);
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('challenge')]);
  return (JSON.parse(answer.text) as { options: Asked }).options;
}

const askToAdd = (browser: Visitor) => ask(browser, '/account/passkeys', '/account/passkeys/begin');
const askToProve = (browser: Visitor) => ask(browser, '/sign-in/passkey', '/sign-in/passkey/begin');

/** A person of the demonstration with a new passkey, and the browser in which it was made. */
async function withPasskey(who: string): Promise<{ browser: Visitor; key: SoftPasskey }> {
  const browser = visit(app, await app.signedIn(who));
  const key = softPasskey();
  const asked = await askToAdd(browser);
  const added = await browser.post('/account/passkeys', { answer: key.create(asked, { origin: app.address }), label: `Máy của ${who}` });
  expect([added.status, added.location]).toEqual([303, '/account/passkeys?done=added']);
  return { browser, key };
}

async function prove(browser: Visitor, key: SoftPasskey, behaviour: Partial<Parameters<SoftPasskey['get']>[1]> = {}, to = '') {
  const asked = await askToProve(browser);
  return browser.post('/sign-in/passkey', { answer: key.get(asked, { origin: app.address, ...behaviour }), to });
}

describe('signing in with a passkey', () => {
  test('add, then sign in from a new browser with two factors; nobody types a name', async () => {
    const { key } = await withPasskey('commune-officer');
    const stranger = visit(app);
    const asked = await askToProve(stranger);
    expect(asked).not.toHaveProperty('allowCredentials.0');
    const inside = await stranger.post('/sign-in/passkey', { answer: key.get(asked, { origin: app.address }), to: '/account/passkeys' });
    expect([inside.status, inside.location]).toEqual([303, '/account/passkeys']);
    expect((await stranger.get('/account/passkeys')).text).toContain('Máy của commune-officer');
    const [session] = await rows(
      sql<{
        methods: string[];
        strength: string;
      }>`select methods, strength from people.session where person_id = ${personOf('commune-officer')}::uuid
        order by created_at desc, id desc limit 1`,
    );
    expect(session).toEqual({ methods: ['passkey'], strength: 'two' });
    expect((await trail('people.add-passkey')).at(-1)?.persons).toEqual([personOf('commune-officer')]);
  });

  test('without script the page says so and names the other ways', async () => {
    const page = await visit(app).get('/sign-in/passkey?to=/units');
    expect(page.text).toContain('passkey-needs-script');
    expect(page.text).toContain('href="/sign-in?to=%2Funits"');
    expect(page.text).toContain('<div id="passkey-part" hidden>');
  });

  test('a passkey for another origin or another host is refused', async () => {
    const { key } = await withPasskey('publisher');
    for (const behaviour of [
      { origin: 'https://yenbai-s.example.vn', rpId: 'localhost' },
      { origin: app.address, rpId: 'yenbai-s.example.vn' },
      { origin: 'http://localhost:1' },
    ]) {
      const answer = await prove(visit(app), key, behaviour);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('Chưa nhận ra khóa này');
    }
  });

  test('a passkey made on another origin is not kept', async () => {
    const browser = visit(app, await app.signedIn('intake-officer'));
    const asked = await askToAdd(browser);
    const answer = await browser.post('/account/passkeys', {
      answer: softPasskey().create(asked, { origin: 'https://yenbai-s.example.vn', rpId: 'localhost' }),
    });
    expect(answer.status).toBe(422);
    expect((await rows(sql`select 1 from people.credential where person_id = ${personOf('intake-officer')}::uuid`)).length).toBe(0);
  });

  test('a device that was not unlocked by its owner is refused', async () => {
    const { key } = await withPasskey('budget-officer');
    expect((await prove(visit(app), key, { verified: false })).status).toBe(422);
    const browser = visit(app, await app.signedIn('policy-officer'));
    const asked = await askToAdd(browser);
    expect(
      (await browser.post('/account/passkeys', { answer: softPasskey().create(asked, { origin: app.address, verified: false }) })).status,
    ).toBe(422);
  });

  test('challenge replay: an answer counts once', async () => {
    const { key } = await withPasskey('agency-handler');
    const browser = visit(app);
    const asked = await askToProve(browser);
    const cookie = browser.cookies.get('attempt') ?? '';
    const answer = key.get(asked, { origin: app.address });
    expect((await browser.post('/sign-in/passkey', { answer })).status).toBe(303);
    const again = visit(app);
    await again.get('/sign-in/passkey');
    again.cookies.set('attempt', cookie);
    const replayed = await again.post('/sign-in/passkey', { answer });
    expect(replayed.status).toBe(409);
    expect(replayed.text).toContain('không còn dùng được');
    // An old answer to a new challenge is none.
    const later = await askToProve(again);
    expect(later.challenge).not.toBe(asked.challenge);
    expect((await again.post('/sign-in/passkey', { answer })).status).toBe(422);
  });

  test('a challenge of another browser is worth nothing', async () => {
    const { key } = await withPasskey('agency-leader');
    const asked = await askToProve(visit(app));
    const other = visit(app);
    await askToProve(other);
    expect((await other.post('/sign-in/passkey', { answer: key.get(asked, { origin: app.address }) })).status).toBe(422);
    const none = visit(app);
    await none.get('/sign-in/passkey');
    expect((await none.post('/sign-in/passkey', { answer: key.get(asked, { origin: app.address }) })).status).toBe(409);
  });

  test('an expired challenge is refused', async () => {
    const { key } = await withPasskey('province-supervisor');
    const browser = visit(app);
    const asked = await askToProve(browser);
    app.database.clock.advance({ minutes: 6 });
    expect((await browser.post('/sign-in/passkey', { answer: key.get(asked, { origin: app.address }) })).status).toBe(409);
  });

  test('a counter going backwards is refused, and the person is told', async () => {
    const { key } = await withPasskey('team-leader');
    expect((await prove(visit(app), key, { counter: 7 })).status).toBe(303);
    for (const counter of [7, 3, 0]) {
      const answer = await prove(visit(app), key, { counter });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('sao chép');
    }
    expect((await trail('people.passkey-counter-backwards')).map(({ persons }) => persons)).toEqual(
      Array(3).fill([personOf('team-leader')]),
    );
    const told = await rows(
      sql`select 1 from platform.message where person_id = ${personOf('team-leader')}::uuid and purpose = 'people.passkey-copied'`,
    );
    expect(told.length).toBe(1);
    expect((await prove(visit(app), key, { counter: 8 })).status).toBe(303);
  });

  test('a counter that nobody signed raises no alarm', async () => {
    const { key } = await withPasskey('team-member');
    await prove(visit(app), key, { counter: 9 });
    const browser = visit(app);
    const asked = await askToProve(browser);
    const forged = JSON.parse(key.get(asked, { origin: app.address, counter: 1 }));
    forged.response.signature = Buffer.alloc(70).toString('base64url');
    expect((await browser.post('/sign-in/passkey', { answer: JSON.stringify(forged) })).status).toBe(422);
    expect(
      await rows(
        sql`select 1 from platform.message where person_id = ${personOf('team-member')}::uuid and purpose = 'people.passkey-copied'`,
      ),
    ).toEqual([]);
  });

  test('a passkey names its owner: another handle is refused', async () => {
    const { key } = await withPasskey('account-administrator');
    const other = Buffer.from(personOf('operator').replaceAll('-', ''), 'hex').toString('base64url');
    expect((await prove(visit(app), key, { userHandle: other })).status).toBe(422);
  });

  test.each(['', '{', '[]', 'null', '"x"', '{"id":5}', '{"id":"x","response":7}', '{"id":"x"}', 'x'.repeat(5_000)])(
    'an answer that is none (%#) is refused',
    async (answer) => {
      const browser = visit(app);
      await askToProve(browser);
      expect((await browser.post('/sign-in/passkey', { answer })).status).toBe(422);
    },
  );

  test('an open redirect in `to` leads to our own page', async () => {
    const { key } = await withPasskey('second-operator');
    expect((await prove(visit(app), key, {}, 'https://evil.example/')).location).not.toContain('evil');
    expect((await prove(visit(app), key, {}, '//evil.example/')).location).not.toContain('evil');
  });

  test('without a form token nothing begins and nothing is proved', async () => {
    for (const path of ['/sign-in/passkey/begin', '/sign-in/passkey']) {
      const answer = await fetch(`${app.address}${path}`, {
        method: 'POST',
        body: new URLSearchParams({ answer: '{}' }),
        headers: { origin: app.address },
      });
      expect(answer.status).toBe(403);
    }
  });
});

describe('while somebody is signed in', () => {
  test('their own passkey makes a weak session strong, with a new secret', async () => {
    const { key } = await withPasskey('auditor');
    const weak = visit(app, await app.signedIn('auditor', { strength: 'one' }));
    const before = weak.cookies.get('session');
    expect((await weak.get('/console/audit')).status).toBe(403);
    expect((await prove(weak, key, {}, '/console/audit')).location).toBe('/console/audit');
    expect(weak.cookies.get('session')).not.toBe(before);
    expect((await weak.get('/console/audit')).status).toBe(200);
    // The secret from before is worth nothing.
    const old = visit(app, `session=${before}`);
    expect((await old.get('/account/passkeys')).status).toBe(303);
  });

  test('a passkey of another account ends in a clear page, not in a mixed session', async () => {
    const { key } = await withPasskey('operator');
    const citizen = visit(app, await app.signedIn('citizen'));
    const before = citizen.cookies.get('session');
    const answer = await prove(citizen, key);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Khóa này của một tài khoản khác');
    expect(citizen.cookies.get('session')).toBe(before);
    expect((await citizen.get('/account/passkeys')).text).toContain('Chưa có khóa đăng nhập nào');
  });
});

describe('one’s own passkeys', () => {
  test('rename, remove; a removed passkey lets nobody in; the person is told', async () => {
    const { browser, key } = await withPasskey('commune-leader');
    const second = softPasskey();
    await browser.post('/account/passkeys', {
      answer: second.create(await askToAdd(browser), { origin: app.address }),
      label: 'Máy thứ hai',
    });
    const page = await browser.get('/account/passkeys');
    const ids = [...page.text.matchAll(/passkeys\/([0-9a-f-]{36})\/remove/g)].map(([, id]) => id ?? '');
    expect(ids.length).toBe(2);
    const [first = ''] = ids;
    expect((await browser.post(`/account/passkeys/${first}/rename`, { [`label-${first}`]: '  ' })).status).toBe(422);
    await browser.post(`/account/passkeys/${first}/rename`, { [`label-${first}`]: 'Điện thoại <cũ>' });
    expect((await browser.get('/account/passkeys')).text).toContain('Điện thoại &lt;cũ>');
    expect((await browser.post(`/account/passkeys/${first}/remove`)).location).toBe('/account/passkeys?done=removed');
    expect((await prove(visit(app), key)).status).toBe(422);
    expect((await prove(visit(app), second)).status).toBe(303);
    const told = await rows<{ purpose: string }>(
      sql`select purpose from platform.message where person_id = ${personOf('commune-leader')}::uuid order by created_at, id`,
    );
    expect(told.map(({ purpose }) => purpose)).toEqual([
      'people.passkey-added',
      'people.passkey-added',
      'people.passkey-removed',
      'people.new-browser',
    ]);
  });

  test('removal of the last way in is refused', async () => {
    const { browser, key } = await withPasskey('citizen-without-phone');
    const id = /passkeys\/([0-9a-f-]{36})\/remove/.exec((await browser.get('/account/passkeys')).text)?.[1];
    const answer = await browser.post(`/account/passkeys/${id}/remove`);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('cách vào duy nhất');
    expect((await prove(visit(app), key)).status).toBe(303);
  });

  test('the only second factor of a role that needs one stays', async () => {
    const { browser } = await withPasskey('other-commune-officer');
    const id = /passkeys\/([0-9a-f-]{36})\/remove/.exec((await browser.get('/account/passkeys')).text)?.[1];
    expect((await browser.post(`/account/passkeys/${id}/remove`)).text).toContain('Vai trò của bạn cần khóa này');
  });

  test('somebody else’s passkey can be neither renamed nor removed', async () => {
    const [theirs] = await rows<{ id: string }>(
      sql`select id from people.credential where person_id = ${personOf('operator')}::uuid and kind = 'passkey'`,
    );
    const browser = visit(app, await app.signedIn('citizen'));
    await browser.get('/account/passkeys');
    for (const act of ['rename', 'remove']) {
      expect((await browser.post(`/account/passkeys/${theirs?.id}/${act}`, { [`label-${theirs?.id}`]: 'x' })).status).toBe(404);
      expect((await browser.post(`/account/passkeys/nonsense/${act}`)).status).toBe(404);
    }
  });

  test('an old session, and one factor of a role that needs two, add nothing', async () => {
    const old = visit(app, await app.signedIn('citizen'));
    await old.get('/account/passkeys');
    const { token } = old;
    expect(token).not.toBe('');
    app.database.clock.advance({ minutes: 11 });
    const page = await old.get('/account/passkeys');
    expect(page.text).toContain('Cần xác nhận lại trước khi thay đổi');
    expect((await old.post('/account/passkeys/begin')).status).toBe(403);
    const weak = visit(app, await app.signedIn('operator', { strength: 'one' }));
    expect((await weak.get('/account/passkeys')).text).toContain('Xác nhận bước thứ hai');
    expect((await weak.post('/account/passkeys/begin')).status).toBe(403);
  });

  test('what one person began, another signed in in the same browser can not finish', async () => {
    const browser = visit(app, await app.signedIn('citizen'));
    const asked = await askToAdd(browser);
    const other = visit(app, await app.signedIn('citizen-without-phone'));
    await other.get('/account/passkeys');
    other.cookies.set('attempt', browser.cookies.get('attempt') ?? '');
    expect((await other.post('/account/passkeys', { answer: softPasskey().create(asked, { origin: app.address }) })).status).toBe(409);
  });
});
