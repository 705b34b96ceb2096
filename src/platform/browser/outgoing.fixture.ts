/** A server out of memory for the tests of the queue: tus, and operations that are done once; it can be told to misbehave. */
import { newId, sha256 } from './identify.ts';

type Fault = 'cut-before' | 'cut-after' | Response;

const hex = (bytes: Uint8Array | null): string => Array.from(bytes ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('');

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly bytes: number;
}

export function fakeServer() {
  const uploads = new Map<string, { bytes: Uint8Array; length: number; hash: string }>();
  const done = new Map<string, { body: Record<string, unknown>; code: string }>();
  const calls: Call[] = [];
  let faults: { readonly match: (call: Call) => boolean; readonly fault: Fault }[] = [];
  /** Whether the browser has a cookie; without one the server gives it first. */
  let cookie = true;
  let delay = 0;

  async function answer(path: string, method: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const id = path.split('/').pop() ?? '';
    if (path === '/api/v1/uploads') {
      const made = newId();
      const metadata = headers.get('upload-metadata') ?? '';
      const hash = /sha256 (\S+?)(,|$)/.exec(metadata)?.[1] ?? '';
      uploads.set(made, { bytes: new Uint8Array(0), length: Number(headers.get('upload-length')), hash: atob(hash) });
      return new Response(null, { status: 201, headers: { location: `/api/v1/uploads/${made}`, 'upload-offset': '0' } });
    }
    if (path.startsWith('/api/v1/uploads/')) {
      const there = uploads.get(id);
      if (!there) return new Response('{}', { status: 404 });
      if (method === 'PATCH') {
        const piece = new Uint8Array(init.body as ArrayBuffer);
        if (Number(headers.get('upload-offset')) !== there.bytes.length) return new Response('{}', { status: 409 });
        const digest = await sha256(init.body as ArrayBuffer);
        if (headers.get('upload-checksum') !== `sha256 ${btoa(String.fromCharCode(...(digest ?? [])))}`)
          return new Response('{}', { status: 460 });
        const whole = new Uint8Array(there.bytes.length + piece.length);
        whole.set(there.bytes);
        whole.set(piece, there.bytes.length);
        there.bytes = whole;
        return new Response(null, { status: 204, headers: { 'upload-offset': String(whole.length) } });
      }
      if (method === 'HEAD')
        return new Response(null, {
          status: 200,
          headers: { 'upload-offset': String(there.bytes.length), 'upload-length': String(there.length) },
        });
      const whole = there.bytes.length === there.length;
      const sentHash = whole ? hex(await sha256(there.bytes.slice().buffer)) : null;
      return Response.json({ id, state: whole ? 'ready' : 'receiving', sentHash, refusal: null });
    }
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    if (!cookie) {
      cookie = true;
      return Response.json({ type: 'urn:x:ticket-first', title: 'Again' }, { status: 428 });
    }
    const before = done.get(String(body.id));
    if (before) return Response.json({ id: body.id, code: before.code, repeated: true });
    const code = String(100 + done.size);
    done.set(String(body.id), { body, code });
    return Response.json({ id: body.id, code, repeated: false }, { status: 201 });
  }

  const serve: typeof fetch = async (input, init = {}) => {
    const path = String(input);
    const method = init.method ?? 'GET';
    const bytes = init.body instanceof ArrayBuffer ? init.body.byteLength : 0;
    const call = { method, path, bytes };
    calls.push(call);
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    const found = faults.find(({ match }) => match(call));
    if (found) {
      faults = faults.filter((one) => one !== found);
      if (found.fault === 'cut-before') throw new TypeError('cut');
      if (found.fault instanceof Response) return found.fault;
    }
    const response = await answer(path, method, init);
    if (found?.fault === 'cut-after') throw new TypeError('cut');
    return response;
  };

  return {
    fetch: serve,
    calls,
    done,
    uploads,
    /** The next call that fits goes wrong; one call for each fault. */
    fail(fault: Fault, match: (call: Call) => boolean = () => true): void {
      faults = [...faults, { match, fault }];
    },
    withoutCookie(): void {
      cookie = false;
    },
    slow(milliseconds: number): void {
      delay = milliseconds;
    },
  };
}
