/** SMS that people send to us: the first word says what they want, and a module answers. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { equalBytes } from '../crypto/index.ts';
import type { App } from '../http/index.ts';
import { countCall } from '../http/limits.ts';
import type { Lang } from '../i18n/index.ts';
import type { Context } from '../module/index.ts';
import { fold, tidy } from '../text/index.ts';
import { texts } from './messages.gen.ts';

const wrongSecretsPerMinute = 10;
/** Somebody who writes faster is a machine: it gets no answer. */
const perSenderAndMinute = 10;
const longestText = 1_000;
/** People write to us in Vietnamese. */
const lang: Lang = 'vi';

/** A message as a module is given it. */
export interface InboundSms {
  /** The gateway's name for the message: what comes twice has the same. */
  readonly id: string;
  /** Number of the sender, E.164. */
  readonly sender: string;
  /** What follows the first word, as it was written. */
  readonly rest: string;
}

/** What a module answers to messages that begin with its word. */
export interface InboundHandler {
  /** Small letters without tones: `to` for TO, To and Tổ. */
  readonly word: string;
  /** What the answers are for, as messages are counted: `teams.card-check`. */
  readonly purpose: string;
  /** One line for those who wrote something else: what to write, and what for. */
  readonly help: (lang: Lang) => string;
  /** The answer in words; null for none. Limits how often one sender is answered. */
  readonly answer: (context: Context, sms: InboundSms, lang: Lang) => Promise<string | null>;
}

const handlers = new Map<string, InboundHandler>();

/** Makes a word known. Throws where it is taken: one message can't mean two things. */
export function registerInbound(handler: InboundHandler): void {
  const known = handlers.get(handler.word);
  if (known && known !== handler) throw new Error(`The word ${handler.word} of inbound SMS is registered twice`);
  handlers.set(handler.word, handler);
}

interface Arrived {
  /** The gateway's name for the message: a repetition is answered once. */
  readonly id: string;
  readonly from: string;
  readonly text: string;
}

function readArrived(body: unknown): Arrived | null {
  if (typeof body !== 'object' || body === null) return null;
  const text = (name: string): string => {
    const value = Object.entries(body).find(([key]) => key === name)?.[1];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const arrived = { id: text('id'), from: text('from'), text: text('text').slice(0, longestText) };
  return /^[\w.:/-]{1,200}$/.test(arrived.id) && arrived.from !== '' ? arrived : null;
}

/**
 * Answers one message, once however often the gateway brings it. Returns whether an answer was queued: not to what is no telephone
 * (names and short numbers would answer back for ever), nor to who writes too often.
 */
export async function takeSms(context: Context, arrived: Arrived): Promise<boolean> {
  const { db, vault, messages, clock } = context;
  const number = parsePhoneNumberFromString(arrived.from.trim(), 'VN');
  if (!number?.isValid()) return false;
  const sender: string = number.number;
  const hidden = vault.digest(sender, 'messaging.inbound').toString('base64url');
  if ((await countCall(context, `inbound:${hidden}`)).hits > perSenderAndMinute) return false;
  const written = tidy(arrived.text);
  const word = /^\p{L}+/u.exec(written)?.[0] ?? '';
  const handler = handlers.get(fold(word));
  const text = handler ? await handler.answer(context, { id: arrived.id, sender, rest: written.slice(word.length) }, lang) : help();
  if (text === null) return false;
  // Two machines that answer each other with help would never stop.
  const hour = Math.floor(clock.now().epochMilliseconds / 3_600_000);
  const key = handler ? `inbound:${arrived.id}` : `inbound-help:${hidden}:${hour}`;
  await db.transaction((tx) =>
    messages.send(tx, {
      channel: 'sms',
      to: sender,
      purpose: handler?.purpose ?? 'messaging.help',
      text,
      lang,
      key,
      expiresAt: clock.now().add({ hours: 1 }),
    }),
  );
  return true;
}

function help(): string {
  return [texts[lang].inbound_help(), ...[...handlers.values()].map((handler) => handler.help(lang))].join(' ');
}

/**
 * `POST /api/v1/messages/inbound/sms` with `{id, from, text}` and the setting SMS_INBOUND_TOKEN as bearer. Whatever was written, the gateway
 * is told that it arrived; the answer goes out as an SMS of its own.
 */
export function inboundRoutes(app: App, context: Context): void {
  const secret = context.config.SMS_INBOUND_TOKEN;
  if (secret === null) return;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${secret}`);

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    reply.header('cache-control', 'no-store');
    if (!equalBytes(digest(request.headers.authorization ?? ''), expected)) {
      const { hits, secondsLeft } = await countCall(context, `guess:${request.ip}`);
      if (hits > wrongSecretsPerMinute) {
        return reply.header('retry-after', String(secondsLeft)).refuse({ code: 'http.too-many', params: { seconds: secondsLeft } });
      }
      return reply.header('www-authenticate', 'Bearer').refuse({ code: 'messaging.wrong-secret', status: 401 });
    }
    const arrived = readArrived(request.body);
    if (arrived) await takeSms(context, arrived);
    return reply.code(202).send({ taken: arrived !== null });
  }

  app.post(
    '/api/v1/messages/inbound/sms',
    {
      config: { right: 'public' },
      schema: { hide: true },
      // As with receipts: a gateway carries its secret, and is answered before a form token is asked for.
      preValidation: answer,
    },
    async (_request, reply) => reply,
  );
}
