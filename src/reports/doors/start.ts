/** How the form is begun for somebody else: our own forms are handed on to it as they were sent, so that it works without script. */
import type { FastifyReply } from 'fastify';

/** The form in pieces of the citizens. */
const formAddress = '/reports/new';

/** Hidden fields with which the form begins at its first piece, for somebody else. */
export function startFields(begin: {
  /** The id that the report will have. */
  readonly id: string;
  /** `slip`: the signed paper has the code, so that the form asks neither how the person came and agreed nor for a name. */
  readonly door: 'call' | 'helper' | 'slip';
  readonly consent?: 'spoken' | 'paper';
  readonly person?: string;
  readonly commune?: string | undefined;
  readonly village?: string | undefined;
  readonly phone?: string;
}): readonly (readonly [name: string, value: string])[] {
  const { id, door, consent = '', person = '', commune = '', village = '', phone = '' } = begin;
  const fields = { id, at: 'what', go: 'what', for: 'somebody', door, consent, person, commune, village, phone };
  return Object.entries(fields).filter(([, value]) => value !== '');
}

/** Sends what was posted here on to the form (307 keeps method and body); nothing of it is kept on the way. */
export const handOn = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store').redirect(formAddress, 307);
