/** `/console/reports/{code}/photos/{attachment}`: which parts of a photo nobody outside sees. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendFile } from '../../../platform/files/uploads/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { reportsRights } from '../../contract.ts';
import { lineOf } from '../form-values.ts';
import { listAddress } from '../list/choice.ts';
import { texts } from '../messages.gen.ts';
import { coverable, coverPhoto, type Photo, photoFor, uncoverPhoto } from './cover.ts';
import { type CoverRow, coverField, coversIn, readRows, rowsOf } from './covers.ts';
import { isCovered, photoAddress, photoPage } from './photo.page.tsx';

interface PhotoRoute {
  Params: { code: string; attachment: string };
  Querystring: { done?: string };
}

export function photoRoutes(app: App, context: Context): void {
  const route = { config: { right: reportsRights.see }, schema: { hide: true } } as const;
  const address = `${listAddress}/:code/photos/:attachment`;

  app.get<PhotoRoute>(address, route, async (request, reply) => {
    const found = await opened(request);
    return found.ok ? show(request, reply, found.value, rowsOf(found.value.covers)) : reply.refuse(found.refusal);
  });

  app.get<PhotoRoute>(`${address}/covered`, route, async (request, reply) => {
    const found = await opened(request);
    if (!found.ok) return reply.refuse(found.refusal);
    const { shownHash } = found.value.attachment;
    if (shownHash === null || !isCovered(found.value.attachment)) return reply.refuse({ code: 'http.not-found', status: 404 });
    return sendFile(reply, context, shownHash, { kind: 'image', name: request.params.code, cache: 'private, no-cache' });
  });

  app.post<PhotoRoute>(address, route, async (request, reply) => {
    const { actor, body, lang, params } = request;
    const t = texts[lang];
    const found = await opened(request);
    if (!found.ok) return reply.refuse(found.refusal);
    const photo = coverable(found.value);
    if (!photo.ok) return reply.refuse(photo.refusal);
    const back = photoAddress(params.code, params.attachment);
    if (lineOf(body, 'do') === 'clear') {
      const outcome = await uncoverPhoto(context, actor, photo.value);
      return outcome.ok ? reply.redirect(`${back}?done=cleared`, 303) : reply.refuse(outcome.refusal);
    }
    const rows = readRows(body);
    const covers = coversIn(rows);
    if (!covers.ok) {
      const number = covers.row + 1;
      const why = { none: t.cover_wrong_none(), number: t.cover_wrong_number({ number }), order: t.cover_wrong_order({ number }) };
      const used = rows.findLastIndex((row) => Object.values(row).some((value) => value !== '')) + 1;
      return show(request, reply, found.value, rows.slice(0, Math.max(4, used)), [
        { field: coverField('left', covers.row), message: why[covers.why] },
      ]);
    }
    const outcome = await coverPhoto(context, actor, photo.value, covers.covers);
    return outcome.ok ? reply.redirect(`${back}?done=saved`, 303) : reply.refuse(outcome.refusal);
  });

  const opened = ({ actor, params }: FastifyRequest<PhotoRoute>) => photoFor(context, actor, params.code, params.attachment);

  function show(
    request: FastifyRequest<PhotoRoute>,
    reply: FastifyReply,
    photo: Photo,
    rows: readonly CoverRow[],
    problems: readonly FieldProblem[] = [],
  ): FastifyReply {
    const { done } = request.query;
    const status = problems.length > 0 ? 422 : 200;
    const page = photoPage(request.view({ formToken: true }), {
      photo,
      rows,
      problems,
      done: status === 200 && (done === 'saved' || done === 'cleared') ? done : null,
    });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status });
  }
}
