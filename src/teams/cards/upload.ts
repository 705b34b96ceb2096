/** A photograph on its way from a form to a card. */
import { buffer } from 'node:stream/consumers';
import { openSalted } from '../../platform/files/uploads/index.ts';
import type { Upload } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { removeFile, setPhoto } from './photos.ts';
import { shrinkPhoto } from './shrink.ts';

export interface Agreed {
  readonly personId: string;
  readonly how: 'self' | 'spoken' | 'paper';
  /** Version of the words that were read. */
  readonly version: number;
}

/**
 * Makes the picture small and the person's. What came from the telephone, with all that cameras write into it, is not kept: the route says
 * `uploads: 'staged'`, so that it is gone after the answer.
 */
export async function takePhoto(context: Context, actor: Actor, upload: Upload | undefined, agreed: Agreed | null): Promise<Outcome<null>> {
  if (!upload) return refused({ code: 'teams.photo-missing', field: 'photo' });
  const { files } = context;
  if (agreed === null) return refused({ code: 'teams.photo-consent-missing', field: 'agree' });
  const small = await shrinkPhoto(await buffer(await openSalted(files, upload.stored.hash)));
  if (!small.ok) return small;
  const { hash } = await files.put(small.value, { maxBytes: small.value.length });
  const set = await context.db.transaction((tx) => setPhoto(tx, actor, { ...agreed, hash }), { state: dutyState('identity') });
  await removeFile(context, set.ok ? set.value.before : hash);
  return set.ok ? accepted(null) : set;
}
