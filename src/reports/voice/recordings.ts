/** `/console/recordings`: hearing, adding, replacing and removing recordings of texts; each change is in the trail. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { ownersOf, sendFile, stageParts, takeUploads, uploadRefusalText } from '../../platform/files/uploads/index.ts';
import type { App } from '../../platform/http/index.ts';
import { type Context, nameActors } from '../../platform/module/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { putRecording, recordingPurpose, removeRecording, type Slot, slotsOf, spokenLanguages } from '../../platform/speech/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import { recordingsAddress, recordingsPage, slotField } from './recordings.page.tsx';
import { partOfKey, type RecordingPart, recordingParts } from './spoken-data.ts';

const right = 'speech.record';

/** The list where the text stands. */
function listOf(key: string, language: string, done: 'added' | 'removed'): string {
  const part = partOfKey(key);
  return `${recordingsAddress}?language=${encodeURIComponent(language)}${part === 'pages' ? '' : `&part=${part}`}&done=${done}`;
}

interface SlotRoute {
  Params: { key: string; language: string };
  Querystring: { language?: string; part?: string; done?: string };
}

export function recordingRoutes(app: App, context: Context): void {
  const { db, config } = context;
  const route = { config: { right }, schema: { hide: true } } as const;
  const slot = `${recordingsAddress}/:key/:language`;

  app.get<SlotRoute>(recordingsAddress, route, (request, reply) => {
    const { language, part } = request.query;
    return show(request, reply, { language: languageOf(language), part: recordingParts.find((one) => one === part) ?? 'pages' });
  });

  app.get<SlotRoute>(`${slot}/file`, route, async (request, reply) => {
    const found = await slotAt(request.params);
    if (!found?.fileHash) return reply.refuse({ code: 'speech.unknown', status: 404 });
    return sendFile(reply, context, found.fileHash, { kind: 'audio', name: found.text.key, cache: 'private, no-cache' });
  });

  app.post<SlotRoute>(slot, { config: { right, uploads: 'staged' }, schema: { hide: true } }, async (request, reply) => {
    const { params, lang, actor } = request;
    const { key, language } = params;
    if (!(await slotAt(params))) return reply.refuse({ code: 'speech.unknown', status: 404 });
    const t = texts[lang];
    const field = slotField(key);
    const parts = await stageParts(context, request, reply, { purpose: recordingPurpose, field });
    const [wrong] = parts.refused;
    const upload = parts.ready.at(-1);
    if (wrong || !upload) {
      const words = wrong && uploadRefusalText(wrong.refusal, lang);
      const message = wrong
        ? t.slot_refused({ name: wrong.name, why: [words?.title, words?.advice].filter(Boolean).join('. ') })
        : t.slot_missing();
      return show(request, reply, { language, part: partOfKey(key) }, [{ field, message }], 422);
    }
    const outcome = await change(actor, { key, language, action: 'speech.put-recording' }, async (tx) => {
      const taken = await takeUploads(tx, ownersOf(request), [upload.id], recordingPurpose);
      const [recording] = taken.ok ? taken.value : [];
      if (!taken.ok) return taken;
      if (!recording) throw new Error('A taken upload is missing');
      return putRecording(tx, { key, language, digest: digestIn(request.body), by: actor.id }, recording);
    });
    if (outcome.ok) return reply.redirect(listOf(key, language, 'added'), 303);
    const words = context.modules.map((module) => module.refusalText?.(outcome.refusal, lang) ?? null).find((one) => one !== null);
    if (!words) return reply.refuse(outcome.refusal);
    return show(
      request,
      reply,
      { language, part: partOfKey(key) },
      [{ field, message: `${words.title}. ${words.advice}` }],
      outcome.refusal.status ?? 422,
    );
  });

  app.post<SlotRoute>(`${slot}/remove`, route, async (request, reply) => {
    const { key, language } = request.params;
    const outcome = await change(request.actor, { key, language, action: 'speech.remove-recording' }, (tx) =>
      removeRecording(tx, key, language),
    );
    return outcome.ok ? reply.redirect(listOf(key, language, 'removed'), 303) : reply.refuse(outcome.refusal);
  });

  const languageOf = (asked: unknown): string => spokenLanguages().find((one) => one.code === asked)?.code ?? 'vi';

  async function slotAt({ key, language }: SlotRoute['Params']): Promise<Slot | null> {
    if (!spokenLanguages().some((one) => one.code === language)) return null;
    return (await slotsOf(db, language)).find((one) => one.text.key === key) ?? null;
  }

  /** What is refused leaves nothing. */
  async function change(
    actor: Actor,
    about: { readonly key: string; readonly language: string; readonly action: string },
    act: (tx: Tx) => Promise<Outcome<unknown>>,
  ): Promise<Outcome<unknown>> {
    const undone: { outcome: Outcome<unknown> | null } = { outcome: null };
    try {
      return await db.transaction(async (tx) => {
        const outcome = await act(tx);
        if (!outcome.ok) {
          undone.outcome = outcome;
          throw new Error('refused');
        }
        await record(tx, actor, {
          action: about.action,
          subject: { kind: 'platform.spoken-text', id: `${about.key}/${about.language}` },
          fields: ['recording'],
          right,
        });
        return outcome;
      });
    } catch (error) {
      if (undone.outcome) return undone.outcome;
      throw error;
    }
  }

  async function show(
    request: FastifyRequest<SlotRoute>,
    reply: FastifyReply,
    { language, part }: { readonly language: string; readonly part: RecordingPart },
    problems: readonly FieldProblem[] = [],
    status = 200,
  ): Promise<FastifyReply> {
    const slots = (await slotsOf(db, language)).filter(({ text }) => partOfKey(text.key) === part);
    const { done } = request.query;
    const page = recordingsPage(request.view({ formToken: true }), {
      slots,
      language,
      part,
      languages: spokenLanguages(),
      names: await nameActors(
        context,
        slots.flatMap((one) => one.addedBy ?? []),
      ),
      timeZone: config.TIME_ZONE,
      problems,
      done: status === 200 && (done === 'added' || done === 'removed') ? done : null,
    });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status });
  }
}

/** The digest of the text that was on the page; empty where the form carries none. */
function digestIn(body: unknown): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'digest') : undefined;
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : '';
}
