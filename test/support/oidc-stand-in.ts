/** The province's OpenID Connect provider for tests: the real protocol by `oidc-provider`, in memory, with made-up officials. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

interface ProviderLike {
  readonly Client: { readonly prototype: { redirectUriAllowed(uri: string): boolean } };
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  use(middleware: (context: { path: string; body: unknown }, next: () => Promise<void>) => Promise<void>): void;
  interactionDetails(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<{ uid: string; params: Record<string, string>; grantId?: string }>;
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
  readonly Grant: new (input: { accountId: string; clientId: string }) => { addOIDCScope(scope: string): void; save(): Promise<string> };
}

export interface MadeUpOfficial {
  readonly sub: string;
  readonly name: string;
  readonly amr?: readonly string[];
  readonly acr?: string;
}

export const madeUpOfficials: readonly MadeUpOfficial[] = [
  { sub: 'hong', name: 'Nguyễn Thị Hồng', amr: ['pwd', 'otp', 'mfa'] },
  { sub: 'quyet', name: 'Trần Văn Quyết', amr: ['pwd'] },
  { sub: 'dinh', name: 'Vàng Thị Dinh', amr: ['pwd'], acr: 'urn:tinh:hai-lop' },
];

export interface OidcStandIn {
  readonly issuer: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Goes through its pages as this official; gives the address to which the browser is sent back. */
  agree(address: string, sub: string): Promise<URL>;
  /** Changes what the next id_tokens say, under its right key; null: nothing. */
  tamper(change: ((claims: JWTPayload) => JWTPayload) | null): void;
  /** Answers 503 to everything. */
  breakDown(broken: boolean): void;
  close(): Promise<void>;
}

const shown = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The library warns that it runs in memory and on a new Node; both are meant. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn } = console;
  Object.assign(console, { warn: () => {} });
  try {
    return await work();
  } finally {
    Object.assign(console, { warn });
  }
}

type Made = new (issuer: string, configuration: object) => ProviderLike;

/** The library's provider. */
function open(issuer: string, configuration: object): Promise<ProviderLike> {
  return quietly(async () => {
    // @ts-expect-error The package publishes no types; what is used of it is described above.
    const { default: Provider } = (await import('oidc-provider')) as { default: Made };
    return new Provider(issuer, configuration);
  });
}

/** Starts it on a free port of this machine. */
export async function startOidcStandIn(): Promise<OidcStandIn> {
  let change: ((claims: JWTPayload) => JWTPayload) | null = null;
  let broken = false;
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const server = createServer((request, response) => (broken ? response.writeHead(503).end('out of order') : handle(request, response)));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;

  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'stand-in', alg: 'RS256', use: 'sig' };
  const provider = await open(issuer, {
    clients: [
      {
        client_id: 'yenbai-s',
        client_secret: 'stand-in-secret-stand-in-secret-42',
        redirect_uris: ['http://localhost/sign-in/province/return'],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        application_type: 'native',
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ['stand-in'] },
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time'], profile: ['name'] },
    acrValues: ['urn:tinh:hai-lop'],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
    findAccount: (_context: unknown, sub: string) => {
      const official = madeUpOfficials.find((one) => one.sub === sub);
      return official && { accountId: sub, claims: () => ({ sub, name: official.name }) };
    },
  });
  // The test's program gets its port only later.
  provider.Client.prototype.redirectUriAllowed = (uri) => /^http:\/\/localhost:\d+\/sign-in\/province\/return$/.test(uri);
  provider.use(async (context, next) => {
    await next();
    const body = context.body as { id_token?: string } | null;
    if (change === null || context.path !== '/token' || typeof body?.id_token !== 'string') return;
    const claims = change(decodeJwt(body.id_token));
    body.id_token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'stand-in' }).sign(privateKey);
  });

  const callback = provider.callback();
  handle = (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    const chosen = /^\/interaction\/[\w-]+(\/agree)?$/.exec(url.pathname);
    if (!chosen) return callback(request, response);
    interact(request, response, chosen[1] ? url.searchParams.get('who') : null).catch((error: unknown) =>
      response.writeHead(500).end(String(error)),
    );
  };

  async function interact(request: IncomingMessage, response: ServerResponse, who: string | null): Promise<void> {
    const { uid, params } = await provider.interactionDetails(request, response);
    if (who === null) {
      const links = madeUpOfficials
        .map((one) => `<p><a href="/interaction/${uid}/agree?who=${one.sub}">${shown(one.name)}</a></p>`)
        .join('');
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<!doctype html><title>Cổng của tỉnh</title><h1>Cổng của tỉnh</h1>${links}`);
      return;
    }
    const official = madeUpOfficials.find((one) => one.sub === who);
    if (!official) return provider.interactionFinished(request, response, { error: 'access_denied' });
    const grant = new provider.Grant({ accountId: who, clientId: String(params.client_id) });
    grant.addOIDCScope('openid profile');
    const { amr, acr } = official;
    await provider.interactionFinished(request, response, {
      login: { accountId: who, amr, acr },
      consent: { grantId: await grant.save() },
    });
  }

  return {
    issuer,
    settings: {
      OIDC_PROVINCE_ISSUER: issuer,
      OIDC_PROVINCE_CLIENT_ID: 'yenbai-s',
      OIDC_PROVINCE_CLIENT_SECRET: 'stand-in-secret-stand-in-secret-42',
    },
    async agree(address, sub) {
      const cookies = new Map<string, string>();
      let url = new URL(address);
      for (let step = 0; step < 10; step += 1) {
        if (url.origin !== issuer) return url;
        const header = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(url, { redirect: 'manual', headers: { cookie: header } });
        for (const line of response.headers.getSetCookie()) {
          const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s);
          cookies.set(name, value);
        }
        const text = await response.text();
        const next =
          response.headers.get('location') ?? (/\/interaction\/[\w-]+\/agree/.test(text) ? `${url.pathname}/agree?who=${sub}` : null);
        if (next === null) throw new Error(`The stand-in answers ${response.status}: ${text.slice(0, 300)}`);
        url = new URL(next, url);
      }
      throw new Error('The stand-in leads in circles');
    },
    tamper: (next) => {
      change = next;
    },
    breakDown: (next) => {
      broken = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
