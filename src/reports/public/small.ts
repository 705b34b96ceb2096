/** Small pictures for pages: what somebody on a dear line loads before they decide to see the whole. */
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { previewOf } from '../../platform/files/uploads/index.ts';
import type { Context } from '../../platform/module/index.ts';

/** Twice the size at which a list shows it. */
const width = 192;
/** Some two thousand small pictures. */
const mostBytes = 16_000_000;

/** A small JPEG of a kept picture; null where it is gone. Making it means reading the whole photograph. */
export const smallPicture = (context: Pick<Context, 'files'>, hash: string): Promise<Buffer | null> =>
  previewOf(context, { kind: 'image', keptHash: hash }, width);

/** As `smallPicture`, with those asked for last kept in memory: for pictures that everybody may see. Whether they still may is asked before. */
export function openSmallPictures(context: Pick<Context, 'files'>): (hash: string) => Promise<Buffer | null> {
  const kept = new LRUCache<string, Buffer>({
    maxSize: mostBytes,
    sizeCalculation: (picture) => picture.length,
    // Many who ask at once wait for one; nothing is kept of what is gone.
    fetchMethod: async (hash) => (await smallPicture(context, hash)) ?? undefined,
  });
  return async (hash) => (await kept.fetch(hash)) ?? null;
}

/** Sends one; how long it may be kept stands in the reply already. */
export function sendSmall(reply: FastifyReply, picture: Buffer): FastifyReply {
  return reply.type('image/jpeg').header('x-content-type-options', 'nosniff').send(picture);
}
