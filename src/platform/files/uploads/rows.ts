/** Rows of the staging area as values. */
import type { Selectable } from 'kysely';
import type { JsonValue } from '../../db/index.ts';
import type { Refusal } from '../../outcome/index.ts';
import type { UploadRow } from '../../rows.gen.ts';
import type { Media, Staged, UploadKind, UploadState } from './types.ts';

/** An upload as it stands. */
export interface Upload extends Staged {
  readonly owner: string;
  readonly purpose: string;
  /** Bytes that are here. */
  readonly received: number;
  /** What the sender says the SHA-256 of the whole is; null when nothing was said. */
  readonly declaredHash: string | null;
  readonly expiresAt: Temporal.Instant;
}

const kinds: readonly UploadKind[] = ['image', 'video', 'audio', 'document'];
const states: readonly UploadState[] = ['receiving', 'checking', 'ready', 'refused', 'taken'];

type Fields = Readonly<Record<string, JsonValue | undefined>>;
const isFields = (value: JsonValue | undefined): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value : undefined);
const number = (value: JsonValue | undefined) => (typeof value === 'number' ? value : undefined);

function mediaOf(fields: Fields): Media {
  const found: { type?: string; width?: number; height?: number; seconds?: number } = {};
  const type = text(fields.type);
  if (type !== undefined) found.type = type;
  for (const name of ['width', 'height', 'seconds'] as const) {
    const value = number(fields[name]);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function refusalOf(value: JsonValue | null): Refusal | null {
  if (!isFields(value)) return null;
  const reason = /^files\.([\w-]+)$/.exec(text(value.code) ?? '')?.[1];
  if (reason === undefined) return null;
  const params: Record<string, string | number> = {};
  if (isFields(value.params)) {
    for (const [name, one] of Object.entries(value.params)) if (typeof one === 'string' || typeof one === 'number') params[name] = one;
  }
  return { code: `files.${reason}`, params };
}

export function uploadOf(row: Selectable<UploadRow>): Upload {
  const media = isFields(row.media) ? row.media : {};
  const refusal = refusalOf(row.refusal);
  return {
    id: row.id,
    owner: row.owner,
    purpose: row.purpose,
    state: states.find((state) => state === row.state) ?? 'refused',
    name: row.declared_name,
    bytes: Number(row.declared_bytes),
    received: Number(row.received_bytes),
    sentHash: row.sent_hash,
    keptHash: row.kept_hash,
    kind: kinds.find((kind) => kind === row.kind) ?? null,
    media: mediaOf(media),
    declaredHash: text(media.declaredHash) ?? null,
    expiresAt: row.expires_at,
    ...(refusal ? { refusal } : {}),
  };
}

/** What others see of an upload. */
export function stagedFrom({ id, state, name, bytes, sentHash, keptHash, kind, media, refusal }: Upload): Staged {
  return { id, state, name, bytes, sentHash, keptHash, kind, media, ...(refusal ? { refusal } : {}) };
}
