/** Calls that people let ring once: somebody calls them back at our cost. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Config } from '../../config/index.ts';
import { equalBytes } from '../../crypto/index.ts';
import type { App } from '../../http/index.ts';
import { countCall } from '../../http/limits.ts';
import type { Context } from '../../module/index.ts';
import { callDemonstration } from './demonstration.tsx';

const wrongSecretsPerMinute = 10;
/** Whoever rings more often is a machine, or a telephone in a pocket. */
const perNumberAndMinute = 10;

/** A call that nobody took. */
export interface MissedCall {
  /** The gateway's name for the call: a repetition is the same call. */
  readonly id: string;
  /** Who called, E.164. */
  readonly number: string;
  readonly at: Temporal.Instant;
}

type TakeMissedCall = (call: MissedCall) => Promise<void>;

interface Arrived {
  readonly id: string;
  readonly from: string;
  readonly at: string;
}

function readArrived(body: unknown): Arrived | null {
  if (typeof body !== 'object' || body === null) return null;
  const text = (name: string): string => {
    const value: unknown = Reflect.get(body, name);
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, 200) : '';
  };
  const arrived = { id: text('id'), from: text('from'), at: text('at') };
  return /^[\w.:/-]{1,200}$/.test(arrived.id) ? arrived : null;
}

/** When it rang, as the gateway says; now, where it says nothing or the future. */
function ringAt({ clock }: Pick<Context, 'clock'>, said: string): Temporal.Instant {
  const now = clock.now();
  try {
    const at = Temporal.Instant.from(said);
    return Temporal.Instant.compare(at, now) > 0 ? now : at;
  } catch {
    return now;
  }
}

/**
 * Hands one missed call to whoever calls back. Hidden numbers, names, short numbers and numbers of other countries can't be called back and are
 * left alone; so is who rings without end. Returns whether it was handed over.
 */
async function takeMissedCall(context: Context, take: TakeMissedCall, arrived: Arrived): Promise<boolean> {
  const number = parsePhoneNumberFromString(arrived.from, 'VN');
  if (!number?.isValid() || number.country !== 'VN') return false;
  const hidden = context.vault.digest(number.number, 'messaging.calls').toString('base64url');
  if ((await countCall(context, `call:${hidden}`)).hits > perNumberAndMinute) return false;
  await take({ id: arrived.id, number: number.number, at: ringAt(context, arrived.at) });
  return true;
}

/** The secret of the gateway that hands over calls; that of the SMS gateway where calls have none of their own. */
const secretOf = (config: Pick<Config, 'SMS_INBOUND_TOKEN' | 'CALLS_INBOUND_TOKEN'>): string | null =>
  config.CALLS_INBOUND_TOKEN ?? config.SMS_INBOUND_TOKEN;

/**
 * `POST /api/v1/messages/inbound/calls` with `{id, from, at}` and the gateway's secret as bearer, and in a demonstration `/demo/calls`, which stands
 * for a telephone. Whatever came, the gateway is told that it arrived.
 */
export function callRoutes(app: App, context: Context, take: TakeMissedCall): void {
  if (context.config.YENBAI_MODE === 'demonstration')
    callDemonstration(app, (from) => takeMissedCall(context, take, { id: context.ids.next(), from, at: '' }));
  const secret = secretOf(context.config);
  if (secret === null) return;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${secret}`);

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    reply.header('cache-control', 'no-store');
    if (!equalBytes(digest(request.headers.authorization ?? ''), expected)) {
      const { hits, secondsLeft } = await countCall(context, `guess:${request.ip}`);
      if (hits > wrongSecretsPerMinute)
        return reply.header('retry-after', String(secondsLeft)).refuse({ code: 'http.too-many', params: { seconds: secondsLeft } });
      return reply.header('www-authenticate', 'Bearer').refuse({ code: 'messaging.wrong-secret', status: 401 });
    }
    const arrived = readArrived(request.body);
    if (arrived) await takeMissedCall(context, take, arrived);
    return reply.code(202).send({ taken: arrived !== null });
  }

  app.post(
    '/api/v1/messages/inbound/calls',
    // A gateway carries its secret, and is answered before a form token is asked for.
    { config: { right: 'public' }, schema: { hide: true }, preValidation: answer },
    async (_request, reply) => reply,
  );
}
