/** Covers parts of a photo: a copy with opaque boxes is what everybody sees, the original stays as it is. */
import { sql } from 'kysely';
import sharp from 'sharp';
import { record } from '../../../audit/index.ts';
import { touch } from '../../../platform/cache/index.ts';
import { FileMissing } from '../../../platform/files/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { type Actor, dutyState, type Right } from '../../../platform/session/index.ts';
import { isId } from '../../../territory/index.ts';
import { reportsRights } from '../../contract.ts';
import { partiesOf, type ReportAttachment, type ReportView, reportByCode } from '../../core/index.ts';
import { reportsTag, reportTag } from '../../tags.ts';
import { deskState, openDesk, sees } from '../access.ts';
import { rightFor } from '../steps.ts';
import { type Cover, coversOf } from './covers.ts';

export interface Photo {
  readonly report: ReportView;
  readonly attachment: ReportAttachment;
  readonly covers: readonly Cover[];
  /** The right by which the official decides what everybody sees of it; null for those who may only look. */
  readonly right: Right | null;
}

/** One that the official may cover. */
export interface CoverablePhoto extends Photo {
  readonly right: Right;
}

const unknown = refused({ code: 'http.not-found', status: 404 });

/**
 * The photo of a report, for officials who see the report: 404 outside of their reach and for what is no photo of this report. Who decides what everybody
 * sees has a right to it.
 */
export async function photoFor(context: Context, actor: Actor, code: string, attachmentId: string): Promise<Outcome<Photo>> {
  if (!isId(attachmentId)) return unknown;
  const desk = await openDesk(context, actor);
  return context.db.transaction(
    async (tx): Promise<Outcome<Photo>> => {
      const report = await reportByCode(tx, code);
      const attachment = report?.attachments.find((one) => one.id === attachmentId);
      if (!report || !attachment || attachment.kind !== 'image' || attachment.role === 'document' || !sees(desk, report)) return unknown;
      const right = rightFor('show', actor, await partiesOf(tx, context, { actor, ticket: null }, report));
      const kept = await sql<{ covers: unknown }>`select covers from reports.attachment where id = ${attachmentId}::uuid`.execute(
        tx.rows<unknown>(),
      );
      return accepted({ report, attachment, covers: coversOf(kept.rows[0]?.covers), right });
    },
    { state: await deskState(context, actor, reportsRights.see), readOnly: true },
  );
}

/** The photo to be covered: `reports.step-not-yours` (403) for who may only look, `reports.private-stays` (409) for reports that nobody is shown. */
export function coverable({ right, ...photo }: Photo): Outcome<CoverablePhoto> {
  if (right === null) return refused({ code: 'reports.step-not-yours', status: 403 });
  return photo.report.privacy === 'private' ? refused({ code: 'reports.private-stays', status: 409 }) : accepted({ ...photo, right });
}

/** The photo with opaque boxes over these parts and nothing written beside the picture; null for what can't be drawn. Boxes are rounded outwards. */
async function drawn(photo: Buffer, covers: readonly Cover[]): Promise<Buffer | null> {
  try {
    const upright = await sharp(photo, { failOn: 'error' }).autoOrient().toBuffer();
    const { width, height } = await sharp(upright).metadata();
    const boxes = covers.map(([left, top, right, bottom]) => {
      const [x, y] = [Math.floor((left * width) / 1000), Math.floor((top * height) / 1000)];
      const size = {
        width: Math.max(1, Math.ceil((right * width) / 1000) - x),
        height: Math.max(1, Math.ceil((bottom * height) / 1000) - y),
      };
      return { input: { create: { ...size, channels: 3 as const, background: '#000' } }, left: x, top: y };
    });
    return await sharp(upright).composite(boxes).toColourspace('srgb').jpeg({ quality: 82, progressive: true }).toBuffer();
  } catch {
    return null;
  }
}

const mostBytes = 50_000_000;

/**
 * Covers these parts: the copy becomes what everybody sees of the photo, at once where the report is shown. Refusals: `reports.photo-not-drawn`, and 404
 * where the photo has gone meanwhile.
 */
export async function coverPhoto(context: Context, actor: Actor, photo: CoverablePhoto, covers: readonly Cover[]): Promise<Outcome<null>> {
  const { files } = context;
  const original = await files.get(photo.attachment.fileHash).catch((error: unknown) => {
    if (error instanceof FileMissing) return null;
    throw error;
  });
  const copy = original && (await drawn(original, covers));
  if (!copy) return refused({ code: 'reports.photo-not-drawn', status: 422 });
  const stored = await files.put(copy, { maxBytes: mostBytes });
  return change(context, actor, photo, { covers, hash: stored.hash });
}

/** Takes all covers away. Nobody outside sees the photo any more, until it is shown again. */
export async function uncoverPhoto(context: Context, actor: Actor, photo: CoverablePhoto): Promise<Outcome<null>> {
  return change(context, actor, photo, { covers: [], hash: null });
}

async function change(
  context: Context,
  actor: Actor,
  { report, attachment, right }: CoverablePhoto,
  to: { readonly covers: readonly Cover[]; readonly hash: string | null },
): Promise<Outcome<null>> {
  const { db, files } = context;
  const before = await db.transaction(
    async (tx) => {
      const found = await sql<{ hash: string | null }>`select shown_hash as hash from reports.attachment
        where id = ${attachment.id}::uuid and report_id = ${report.id}::uuid and file_hash = ${attachment.fileHash} for update`.execute(
        tx.rows<unknown>(),
      );
      const [row] = found.rows;
      if (!row) return null;
      await sql`update reports.attachment set covers = ${JSON.stringify(to.covers)}::jsonb, shown_hash = ${to.hash}
        where id = ${attachment.id}::uuid`.execute(tx.rows<unknown>());
      await record(tx, actor, {
        action: to.hash === null ? 'reports.uncover-photo' : 'reports.cover-photo',
        subject: { kind: 'reports.attachment', id: attachment.id },
        fields: ['covers'],
        places: [report.unitId],
        right,
      });
      await touch(tx, [reportsTag, reportTag(report.id)]);
      return row;
    },
    { state: await deskState(context, actor, right) },
  );
  if (before === null) return unknown;
  // A copy that nothing shows any more goes; the same picture covered alike in another report keeps it.
  const stale = before.hash !== null && before.hash !== to.hash && !(await isUsed(db, before.hash));
  if (stale && before.hash !== null) await files.remove(before.hash);
  return accepted(null);
}

async function isUsed(db: Context['db'], hash: string): Promise<boolean> {
  const found = await db.transaction(
    (tx) => sql`select from reports.attachment where file_hash = ${hash} or shown_hash = ${hash} limit 1`.execute(tx.rows<unknown>()),
    { state: dutyState('identity'), readOnly: true },
  );
  return found.rows.length > 0;
}
