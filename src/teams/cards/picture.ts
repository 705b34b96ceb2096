/** Photographs on their way to a screen. */
import type { FastifyReply } from 'fastify';
import { FileMissing } from '../../platform/files/index.ts';
import type { Context } from '../../platform/module/index.ts';

/** A stored photograph as part of a page; null where its file is gone. */
export async function dataAddress({ files }: Pick<Context, 'files'>, hash: string): Promise<string | null> {
  const bytes = await contentOf(files, hash);
  return bytes && `data:image/jpeg;base64,${bytes.toString('base64')}`;
}

/** Sends a photograph to somebody who may see it, or 204 where there is none to be shown; nothing on the way keeps it. */
export async function sendPicture({ files }: Pick<Context, 'files'>, reply: FastifyReply, hash: string | undefined): Promise<FastifyReply> {
  const bytes = hash === undefined ? null : await contentOf(files, hash);
  reply.header('cache-control', 'no-store');
  return bytes === null ? reply.code(204).send() : reply.type('image/jpeg').send(bytes);
}

async function contentOf(files: Context['files'], hash: string): Promise<Buffer | null> {
  try {
    return await files.get(hash);
  } catch (error) {
    if (error instanceof FileMissing) return null;
    throw error;
  }
}
