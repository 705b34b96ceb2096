/**
 * VNeID as integrations describe it: an authorization-code flow whose bodies are encrypted, without an id_token and without a nonce. What ties the
 * answer to the browser that asked is `state`, used once and for minutes (and PKCE where the provider takes it).
 */
import type { KeyObject } from 'node:crypto';
import { ProviderTrouble } from '../trouble.ts';
import { type CitizenClaims, readClaims } from './claims.ts';
import { type Envelope, type EnvelopeKind, openEnvelope } from './envelope.ts';

/** A provider that says who a citizen is; VNeID, or what stands in for it. */
export interface CitizenProvider {
  /** Where the browser is sent. `challenge` is the S256 challenge of PKCE. */
  authorizeUrl(ask: { readonly state: string; readonly redirectUri: string; readonly challenge: string }): URL;
  /** Who came back: `query` is the raw query of the return address. Throws ProviderTrouble. */
  identify(answer: { readonly query: string; readonly redirectUri: string; readonly verifier: string }): Promise<CitizenClaims>;
}

export interface VneidConnection {
  readonly authorizeUrl: URL;
  readonly tokenUrl: URL;
  readonly userinfoUrl: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  readonly privateKey: KeyObject;
  readonly envelope: EnvelopeKind;
  readonly pkce: boolean;
  /** How its addresses are called; the stand-in of the demonstration answers without a network. */
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
}

const SLOWEST_MS = 8_000;
const LARGEST_BODY = 64 * 1024;

/** One value of a query. Its codes are base64 whose `+` is not always escaped, so that a plus sign stays one. */
export function valueIn(query: string, name: string): string | null {
  for (const pair of query.replace(/^\?/, '').split('&')) {
    const [key = '', value = ''] = pair.split(/=(.*)/s);
    if (key !== name) continue;
    try {
      return decodeURIComponent(value);
    } catch {
      return null;
    }
  }
  return null;
}

/** Opens the connection to VNeID. */
export function openVneid(connection: VneidConnection): CitizenProvider {
  const { clientId, clientSecret, envelope, privateKey, pkce } = connection;

  /** The decrypted body of an answer. A body that isn't encrypted is not believed. */
  async function call(url: URL, init: RequestInit): Promise<Readonly<Record<string, unknown>>> {
    let status: number;
    let body: string;
    try {
      const response = await connection.fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(SLOWEST_MS) });
      status = response.status;
      body = await response.text();
    } catch (error) {
      throw new ProviderTrouble('down', `${url.host} does not answer`, { cause: error });
    }
    if (status >= 500 || status === 429) throw new ProviderTrouble('down', `${url.host} answers ${status}`);
    if (status !== 200) throw new ProviderTrouble('refused', `${url.host} answers ${status}`);
    const sealed = body.length <= LARGEST_BODY ? readObject(body) : null;
    if (typeof sealed?.data !== 'string' || typeof sealed.key !== 'string')
      throw new ProviderTrouble('unreadable', 'the body is not an envelope');
    const opened = readObject(openEnvelope(envelope, privateKey, sealed as unknown as Envelope).toString('utf8'));
    if (!opened) throw new ProviderTrouble('unreadable', 'the envelope holds no JSON');
    return opened;
  }

  return {
    authorizeUrl({ state, redirectUri, challenge }) {
      const url = new URL(connection.authorizeUrl);
      const query = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: connection.scope, state };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      if (pkce) {
        url.searchParams.set('code_challenge', challenge);
        url.searchParams.set('code_challenge_method', 'S256');
      }
      return url;
    },
    async identify({ query, redirectUri, verifier }) {
      if (valueIn(query, 'error') !== null) throw new ProviderTrouble('declined', 'the provider or the person said no');
      const given = valueIn(query, 'code');
      if (!given) throw new ProviderTrouble('refused', 'the return has no code');
      // Some set-ups encrypt the code too; the key then comes beside it.
      const key = valueIn(query, 'encrypt_key');
      const code = key ? openEnvelope(envelope, privateKey, { data: given, key }).toString('utf8') : given;
      const form = new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        client_id: clientId,
        client_secret: clientSecret,
      });
      if (pkce) form.set('code_verifier', verifier);
      const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
      const token = await call(connection.tokenUrl, { method: 'POST', headers, body: form.toString() });
      if (typeof token.access_token !== 'string' || !/^[\x21-\x7e]+$/.test(token.access_token)) {
        throw new ProviderTrouble('unreadable', 'the answer has no access_token');
      }
      const authorization = `Bearer ${token.access_token}`;
      return readClaims(await call(connection.userinfoUrl, { method: 'GET', headers: { accept: 'application/json', authorization } }));
    },
  };
}

function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
