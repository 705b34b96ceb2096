/** The province's own OpenID Connect provider for officials: standard, so that the library judges every answer. */
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  ResponseBodyError,
} from 'openid-client';
import { ProviderTrouble } from './trouble.ts';
import type { provinceSettings } from './ways.ts';

export interface ProvinceAsk {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The person proves themselves there again, although they are signed in there: for whoever confirms or links. */
  readonly again: boolean;
}

export interface ProvinceIdentity {
  /** Issuer and subject: together they name the account for good (OpenID Connect Core 2). */
  readonly subject: string;
  /** How the person recognises the account. */
  readonly name: string;
  /** Whether two factors were used there. */
  readonly two: boolean;
}

export interface Province {
  /** Where the browser is sent. Throws ProviderTrouble. */
  authorizeUrl(ask: ProvinceAsk): Promise<URL>;
  /** Who came back to `returned`, our return address with its query. Throws ProviderTrouble. */
  identify(ask: ProvinceAsk, returned: URL): Promise<ProvinceIdentity>;
}

/** Its addresses and keys are asked for again after this time. */
const KNOWN_MS = 3_600_000;
const SLOWEST_SECONDS = 8;
/** How long ago somebody may have proved themselves there where they are asked to do it again. */
const AGAIN_SECONDS = 300;

const knows = new Set(['pwd', 'pin', 'kba', 'fpt', 'face', 'iris', 'retina', 'vbm', 'user']);
const has = new Set(['otp', 'hwk', 'swk', 'sc', 'pop', 'sms', 'tel']);

/** Whether the answer proves two factors: the agreed `acr`, or `amr` (RFC 8176) that says so or names one of each kind. */
export function provesTwo(claims: Readonly<Record<string, unknown>>, twoFactorAcr: string | null): boolean {
  if (twoFactorAcr !== null && claims.acr === twoFactorAcr) return true;
  const amr: readonly unknown[] = Array.isArray(claims.amr) ? claims.amr : [];
  const some = (set: ReadonlySet<string>) => amr.some((one) => typeof one === 'string' && set.has(one));
  return amr.includes('mfa') || (some(knows) && some(has));
}

/** Opens the connection; the provider is first asked when somebody signs in. */
export function openProvince(settings: NonNullable<ReturnType<typeof provinceSettings>>, twoFactorAcr: string | null): Province {
  const { OIDC_PROVINCE_ISSUER: issuer, OIDC_PROVINCE_CLIENT_ID: clientId, OIDC_PROVINCE_CLIENT_SECRET: secret } = settings;
  let known: { at: number; configuration: Promise<Configuration> } | null = null;

  function configuration(): Promise<Configuration> {
    if (known && performance.now() - known.at < KNOWN_MS) return known.configuration;
    const asked = {
      at: performance.now(),
      configuration: discovery(issuer, clientId, secret, undefined, {
        timeout: SLOWEST_SECONDS,
        // The setting takes http for this machine only.
        ...(issuer.protocol === 'http:' ? { execute: [allowInsecureRequests] } : {}),
      }),
    };
    known = asked;
    asked.configuration.catch(() => {
      if (known === asked) known = null;
    });
    return asked.configuration;
  }

  return {
    async authorizeUrl({ redirectUri, state, nonce, verifier, again }) {
      try {
        return buildAuthorizationUrl(await configuration(), {
          redirect_uri: redirectUri,
          scope: 'openid profile',
          state,
          nonce,
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          ...(twoFactorAcr === null ? {} : { acr_values: twoFactorAcr }),
          ...(again ? { prompt: 'login', max_age: String(AGAIN_SECONDS) } : {}),
        });
      } catch (error) {
        throw troubleOf(error);
      }
    },
    async identify({ redirectUri, state, nonce, verifier, again }, returned) {
      const url = new URL(redirectUri);
      url.search = returned.search;
      try {
        const tokens = await authorizationCodeGrant(await configuration(), url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(again ? { maxAge: AGAIN_SECONDS } : {}),
        });
        const claims = tokens.claims();
        if (!claims) throw new ProviderTrouble('refused', 'no id_token came');
        const name = [claims.name, claims.preferred_username].find((one) => typeof one === 'string');
        return {
          subject: `${claims.iss} ${claims.sub}`,
          name: typeof name === 'string' ? name.slice(0, 100) : '',
          two: provesTwo(claims, twoFactorAcr),
        };
      } catch (error) {
        throw troubleOf(error);
      }
    },
  };
}

/** What the library found, as one of our kinds. Its messages name claims and parameters, no values. */
function troubleOf(error: unknown): ProviderTrouble {
  if (error instanceof ProviderTrouble) return error;
  if (error instanceof AuthorizationResponseError) return new ProviderTrouble('declined', `the provider answers ${error.error}`);
  if (error instanceof ResponseBodyError)
    return new ProviderTrouble(error.status >= 500 ? 'down' : 'refused', `the provider answers ${error.error}`);
  const { name, message, code, cause } = error as Error & { code?: string };
  const status = cause instanceof Response ? cause.status : 0;
  const silent = name === 'TypeError' || name === 'TimeoutError' || code === 'OAUTH_TIMEOUT' || status >= 500;
  return new ProviderTrouble(silent ? 'down' : 'refused', message, { cause: error });
}
