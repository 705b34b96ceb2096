/** The outside services of this installation: opened when first used, so that a start does not wait for them. */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Context } from '../../platform/module/index.ts';
import { openProvince, type Province } from './province.ts';
import { openStandIn, type StandIn } from './stand-in/stand-in.ts';
import { type CitizenProvider, openVneid } from './vneid/provider.ts';
import { provinceSettings, vneidSettings, vneidStandsIn } from './ways.ts';

export interface Providers {
  readonly province: Province | null;
  /** VNeID or, in a demonstration, what stands in for it; null where there is neither. `origin` is our own address. */
  vneid(origin: string): Promise<CitizenProvider | null>;
  /** The stand-in; null in production and where the real one is set up. */
  standIn(): Promise<StandIn | null>;
}

const stands = { clientId: 'demonstration', clientSecret: 'demonstration', envelope: 'rsa-oaep-256+aes-gcm' } as const;

/** Throws a ConfigError where settings are missing. */
export function openProviders(context: Pick<Context, 'config' | 'clock'>): Providers {
  const { config } = context;
  const province = provinceSettings(config);
  const vneid = vneidSettings(config);
  let made: Promise<{ standIn: StandIn; privateKey: Awaited<ReturnType<typeof keys>>['privateKey'] }> | null = null;

  function makeStandIn() {
    made ??= keys().then(({ publicKey, privateKey }) => ({
      standIn: openStandIn({ ...stands, publicKey, now: () => context.clock.now().epochMilliseconds }),
      privateKey,
    }));
    return made;
  }

  return {
    province: province && openProvince(province, config.OIDC_PROVINCE_TWO_FACTOR_ACR),
    async vneid(origin) {
      if (vneid) {
        return openVneid({
          authorizeUrl: vneid.VNEID_AUTHORIZE_URL,
          tokenUrl: vneid.VNEID_TOKEN_URL,
          userinfoUrl: vneid.VNEID_USERINFO_URL,
          clientId: vneid.VNEID_CLIENT_ID,
          clientSecret: vneid.VNEID_CLIENT_SECRET,
          privateKey: vneid.VNEID_PRIVATE_KEY,
          scope: config.VNEID_SCOPE,
          envelope: config.VNEID_ENVELOPE,
          pkce: config.VNEID_PKCE,
          fetch,
        });
      }
      if (!vneidStandsIn(config)) return null;
      const { standIn, privateKey } = await makeStandIn();
      return openVneid({
        ...stands,
        authorizeUrl: new URL('/demo/vneid', origin),
        tokenUrl: new URL('/demo/vneid/token', origin),
        userinfoUrl: new URL('/demo/vneid/userinfo', origin),
        privateKey,
        scope: 'openid',
        pkce: true,
        // Asked in the program itself: a demonstration need not reach its own address.
        fetch: async (url, { body, headers }) =>
          standIn.answer(url.pathname, {
            form: new URLSearchParams(typeof body === 'string' ? body : ''),
            authorization: new Headers(headers).get('authorization') ?? '',
          }),
      });
    },
    standIn: async () => (vneidStandsIn(config) ? (await makeStandIn()).standIn : null),
  };
}

function keys() {
  return promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
}
