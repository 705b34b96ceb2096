/** `POST /api/v1/reports` for the queue of a phone, and the ground that its form is made of. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { Value } from 'typebox/value';
import { EVERYTHING } from '../../platform/cache/index.ts';
import { giveTicket, ownersOf, ticketOf } from '../../platform/files/uploads/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { type Actor, anonymous, dutyState } from '../../platform/session/index.ts';
import { isId, structureTag } from '../../territory/index.ts';
import { tooMany } from '../citizen/floods.ts';
import type { ReportInput } from '../contract.ts';
import { submitReport } from '../core/index.ts';
import { GroundQuery, ReportBody, SentAnswer } from './body.ts';
import { inTodaysForm } from './captured.ts';
import { groundOn, placeNamed } from './ground.ts';

/** Faults that an answer names. */
const mostFaults = 5;
/** RFC 6585, 3: send it again with what came. */
const PRECONDITION_REQUIRED = 428;
/** A phone keeps what was answered so and asks again by itself; after so many seconds, until this program is as new as the phone's. */
const SERVICE_UNAVAILABLE = 503;
const untilReplaced = 600;

export function sendRoutes(app: App, context: Context): void {
  const { db, clock, cache, modules, vault } = context;
  const today = () => clock.today().toString();

  app.get(
    '/api/v1/reports/ground',
    {
      config: { right: 'public' },
      schema: {
        tags: ['Reports'],
        summary:
          'What a form needs to be filled in without network: categories with questions and notices, emergency numbers, communes and villages',
        querystring: GroundQuery,
      },
    },
    (request, reply) =>
      cache.serve(request, reply, {
        key: `reports ground ${request.lang} ${today()}`,
        render: async () => ({
          type: 'application/json; charset=utf-8',
          text: JSON.stringify(await groundOn(db, today(), request.lang)),
          tags: [EVERYTHING, structureTag],
        }),
      }),
  );

  /** A name for a person that a phone may keep: it leads to nobody, and says who was signed in when something was written. */
  const writerOf = (personId: string | null): string | null =>
    personId === null ? null : vault.digest(personId, 'reports.written-as').toString('base64url');

  app.get('/api/v1/reports/writer', { config: { right: 'public' }, schema: { hide: true } }, async (request, reply) =>
    reply.header('cache-control', 'private, no-store').send({ writer: writerOf(request.actor.id) }),
  );

  /**
   * As whom it is sent: as the person who wrote it, if that person is signed in now too; else as the browser. On a shared phone what one person wrote
   * must not leave in the name of the next.
   */
  const senderOf = ({ actor }: FastifyRequest, body: ReportBody): Actor =>
    actor.id !== null && body.writtenAs === writerOf(actor.id) ? actor : anonymous;

  /** The code of what this phone had sent before, as the person who wrote it and is not signed in any more; null for all else. */
  async function sentAlready({ id, writtenAs }: ReportBody): Promise<string | null> {
    if (typeof writtenAs !== 'string') return null;
    const found = await db.transaction(
      (tx) =>
        sql<{ code: string; person: string | null }>`select r.code, c.person_id as person from reports.report r
          join reports.content c on c.report_id = r.id where r.id = ${id}::uuid`.execute(tx.rows<unknown>()),
      { state: dutyState('identity'), readOnly: true },
    );
    const [row] = found.rows;
    return row && row.person !== null && writerOf(row.person) === writtenAs ? row.code : null;
  }

  /** A document with the field that is wrong, so that the phone can lead to it. */
  function problem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal, status: number = refusal.status ?? 422): FastifyReply {
    const words = modules.map((module) => module.refusalText?.(refusal, request.lang) ?? null).find((found) => found !== null);
    return reply
      .code(status)
      .header('cache-control', 'no-store')
      .type('application/problem+json; charset=utf-8')
      .send(
        JSON.stringify({
          type: `urn:yenbai-s:${refusal.code}`,
          title: words?.title,
          status,
          detail: words?.advice,
          instance: request.url.split('?', 1)[0],
          ...(refusal.field === undefined ? {} : { field: refusal.field }),
        }),
      );
  }

  /**
   * Answers before a form token is asked for: a service worker has no form. Other sites stay out all the same, since the origin is checked already and no
   * other site's page may send this header or this type.
   */
  async function send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const captured = inTodaysForm(request.body);
    const key = request.headers['idempotency-key'];
    const isJson = /^application\/json\b/.test(request.headers['content-type'] ?? '');
    if (!isJson) return reply.refuse({ code: 'http.wrong-type' });
    if (!captured.ok) return problem(request, reply.header('retry-after', String(untilReplaced)), captured.refusal, SERVICE_UNAVAILABLE);
    const body = captured.value;
    if (!isReport(body) || key !== body.id) return reply.refuse({ code: 'http.not-understood', params: { what: faultOf(body, key) } });
    if (!isId(body.id)) return problem(request, reply, { code: 'reports.id-strange', field: 'id', status: 400 });
    const actor = senderOf(request, body);
    if (actor.id === null && ticketOf(request) === null) {
      // Whoever is not known gets the ticket first: were it given with the answer, and the answer lost, the same report sent again would be a stranger's.
      giveTicket(request, reply);
      return problem(request, reply, { code: 'reports.ticket-first' }, PRECONDITION_REQUIRED);
    }
    const wait = (await isThere(body.id)) ? 0 : await tooMany(context, request, { whom: '' });
    if (wait > 0) return problem(request, reply.header('retry-after', String(wait)), { code: 'reports.send-later', status: 429 });
    const input = await inputOf(body);
    if (input === null) return problem(request, reply, { code: 'reports.unit-gone', field: 'place.commune' });
    const sender = { actor, ticket: ticketOf(request), uploaders: ownersOf(request) };
    const sent = await db.transaction((tx) => submitReport(tx, context, sender, input), { state: dutyState('identity') });
    const before = !sent.ok && sent.refusal.code === 'reports.id-taken' ? await sentAlready(body) : null;
    if (before !== null) return reply.code(200).header('cache-control', 'no-store').send({ id: body.id, code: before, repeated: true });
    if (!sent.ok) return problem(request, reply, sent.refusal);
    return reply
      .code(sent.value.repeated ? 200 : 201)
      .header('cache-control', 'no-store')
      .send(sent.value);
  }

  async function isThere(id: string): Promise<boolean> {
    const found = await sql`select from reports.report where id = ${id}::uuid`.execute(db.rows<unknown>());
    return found.rows.length > 0;
  }

  /** Null where a commune was named that is none of today's, and nothing else says where it is. */
  async function inputOf(body: ReportBody): Promise<ReportInput | null> {
    const { place } = body;
    const found = await placeNamed(db, today(), place);
    const point = place.lat !== null && place.lon !== null;
    if (place.commune !== '' && found.unitId === '' && !point) return null;
    return {
      id: body.id.toLowerCase(),
      door: 'phone',
      categoryCode: body.category,
      words: body.words.normalize('NFC').replaceAll('\r\n', '\n'),
      answers: body.answers,
      place: {
        how: point ? 'gps' : found.words !== '' ? 'words' : found.unitId !== '' ? 'unit' : 'none',
        unitId: found.unitId,
        lat: place.lat,
        lon: place.lon,
        accuracyMetres: place.accuracyMetres,
        words: found.words,
        atHome: place.atHome,
      },
      language: body.language,
      uploads: body.uploads ?? [],
      keepPrivate: body.keepPrivate,
      contact: body.contact,
      answerBy: body.answerBy,
      capturedAt: body.capturedAt,
      onBehalf: null,
    };
  }

  app.post(
    '/api/v1/reports',
    {
      config: { right: 'public', limit: 'write' },
      schema: {
        tags: ['Reports'],
        summary:
          'Sends a report; the same id again gives the same code. The header Idempotency-Key repeats the id. 428: send again with the cookie that came',
        body: ReportBody,
        response: { 200: SentAnswer, 201: SentAnswer },
      },
      preValidation: send,
    },
    async (_request, reply) => reply,
  );
}

/** Judged as it came: the validator of addresses makes a number out of nothing, which would be a place. */
const isReport = (body: unknown): body is ReportBody => Value.Check(ReportBody, body);

/** What is wrong with a body, for programs. */
function faultOf(body: unknown, key: string | string[] | undefined): string {
  const faults = Value.Errors(ReportBody, body);
  if (faults.length === 0) return `idempotency-key ${String(key ?? '')} must equal id`;
  return faults
    .slice(0, mostFaults)
    .map(({ instancePath, message }) => `${instancePath.slice(1)} ${message}`.trim())
    .join('; ');
}
