/** A browser without a browser: keeps cookies, reads form tokens from the pages it saw, and reads the SMS that a number got. */
import { sql } from 'kysely';
import { dutyState } from '../../src/platform/session/index.ts';
import type { TestApp } from './app.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  readonly headers: Headers;
  /** The cookies that this answer set, whole. */
  readonly set: readonly string[];
}

export interface Visitor {
  readonly cookies: Map<string, string>;
  get(path: string): Promise<Answer>;
  /** Sends a form; the token comes from the page that was seen last, or from the given one. */
  post(path: string, fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Asks for a code and gives it back. */
  askForCode(phone: string, fields?: Readonly<Record<string, string>>): Promise<string>;
  /** Signs in with a code by SMS; returns the last answer. */
  signIn(phone: string, fields?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** A browser at this address (believed with TRUST_PROXY=1), with its own cookies and its own name. */
export function visitor(app: TestApp, options: { ip?: string; cookie?: string; origin?: string; agent?: string } = {}): Visitor {
  const cookies = new Map<string, string>();
  for (const part of options.cookie?.split('; ') ?? []) cookies.set(part.split('=')[0] ?? '', part.slice(part.indexOf('=') + 1));
  let token = '';

  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${app.address}${path}`, {
      redirect: 'manual',
      ...init,
      headers: {
        ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...(options.ip ? { 'x-forwarded-for': options.ip } : {}),
        'user-agent': options.agent ?? 'Mozilla/5.0 (Linux; Android 10) Chrome/126.0 Mobile Safari/537.36',
        ...(init.headers as Record<string, string>),
      },
    });
    const set = response.headers.getSetCookie();
    for (const one of set) {
      const [pair = ''] = one.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await response.text();
    token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? token;
    return { status: response.status, text, location: response.headers.get('location') ?? '', headers: response.headers, set };
  }

  const self: Visitor = {
    cookies,
    get: (path) => ask(path, {}),
    async post(path, fields, headers = {}) {
      if (token === '' && fields._csrf === undefined) await self.get('/sign-in/phone');
      const body = new URLSearchParams({ _csrf: token, ...fields });
      return ask(path, { method: 'POST', body, headers: { origin: options.origin ?? app.address, ...headers } });
    },
    async askForCode(phone, fields = {}) {
      const sent = await self.post('/sign-in/phone', { phone, to: '', ...fields });
      if (sent.location !== '/sign-in/code') throw new Error(`No code was sent: ${sent.status} ${sent.text.slice(-2000)}`);
      return (await lastCode(app, phone)) ?? '';
    },
    async signIn(phone, fields = {}) {
      return self.post('/sign-in/code', { code: await self.askForCode(phone), ...fields });
    },
  };
  return self;
}

/** The words of the messages to a number, the newest first. */
export async function messagesTo(app: TestApp, phone: string): Promise<readonly { purpose: string; text: string }[]> {
  const { vault } = app.context;
  const found = await app.database.db.transaction(
    (tx) =>
      sql<{ id: string; purpose: string; sealed_to: string; sealed_text: string }>`select id, purpose, sealed_to, sealed_text
        from platform.message where sealed_to is not null and sealed_text is not null order by id desc`.execute(tx.rows<unknown>()),
    { state: dutyState('messaging') },
  );
  return found.rows
    .filter((row) => vault.open(row.sealed_to, `platform.message/${row.id}/to`) === international(phone))
    .map((row) => ({
      purpose: row.purpose,
      text: (JSON.parse(vault.open(row.sealed_text, `platform.message/${row.id}/text`)) as { text: string }).text,
    }));
}

/** The code in the newest message to a number. */
export async function lastCode(app: TestApp, phone: string): Promise<string | undefined> {
  const [newest] = (await messagesTo(app, phone)).filter((one) => one.purpose === 'people.sign-in-code');
  return newest && /\b\d{6}\b/.exec(newest.text)?.[0];
}

const international = (phone: string) => phone.replace(/^0/, '+84');
