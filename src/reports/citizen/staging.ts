/** The files of a form: taken into the staging area before anything else is judged, so that no error can lose them. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { dropUpload, ownersOf, registerUploadPurpose, type Staged, stagedOf, stageParts } from '../../platform/files/uploads/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { limits, uploadPurposes } from '../contract.ts';
import type { Draft } from './draft.ts';
import { texts } from './messages.gen.ts';
import { refusalWords } from './words.ts';

/** Makes known what citizens' reports take; called once, when the program loads. */
export function registerSentFiles(): void {
  registerUploadPurpose(sentFiles);
}

const sentFiles = {
  name: uploadPurposes.sent,
  kinds: {
    image: { maxBytes: limits.photoBytes },
    video: { maxBytes: limits.videoBytes, maxSeconds: limits.seconds },
    audio: { maxBytes: limits.audioBytes, maxSeconds: limits.seconds },
  },
  mostOpen: 20,
  mostBytes: 200_000_000,
} as const;

/** The file fields of the form. */
const fileFields = ['recording', 'photos'] as const;

interface Taken {
  readonly draft: Draft;
  readonly staged: readonly Staged[];
  readonly problems: readonly FieldProblem[];
}

/**
 * Stages what a form brought, takes out what the sender dropped, and says in words what was not taken. Files that are gone (they
 * waited too long) leave the draft, with a word about it.
 */
export async function takeFiles(context: Context, request: FastifyRequest, reply: FastifyReply, draft: Draft): Promise<Taken> {
  const { db } = context;
  const t = texts[request.lang];
  const problems: FieldProblem[] = [];
  const uploads = [...draft.uploads];
  for (const field of request.isMultipart() ? fileFields : []) {
    const { ready, refused } = await stageParts(context, request, reply, { purpose: uploadPurposes.sent, field });
    uploads.push(...ready.map((one) => one.id));
    for (const { name, refusal } of refused) {
      const why = refusalWords(context, refusal, request.lang) ?? t.files_refused_unknown();
      problems.push({ field, message: t.files_refused({ name, why }) });
    }
  }
  const drop = dropOf(request.body);
  if (drop !== '' && uploads.includes(drop)) {
    for (const owner of ownersOf(request)) await db.transaction((tx) => dropUpload(tx, owner, drop));
    uploads.splice(uploads.indexOf(drop), 1);
  }
  const staged =
    uploads.length === 0
      ? []
      : (await stagedOf(db, ownersOf(request), uploads)).filter((one) => one.state === 'ready' || one.state === 'taken');
  if (staged.length < uploads.length) problems.push({ field: 'photos', message: t.files_lost() });
  const pictures = staged.filter((one) => one.kind === 'image');
  const tooMany = new Set(pictures.slice(limits.photos).map((one) => one.id));
  if (tooMany.size > 0) problems.push({ field: 'photos', message: t.files_many({ photos: limits.photos }) });
  const kept = staged.filter((one) => !tooMany.has(one.id));
  return { draft: { ...draft, uploads: kept.map((one) => one.id) }, staged: kept, problems };
}

function dropOf(body: unknown): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'drop') : undefined;
  return typeof value === 'string' ? value : '';
}
