/** Bytes on their way into the staging area, piece by piece, so that a cut line costs little. */
import { createHash, type Hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../outcome/index.ts';
import { checkBeginning } from './content/check.ts';
import { SNIFF_BYTES } from './content/sniff.ts';
import { dropPieces } from './finish.ts';
import { purposeOf } from './purposes.ts';
import type { Upload } from './rows.ts';
import { withSalt } from './salted.ts';
import { countPieces, forgetPieces, type Piece, planPiece, setRefused } from './store.ts';

const PIECE_BYTES = 512 * 1024;
/** When nothing comes for so long, what is here is put away: the line may be dead and the sender back on another one. */
const STALL_MS = 2000;

export interface Checksum {
  readonly algorithm: 'sha256' | 'sha1';
  readonly digest: Buffer;
}

export interface Received {
  /** How many bytes of the upload are here. */
  readonly received: number;
  /** The sender went away in the middle. */
  readonly cut: boolean;
}

type Tools = Pick<Context, 'db' | 'files'>;

/**
 * Takes bytes from where the upload stands. What arrived before a cut stays. With a checksum all or nothing stays. Refusals: files.conflict (somebody else
 * was faster), files.too-much (more than announced), files.checksum, and what the first bytes tell about the file (files.kind, files.heic, files.too-large):
 * the upload is refused then.
 */
export async function takeBytes(
  tools: Tools,
  upload: Upload,
  source: AsyncIterable<Uint8Array>,
  checksum?: Checksum,
): Promise<Outcome<Received>> {
  const taker = new Taker(tools, upload, checksum);
  let cut = false;
  for await (const part of withPauses(source)) {
    if (part === 'cut') cut = true;
    else {
      const trouble = part === 'stall' ? await taker.flush() : await taker.add(part);
      if (trouble) return await taker.giveUp(trouble);
    }
  }
  const trouble = await taker.end(cut);
  return trouble ? taker.giveUp(trouble) : accepted({ received: taker.counted, cut });
}

/** Troubles after which the upload can go on. */
const passing = new Set<string>(['files.conflict', 'files.checksum', 'files.too-much']);

class Taker {
  /** Up to here the bytes are counted. */
  counted: number;
  private at: number;
  private parts: Uint8Array[] = [];
  private held = 0;
  private readonly uncounted: Piece[] = [];
  private readonly hash: Hash | null;
  private readonly tools: Tools;
  private readonly upload: Upload;
  private readonly checksum: Checksum | undefined;

  constructor(tools: Tools, upload: Upload, checksum: Checksum | undefined) {
    this.tools = tools;
    this.upload = upload;
    this.checksum = checksum;
    this.counted = upload.received;
    this.at = upload.received;
    this.hash = checksum ? createHash(checksum.algorithm) : null;
  }

  async add(part: Uint8Array): Promise<Refusal | null> {
    if (this.at + this.held + part.length > this.upload.bytes) return { code: 'files.too-much' };
    this.hash?.update(part);
    for (let from = 0; from < part.length; ) {
      const take = Math.min(part.length - from, PIECE_BYTES - this.held);
      this.parts.push(part.subarray(from, from + take));
      this.held += take;
      from += take;
      const trouble = this.held === PIECE_BYTES ? await this.flush() : null;
      if (trouble) return trouble;
    }
    return null;
  }

  /** Puts away what is held. */
  async flush(): Promise<Refusal | null> {
    if (this.held === 0) return null;
    const { db, files } = this.tools;
    const { id } = this.upload;
    const content = withSalt(this.parts);
    const head = content.subarray(-this.held);
    const purpose = purposeOf(this.upload.purpose);
    // Where a checksum follows, the first bytes may still prove wrong.
    if (this.at === 0 && purpose && !this.checksum && (head.length >= SNIFF_BYTES || head.length === this.upload.bytes)) {
      const begun = checkBeginning(head, this.upload.bytes, purpose);
      if (!begun.ok) {
        await db.transaction((tx) => setRefused(tx, id, begun.refusal, null));
        return begun.refusal;
      }
    }
    const piece: Piece = { at: this.at, bytes: this.held, hash: createHash('sha256').update(content).digest('hex') };
    const planned = await db.transaction((tx) => planPiece(tx, id, piece));
    if (!planned) return { code: 'files.conflict', status: 409 };
    this.uncounted.push(piece);
    await files.put(content, { maxBytes: content.length });
    if (planned.replaced !== null) await files.remove(planned.replaced);
    this.at += this.held;
    this.held = 0;
    this.parts = [];
    // Bytes that have to be proved count when the last of them is here.
    return this.checksum ? null : this.count();
  }

  async end(cut: boolean): Promise<Refusal | null> {
    const trouble = await this.flush();
    if (trouble || !this.checksum || !this.hash) return trouble;
    return cut || !this.hash.digest().equals(this.checksum.digest) ? { code: 'files.checksum' } : this.count();
  }

  private async count(): Promise<Refusal | null> {
    if (this.uncounted.length === 0) return null;
    const counted = await this.tools.db.transaction((tx) => countPieces(tx, this.upload.id, this.uncounted));
    if (counted === null) return { code: 'files.conflict', status: 409 };
    this.counted = counted;
    this.uncounted.length = 0;
    return null;
  }

  /** Removes what was put away and doesn't count. */
  async giveUp(trouble: Refusal): Promise<Outcome<never>> {
    const { db, files } = this.tools;
    const hashes = this.uncounted.map(({ hash }) => hash);
    for (const hash of hashes) await files.remove(hash);
    if (hashes.length > 0) await db.transaction((tx) => forgetPieces(tx, this.upload.id, hashes));
    if (!passing.has(trouble.code)) await dropPieces(this.tools, this.upload.id);
    return refused(trouble);
  }
}

/** The parts of the source, a word whenever none has come for a while, and another when the source broke off. */
async function* withPauses(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | 'stall' | 'cut'> {
  const parts = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = parts.next().catch(() => 'cut' as const);
      const over = new AbortController();
      const pause = sleep(STALL_MS, 'stall' as const, { signal: over.signal }).catch(() => 'stall' as const);
      const first = await Promise.race([next, pause]);
      over.abort();
      if (first === 'stall') yield 'stall';
      const part = await next;
      if (part === 'cut') {
        yield 'cut';
        return;
      }
      if (part.done) return;
      yield part.value;
    }
  } finally {
    await parts.return?.();
  }
}
