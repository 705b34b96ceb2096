/** Batches in the console: what was written, the file it came from, and undoing. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FileMissing } from '../../platform/files/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { may } from '../../platform/session/index.ts';
import { territoryRights } from '../access.ts';
import { findBatch } from '../commands/import/batches.ts';
import { undoBatch } from '../commands/undo-batch.ts';
import { refusalCodes } from '../contract.ts';
import { getUnits } from '../queries/index.ts';
import { batchPage, type InTheWay } from './batch.page.tsx';
import { attachment } from './import-routes.ts';
import { namedBatches } from './named.ts';

interface BatchRoute {
  Params: { id: string };
  Querystring: { repeated?: string };
}

/** More lines than this help nobody to find what to undo first. */
const mostShown = 50;

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

export function batchRoutes(app: App, context: Context): void {
  const { db, files, config, clock } = context;
  const schema = { hide: true } as const;

  app.get<BatchRoute>('/console/territory/batches/:id', { config: { right: territoryRights.edit }, schema }, (request, reply) =>
    show(request, reply, request.params.id),
  );

  app.post<BatchRoute>(
    '/console/territory/batches/:id/undo',
    { config: { right: territoryRights.import }, schema },
    async (request, reply) => {
      const { id } = request.params;
      if (!isId(id)) return reply.refuse({ code: refusalCodes.unknown_batch, status: 404 });
      const undone = await db.transaction((tx) => undoBatch(tx, request.actor, id));
      if (undone.ok) return reply.redirect(`/console/territory/batches/${id}`, 303);
      return undone.refusal.status === 404 ? reply.refuse(undone.refusal) : show(request, reply, id, undone.refusal);
    },
  );

  app.get<BatchRoute>(
    '/console/territory/batches/:id/file',
    { config: { right: territoryRights.edit }, schema },
    async (request, reply) => {
      const batch = isId(request.params.id) ? await findBatch(db, request.params.id) : null;
      if (!batch) return reply.refuse({ code: refusalCodes.unknown_batch, status: 404 });
      try {
        const bytes = await files.get(batch.hash);
        // Always as a download: whatever the file holds, the browser must not take it for a page of ours.
        return reply.type('application/octet-stream').header('content-disposition', attachment(batch.fileName)).send(bytes);
      } catch (error) {
        if (error instanceof FileMissing) return reply.refuse({ code: 'territory.import-file-gone', status: 404 });
        throw error;
      }
    },
  );

  async function show(request: FastifyRequest<BatchRoute>, reply: FastifyReply, id: string, refusal?: Refusal): Promise<FastifyReply> {
    const found = isId(id) ? await findBatch(db, id) : null;
    const [batch] = found ? await namedBatches(context, [found]) : [];
    if (!batch) return reply.refuse({ code: refusalCodes.unknown_batch, status: 404 });
    const page = batchPage(request.view({ formToken: true }), {
      batch,
      timeZone: config.TIME_ZONE,
      repeated: request.query.repeated === 'yes',
      hasFile: await files.has(batch.hash),
      mayUndo: may(request.actor, territoryRights.import),
      ...(refusal ? { problem: { refusal, inTheWay: await explain(refusal), count: refusal.details?.length ?? 0 } } : {}),
    });
    return reply.page(refusal ? { ...page, status: refusal.status ?? 422 } : page);
  }

  async function explain(refusal: Refusal): Promise<InTheWay[]> {
    const all = refusal.details ?? [];
    // Every batch in the way is among those shown: each is named once before the rest.
    const heads = [...new Map(all.map((detail) => [detail.params?.batch, detail] as const)).values()];
    const details = [...new Set([...heads, ...all])].slice(0, mostShown);
    const units = [...new Set(details.map((detail) => String(detail.params?.unit ?? '')).filter(isId))];
    const names = await getUnits(db, units, clock.today().toString());
    const batches = new Map<string, string>();
    for (const id of new Set(details.map((detail) => String(detail.params?.batch ?? '')).filter(isId))) {
      const batch = await findBatch(db, id);
      if (batch) batches.set(id, batch.fileName);
    }
    return details.map((detail) => {
      const unit = names.get(String(detail.params?.unit ?? ''));
      const batchId = String(detail.params?.batch ?? '');
      const fileName = batches.get(batchId);
      return {
        refusal: detail,
        unit: unit ? { id: unit.id, name: unit.name } : null,
        batch: fileName === undefined ? null : { id: batchId, fileName },
      };
    });
  }
}
