/** The door without script: the files of a multipart form. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Upload as FormFile } from '../../http/types.ts';
import type { Context } from '../../module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../outcome/index.ts';
import { megabytes } from './content/check.ts';
import { finishUpload } from './finish.ts';
import { purposeOf } from './purposes.ts';
import { takeBytes } from './receive.ts';
import { openSalted } from './salted.ts';
import { readyFrom } from './staging.ts';
import { createUpload } from './store.ts';
import { ownerOf } from './ticket.ts';
import type { ReadyUpload, UploadPurpose } from './types.ts';

interface StagedParts {
  readonly ready: readonly ReadyUpload[];
  /** The refusal's words (`uploadRefusalText`) don't repeat the name. */
  readonly refused: readonly { readonly name: string; readonly refusal: Refusal }[];
}

/**
 * Takes the files that a multipart form brought under a field into the staging area, with the checks of the purpose. The route says
 * `config: { uploads: 'staged' }`. Call it before anything that can refuse the form, and carry the ids of `ready` along in hidden fields: so no form with an
 * error loses a photo. A ticket is made when the browser has none.
 */
export async function stageParts(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  { purpose: name, field }: { readonly purpose: string; readonly field: string },
): Promise<StagedParts> {
  const purpose = purposeOf(name);
  if (!purpose) throw new Error(`The upload purpose ${name} isn't registered`);
  // A form without files may come as urlencoded text, which brings none.
  const files = [...(request.uploads ?? new Map<string, FormFile>())].filter(([key]) => key.replace(/#\d+$/, '') === field);
  if (files.length > 0 && request.routeOptions.config.uploads !== 'staged')
    throw new Error(`${request.routeOptions.url}: files are staged only where the route says uploads: 'staged'`);
  const ready: ReadyUpload[] = [];
  const refusals: { name: string; refusal: Refusal }[] = [];
  for (const [, file] of files) {
    const staged = await stagePart(context, purpose, ownerOf(request, reply), file);
    if (staged.ok) ready.push(staged.value);
    else refusals.push({ name: file.fileName, refusal: staged.refusal });
  }
  return { ready, refused: refusals };
}

async function stagePart(context: Context, purpose: UploadPurpose, owner: string, file: FormFile): Promise<Outcome<ReadyUpload>> {
  const { db, files, config } = context;
  if (file.passedOver === 'too-large')
    return refused({ code: 'files.too-large', params: { megabytes: megabytes(config.UPLOAD_LIMIT_MB * 1024 * 1024) } });
  if (file.passedOver === 'too-many')
    return refused({ code: 'files.too-many', params: { most: purpose.mostOpen, megabytes: megabytes(purpose.mostBytes) } });
  const made = await db.transaction((tx) => createUpload(tx, { owner, purpose, name: file.fileName, bytes: file.stored.size }));
  if (!made.ok) return made;
  const taken = await takeBytes(context, made.value, await openSalted(files, file.stored.hash));
  if (!taken.ok) return taken;
  const judged = await finishUpload(context, made.value.id);
  if (judged?.refusal) return refused(judged.refusal);
  const ready = judged && readyFrom(judged);
  return ready ? accepted(ready) : refused({ code: 'files.lost' });
}
