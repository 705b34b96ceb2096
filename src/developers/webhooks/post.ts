/** One attempt to deliver: a POST of its own connection, never redirected, whose answer is read only so far. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ClosedAddress, guardedLookup, isOpenAddress, type Openness } from './guard.ts';

/** What came of it: the receiver's status, or a code of why there is none. */
export type Attempt =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: number | null }
  | { readonly kind: 'failed'; readonly why: 'slow' | 'closed-address' | 'no-address' | 'refused' | 'tls' | 'network' | 'stopped' };

const timeoutMs = 10_000;
const mostBytes = 64 * 1024;
const http = new HttpAgent({ keepAlive: false });
const https = new HttpsAgent({ keepAlive: false });

function whyOf(error: unknown): Extract<Attempt, { kind: 'failed' }>['why'] {
  if (error instanceof ClosedAddress) return 'closed-address';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no-address';
  if (code === 'ECONNREFUSED') return 'refused';
  return /CERT|TLS|SSL|SELF_SIGNED|ALTNAME/.test(code) ? 'tls' : 'network';
}

/** Whole seconds, or a date: anything else says nothing. */
function retryAfterOf(value: string | undefined): number | null {
  if (value === undefined || !/^\d{1,6}$/.test(value.trim())) return null;
  return Number(value.trim());
}

/** Posts the body. The whole of it, from the name to the answer's end, takes ten seconds at most; never throws. */
export function post(
  url: URL,
  { headers, body, openness, signal }: { headers: Record<string, string>; body: string; openness: Openness; signal: AbortSignal },
): Promise<Attempt> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // For an address that needs no look-up nobody asks the look-up.
  if (isIP(host) > 0 && !isOpenAddress(host, openness)) return Promise.resolve({ kind: 'failed', why: 'closed-address' });
  return new Promise((resolve) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const secure = url.protocol === 'https:';
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: secure ? https : http,
      lookup: guardedLookup(openness),
      signal: AbortSignal.any([deadline, signal]),
      maxHeaderSize: 16 * 1024,
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) },
    });
    request.on('error', (error) => {
      resolve({ kind: 'failed', why: deadline.aborted ? 'slow' : signal.aborted ? 'stopped' : whyOf(error) });
    });
    request.on('response', (response) => {
      const answered = () => {
        resolve({ kind: 'answered', status: response.statusCode ?? 0, retryAfter: retryAfterOf(response.headers['retry-after']) });
        request.destroy();
      };
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > mostBytes) answered();
      });
      response.on('end', answered);
      response.on('error', (error) => resolve({ kind: 'failed', why: deadline.aborted ? 'slow' : whyOf(error) }));
    });
    request.end(body);
  });
}
