/** Receipts: what a gateway says later about a message that it took. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { equalBytes } from '../crypto/index.ts';
import type { Tx } from '../db/index.ts';
import type { App } from '../http/index.ts';
import { countCall } from '../http/limits.ts';
import type { Context } from '../module/index.ts';
import { dutyState } from '../session/index.ts';
import { change, noNameIsStored } from './deliver.ts';
import type { MessageState } from './model.ts';
import { type MessageChannel, messageChannels } from './types.ts';

const wrongSecretsPerMinute = 10;

interface Receipt {
  /** Our id, or the gateway's own name for the message: one of the two. */
  readonly id: string | null;
  readonly reference: string | null;
  readonly outcome: 'delivered' | 'undeliverable';
  readonly code: string | null;
}

/** The words of SMPP 3.4 and of usual gateways; what is on its way still (ACCEPTD, BUFFERED) is no news. */
const outcomes: Readonly<Record<string, Receipt['outcome']>> = {
  delivered: 'delivered',
  delivrd: 'delivered',
  failed: 'undeliverable',
  undeliv: 'undeliverable',
  undelivered: 'undeliverable',
  rejectd: 'undeliverable',
  rejected: 'undeliverable',
  expired: 'undeliverable',
  deleted: 'undeliverable',
  bounced: 'undeliverable',
};

function readReceipt(body: unknown): Receipt | null {
  if (typeof body !== 'object' || body === null) return null;
  const given = body as Record<string, unknown>;
  const text = (name: string, form: RegExp): string | null => {
    const value = given[name];
    return (typeof value === 'string' || typeof value === 'number') && form.test(String(value)) ? String(value) : null;
  };
  const id = text('id', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i);
  const reference = text('reference', /^[\w.:/-]{1,200}$/);
  const outcome = outcomes[(text('status', /^[A-Za-z]{1,20}$/) ?? '').toLowerCase()];
  if (!outcome || (id === null && reference === null)) return null;
  return { id, reference, outcome, code: text('code', /^[A-Za-z0-9-]{1,40}$/)?.toLowerCase() ?? null };
}

/**
 * Applies a receipt, in any order and any number of times. One whose message has no such reference yet is kept for a while: it may
 * have overtaken the gateway's own answer. Runs under the duty `messaging`. Returns whether the message is known.
 */
export async function takeReceipt(tx: Tx, channel: MessageChannel, receipt: Receipt): Promise<boolean> {
  const { reference, outcome, code } = receipt;
  if (await applyReceipt(tx, channel, receipt)) return true;
  if (reference === null) return false;
  // The gateway's name may be being stored right now: then it is there after the wait. Whoever stores one later finds what is kept here.
  await noNameIsStored(tx);
  if (await applyReceipt(tx, channel, receipt)) return true;
  await sql`insert into platform.early_receipt (id, channel, reference, outcome, code, received_at)
    values (${tx.ids.next()}::uuid, ${channel}, ${reference}, ${outcome}, ${code}, ${tx.clock.now().toString()}::timestamptz)
    on conflict (channel, reference, outcome) do nothing`.execute(tx.rows<unknown>());
  return false;
}

/**
 * `POST /api/v1/messages/receipts/:channel` with `{id or reference, status, code?}` and the setting MESSAGE_RECEIPTS_TOKEN as bearer.
 * Unknown messages are answered like known ones, so that a gateway does not repeat them for days.
 */
async function applyReceipt(tx: Tx, channel: MessageChannel, { id, reference, outcome, code }: Receipt): Promise<boolean> {
  const found = await sql<{ id: string; state: MessageState }>`select id, state from platform.message
    where channel = ${channel} and (id = ${id}::uuid or provider_reference = ${reference}) for update`.execute(tx.rows<unknown>());
  for (const row of found.rows)
    await change(tx, row, outcome, { reference, why: outcome === 'undeliverable' ? (code ?? 'undeliverable') : null });
  return found.rows.length > 0;
}

export function receiptRoutes(app: App, context: Context): void {
  const secret = context.config.MESSAGE_RECEIPTS_TOKEN;
  if (secret === null) return;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${secret}`);

  async function answer(request: FastifyRequest, reply: FastifyReply, channel: MessageChannel): Promise<FastifyReply> {
    reply.header('cache-control', 'no-store');
    if (!equalBytes(digest(request.headers.authorization ?? ''), expected)) {
      const { hits, secondsLeft } = await countCall(context, `guess:${request.ip}`);
      if (hits > wrongSecretsPerMinute) {
        return reply.header('retry-after', String(secondsLeft)).refuse({ code: 'http.too-many', params: { seconds: secondsLeft } });
      }
      return reply.header('www-authenticate', 'Bearer').refuse({ code: 'messaging.wrong-secret', status: 401 });
    }
    const receipt = readReceipt(request.body);
    if (!receipt) return reply.code(202).send({ taken: false });
    await context.db.transaction((tx) => takeReceipt(tx, channel, receipt), { state: dutyState('messaging') });
    return reply.code(202).send({ taken: true });
  }

  app.post(
    '/api/v1/messages/receipts/:channel',
    {
      config: { right: 'public' },
      schema: { hide: true },
      // Form tokens protect browsers, which carry cookies; a gateway carries its secret and is answered before they are asked for.
      preValidation: async (request, reply) => {
        const { channel } = request.params as { channel: string };
        const known = messageChannels.find((one) => one === channel);
        return known ? answer(request, reply, known) : reply.refuse({ code: 'http.not-found' });
      },
    },
    async (_request, reply) => reply,
  );
}
