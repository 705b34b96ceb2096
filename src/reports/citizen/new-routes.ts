/** `/reports/new`: the form in pieces. Each answer is the next piece, or the same one with what is wrong. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { peopleRights } from '../../people/index.ts';
import { ownerOf, ownersOf, previewOf, stagedOf, ticketOf } from '../../platform/files/uploads/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState, may } from '../../platform/session/index.ts';
import { isId } from '../../territory/index.ts';
import { codeIn } from '../code.ts';
import { submitReport } from '../core/index.ts';
import { fieldOf } from './checks.ts';
import { type Draft, emptyDraft, inputOf, pieces, readDraft, trapField } from './draft.ts';
import { tooMany } from './floods.ts';
import { follow } from './follow.ts';
import { type Forming, openForming } from './forming.ts';
import { texts } from './messages.gen.ts';
import { unitOf } from './places.ts';
import { takeFiles } from './staging.ts';
import { refusalWords } from './words.ts';

const open = { config: { right: 'public' }, schema: { hide: true } } as const;
const writing = { config: { right: 'public', limit: 'write', uploads: 'staged' }, schema: { hide: true } } as const;
const previewWidth = 192;

interface StartRoute {
  Querystring: { category?: string; unit?: string; for?: string };
}

const fieldIn = (body: unknown, name: string): string => {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' ? value : '';
};

export function newRoutes(app: App, context: Context): void {
  const { db, ids } = context;
  const forming = openForming(context);

  app.get<StartRoute>('/reports/new', open, async (request, reply) => {
    const { category = '', unit = '' } = request.query;
    const forSomebody = request.query.for === 'somebody' && may(request.actor, peopleRights.onBehalf);
    const carried = {
      ...(unit === '' ? {} : { unit: unit.slice(0, 40) }),
      ...(forSomebody ? { for: 'somebody' } : {}),
    };
    const preset = await forming.preset(unit.toLowerCase());
    const draft: Draft = {
      ...emptyDraft,
      ...preset,
      id: ids.next(),
      category: category.slice(0, 100),
      whom: forSomebody ? 'somebody' : '',
    };
    return forming.begin({ request, reply, draft, carried });
  });

  app.post('/reports/new', writing, async (request, reply) => {
    const { body, lang } = request;
    const taken = await takeFiles(context, request, reply, withId(readDraft(body)));
    const { draft } = taken;
    const piece = { request, reply, draft, problems: taken.problems };
    if (draft.whom === 'somebody' && !may(request.actor, peopleRights.onBehalf))
      return reply.refuse({ code: 'http.no-right', status: 403, params: { right: peopleRights.onBehalf } });
    const chosen = await forming.chosen(draft);
    if (!chosen) return forming.what({ ...piece, draft: { ...draft, noticed: '' } });
    if (chosen.stands) return forming.notice(piece, chosen);
    const at = pieces.find((known) => known === fieldIn(body, 'at')) ?? 'what';
    if (fieldIn(body, trapField) !== '') {
      return forming.show(
        { ...piece, problems: [{ field: trapField, message: texts[lang].trap_filled() }] },
        chosen,
        at === 'what' ? 'say' : at,
      );
    }
    const follows = codeIn(fieldIn(body, 'follow'));
    if (follows !== null) return followInstead(request, reply, follows);
    const go = fieldIn(body, 'go');
    if (taken.problems.length > 0) return forming.show(piece, chosen, 'say');
    if (go === 'send') return send(piece, chosen);
    if (go === 'no-point') return forming.show({ ...piece, draft: { ...draft, how: '', lat: '', lon: '', accuracy: '' } }, chosen, 'where');
    if (go === 'villages' || go === 'stage') return forming.show(piece, chosen, at);
    const target = at === 'what' && go === '' ? 'say' : (pieces.find((known) => known === go) ?? at);
    if (target === 'what') return forming.what(piece);
    return forming.goOn(piece, chosen, at, target);
  });

  app.get<{ Params: { id: string } }>('/reports/new/files/:id', open, async (request, reply) => {
    const [staged] = isId(request.params.id) ? await stagedOf(db, ownersOf(request), [request.params.id]) : [];
    const picture = staged ? await previewOf(context, staged, previewWidth) : null;
    if (picture === null) return reply.refuse({ code: 'http.not-found', status: 404 });
    return reply.header('cache-control', 'private, max-age=3600').type('image/jpeg').send(picture);
  });

  /** A draft always has an id of its own: the same id again is the same report. */
  const withId = (draft: Draft): Draft => (isId(draft.id) ? draft : { ...draft, id: ids.next() });

  type PieceOf = Parameters<Forming['show']>[0];
  type Chosen = Parameters<Forming['show']>[1];

  async function send(piece: PieceOf, chosen: Chosen): Promise<FastifyReply> {
    const { request, reply, draft } = piece;
    const { actor, lang } = request;
    const wrong = await forming.firstWrong(draft, chosen, request);
    if (wrong) return forming.show({ ...piece, problems: wrong.problems }, chosen, wrong.piece);
    const place = chosen.category.place === 'none' && draft.commune === '' ? null : await unitOf(db, draft, forming.today());
    // The owner of the files is the sender: a browser without a ticket gets one here.
    ownerOf(request, reply);
    const wait = await tooMany(context, request, draft);
    if (wait > 0) {
      return forming.show({ ...piece, problems: [{ field: 'name', message: busyWords(wait, lang) }], status: 429 }, chosen, 'look');
    }
    const sent = await db.transaction(
      (tx) => submitReport(tx, context, { actor, ticket: ticketOf(request) }, inputOf(draft, place?.id ?? '')),
      {
        state: dutyState('identity'),
      },
    );
    if (sent.ok) return reply.redirect(`/reports/${sent.value.code}?sent=1`, 303);
    const { refusal } = sent;
    const { piece: at, field } = fieldOf(refusal.field ?? '');
    const words = refusalWords(context, refusal, lang);
    if (refusal.field === undefined || words === null) return reply.refuse(refusal);
    if (at === 'what') return forming.what({ ...piece, draft: { ...draft, noticed: '' }, gone: true });
    return forming.show({ ...piece, problems: [{ field, message: words }] }, chosen, at);
  }

  async function followInstead(request: FastifyRequest, reply: FastifyReply, code: string): Promise<FastifyReply> {
    ownerOf(request, reply);
    const outcome = await db.transaction((tx) => follow(tx, { actor: request.actor, ticket: ticketOf(request) }, code), {
      state: dutyState('identity'),
    });
    return outcome.ok ? reply.redirect(`/reports/${code}?followed=instead`, 303) : reply.refuse(outcome.refusal);
  }
}

const busyWords = (seconds: number, lang: 'vi' | 'en'): string =>
  `${texts[lang].refused_busy()}. ${texts[lang].refused_busy_advice({ minutes: Math.max(1, Math.ceil(seconds / 60)) })}`;
