import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { dutyState } from '../session/index.ts';
import { openAdapters } from './adapters/index.ts';
import { sendDue } from './deliver.ts';
import { openMessages } from './index.ts';

const token = 'r'.repeat(32);
let app: TestApp;
let id: string;
beforeAll(async () => {
  app = await startApp({ MESSAGE_RECEIPTS_TOKEN: token });
  const { db, messages } = app.context;
  id = await db.transaction((tx) =>
    messages.send(tx, { channel: 'sms', to: '+84900000001', purpose: 'people.sign-in-code', text: 'Mã của bà con là 482913', key: 'one' }),
  );
});
afterAll(() => app.close());

const get = async (path: string, key?: string) => {
  const response = await fetch(`${app.address}${path}`, {
    redirect: 'manual',
    ...(key ? { headers: { cookie: await app.signedIn(key) } } : {}),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
};
const report = (body: unknown, given: { secret?: string; channel?: string; type?: string } = {}) =>
  fetch(`${app.address}/api/v1/messages/receipts/${given.channel ?? 'sms'}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${given.secret ?? token}`, 'content-type': given.type ?? 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('/demo/messages', () => {
  it('shows what a phone would have shown, to anybody, in a demonstration', async () => {
    const { status, text, headers } = await get('/demo/messages');
    expect(status).toBe(200);
    expect(text).toContain('Mã của bà con là 482913');
    expect(text).toContain('data-to="+84900000001"');
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await get('/demo/messages?to=%2B84900000002')).text).not.toContain('482913');
    expect((await get('/demo/messages?to=+84900000001')).text).toContain('482913');
  });
});

describe('/console/messages', () => {
  it('counts, with neither words nor whole addresses, for those who may', async () => {
    const { text, status } = await get('/console/messages', 'operator');
    expect(status).toBe(200);
    expect(text).toContain('people.sign-in-code');
    expect(text).not.toMatch(/482913|84900000001/);
    expect((await get('/console/messages', 'commune-officer')).status).toBe(403);
  });

  it('shows what failed, its address masked', async () => {
    const { db, vault, config, log, clock, messages } = app.context;
    await db.transaction((tx) =>
      messages.send(tx, { channel: 'email', to: 'mai@example.vn', purpose: 'test.notice', text: 'Bí mật', key: 'two' }),
    );
    const adapters = new Map([
      ['email', { channel: 'email' as const, send: async () => ({ kind: 'refused' as const, why: 'smtp-550' }) }],
    ] as const);
    await sendDue({ db, vault, log, now: () => clock.now(), adapters }, new AbortController().signal);
    const { text } = await get('/console/messages', 'operator');
    expect(text).toContain('smtp-550');
    expect(text).toContain('m•••@example.vn');
    expect(text).not.toMatch(/Bí mật|mai@example/);
    expect(openAdapters({ config, db, vault, now: () => clock.now() }).size).toBe(3);
  });
});

describe('/api/v1/messages/receipts', () => {
  const stateOf = () =>
    app.context.db.transaction(
      async (tx) =>
        (
          await tx
            .rows<{ 'platform.message': { id: string; state: string } }>()
            .selectFrom('platform.message')
            .select('state')
            .where('id', '=', id)
            .execute()
        )[0]?.state,
      { state: dutyState('messaging') },
    );

  it('takes a receipt, a replay of it, and answers the unknown politely', async () => {
    for (const body of [
      { id, status: 'DELIVRD' },
      { id, status: 'DELIVRD' },
      { id, status: 'UNDELIV' },
      { reference: 'never-heard-of', status: 'delivered' },
    ]) {
      const response = await report(body);
      expect([response.status, await response.json()]).toEqual([202, { taken: true }]);
    }
    expect(await stateOf()).toBe('delivered');
    expect((await report('id=x&status=DELIVRD', { type: 'application/x-www-form-urlencoded' })).status).toBe(202);
  });

  it.each([
    {},
    { status: 'delivered' },
    { id: 'x', status: 'delivered' },
    { id, status: 'on its way' },
    { id, status: 'delivered\r\n' },
    [1],
    'null',
  ])('changes nothing for %j', async (body) => {
    expect(await (await report(body)).json()).toEqual({ taken: false });
  });

  it('refuses a wrong secret, slows down who guesses, and knows only its channels', async () => {
    expect((await report({ id, status: 'delivered' }, { channel: 'fax' })).status).toBe(404);
    const answers = [];
    // Enough for the limit also where a minute ends in the middle.
    for (let n = 0; n < 24; n++) answers.push((await report({ id, status: 'delivered' }, { secret: 'wrong' })).status);
    expect(answers.slice(0, 3)).toEqual([401, 401, 401]);
    expect(answers).toContain(429);
    expect((await report({ id, status: 'delivered' })).status).toBe(202);
  });
});

describe('production', () => {
  it('offers only channels that have a gateway', () => {
    const { config, vault } = app.context;
    const messages = openMessages({
      config: { ...config, YENBAI_MODE: 'production', SMS_GATEWAY_URL: new URL('https://sms.example.vn/send') },
      vault,
    });
    expect(['sms', 'email', 'push'].map((channel) => messages.offers(channel as 'sms'))).toEqual([true, false, false]);
  });
});
