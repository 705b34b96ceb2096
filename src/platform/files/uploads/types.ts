import type { Refusal } from '../../outcome/index.ts';

/** What a file is, by its content. */
export type UploadKind = 'image' | 'video' | 'audio' | 'document';

export interface KindLimit {
  /** Bytes as sent. */
  readonly maxBytes: number;
  /** Longest recording; a recording that does not say how long it is passes. */
  readonly maxSeconds?: number;
}

/** What files are sent for: decides which kinds and sizes are taken. */
export interface UploadPurpose {
  /** Lower-case letters, digits and dashes, for example `report-photo`. */
  readonly name: string;
  readonly kinds: Readonly<Partial<Record<UploadKind, KindLimit>>>;
  /** How many files of one owner may wait at the same time, over all that were sent for this purpose. */
  readonly mostOpen: number;
  /** How many bytes these may have together, as declared. */
  readonly mostBytes: number;
}

export interface Media {
  /** Media type of the kept file, for example `image/jpeg`. */
  readonly type?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly seconds?: number;
}

export type UploadState = 'receiving' | 'checking' | 'ready' | 'refused' | 'taken';

/** A file in the staging area. */
export interface Staged {
  /** UUIDv7: the address in tus, and what a form carries along. */
  readonly id: string;
  readonly state: UploadState;
  /** As the sender calls it. */
  readonly name: string;
  /** Bytes as declared. */
  readonly bytes: number;
  /** SHA-256 of what was sent, as soon as all of it was here. */
  readonly sentHash: string | null;
  /** The file in the store, without its metadata; null before it is ready. */
  readonly keptHash: string | null;
  readonly kind: UploadKind | null;
  readonly media: Media;
  /** Why it was not taken; its words come from `uploadRefusalText`. */
  readonly refusal?: Refusal;
}

/** One that is whole, checked and in the store. */
export interface ReadyUpload extends Staged {
  readonly keptHash: string;
  readonly sentHash: string;
  readonly kind: UploadKind;
}

/** Person ids and digests of tickets: one, or all that a request speaks for (`ownersOf`). */
export type Owners = string | readonly string[];
