import { createECDH, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { emailAdapter } from './email.ts';
import { pushAdapter } from './push.ts';
import { smsAdapter } from './sms.ts';
import type { Envelope } from './types.ts';

const message: Envelope = {
  id: '0190ffff-0000-7000-8000-000000000001',
  to: '+84912345678',
  subject: 'Mã đăng nhập',
  text: 'Mã của bà con là 123456',
  expiresAt: Temporal.Instant.from('2026-11-22T03:05:00Z'),
};
const never = new AbortController().signal;

describe('SMS through an HTTP gateway', () => {
  let server: Server;
  let asked: { headers: IncomingHttpHeaders; body: string }[] = [];
  let answer = { status: 200, body: '{"reference":"gw-1"}', headers: {} as Record<string, string> };
  const adapter = () =>
    smsAdapter({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`, token: 'secret', sender: 'YENBAI' });

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      asked.push({ headers: request.headers, body: await text(request) });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());
  beforeEach(() => {
    asked = [];
    answer = { status: 200, body: '{"reference":"gw-1"}', headers: {} };
  });

  it('gives our id as the stable idempotency key, each time the same', async () => {
    expect(await adapter().send(message, never)).toEqual({ kind: 'taken', reference: 'gw-1' });
    await adapter().send(message, never);
    expect(asked.map(({ headers }) => headers['idempotency-key'])).toEqual([message.id, message.id]);
    expect(asked[0]?.headers.authorization).toBe('Bearer secret');
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      id: message.id,
      from: 'YENBAI',
      to: message.to,
      text: message.text,
      expiresAt: '2026-11-22T03:05:00Z',
    });
  });

  it.each([
    [409, { kind: 'taken', reference: null }],
    [400, { kind: 'refused', why: 'http-400' }],
    [422, { kind: 'refused', why: 'http-422' }],
    [401, { kind: 'put-off', why: 'http-401' }],
    [500, { kind: 'put-off', why: 'http-500' }],
  ])('reads the answer %i without its words', async (status, expected) => {
    answer = { status, body: `no such number ${message.to}`, headers: {} };
    expect(await adapter().send(message, never)).toEqual(expected);
  });

  it('waits as long as it is asked to, follows no redirect, and takes odd answers', async () => {
    answer = { status: 429, body: '', headers: { 'retry-after': '40' } };
    expect(await adapter().send(message, never)).toEqual({ kind: 'put-off', why: 'http-429', afterSeconds: 40 });
    answer = { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } };
    expect(await adapter().send(message, never)).toEqual({ kind: 'put-off', why: 'network' });
    answer = { status: 200, body: 'OK', headers: {} };
    expect(await adapter().send(message, never)).toEqual({ kind: 'taken', reference: null });
    answer = { status: 200, body: JSON.stringify({ reference: 'x\r\ninjected' }), headers: {} };
    expect(await adapter().send(message, never)).toEqual({ kind: 'taken', reference: null });
  });

  it('puts off where the gateway is gone, and when the program stops', async () => {
    const gone = smsAdapter({ url: 'http://127.0.0.1:1/', token: null, sender: null });
    expect(await gone.send(message, never)).toEqual({ kind: 'put-off', why: 'network' });
    expect(await adapter().send(message, AbortSignal.abort())).toEqual({ kind: 'put-off', why: 'stopped' });
  });
});

describe('e-mail over SMTP', () => {
  let server: SMTPServer;
  let received: string[] = [];
  const adapter = () =>
    emailAdapter({ url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, from: 'YenBai-S <tin@yenbai.example>' });
  beforeAll(async () => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) => {
        const status = address.startsWith('nobody') ? 550 : address.startsWith('later') ? 451 : 0;
        done(status === 0 ? undefined : Object.assign(new Error(`${address} is refused`), { responseCode: status }));
      },
      onData: (stream, _session, done) => {
        text(stream).then((mail) => {
          received.push(mail);
          done();
        }, done);
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
  beforeEach(() => {
    received = [];
  });

  it('goes out with a Message-ID made of our id', async () => {
    expect(await adapter().send({ ...message, to: 'mai@example.vn' }, never)).toEqual({ kind: 'taken', reference: message.id });
    expect(received[0]).toContain(`Message-ID: <${message.id}@yenbai.example>`);
    expect(received[0]).toContain('To: mai@example.vn');
    expect(received[0]).toMatch(/auto-submitted: auto-generated/i);
  });

  it('lets no subject or address add a header', async () => {
    await adapter().send({ ...message, to: 'mai@example.vn', subject: 'Xin chào\r\nBcc: all@example.vn' }, never);
    expect(received[0]).not.toMatch(/^Bcc:/im);
    await adapter().send({ ...message, to: 'mai@example.vn\r\nRCPT TO:<b@example.vn>' }, never);
    expect(received.slice(1).join('')).not.toContain('b@example.vn>\r\n\r\n');
  });

  it('knows what is final and what will pass', async () => {
    expect(await adapter().send({ ...message, to: 'nobody@example.vn' }, never)).toEqual({ kind: 'refused', why: 'smtp-550' });
    expect(await adapter().send({ ...message, to: 'later@example.vn' }, never)).toEqual({ kind: 'put-off', why: 'smtp-451' });
    const gone = await emailAdapter({ url: 'smtp://127.0.0.1:1', from: 'a@example.vn' }).send({ ...message, to: 'mai@example.vn' }, never);
    expect(gone).toMatchObject({ kind: 'put-off' });
    expect(JSON.stringify(gone)).not.toContain('mai@example.vn');
  });
});

describe('web push', () => {
  const browser = createECDH('prime256v1');
  const p256dh = browser.generateKeys('base64url');
  const subscription = (endpoint: string) => ({ endpoint, keys: { p256dh, auth: randomBytes(16).toString('base64url') } });
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  const keys = { publicKey, privateKey, subject: 'mailto:tin@yenbai.example' };
  const now = () => Temporal.Instant.from('2026-11-22T03:00:00Z');

  async function send(endpoint: string, status: number) {
    const asked: { url: string; init: RequestInit }[] = [];
    const gone: string[] = [];
    const ask: typeof fetch = async (url, init) => {
      asked.push({ url: String(url), init: init ?? {} });
      return new Response(null, { status });
    };
    const store = { find: async () => subscription(endpoint), gone: async (id: string) => void gone.push(id) };
    return { answer: await pushAdapter(keys, store, now, ask).send({ ...message, to: 's1' }, never), asked, gone };
  }

  it('is encrypted for the browser, ends with the message, and replaces its own repetition', async () => {
    const { answer, asked } = await send('https://fcm.googleapis.com/fcm/send/abc', 201);
    expect(answer).toEqual({ kind: 'taken', reference: message.id });
    const headers = asked[0]?.init.headers as Record<string, string>;
    expect(headers).toMatchObject({ TTL: '300', Topic: message.id.replaceAll('-', ''), 'Content-Encoding': 'aes128gcm' });
    expect(headers.Authorization).toContain('vapid t=');
    expect(Buffer.from(asked[0]?.init.body as Uint8Array).includes('123456')).toBe(false);
  });

  it('ends a subscription that the service does not know any more', async () => {
    const { answer, gone } = await send('https://updates.push.services.mozilla.com/wpush/v2/x', 410);
    expect([answer, gone]).toEqual([{ kind: 'refused', why: 'gone' }, ['s1']]);
  });

  it.each([
    'https://127.0.0.1/x',
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com.evil.example/',
    'https://fcm.googleapis.com:8443/x',
  ])('never calls %s, whatever a browser registered', async (endpoint) => {
    const { answer, asked } = await send(endpoint, 201);
    expect([answer.kind, asked]).toEqual(['refused', []]);
  });
});
