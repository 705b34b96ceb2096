/** Files to the server by tus 1.0: in pieces that fit the line, going on after a cut, each piece with its checksum, the whole confirmed by its hash. */
import { base64, sha256 } from './identify.ts';
import type { OutgoingFile, SendingProblem } from './store.ts';

/** Why a request came to nothing for now. `after` is the earliest moment by the server's word, milliseconds; 0 where it said nothing. */
export class TryLater extends Error {
  readonly after: number;
  /** No answer came at all: whatever is tried next has the same fate. */
  readonly offline: boolean;
  constructor(reason: string, { after = 0, offline = false }: { after?: number; offline?: boolean } = {}) {
    super(reason);
    this.after = after;
    this.offline = offline;
  }
}

/** The server has judged: only a person can go on. */
export class NeedsPerson extends Error {
  readonly problem: SendingProblem;
  constructor(problem: SendingProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

export interface Line {
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

const home = '/api/v1/uploads';
const least = 64 * 1024;
const most = 512 * 1024;
/** A request without an answer for so long has none, milliseconds. */
const patience = 60_000;
/** A piece that took less, or more, milliseconds: the next one is twice, or half as large. */
const fast = 2_000;
const slow = 8_000;
/** A piece that the server could not use is sent again so often. */
const mostFaults = 5;

/** Asks once. Rejects with `TryLater` where no answer comes, or one that says later (429, 5xx). */
export async function ask(line: Line, address: string, init: RequestInit): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  let response: Response;
  try {
    response = await line.fetch(address, { ...init, signal: stop.signal, credentials: 'same-origin', cache: 'no-store' });
  } catch (error) {
    throw new TryLater(String(error), { offline: true });
  } finally {
    clearTimeout(timer);
  }
  if (response.status === 429 || response.status === 408 || response.status >= 500)
    throw new TryLater(`status ${response.status}`, { after: laterBy(response, line.now()) });
  return response;
}

/** The moment of `Retry-After`: seconds or a date (RFC 9110, 10.2.3); 0 where there is none. */
function laterBy(response: Response, now: number): number {
  const said = response.headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,7}$/.test(said)) return now + Number(said) * 1000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? 0 : at;
}

/** What a problem document says (RFC 9457), with the name of the file where it is about one. */
export async function problemIn(response: Response, about = ''): Promise<SendingProblem> {
  let document: { type?: unknown; title?: unknown; detail?: unknown; field?: unknown } = {};
  try {
    document = (await response.json()) ?? {};
  } catch {
    // What answers without words is something in between; the status is all there is.
  }
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const said = [text(document.title), text(document.detail)]
    .filter(Boolean)
    .join('. ')
    .replace(/([.!?])\./g, '$1');
  return {
    code: text(document.type).replace(/^.*:/, '') || `status-${response.status}`,
    words: [about, said || String(response.status)].filter(Boolean).join(': '),
    field: text(document.field) || null,
  };
}

const version = { 'tus-resumable': '1.0.0' };
const inBase64 = (text: string): string => base64(new TextEncoder().encode(text));

function offsetIn(response: Response): number | null {
  const said = response.headers.get('upload-offset') ?? '';
  return /^\d{1,15}$/.test(said) ? Number(said) : null;
}

/** Nothing of it is left on the server. */
const gone = (status: number): boolean => status === 404 || status === 410;

/**
 * Brings one file to the server and returns it with the id under which the server has it. `keep` is awaited after each piece, so that a cut
 * costs one piece. Rejects with `TryLater` or `NeedsPerson`; calling it again goes on.
 */
export async function upload(
  line: Line,
  given: OutgoingFile,
  blob: Blob,
  purpose: string,
  keep: (file: OutgoingFile) => Promise<void>,
): Promise<OutgoingFile> {
  let file = given;
  const note = async (change: Partial<OutgoingFile>): Promise<void> => {
    file = { ...file, ...change };
    await keep(file);
  };

  async function announce(): Promise<void> {
    const metadata = [
      `filename ${inBase64(file.name)}`,
      `purpose ${inBase64(purpose)}`,
      ...(file.hash.startsWith('x-') ? [] : [`sha256 ${inBase64(file.hash)}`]),
    ];
    const response = await ask(line, home, {
      method: 'POST',
      headers: { ...version, 'upload-length': String(blob.size), 'upload-metadata': metadata.join(',') },
    });
    const address = response.headers.get('location');
    if (response.status !== 201 || address === null) throw new NeedsPerson(await problemIn(response, file.name));
    await note({ address: new URL(address, 'https://server.invalid').pathname, sent: offsetIn(response) ?? 0 });
  }

  /** What the server has of it; announces it again where it is gone there. */
  async function whereItStands(): Promise<void> {
    if (file.address === null) return announce();
    const response = await ask(line, file.address, { method: 'HEAD', headers: version });
    const offset = offsetIn(response);
    if (gone(response.status) || offset === null) {
      await note({ address: null, sent: 0 });
      return announce();
    }
    if (offset !== file.sent) await note({ sent: offset });
  }

  async function send(size: number): Promise<boolean> {
    const piece = await blob.slice(file.sent, file.sent + size).arrayBuffer();
    const digest = await sha256(piece);
    const response = await ask(line, file.address ?? home, {
      method: 'PATCH',
      headers: {
        ...version,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(file.sent),
        ...(digest === null ? {} : { 'upload-checksum': `sha256 ${base64(digest)}` }),
      },
      body: piece,
    });
    const offset = offsetIn(response);
    if (response.ok && offset !== null) {
      await note({ sent: offset });
      return true;
    }
    // Somebody else sent a piece, a piece came damaged, or the upload is gone: what the server has decides.
    if (response.status === 409 || response.status === 460 || response.status === 400 || gone(response.status)) return false;
    throw new NeedsPerson(await problemIn(response, file.name));
  }

  await whereItStands();
  let size = 2 * least;
  for (let faults = 0; file.sent < blob.size; ) {
    const began = line.now();
    if (await send(size)) {
      const took = line.now() - began;
      if (took < fast) size = Math.min(most, size * 2);
      else if (took > slow) size = Math.max(least, size / 2);
      continue;
    }
    faults += 1;
    if (faults > mostFaults) throw new TryLater('the server takes no piece');
    size = least;
    await whereItStands();
  }
  return confirmed(line, file, note);
}

/** The server says what it has: by its hash both know that every byte arrived. */
async function confirmed(line: Line, file: OutgoingFile, note: (change: Partial<OutgoingFile>) => Promise<void>): Promise<OutgoingFile> {
  const { address } = file;
  if (address === null) throw new TryLater('no address');
  const response = await ask(line, address, { method: 'GET', headers: { ...version, accept: 'application/json' } });
  if (!response.ok) {
    await note({ address: null, sent: 0 });
    throw new TryLater(`status ${response.status}`);
  }
  const state = (await response.json()) as {
    id: string;
    state: string;
    sentHash: string | null;
    refusal: { code: string; title: string; advice: string } | null;
  };
  if (state.refusal !== null) {
    const { code, title, advice } = state.refusal;
    throw new NeedsPerson({ code, words: `${file.name}: ${title}. ${advice}`.replace(/([.!?])\./g, '$1'), field: null });
  }
  const same = file.hash.startsWith('x-') || state.sentHash === file.hash;
  if ((state.state === 'ready' || state.state === 'taken') && same) {
    const done = { ...file, uploadId: state.id };
    await note(done);
    return done;
  }
  // Other bytes than ours arrived: begun anew.
  if (state.sentHash !== null && !same) await note({ address: null, sent: 0 });
  throw new TryLater(`the upload is ${state.state}`);
}
