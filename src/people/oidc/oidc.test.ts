import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { type OidcStandIn, startOidcStandIn } from '../../../test/support/oidc-stand-in.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { startVneidStandIn, type VneidStandIn } from '../../../test/support/vneid-stand-in.ts';
import { readConfig } from '../../platform/config/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { provesTwo } from './province.ts';
import { oidcWays } from './ways.ts';

let app: TestApp;
let province: OidcStandIn;
let vneid: VneidStandIn;

beforeAll(async () => {
  [province, vneid] = await Promise.all([startOidcStandIn(), startVneidStandIn({ pkce: true, encryptsCode: true })]);
  app = await startApp({ ...province.settings, ...vneid.settings, OIDC_PROVINCE_TWO_FACTOR_ACR: 'urn:tinh:hai-lop' });
});
afterAll(async () => {
  await app?.close();
  await province?.close();
  await vneid?.close();
});
beforeEach(() => {
  province.tamper(null);
  province.breakDown(false);
  vneid.fault('none');
});

const personOf = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
const sen = '000184000017';
const vang = '000062000023';

const rows = <Row>(query: ReturnType<typeof sql<Row>>): Promise<readonly Row[]> =>
  app.database.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('identity') });

/** Leaves for a provider; the address there. */
async function leave(browser: Visitor, path: string): Promise<string> {
  const answer = await browser.get(path);
  expect(answer.status).toBe(303);
  return answer.location;
}
const path = (url: URL): string => url.pathname + url.search;

async function byVneid(browser: Visitor, number = sen, query = '') {
  return browser.get(path(vneid.agree(await leave(browser, `/sign-in/vneid${query}`), number)));
}
async function byProvince(browser: Visitor, sub: string, query = '') {
  return browser.get(path(await province.agree(await leave(browser, `/sign-in/province${query}`), sub)));
}
/** Links the account of a provider to the one signed in. */
async function linkTo(browser: Visitor, come: () => Promise<{ location: string }>) {
  expect((await come()).location).toBe('/account/links/confirm');
  await browser.get('/account/links/confirm');
  return browser.post('/account/links/confirm');
}
const lastSession = async (personId: string) =>
  (
    await rows(
      sql<{
        methods: string[];
        strength: string;
      }>`select methods, strength from people.session where person_id = ${personId}::uuid order by created_at desc, id desc limit 1`,
    )
  )[0];

describe('ways that are shown', () => {
  const production = {
    YENBAI_MODE: 'production',
    DATABASE_URL: 'postgresql://x',
    PUBLIC_URL: 'https://x.vn',
    SECRET_KEY: 'k'.repeat(40),
    DATA_KEYS: `a:${Buffer.alloc(32).toString('base64')}`,
  };

  test('none in production without settings; the stand-in in a demonstration', () => {
    expect(oidcWays(readConfig(production))).toEqual([]);
    expect(oidcWays(readConfig({})).map(({ href }) => href)).toEqual(['/sign-in/vneid']);
    expect(oidcWays(app.context.config).map(({ href, label }) => [href, label('en')])).toEqual([
      ['/sign-in/vneid', 'Sign in with VNeID'],
      ['/sign-in/province', 'Sign in with the province’s account'],
    ]);
  });

  test('half of the settings stops the start and names the missing ones', () => {
    expect(() => oidcWays(readConfig({ OIDC_PROVINCE_ISSUER: 'https://x.vn' }))).toThrow('OIDC_PROVINCE_CLIENT_ID');
    expect(() => readConfig({ OIDC_PROVINCE_ISSUER: 'http://x.vn' })).toThrow('https');
    expect(() => readConfig({ VNEID_PRIVATE_KEY: 'no key' })).toThrow('PEM');
  });

  test('where the real one is set up, the made-up one has no address', async () => {
    expect((await visit(app).get('/demo/vneid')).status).toBe(404);
  });
});

describe('a citizen with VNeID', () => {
  test('becomes a person at the first sign-in and is the same one at the next; extra data is dropped', async () => {
    const browser = visit(app);
    const inside = await byVneid(browser, sen, '?to=/account/links');
    expect([inside.status, inside.location]).toEqual([303, '/account/links']);
    const links = (await browser.get('/account/links')).text;
    expect(links).toContain('•••• 017');
    expect(links).not.toContain(sen);
    await byVneid(visit(app));
    const people = await rows(
      sql<{
        person_id: string;
        birth_year: number;
        sessions: string;
        sealed: string;
      }>`select details.person_id, birth_year, identifier.sealed,
          (select count(*) from people.session where session.person_id = details.person_id)::text as sessions
        from people.person_details details join people.identifier on identifier.person_id = details.person_id and identifier.kind = 'citizen-id'
        where full_name = 'Hà Thị Sen'`,
    );
    expect(people.map(({ birth_year, sessions }) => [birth_year, sessions])).toEqual([[1984, '2']]);
    expect(await lastSession(people[0]?.person_id ?? '')).toEqual({ methods: ['oidc'], strength: 'one' });
    // Nothing of what the provider says besides is anywhere in the database or the log.
    const everything = await rows(
      sql<{ all: string }>`select concat((select json_agg(d) from people.person_details d), (select json_agg(i) from people.identifier i),
        (select json_agg(p) from people.person p), (select json_agg(e) from audit.entry e)) as all`,
    );
    expect(everything[0]?.all.length).toBeGreaterThan(1000);
    for (const text of [everything[0]?.all ?? '', app.logged.join('')]) expect(text).not.toMatch(/made-up|000184000017|1984-03-12/);
  });

  test('is never matched by name or telephone number', async () => {
    const [before] = await rows(sql<{ n: string }>`select count(*)::text as n from people.person`);
    await app.database.db.transaction(
      (tx) =>
        sql`update people.person_details set full_name = 'Sùng A Vàng', birth_year = 1962 where person_id = ${personOf('citizen')}::uuid`.execute(
          tx.rows<unknown>(),
        ),
      { state: dutyState('identity') },
    );
    await byVneid(visit(app), vang);
    const [after] = await rows(sql<{ n: string }>`select count(*)::text as n from people.person`);
    expect(Number(after?.n)).toBe(Number(before?.n) + 1);
  });

  test('two browsers of one new citizen at the same moment make one person', async () => {
    await Promise.all([byVneid(visit(app), '000300000031'), byVneid(visit(app), '000300000031')]);
    expect((await rows(sql`select 1 from people.person_details where full_name = 'Lương Minh Khôi'`)).length).toBe(1);
  });

  test.each(['other-key', 'not-encrypted', 'no-json', 'no-number', 'huge'] as const)(
    'a token body that is not decryptable (%s) lets nobody in',
    async (fault) => {
      vneid.fault(fault);
      const browser = visit(app);
      const answer = await byVneid(browser);
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('Chưa đọc được câu trả lời');
      expect(browser.cookies.has('session')).toBe(false);
    },
  );

  test('provider down: a page that says so and names other ways', async () => {
    vneid.fault('broken');
    const answer = await byVneid(visit(app), sen, '?to=/units');
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('chưa trả lời');
    expect(answer.text).toContain('href="/sign-in?to=%2Funits"');
    expect(answer.text).toContain('href="/sign-in/vneid?to=%2Funits"');
  });

  test('who says no is not signed in, and loses nothing', async () => {
    const browser = visit(app);
    const answer = await browser.get(path(vneid.decline(await leave(browser, '/sign-in/vneid'))));
    expect([answer.status, browser.cookies.has('session')]).toEqual([403, false]);
  });

  test('replayed code and state: a return counts once', async () => {
    const browser = visit(app);
    const back = path(vneid.agree(await leave(browser, '/sign-in/vneid'), sen));
    const cookie = browser.cookies.get('attempt') ?? '';
    expect((await browser.get(back)).status).toBe(303);
    const asked = vneid.exchanges;
    const again = visit(app, `attempt=${cookie}`);
    expect((await again.get(back)).status).toBe(409);
    expect(vneid.exchanges).toBe(asked);
    // The code of one sign-in under the state of another: the provider knows that it is used, and PKCE that it is another's.
    const other = visit(app);
    const fresh = new URL(vneid.agree(await leave(other, '/sign-in/vneid'), sen));
    const old = new URL(back, app.address);
    for (const name of ['code', 'encrypt_key']) fresh.searchParams.set(name, old.searchParams.get(name) ?? '');
    expect((await other.get(path(fresh))).status).toBe(409);
  });

  test('a code that was given to another browser does not fit here (PKCE)', async () => {
    const [attacker, victim] = [visit(app), visit(app)];
    const stolen = vneid.agree(await leave(attacker, '/sign-in/vneid'), sen);
    const own = vneid.agree(await leave(victim, '/sign-in/vneid'), vang);
    for (const name of ['code', 'encrypt_key']) own.searchParams.set(name, stolen.searchParams.get(name) ?? '');
    const answer = await victim.get(path(own));
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Chưa tin được câu trả lời');
  });

  test('state of another browser, a made-up state and no state are refused', async () => {
    const [attacker, victim] = [visit(app), visit(app)];
    const back = vneid.agree(await leave(attacker, '/sign-in/vneid'), sen);
    expect((await visit(app).get(path(back))).status).toBe(409);
    await leave(victim, '/sign-in/vneid');
    expect((await victim.get(path(back))).status).toBe(409);
    expect((await victim.get('/sign-in/vneid/return?code=x&state=x')).status).toBe(409);
    expect((await victim.get('/sign-in/vneid/return')).status).toBe(409);
    expect(victim.cookies.has('session')).toBe(false);
  });

  test('a foreign page that sends the browser to the return address does not end what its owner has begun', async () => {
    const browser = visit(app);
    const there = await leave(browser, '/sign-in/vneid');
    expect((await browser.get('/sign-in/vneid/return?state=x&error=access_denied')).status).toBe(409);
    expect((await browser.get(path(vneid.agree(there, sen)))).status).toBe(303);
  });

  test('an expired state is refused', async () => {
    const browser = visit(app);
    const back = vneid.agree(await leave(browser, '/sign-in/vneid'), sen);
    app.database.clock.advance({ minutes: 11 });
    expect((await browser.get(path(back))).status).toBe(409);
  });

  test('a closed account stays closed', async () => {
    const set = (state: string) =>
      app.database.db.transaction(
        (tx) =>
          sql`update people.person set state = ${state} where id in (select person_id from people.person_details where full_name = 'Lương Minh Khôi')`.execute(
            tx.rows<unknown>(),
          ),
        { state: dutyState('identity') },
      );
    await set('closed');
    const browser = visit(app);
    expect((await byVneid(browser, '000300000031')).status).toBe(403);
    expect(browser.cookies.has('session')).toBe(false);
    await set('active');
  });

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'open redirect in `to`: %s',
    async (to) => {
      const answer = await byVneid(visit(app), sen, `?to=${encodeURIComponent(to)}`);
      expect([answer.status, /evil|script/.test(answer.location)]).toEqual([303, false]);
    },
  );
});

describe('an official with the province’s account', () => {
  test('an unknown subject is not made an account: the page says that it must be linked', async () => {
    const [before] = await rows(sql<{ n: string }>`select count(*)::text as n from people.person`);
    const browser = visit(app);
    const answer = await byProvince(browser, 'hong');
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('chưa được liên kết');
    expect(browser.cookies.has('session')).toBe(false);
    expect((await rows(sql<{ n: string }>`select count(*)::text as n from people.person`))[0]).toEqual(before);
  });

  test('linked by its owner it signs in, with two factors where the provider says so', async () => {
    for (const [who, sub, strength] of [
      ['commune-officer', 'hong', 'two'],
      ['commune-leader', 'quyet', 'one'],
      ['other-commune-officer', 'dinh', 'two'],
    ] as const) {
      const owner = visit(app, await app.signedIn(who));
      const linked = await linkTo(owner, () => byProvince(owner, sub, '?purpose=link'));
      expect(linked.location).toBe('/account/links?done=linked');
      const browser = visit(app);
      expect((await byProvince(browser, sub, '?to=/account/links')).location).toBe('/account/links');
      expect(await lastSession(personOf(who))).toEqual({ methods: ['oidc'], strength });
    }
    const told = await rows(
      sql`select 1 from platform.message where person_id = ${personOf('commune-officer')}::uuid and purpose = 'people.link-account'`,
    );
    expect(told.length).toBe(1);
  });

  test('what proves two factors', () => {
    expect(provesTwo({ amr: ['mfa'] }, null)).toBe(true);
    expect(provesTwo({ amr: ['pwd', 'otp'] }, null)).toBe(true);
    expect(provesTwo({ amr: ['pwd', 'pin'] }, null)).toBe(false);
    expect(provesTwo({ amr: ['otp'] }, null)).toBe(false);
    expect(provesTwo({ amr: 'mfa' }, null)).toBe(false);
    expect(provesTwo({ acr: 'high' }, 'high')).toBe(true);
    expect(provesTwo({ acr: 'high' }, null)).toBe(false);
    expect(provesTwo({}, null)).toBe(false);
  });

  test('mix-up: an answer of another issuer, or without its issuer, is refused (RFC 9207)', async () => {
    for (const change of [
      (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
      (url: URL) => url.searchParams.delete('iss'),
    ]) {
      const browser = visit(app);
      const back = await province.agree(await leave(browser, '/sign-in/province'), 'hong');
      change(back);
      const answer = await browser.get(path(back));
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('Chưa tin được câu trả lời');
    }
  });

  test('mix-up: what was begun with one provider does not come back from the other', async () => {
    const browser = visit(app);
    const there = new URL(await leave(browser, '/sign-in/province'));
    const state = there.searchParams.get('state') ?? '';
    const asked = vneid.exchanges;
    expect((await browser.get(`/sign-in/vneid/return?state=${state}&code=x`)).status).toBe(409);
    expect(vneid.exchanges).toBe(asked);
  });

  test('replayed code and state, and the state of another browser, are refused', async () => {
    const browser = visit(app);
    const back = await province.agree(await leave(browser, '/sign-in/province'), 'hong');
    const cookie = browser.cookies.get('attempt') ?? '';
    expect((await visit(app).get(path(back))).status).toBe(409);
    expect((await browser.get(path(back))).status).toBe(303);
    expect((await visit(app, `attempt=${cookie}`).get(path(back))).status).toBe(409);
    const other = visit(app);
    const fresh = await province.agree(await leave(other, '/sign-in/province'), 'hong');
    fresh.searchParams.set('code', back.searchParams.get('code') ?? '');
    expect((await other.get(path(fresh))).status).toBe(409);
  });

  test.each([
    ['a wrong nonce', (claims: object) => ({ ...claims, nonce: 'another' })],
    ['no nonce', (claims: object) => ({ ...claims, nonce: undefined })],
    ['another audience', (claims: object) => ({ ...claims, aud: 'somebody-else' })],
    ['another issuer', (claims: object) => ({ ...claims, iss: 'https://evil.example' })],
    ['an end in the past', (claims: object) => ({ ...claims, iat: 1_700_000_000, exp: 1_700_000_600 })],
  ])('an id_token with %s is refused', async (_name, change) => {
    province.tamper(change);
    const browser = visit(app);
    const answer = await byProvince(browser, 'hong');
    expect([answer.status, browser.cookies.has('session')]).toEqual([409, false]);
  });

  test('provider down before and after leaving', async () => {
    const browser = visit(app);
    const back = await province.agree(await leave(browser, '/sign-in/province?to=/units'), 'hong');
    province.breakDown(true);
    const answer = await browser.get(path(back));
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('href="/sign-in?to=%2Funits"');
    const never = await startApp({ ...province.settings });
    try {
      const early = await visit(never).get('/sign-in/province');
      expect([early.status, /<h1>([^<]*)/.exec(early.text)?.[1]]).toEqual([503, 'Nơi giữ tài khoản ấy chưa trả lời']);
      province.breakDown(false);
      expect((await visit(never).get('/sign-in/province')).status).toBe(303);
    } finally {
      await never.close();
    }
  });
});

describe('while somebody is signed in', () => {
  test('an account of somebody else ends in a clear page, and one of nobody makes no second account', async () => {
    const browser = visit(app, await app.signedIn('citizen-without-phone'));
    const before = browser.cookies.get('session');
    const another = await byVneid(browser, sen);
    expect(another.status).toBe(409);
    expect(another.text).toContain('thuộc về người khác');
    const officer = visit(app, await app.signedIn('publisher'));
    province.tamper((claims) => ({ ...claims, sub: 'nobody-here' }));
    expect((await byProvince(officer, 'quyet')).text).toContain('chưa được liên kết với bạn');
    expect(browser.cookies.get('session')).toBe(before);
  });

  test('a link needs a look and a tap: coming back alone links nothing', async () => {
    province.tamper((claims) => ({ ...claims, sub: 'policy' }));
    const browser = visit(app, await app.signedIn('policy-officer'));
    await byProvince(browser, 'quyet', '?purpose=link');
    expect(
      await rows(sql`select 1 from people.identifier where person_id = ${personOf('policy-officer')}::uuid and kind = 'oidc-subject'`),
    ).toEqual([]);
    // Another person in the same browser can't finish it.
    const other = visit(app, `${await app.signedIn('budget-officer')}; attempt=${browser.cookies.get('attempt')}`);
    await other.get('/account/passkeys');
    expect((await other.post('/account/links/confirm')).status).toBe(409);
    await browser.get('/account/links/confirm');
    expect((await browser.post('/account/links/confirm')).location).toBe('/account/links?done=linked');
    expect((await browser.post('/account/links/confirm')).status).toBe(409);
  });

  test('an account that somebody holds is linked to nobody else', async () => {
    const browser = visit(app, await app.signedIn('citizen'));
    const answer = await linkTo(browser, () => byVneid(browser, sen, '?purpose=link'));
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('đã liên kết với người khác');
  });

  test('an old session links nothing, and nobody links without being signed in', async () => {
    const browser = visit(app, await app.signedIn('citizen'));
    app.database.clock.advance({ minutes: 11 });
    expect((await browser.get('/sign-in/vneid?purpose=link')).location).toBe('/account/links');
    expect((await browser.get('/account/links')).text).toContain('Cần xác nhận lại');
    expect((await visit(app).get('/sign-in/vneid?purpose=link')).location).toContain('/sign-in?to=');
  });

  test('the last way in stays; another can be taken away', async () => {
    const citizen = visit(app);
    await byVneid(citizen);
    const id = /links\/([0-9a-f-]{36})\/remove/.exec((await citizen.get('/account/links')).text)?.[1];
    const kept = await citizen.post(`/account/links/${id}/remove`);
    expect(kept.status).toBe(409);
    expect(kept.text).toContain('cách vào duy nhất');
    const officer = visit(app, await app.signedIn('commune-officer'));
    const theirs = /links\/([0-9a-f-]{36})\/remove/.exec((await officer.get('/account/links')).text)?.[1];
    expect((await citizen.post(`/account/links/${theirs}/remove`)).status).toBe(404);
    expect((await officer.post(`/account/links/${theirs}/remove`)).location).toBe('/account/links?done=unlinked');
    expect((await byProvince(visit(app), 'hong')).status).toBe(403);
  });
});

describe('the made-up VNeID of the demonstration', () => {
  test('lets a visitor in, and leads nowhere else', async () => {
    const demonstration = await startApp();
    try {
      const browser = visit(demonstration);
      const there = new URL((await browser.get('/sign-in/vneid')).location);
      expect(there.origin).toBe(demonstration.address);
      const page = await browser.get(path(there));
      expect(page.text).toContain('Đây không phải VNeID');
      const link = /href="([^"]*who=000184000017[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const back = await browser.get(link);
      expect((await browser.get(path(new URL(back.location)))).location).toBe('/account');
      const elsewhere = new URL(link, demonstration.address);
      elsewhere.searchParams.set('redirect_uri', 'https://evil.example/sign-in/vneid/return');
      expect((await browser.get(path(elsewhere))).status).toBe(404);
    } finally {
      await demonstration.close();
    }
  });
});
