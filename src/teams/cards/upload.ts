/** A photograph on its way from a form to a card. */
import type { Upload } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { removeFile, setPhoto } from './photos.ts';
import { looksLikePicture, shrinkPhoto } from './shrink.ts';

export interface Agreed {
  readonly personId: string;
  readonly how: 'self' | 'spoken' | 'paper';
  /** Version of the words that were read. */
  readonly version: number;
}

/** Makes the picture small and the person's. What came from the telephone, with all that cameras write into it, is not kept. */
export async function takePhoto(context: Context, actor: Actor, upload: Upload | undefined, agreed: Agreed | null): Promise<Outcome<null>> {
  if (!upload) return refused({ code: 'teams.photo-missing', field: 'photo' });
  const { files } = context;
  const original = await files.get(upload.stored.hash);
  try {
    if (agreed === null) return refused({ code: 'teams.photo-consent-missing', field: 'agree' });
    const small = await shrinkPhoto(original);
    if (!small.ok) return small;
    const { hash } = await files.put(small.value, { maxBytes: small.value.length });
    const set = await context.db.transaction((tx) => setPhoto(tx, actor, { ...agreed, hash }), { state: dutyState('identity') });
    await removeFile(context, set.ok ? set.value.before : hash);
    return set.ok ? accepted(null) : set;
  } finally {
    // A file that is no picture may be one that somebody else keeps here: the store has each content once.
    if (looksLikePicture(original)) await removeFile(context, upload.stored.hash);
  }
}
