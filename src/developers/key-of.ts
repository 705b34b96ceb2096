/** Which program is calling, and whether it may call again in this minute. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { countCall } from '../platform/http/limits.ts';
import type { Context } from '../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../platform/outcome/index.ts';
import { dutyState } from '../platform/session/index.ts';
import type { KeyKind } from './contract.ts';
import { digestOf, isKey } from './keys.ts';

/** A program that has shown a key. */
export interface Caller {
  readonly appId: string;
  readonly name: string;
  /** What the key opens: a key of the sandbox never opens anything real. */
  readonly kind: KeyKind;
}

const wrongKeysPerMinute = 10;
const longest = 200;

function fieldOf(source: unknown, name: string): string {
  const value: unknown = typeof source === 'object' && source !== null ? Reflect.get(source, name) : undefined;
  return typeof value === 'string' ? value.trim() : '';
}

/** The key that a request carries: as bearer, as `X-Api-Key`, or as `api_key` in the form or the address. Empty where there is none. */
export function shownKey(request: FastifyRequest): string {
  const { authorization = '', 'x-api-key': header } = request.headers;
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1] ?? '';
  const named = typeof header === 'string' ? header.trim() : '';
  return (bearer || named || fieldOf(request.body, 'api_key') || fieldOf(request.query, 'api_key')).slice(0, longest);
}

interface Found {
  readonly key_id: string;
  readonly app_id: string;
  readonly name: string;
  readonly kind: KeyKind;
  readonly state: string;
  readonly per_minute: number;
  readonly revoked: boolean;
  readonly hour_known: boolean;
}

async function find({ db, clock }: Pick<Context, 'db' | 'clock'>, text: string): Promise<Found | null> {
  const now = clock.now().toString();
  return db.transaction(
    async (tx) => {
      const rows = tx.rows<unknown>();
      const { rows: keys } = await sql<Found>`select key.id as key_id, key.app_id, app.name, key.kind, app.state, app.per_minute,
          key.revoked_at is not null as revoked, coalesce(key.last_used_at >= date_trunc('hour', ${now}::timestamptz), false) as hour_known
        from developers.api_key key join developers.app app on app.id = key.app_id where key.digest = ${digestOf(text)}::bytea`.execute(
        rows,
      );
      const [key] = keys;
      // To the hour: one write an hour, and nobody learns when exactly somebody worked.
      if (key && !key.revoked && !key.hour_known)
        await sql`update developers.api_key set last_used_at = date_trunc('hour', ${now}::timestamptz) where id = ${key.key_id}::uuid`.execute(
          rows,
        );
      return key ?? null;
    },
    { state: dutyState('identity') },
  );
}

/**
 * The program whose key the request carries; null where it carries none. Counts the call and writes `RateLimit-*` (and `Retry-After`) to the
 * answer. Refusals: `developers.key-unknown`, `-revoked`, `-closed` (403), `http.too-many` (429), also for an address that tries keys out.
 */
export async function keyOf(context: Context, request: FastifyRequest, reply: FastifyReply): Promise<Outcome<Caller | null>> {
  const text = shownKey(request);
  if (text === '') return accepted(null);
  const found = isKey(text) ? await find(context, text) : null;
  if (found === null) {
    const { hits, secondsLeft } = await countCall(context, `key-guess:${request.ip}`);
    if (hits > wrongKeysPerMinute) return tooMany(reply, secondsLeft);
    return refused({ code: 'developers.key-unknown', status: 403 });
  }
  if (found.revoked) return refused({ code: 'developers.key-revoked', status: 403 });
  if (found.kind === 'live' && found.state !== 'granted') return refused({ code: 'developers.key-closed', status: 403 });
  const { hits, secondsLeft } = await countCall(context, `app:${found.app_id}`);
  reply.headers({
    'ratelimit-limit': String(found.per_minute),
    'ratelimit-remaining': String(Math.max(0, found.per_minute - hits)),
    'ratelimit-reset': String(secondsLeft),
  });
  if (hits > found.per_minute) return tooMany(reply, secondsLeft);
  return accepted({ appId: found.app_id, name: found.name, kind: found.kind });
}

function tooMany(reply: FastifyReply, secondsLeft: number): Outcome<never> {
  reply.header('retry-after', String(secondsLeft));
  return refused({ code: 'http.too-many', params: { seconds: secondsLeft }, status: 429 });
}
