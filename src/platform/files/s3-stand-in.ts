import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An S3-compatible store in memory, for tests: one bucket, addressed by path, that checks Signature Version 4 by its own reading
 * of the rules and refuses bodies that differ from their announced hash. Lists a few objects a page, so that paging is met.
 */
export interface S3StandIn {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** Answers this many of the next requests with 503. */
  failNext(times: number): void;
  close(): Promise<void>;
}

export const credentials = { bucket: 'yenbai', region: 'vn-1', accessKeyId: 'AKTEST', secretAccessKey: 'secret/with+signs' };

const pageSize = 3;

export async function startS3StandIn(): Promise<S3StandIn> {
  const objects = new Map<string, Buffer>();
  let failures = 0;
  const server = createServer((request, response) => {
    void bodyOf(request).then(
      (body) => (failures-- > 0 ? answer(response, 503, error('SlowDown')) : handle(request, body, response, objects)),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    failNext: (times) => {
      failures = times;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function handle(request: IncomingMessage, body: Buffer, response: ServerResponse, objects: Map<string, Buffer>): ServerResponse {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  if (request.headers.authorization !== signatureOf(request, url)) return answer(response, 403, error('SignatureDoesNotMatch'));
  if (sha256(body) !== request.headers['x-amz-content-sha256']) return answer(response, 400, error('XAmzContentSHA256Mismatch'));
  const [, bucket, ...rest] = url.pathname.split('/');
  if (bucket !== credentials.bucket) return answer(response, 404, error('NoSuchBucket'));
  const key = rest.join('/');
  if (key === '') return list(url, response, objects);
  if (request.method === 'PUT') {
    if (Number(request.headers['content-length']) !== body.byteLength) return answer(response, 411, error('MissingContentLength'));
    objects.set(key, body);
    return answer(response, 200, '');
  }
  if (request.method === 'DELETE') {
    objects.delete(key);
    return answer(response, 204, '');
  }
  const found = objects.get(key);
  if (!found) return answer(response, 404, error('NoSuchKey'));
  return response.writeHead(200, { 'content-length': found.byteLength }).end(request.method === 'HEAD' ? undefined : found);
}

function list(url: URL, response: ServerResponse, objects: Map<string, Buffer>): ServerResponse {
  if (url.searchParams.get('list-type') !== '2') return answer(response, 400, error('InvalidArgument'));
  // Signs that have to be escaped in XML, as real tokens may have.
  const after = (url.searchParams.get('continuation-token') ?? '').replace(/^<&"/, '');
  const keys = [...objects.keys()].toSorted().filter((key) => key > after);
  const page = keys.slice(0, pageSize);
  const contents = page.map((key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.byteLength}</Size></Contents>`).join('');
  const more = keys.length > page.length;
  const token = more ? `<NextContinuationToken>&lt;&amp;&quot;${page.at(-1)}</NextContinuationToken>` : '';
  return answer(
    response,
    200,
    `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${token}${contents}</ListBucketResult>`,
  );
}

/** The Authorization header that the request must carry, by the rules of Signature Version 4. */
function signatureOf(request: IncomingMessage, url: URL): string {
  const [, signed = ''] = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? '') ?? [];
  const time = String(request.headers['x-amz-date']);
  const scope = `${time.slice(0, 8)}/${credentials.region}/s3/aws4_request`;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join('&');
  const canonical = [
    request.method,
    url.pathname,
    query,
    ...signed.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signed,
    request.headers['x-amz-content-sha256'],
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(Buffer.from(canonical))].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const error = (code: string): string => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;

function answer(response: ServerResponse, status: number, body: string): ServerResponse {
  return response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}
