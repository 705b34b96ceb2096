import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assetsDir, startApp, type TestApp } from '../../../test/support/app.ts';
import { touch } from '../cache/index.ts';
import type { Module } from '../module/index.ts';
import { createWeb } from './index.ts';
import { countCall } from './limits.ts';
import { nobodyKnown } from './nobody.fixture.ts';

let app: TestApp;
/** The session of somebody who may write to the territory. */
let operator = '';
beforeAll(async () => {
  app = await startApp();
  operator = await app.signedIn('operator');
});
afterAll(() => app.close());

const html = { accept: 'text/html' };

/** A form as a browser sends it: the page's token, its cookie, and our own origin. */
async function formToken(): Promise<{ token: string; cookie: string }> {
  const page = await fetch(`${app.address}/console/territory`, { headers: { ...html, cookie: operator } });
  const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1];
  const cookie = page.headers
    .getSetCookie()
    .find((line) => line.startsWith('form='))
    ?.split(';')[0];
  if (!token || !cookie) throw new Error('the form has no token');
  return { token, cookie: `${operator}; ${cookie}` };
}

describe('rights', () => {
  const broken = (right?: string): Module => ({
    name: 'broken',
    routes: (web) => void web.get('/broken', right ? { config: { right: right as 'public' } } : {}, async () => 'x'),
  });

  test('a route without a right stops the program and names itself', async () => {
    await expect(createWeb({ ...app.context, modules: [broken()] }, nobodyKnown, assetsDir)).rejects.toThrow(
      /GET \/broken: names no right/,
    );
  });

  test('so does a right that nobody declares', async () => {
    await expect(createWeb({ ...app.context, modules: [broken('made.up')] }, nobodyKnown, assetsDir)).rejects.toThrow(
      /"made.up" is declared by no module/,
    );
  });

  test.each(['demonstration', 'production'])('nobody unknown gets in (%s), and is led to the way in and back', async (mode) => {
    const other = await startApp({ YENBAI_MODE: mode, PUBLIC_URL: 'https://yenbai-s.example.vn' });
    const page = await fetch(`${other.address}/console?x=1`, { headers: html, redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in?to=%2Fconsole%3Fx%3D1']);
    const closed = other.routes.filter((route) => route.right !== 'public');
    expect(closed.length).toBeGreaterThan(10);
    for (const { method, url } of closed) {
      const path = url.replaceAll(/:\w+/g, '019b76da-a800-7d59-86ad-86d663f556a3');
      const headers = { origin: 'https://yenbai-s.example.vn', accept: 'application/json' };
      const answer = await other.app.inject({ method: method as 'GET', url: path, headers });
      expect([method, url, answer.statusCode]).toEqual([method, url, 401]);
    }
    await other.close();
  });

  test('the doors of the demonstration do not exist in production', async () => {
    const other = await startApp({ YENBAI_MODE: 'production', PUBLIC_URL: 'https://yenbai-s.example.vn' });
    expect(app.routes.some((route) => route.demonstration)).toBe(true);
    expect(other.routes.filter((route) => route.demonstration)).toEqual([]);
    expect(await (await fetch(`${other.address}/`)).text()).not.toContain('class="demo');
    await other.close();
  });
});

describe('what keeps others out', () => {
  test('pages carry a policy without inline, eval or foreign sources', async () => {
    const { headers } = await fetch(`${app.address}/`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });

  test.each([[{ origin: 'https://evil.example' }], [{ 'sec-fetch-site': 'cross-site' }], [{ referer: 'https://evil.example/x' }]])(
    'a write from a foreign page is refused: %o',
    async (headers) => {
      const answer = await fetch(`${app.address}/console/territory/imports`, {
        method: 'POST',
        headers: { ...html, cookie: operator, ...headers } as HeadersInit,
        body: new URLSearchParams({ kind: 'units' }),
      });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('trang khác');
    },
  );

  test('a write without the form token is refused, and says what to do', async () => {
    const answer = await fetch(`${app.address}/console/territory/imports`, {
      method: 'POST',
      headers: { ...html, origin: app.address, cookie: operator },
      body: new FormData(),
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('tải lại trang');
  });

  test('a token of another visitor does not count', async () => {
    const [mine, other] = [await formToken(), await formToken()];
    const form = new FormData();
    form.set('_csrf', other.token);
    const answer = await fetch(`${app.address}/console/territory/imports`, {
      method: 'POST',
      headers: { ...html, origin: app.address, cookie: mine.cookie },
      body: form,
    });
    expect(answer.status).toBe(403);
  });

  test('a rebound host name is refused', async () => {
    const { status } = await app.app.inject({ url: '/', headers: { host: 'evil.example' } }).then((r) => ({ status: r.statusCode }));
    expect(status).toBe(421);
  });

  test.each(['/assets/../package.json', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e/%2e%2e/package.json', '/..%5c..%5cetc/passwd'])(
    'no way out of the folder: %s',
    async (path) => {
      const answer = await app.app.inject({ url: path, headers: { host: 'localhost' } });
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toContain('"dependencies"');
    },
  );

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/ok\nx'])('no redirect to another site: %s', async (back) => {
    const answer = await fetch(`${app.address}/language?to=en&back=${encodeURIComponent(back)}`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/');
  });
});

describe('a form without a token', () => {
  const forms: Module = {
    name: 'forms',
    routes: (web) => {
      web.post('/form/newcomers', { config: { right: 'public', newcomers: true } }, async () => 'taken');
      web.post('/form/usual', { config: { right: 'public' } }, async () => 'taken');
    },
  };
  let other: TestApp;
  beforeAll(async () => {
    other = await startApp({}, [forms]);
  });
  afterAll(() => other.close());
  const send = async (path: string, headers: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams({ a: '1' });
    return (await fetch(`${other.address}${path}`, { method: 'POST', headers: { ...html, ...headers }, body })).status;
  };

  test.each([
    ['from a page that does not say where it is', {}],
    ['from another site', { origin: 'https://evil.example' }],
    ['from a page whose origin is hidden', { origin: 'null' }],
    ['from another port of this host', { origin: 'http://localhost:1' }],
    ['with a cookie of any kind', { origin: 'own', cookie: 'lang=en' }],
    ['with an empty cookie header', { origin: 'own', cookie: '' }],
    ['with a session', { origin: 'own', cookie: 'session' }],
    ['with an authorization', { origin: 'own', authorization: 'Basic eDp5' }],
    ['with a key', { origin: 'own', 'x-api-key': 'x' }],
  ])('is refused %s', async (_how, headers: Readonly<Record<string, string>>) => {
    const cookie = headers.cookie === 'session' ? { cookie: await other.signedIn('operator') } : {};
    const origin = headers.origin === 'own' ? { origin: other.address } : {};
    expect(await send('/form/newcomers', { ...headers, ...origin, ...cookie })).toBe(403);
  });

  test('and whoever is told to load the page again gets one with a token of their own', async () => {
    const [usual, newcomers] = await Promise.all(
      ['/form/usual', '/form/newcomers'].map((path) => fetch(`${other.address}${path}`, { method: 'POST', headers: html })),
    );
    expect(await newcomers?.text()).toContain('tải lại trang');
    expect(newcomers?.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual(['form']);
    expect(usual?.headers.getSetCookie()).toEqual([]);
  });

  test('is taken from a newcomer on our own page, where the route says so and nowhere else', async () => {
    expect(await send('/form/newcomers', { origin: other.address })).toBe(200);
    expect(await send('/form/usual', { origin: other.address })).toBe(403);
  });
});

describe('bad input', () => {
  test('a form of 10 MB is refused with what to do', async () => {
    const answer = await fetch(`${app.address}/console/territory/imports`, {
      method: 'POST',
      headers: { ...html, origin: app.address, cookie: operator, 'content-type': 'application/x-www-form-urlencoded' },
      body: `a=${'x'.repeat(10_000_000)}`,
    }).catch((error: Error) => error);
    // The server may close the line before the client has sent everything; both are a refusal.
    if (answer instanceof Response) expect(answer.status).toBe(413);
    else expect(answer).toBeInstanceOf(TypeError);
    expect((await fetch(`${app.address}/healthz`)).status).toBe(200);
  });

  test('a wrong content type gets a clear answer', async () => {
    const answer = await fetch(`${app.address}/console/territory/imports`, {
      method: 'POST',
      headers: { ...html, origin: app.address, cookie: operator, 'content-type': 'application/xml' },
      body: '<x/>',
    });
    expect(answer.status).toBe(415);
  });

  test('programs get a problem document, people a page', async () => {
    const program = await fetch(`${app.address}/api/v1/nothing`);
    expect(program.headers.get('content-type')).toContain('application/problem+json');
    expect(await program.json()).toMatchObject({ status: 404, type: 'urn:yenbai-s:http.not-found' });
    const person = await fetch(`${app.address}/nothing`, { headers: html });
    expect(person.status).toBe(404);
    expect(await person.text()).toContain('Không tìm thấy trang này');
  });

  test('a client that sends its head too slowly does not hold others up', async () => {
    const slow = createConnection({ port: Number(new URL(app.address).port), host: 'localhost' });
    slow.on('error', () => undefined);
    slow.write('POST /console/territory/imports HTTP/1.1\r\nHost: localhost\r\nContent-Le');
    const started = performance.now();
    expect((await fetch(`${app.address}/healthz`)).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(5_000);
    slow.destroy();
  });

  test('text that looks like HTML stays text in an error page', async () => {
    const answer = await fetch(`${app.address}/units?on=${encodeURIComponent('<script>alert(1)</script>')}`, { headers: html });
    expect(await answer.text()).not.toContain('<script>alert');
  });
});

describe('limits', () => {
  test('writes are counted across programs', async () => {
    const first = await startApp({ RATE_WRITES_PER_MINUTE: '4' });
    const other = { ...first.context, db: first.database.open('yenbai_app') };
    const counts = await Promise.all(Array.from({ length: 10 }, (_, i) => countCall(i % 2 ? other : first.context, 'write:test')));
    expect(counts.map((one) => one.hits).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const cookie = await first.signedIn('operator');
    const post = () =>
      fetch(`${first.address}/console/territory/imports`, {
        method: 'POST',
        headers: { ...html, origin: first.address, cookie },
        body: new URLSearchParams({ kind: 'units' }),
      });
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await post()).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    const refused = await post();
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await first.close();
  });

  test('reads are limited in the program', async () => {
    const other = await startApp({ RATE_READS_PER_MINUTE: '3' });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await fetch(`${other.address}/api/v1/nothing`)).status);
    expect(statuses.at(-1)).toBe(429);
    expect((await fetch(`${other.address}/healthz`)).status).toBe(200);
    await other.close();
  });
});

describe('too much at once, and the end', () => {
  const slow: Module = {
    name: 'slow',
    routes: (web) => {
      web.get('/slow', { config: { right: 'public' } }, () => new Promise((resolve) => setTimeout(resolve, 500, 'done')));
      web.get('/heavy', { config: { right: 'public' } }, async () => {
        const until = performance.now() + 600;
        while (performance.now() < until);
        return 'done';
      });
    },
  };

  test('an overloaded program answers 503 with Retry-After, and recovers', async () => {
    const web = await createWeb(
      { ...app.context, modules: [slow], config: { ...app.context.config, SHED_EVENT_LOOP_MS: 50 } },
      nobodyKnown,
      assetsDir,
    );
    const get = (url: string) => web.app.inject({ url, headers: { host: 'localhost' } });
    const answers = [];
    for (let i = 0; i < 12; i += 1) {
      answers.push(await get('/heavy'));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const shed = answers.find((answer) => answer.statusCode === 503);
    expect(shed?.headers['retry-after']).toBe('5');
    expect((await get('/healthz')).statusCode).toBe(200);
    await expect.poll(async () => (await get('/slow')).statusCode, { timeout: 10_000 }).toBe(200);
    await web.app.close();
  });

  test('a stop lets requests under way finish and says that it is closing', async () => {
    const web = await createWeb({ ...app.context, modules: [slow] }, nobodyKnown, assetsDir);
    const address = await web.app.listen({ port: 0, host: '127.0.0.1' });
    const underWay = fetch(`${address}/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closing = web.app.close();
    expect(await (await underWay).text()).toBe('done');
    await closing;
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });
});

describe('an address answered before', () => {
  const url = '/api/v1/units?code=04606&on=2022-10-31';
  const same = async (response: Response) => ({
    headers: Object.fromEntries(
      [...response.headers].filter(([name]) => !['date', 'keep-alive', 'connection', 'transfer-encoding'].includes(name)),
    ),
    body: await response.text(),
  });

  test('is answered again with the same headers and bytes, logged and counted', async () => {
    const first = await same(await fetch(app.address + url));
    const lines = app.logged.length;
    const { hits } = app.context.cache.statistics;
    const second = await same(await fetch(app.address + url));
    expect(second).toEqual(first);
    expect(app.context.cache.statistics.hits).toBe(hits + 1);
    await expect.poll(() => app.logged.length - lines).toBe(1);
    expect(JSON.parse(app.logged.at(-1) as string)).toMatchObject({ path: '/api/v1/units', route: '/api/v1/units', status: 200 });
    const unchanged = await fetch(app.address + url, { headers: { 'if-none-match': first.headers.etag as string } });
    expect(unchanged.status).toBe(304);
  });

  test.each(['br', 'gzip'])('packed as %s too', async (encoding) => {
    const page = () => fetch(`${app.address}/units?on=2022-10-31`, { headers: { 'accept-encoding': encoding } }).then(same);
    const first = await page();
    expect(first.headers['content-encoding']).toBe(encoding);
    expect(await page()).toEqual(first);
  });

  test('but not for who chose a language, and not after a change or midnight', async () => {
    const path = '/units/history';
    const get = async (headers = {}) => (await fetch(app.address + path, { headers })).text();
    await get();
    expect(await get()).toContain('22/11/2026');
    expect(await get({ cookie: 'lang=en' })).toContain('<html lang="en"');
    app.database.clock.set('2026-11-23T03:00:00Z');
    expect(await get()).toContain('23/11/2026');
    app.database.clock.set('2026-11-22T03:00:00Z');
    const { misses } = app.context.cache.statistics;
    await app.context.db.transaction((tx) => touch(tx, ['territory:*']));
    await expect
      .poll(async () => {
        await get();
        return app.context.cache.statistics.misses;
      })
      .toBeGreaterThan(misses);
  });

  test('nor after the hour at which it would say something else', async () => {
    let made = 0;
    const timed: Module = {
      name: 'timed',
      routes: (web, { cache }) =>
        void web.get('/timed', { config: { right: 'public' } }, (request, reply) =>
          cache.serve(request, reply, {
            key: 'timed',
            render: async () => {
              made += 1;
              return { type: 'text/plain', text: `made ${made}`, tags: ['timed'], until: Temporal.Instant.from('2026-11-22T03:30:00Z') };
            },
          }),
        ),
    };
    const other = await startApp({}, [timed]);
    const get = async () => (await fetch(`${other.address}/timed`)).text();
    other.database.clock.set('2026-11-22T03:00:00Z');
    expect([await get(), await get()]).toEqual(['made 1', 'made 1']);
    const { hits } = other.context.cache.statistics;
    other.database.clock.set('2026-11-22T03:29:59.999Z');
    expect(await get()).toBe('made 1');
    expect(other.context.cache.statistics.hits).toBe(hits + 1);
    other.database.clock.set('2026-11-22T03:30:00Z');
    expect(await get()).toBe('made 2');
    await other.close();
  });

  test('counts towards the limit of reads', async () => {
    const other = await startApp({ RATE_READS_PER_MINUTE: '4' });
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await fetch(other.address + url)).status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(4);
    expect(statuses.at(-1)).toBe(429);
    await other.close();
  });
});

describe('for those who watch', () => {
  test('alive, ready, and figures for this machine or the token only', async () => {
    expect((await fetch(`${app.address}/healthz`)).status).toBe(200);
    expect((await fetch(`${app.address}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${app.address}/metrics`)).text()).toContain('http_request_duration_seconds_bucket');
    const forwarded = await fetch(`${app.address}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(forwarded.status).toBe(403);
  });

  test('one log line a request, without the query', async () => {
    const before = app.logged.length;
    await fetch(`${app.address}/units?q=bi-mat`);
    await expect.poll(() => app.logged.length - before).toBe(1);
    const line = JSON.parse(app.logged.at(-1) as string);
    expect(line).toMatchObject({ method: 'GET', path: '/units', status: 200 });
    expect(JSON.stringify(line)).not.toContain('bi-mat');
  });

  test('an unexpected error is a reference number for the person and one line in the log', async () => {
    const failing: Module = {
      name: 'failing',
      routes: (web) =>
        void web.get('/fails', { config: { right: 'public' } }, async () => {
          throw new Error('secret detail');
        }),
    };
    const web = await createWeb({ ...app.context, modules: [failing] }, nobodyKnown, assetsDir);
    const answer = await web.app.inject({ url: '/fails', headers: { host: 'localhost', accept: 'text/html' } });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret detail');
    const line = JSON.parse(app.logged.findLast((one) => one.includes('request failed')) as string);
    expect(answer.body).toContain(line.id);
    expect(line.err.message).toBe('secret detail');
    await web.app.close();
  });

  test('the API describes itself in OpenAPI 3.1', async () => {
    const description = (await (await fetch(`${app.address}/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(description.openapi).toBe('3.1.0');
    expect(Object.keys(description.paths)).toContain('/api/v1/units');
  });
});

describe('how pages look', () => {
  test('language and display are kept without script', async () => {
    const english = await fetch(`${app.address}/language?to=en&back=/units`, { redirect: 'manual' });
    expect(english.headers.get('location')).toBe('/units');
    const cookie = english.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(await (await fetch(`${app.address}/`, { headers: { cookie } })).text()).toContain('<html lang="en"');
    const dark = await fetch(`${app.address}/display?theme=dark&size=150`, { redirect: 'manual' });
    const look = dark.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(await (await fetch(`${app.address}/`, { headers: { cookie: look } })).text()).toContain('data-theme="dark" data-size="150"');
  });

  test('with https, cookies are bound to the host', async () => {
    const other = await startApp({ YENBAI_MODE: 'production', PUBLIC_URL: 'https://yenbai-s.example.vn' });
    const answer = await fetch(`${other.address}/language?to=en`, { redirect: 'manual' });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-lang=en;.*Secure/i);
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
    await other.close();
  });
});
