/** Pictures that were drawn are kept, by what they show: the same card for many addresses is drawn once. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { accepted, type Outcome, refused } from '../outcome/index.ts';
import { renderPng } from './png.ts';

const MOST_BYTES = 16_000_000;
/** Drawing takes some 50 ms of a processor: who comes when so many wait already is told to come again. */
const MOST_WAITING = 12;
const AT_ONCE = 2;

export interface Picture {
  readonly png: Buffer;
  readonly etag: string;
}

export interface Pictures {
  /** The drawing as PNG; refused when too many wait. Throws as `renderPng`. */
  of(svg: string): Promise<Outcome<Picture>>;
}

export function openPictures(draw: (svg: string) => Promise<Buffer> = renderPng): Pictures {
  const kept = new LRUCache<string, Buffer>({ maxSize: MOST_BYTES, sizeCalculation: (png) => png.length });
  const underway = new Map<string, Promise<Buffer>>();
  const waiting: (() => void)[] = [];
  let drawing = 0;

  async function drawInTurn(svg: string): Promise<Buffer> {
    if (drawing >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else drawing += 1;
    try {
      return await draw(svg);
    } finally {
      // The place is handed on, or given back.
      const next = waiting.shift();
      if (next) next();
      else drawing -= 1;
    }
  }

  return {
    async of(svg) {
      const key = createHash('sha256').update(svg).digest('base64url').slice(0, 22);
      const etag = `"${key}"`;
      const known = kept.get(key);
      if (known) return accepted({ png: known, etag });
      let making = underway.get(key);
      if (!making) {
        if (waiting.length >= MOST_WAITING) return refused({ code: 'http.busy' });
        making = drawInTurn(svg).finally(() => underway.delete(key));
        underway.set(key, making);
      }
      const png = await making;
      kept.set(key, png);
      return accepted({ png, etag });
    },
  };
}
