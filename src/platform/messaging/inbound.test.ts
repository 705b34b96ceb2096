import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { visit } from '../../../test/support/visitor.ts';
import { type InboundHandler, registerInbound } from './inbound.ts';

const token = 'i'.repeat(32);
let app: TestApp;
const heard: string[] = [];
const handler: InboundHandler = {
  word: 'thu',
  purpose: 'test.inbound',
  help: () => 'Nhắn THU.',
  answer: async (_context, { sender, rest }) => {
    heard.push(`${sender}|${rest}`);
    return rest.includes('im') ? null : 'Đã nghe.';
  },
};

beforeAll(async () => {
  registerInbound(handler);
  app = await startApp({ SMS_INBOUND_TOKEN: token });
});
afterAll(() => app.close());

const send = (body: unknown, given: { secret?: string; type?: string } = {}) =>
  fetch(`${app.address}/api/v1/messages/inbound/sms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${given.secret ?? token}`, 'content-type': given.type ?? 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('a word finds its module, in any writing; the number of the sender is made whole', async () => {
  expect((await send({ id: '1', from: '0900000201', text: '  THỬ   một hai ' })).status).toBe(202);
  await send('id=2&from=%2B84900000202&text=thu', { type: 'application/x-www-form-urlencoded' });
  expect(heard).toEqual(['+84900000201| một hai', '+84900000202|']);
  expect((await visit(app).get('/demo/messages?to=%2B84900000201')).text).toContain('Đã nghe.');
});

test('a module may stay silent', async () => {
  await send({ id: '3', from: '+84900000203', text: 'thu im' });
  expect((await visit(app).get('/demo/messages?to=%2B84900000203')).text).not.toContain('Đã nghe.');
});

test.each([{}, { id: '4', text: 'thu' }, { id: 'a b', from: '+84900000204', text: 'thu' }, [1], 'null', { id: { a: 1 }, from: [2] }])(
  '%j changes nothing',
  async (body) => {
    const before = heard.length;
    const response = await send(body);
    expect([response.status, await response.json()]).toEqual([202, { taken: false }]);
    expect(heard.length).toBe(before);
  },
);

test('who writes like a machine is not heard any more', async () => {
  const before = heard.length;
  for (let n = 0; n < 14; n++) await send({ id: `m${n}`, from: '+84900000205', text: 'thu' });
  expect(heard.length - before).toBeLessThanOrEqual(11);
  expect(heard.length - before).toBeGreaterThanOrEqual(10);
});

test('two meanings of one word are refused; without the setting there is no door', async () => {
  expect(() => registerInbound({ ...handler })).toThrow(/registered twice/);
  const closed = await startApp();
  const response = await fetch(`${closed.address}/api/v1/messages/inbound/sms`, { method: 'POST' });
  expect(response.status).toBe(404);
  await closed.close();
});

test('a wrong secret is refused, and whoever guesses is slowed down', async () => {
  const answers = [];
  for (let n = 0; n < 12; n++) answers.push((await send({ id: 'x', from: '+84900000206', text: 'thu' }, { secret: 'wrong' })).status);
  expect(answers.slice(0, 3)).toEqual([401, 401, 401]);
  expect(answers).toContain(429);
  expect(app.logged.join('\n')).not.toContain('900000206');
});
