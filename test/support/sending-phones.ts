/** Phones that send reports to a running program, one after the other's answer, until it is gone; and what each of them knows of it afterwards. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { uuidIds } from '../../src/platform/ids/index.ts';

/** A report as its phone knows it: acknowledged where there is a code. */
export interface SentReport {
  readonly id: string;
  /** Words that no other report has. */
  readonly mark: string;
  readonly body: object;
  /** SHA-256 of the photos that went before it. */
  readonly photos: readonly string[];
  readonly phone: Phone;
  code: string | null;
}

/** Whole numbers below `below`, the same ones for the same seed (mulberry32). */
export function drawsFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One browser: keeps its ticket, and has an address of its own, so that the limits for one sender are not what is measured. */
class Phone {
  readonly #cookies = new Map<string, string>();
  readonly #from: string;
  constructor(from: string) {
    this.#from = from;
  }

  async ask(address: string, path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-for', this.#from);
    if (this.#cookies.size > 0) headers.set('cookie', [...this.#cookies].map((pair) => pair.join('=')).join('; '));
    const response = await fetch(address + path, { ...init, headers });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  }

  /** Posts a report; once more where the answer was the ticket. */
  async post(address: string, report: Pick<SentReport, 'id' | 'body'>): Promise<Response> {
    const once = () =>
      this.ask(address, '/api/v1/reports', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': report.id },
        body: JSON.stringify(report.body),
      });
    const response = await once();
    return response.status === 428 ? once() : response;
  }

  /** A whole file by tus; its id. */
  async upload(address: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const inBase64 = (text: string) => Buffer.from(text).toString('base64');
    const response = await this.ask(address, '/api/v1/uploads', {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': String(bytes.length),
        'content-type': 'application/offset+octet-stream',
        'upload-metadata': `filename ${inBase64('anh.jpg')},purpose ${inBase64('reports-sent')}`,
      },
      body: bytes,
    });
    if (response.status !== 201) throw new Error(`an upload was answered ${response.status}: ${await response.text()}`);
    return response.headers.get('location')?.split('/').pop() ?? '';
  }
}

const bodyOf = (id: string, mark: string, uploads: readonly string[]) => ({
  id,
  capturedAt: null,
  category: 'road-damage',
  words: `Ổ gà sâu giữa đường, dấu ${mark}.`,
  answers: {},
  language: 'vi',
  keepPrivate: false,
  contact: { name: '', phone: '' },
  answerBy: 'page',
  uploads,
  place: { commune: '04606', village: '', words: 'Gần cầu treo', lat: null, lon: null, accuracyMetres: null, atHome: false },
});

async function photoOf(draw: (below: number) => number): Promise<Uint8Array<ArrayBuffer>> {
  const noise = Buffer.from(Array.from({ length: 64 * 48 * 3 }, () => draw(256)));
  return new Uint8Array(
    await sharp(noise, { raw: { width: 64, height: 48, channels: 3 } })
      .jpeg()
      .toBuffer(),
  );
}

export interface Sending {
  /** Everything that was begun, in no order; `code` where it was acknowledged. */
  readonly reports: readonly SentReport[];
  /** Answers that were neither a code nor a breaking off. */
  readonly strange: readonly string[];
  /** Resolves when every phone has stopped, which it does when nobody answers any more or `stop` was called. */
  readonly ended: Promise<void>;
  stop(): void;
}

/** Starts so many phones. A new browser begins after eight reports; every third report has a photo. */
export function startSending(address: string, phones: number, seed: number): Sending {
  const reports: SentReport[] = [];
  const strange: string[] = [];
  let stopped = false;
  const lane = async (which: number): Promise<void> => {
    const draw = drawsFrom(seed * 1000 + which);
    let phone = new Phone('');
    for (let n = 0; !stopped; n += 1) {
      if (n % 8 === 0) phone = new Phone(`10.${seed % 250}.${which}.${n / 8}`);
      const id = uuidIds.next();
      const mark = `d${seed}x${which}x${n}z`;
      try {
        const photo = draw(3) === 0 ? await photoOf(draw) : null;
        const uploads = photo === null ? [] : [await phone.upload(address, photo)];
        const report: SentReport = {
          id,
          mark,
          body: bodyOf(id, mark, uploads),
          photos: photo === null ? [] : [createHash('sha256').update(photo).digest('hex')],
          phone,
          code: null,
        };
        reports.push(report);
        const response = await phone.post(address, report);
        const text = await response.text();
        if (response.status !== 201) strange.push(`${response.status} ${text}`);
        else report.code = (JSON.parse(text) as { code: string }).code;
      } catch (error) {
        // What fetch throws: nobody answers. Everything else is a fault of the program.
        if (!(error instanceof TypeError)) strange.push(String(error));
        return;
      }
    }
  };
  const ended = Promise.all(Array.from({ length: phones }, (_, which) => lane(which))).then(() => undefined);
  return {
    reports,
    strange,
    ended,
    stop: () => {
      stopped = true;
    },
  };
}
