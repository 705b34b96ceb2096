/** The made-up VNeID of the demonstration behind a real port, with switches for everything that can go wrong. */
import { generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { madeUpCitizens, openStandIn } from '../../src/people/oidc/stand-in/stand-in.ts';
import type { EnvelopeKind } from '../../src/people/oidc/vneid/envelope.ts';

/** What is wrong with its next answers. */
export type Fault = 'none' | 'broken' | 'other-key' | 'not-encrypted' | 'no-json' | 'no-number' | 'huge';

export interface VneidStandIn {
  readonly settings: Readonly<Record<string, string>>;
  /** Agrees as this made-up citizen; gives the address to which the browser is sent back. */
  agree(address: string, number: string): URL;
  decline(address: string): URL;
  fault(next: Fault): void;
  /** How many codes were asked about at the token address. */
  readonly exchanges: number;
  close(): Promise<void>;
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

const shown = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Starts it on a free port of this machine. */
export async function startVneidStandIn(
  options: { envelope?: EnvelopeKind; encryptsCode?: boolean; pkce?: boolean } = {},
): Promise<VneidStandIn> {
  const envelope = options.envelope ?? 'rsa-pkcs1+aes-ecb';
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const client = { clientId: 'yenbai-s', clientSecret: 'made-up-secret', envelope, encryptsCode: options.encryptsCode ?? false };
  const standIn = openStandIn({ ...client, publicKey });
  let fault: Fault = 'none';
  let exchanges = 0;

  const spoiled: Readonly<Record<Exclude<Fault, 'none' | 'broken'>, () => string>> = {
    'other-key': () =>
      JSON.stringify({ data: randomBytes(64).toString('base64'), key: publicEncrypt(other.publicKey, randomBytes(32)).toString('base64') }),
    'not-encrypted': () => JSON.stringify({ access_token: 'open', ...madeUpCitizens[0] }),
    'no-json': () => '<html>',
    'no-number': () => JSON.stringify({ data: 1, key: 2 }),
    huge: () => JSON.stringify({ data: 'x'.repeat(100_000), key: 'x' }),
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/authorize') {
      const links = madeUpCitizens.map(
        (one) => `<p><a href="/agree?who=${one.citizenPid}&amp;${shown(url.search.slice(1))}">${shown(one.fullName)}</a></p>`,
      );
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<!doctype html><title>VNeID giả</title><h1>VNeID giả</h1>${links.join('')}`);
      return;
    }
    if (url.pathname === '/agree') {
      const back = standIn.agree(url.searchParams.get('who') ?? '', url.searchParams);
      if (back) response.writeHead(303, { location: back.href }).end();
      else response.writeHead(404).end();
      return;
    }
    const form = new URLSearchParams(await textOf(request));
    if (url.pathname === '/token') exchanges += 1;
    if (fault === 'broken') {
      response.writeHead(502).end('out of order');
      return;
    }
    if (fault !== 'none') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(spoiled[fault]());
      return;
    }
    const answer = standIn.answer(url.pathname, { form, authorization: request.headers.authorization ?? '' });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = `http://localhost:${(server.address() as AddressInfo).port}`;

  return {
    settings: {
      VNEID_AUTHORIZE_URL: `${address}/authorize`,
      VNEID_TOKEN_URL: `${address}/token`,
      VNEID_USERINFO_URL: `${address}/userinfo`,
      VNEID_CLIENT_ID: client.clientId,
      VNEID_CLIENT_SECRET: client.clientSecret,
      VNEID_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().replaceAll('\n', '\\n'),
      VNEID_ENVELOPE: envelope,
      VNEID_PKCE: options.pkce ? 'on' : 'off',
    },
    agree(asked, number) {
      const back = standIn.agree(number, new URL(asked).searchParams);
      if (!back) throw new Error('The stand-in does not know this citizen or client');
      return back;
    },
    decline: (asked) => standIn.decline(new URL(asked).searchParams),
    fault: (next) => {
      fault = next;
    },
    get exchanges() {
      return exchanges;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
