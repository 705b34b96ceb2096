/** The file of the open data, in parts or packed. */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { FileMissing, partOf, rangeOf } from '../../platform/files/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Publication } from './publish.ts';

/** Sends the published file: whole (packed where the other side can), or the part that was asked for. 404 before the first publication. */
export async function sendPublished(
  reply: FastifyReply,
  { files }: Pick<Context, 'files'>,
  publication: Publication | null,
): Promise<FastifyReply> {
  if (publication === null) return reply.refuse({ code: 'http.not-found', status: 404 });
  const { fileHash, bytes, madeAt } = publication;
  const { headers } = reply.request;
  const packs = /\bgzip\b/.test(String(headers['accept-encoding'] ?? '')) && headers.range === undefined;
  const mark = `"${fileHash.slice(0, 32)}${packs ? '-gzip' : ''}"`;
  reply
    .header('etag', mark)
    .header('cache-control', 'public, max-age=300')
    .header('vary', 'accept-encoding')
    .header('accept-ranges', 'bytes');
  if (headers['if-none-match'] === mark) return reply.code(304).send();
  // A part belongs to the file that was begun: of another publication the whole is sent.
  const same = headers['if-range'] === undefined || headers['if-range'] === mark;
  const asked = same ? rangeOf(headers.range, bytes) : null;
  if (asked === 'outside') return reply.code(416).header('content-range', `bytes */${bytes}`).send();
  let content: Readable;
  try {
    content = await files.stream(fileHash);
  } catch (error) {
    if (error instanceof FileMissing) return reply.refuse({ code: 'http.not-found', status: 404 });
    throw error;
  }
  const day = madeAt.toString().slice(0, 10);
  reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="reports-${day}.csv"`)
    .header('x-content-type-options', 'nosniff');
  if (packs) return reply.header('content-encoding', 'gzip').send(content.pipe(createGzip()));
  const { from, to } = asked ?? { from: 0, to: bytes };
  if (asked) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${bytes}`);
  reply.header('content-length', String(to - from));
  return reply.send(asked ? Readable.from(partOf(content, from, to)) : content);
}
