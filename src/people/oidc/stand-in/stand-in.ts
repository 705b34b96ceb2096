/**
 * A made-up VNeID for demonstrations and tests: it speaks the same shape and knows made-up citizens. Absent in production. Their numbers
 * begin with 000, which no province has.
 */
import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import { type EnvelopeKind, sealEnvelope } from '../vneid/envelope.ts';

export interface MadeUpCitizen {
  readonly citizenPid: string;
  readonly fullName: string;
  readonly birthDate: string;
  readonly accountLevel: number;
}

/** Citizens who live only here. */
export const madeUpCitizens: readonly MadeUpCitizen[] = [
  { citizenPid: '000184000017', fullName: 'Hà Thị Sen', birthDate: '1984-03-12', accountLevel: 2 },
  { citizenPid: '000062000023', fullName: 'Sùng A Vàng', birthDate: '1962-10-01', accountLevel: 2 },
  { citizenPid: '000300000031', fullName: 'Lương Minh Khôi', birthDate: '2000-07-25', accountLevel: 1 },
];

/** What such a provider says besides, and what we must not keep. */
const more = {
  accountType: 'CITIZEN',
  ethnic: 'made-up ethnicity',
  address: 'made-up address',
  portrait: 'made-up portrait',
  phoneNumber: '+84900000099',
};

export interface StandIn {
  /** The person agrees on the page: the address to which the browser goes back. Null for an unknown person. */
  agree(number: string, ask: URLSearchParams): URL | null;
  /** The person says no. */
  decline(ask: URLSearchParams): URL;
  /** Answers the calls of the program at `/token` and `/userinfo`. */
  answer(path: string, call: { readonly form: URLSearchParams; readonly authorization: string }): Response;
}

const MINUTES = 5;

/** Opens a stand-in for one client. `encryptsCode` encrypts the code as well; `now` is the time in milliseconds. */
export function openStandIn(options: {
  clientId: string;
  clientSecret: string;
  publicKey: KeyObject;
  envelope: EnvelopeKind;
  encryptsCode?: boolean;
  now?: () => number;
}): StandIn {
  const { clientId, clientSecret, publicKey, envelope } = options;
  const now = options.now ?? Date.now;
  const codes = new Map<string, { citizen: MadeUpCitizen; redirectUri: string; challenge: string | null; until: number }>();
  const tokens = new Map<string, { citizen: MadeUpCitizen; until: number }>();
  const no = (error: string) => Response.json({ error }, { status: 400 });
  const sealed = (value: object) => Response.json(sealEnvelope(envelope, publicKey, JSON.stringify(value)));
  const back = (ask: URLSearchParams): URL => {
    const url = new URL(ask.get('redirect_uri') ?? '');
    url.searchParams.set('state', ask.get('state') ?? '');
    return url;
  };

  /** Forgets what nobody fetched, so that it does not grow. */
  function tidyUp(): void {
    for (const known of [codes, tokens]) for (const [key, { until }] of known) if (until < now()) known.delete(key);
  }

  return {
    agree(number, ask) {
      tidyUp();
      const citizen = madeUpCitizens.find((one) => one.citizenPid === number);
      if (!citizen || ask.get('client_id') !== clientId) return null;
      const url = back(ask);
      const code = randomBytes(24).toString('base64');
      codes.set(code, {
        citizen,
        redirectUri: ask.get('redirect_uri') ?? '',
        challenge: ask.get('code_challenge'),
        until: now() + MINUTES * 60_000,
      });
      if (options.encryptsCode) {
        const { data, key } = sealEnvelope(envelope, publicKey, code);
        url.searchParams.set('code', data);
        url.searchParams.set('encrypt_key', key);
      } else url.searchParams.set('code', code);
      return url;
    },
    decline(ask) {
      const url = back(ask);
      url.searchParams.set('error', 'access_denied');
      return url;
    },
    answer(path, { form, authorization }) {
      tidyUp();
      if (path.endsWith('/token')) {
        const code = form.get('code') ?? '';
        const issued = codes.get(code);
        codes.delete(code);
        if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) return no('invalid_client');
        if (!issued || issued.until < now() || issued.redirectUri !== form.get('redirect_uri')) return no('invalid_grant');
        const shown = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        if (issued.challenge !== null && issued.challenge !== shown) return no('invalid_grant');
        const token = randomBytes(24).toString('base64url');
        tokens.set(token, { citizen: issued.citizen, until: now() + MINUTES * 60_000 });
        return sealed({ access_token: token, token_type: 'Bearer', expires_in: MINUTES * 60 });
      }
      const known = tokens.get(authorization.replace(/^Bearer /, ''));
      return known ? sealed({ ...known.citizen, ...more }) : Response.json({ error: 'invalid_token' }, { status: 401 });
    },
  };
}
