import type { FastifyReply } from 'fastify';
import { SecretsBusy } from './hashing-queue.ts';

const RETRY_SECONDS = 5;

/** Runs a handler that checks secrets; where too many are being checked, the person is asked to try again in some seconds. */
export async function unlessBusy(reply: FastifyReply, handler: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await handler();
  } catch (error) {
    if (!(error instanceof SecretsBusy)) throw error;
    return reply.header('retry-after', String(RETRY_SECONDS)).refuse({ code: 'http.busy' });
  }
}
