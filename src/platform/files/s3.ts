import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { receive, removeLeftovers, verifying } from './receive.ts';
import { checkHash, FileMissing, type FileStore, type FileStoreOptions, type StoredFile } from './types.ts';

const emptyHash = createHash('sha256').digest('hex');
const shortCallMs = 30_000;

/**
 * Files in a bucket of an S3-compatible store, addressed by path (`endpoint/bucket/ab/cd/hash`). Content is first taken into a
 * temporary file, so that the upload carries its hash and length; an object appears whole or not at all.
 */
export async function openS3Store(options: Extract<FileStoreOptions, { kind: 's3' }>): Promise<FileStore> {
  const { accessKeyId, secretAccessKey, region } = options;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 4 });
  const bucket = new URL(`${options.endpoint.replace(/\/$/, '')}/${encodeURIComponent(options.bucket)}`);
  const incoming = join(tmpdir(), `yenbai-incoming-${process.getuid?.() ?? 0}`);
  await removeLeftovers(incoming);

  const addressOf = (hash: string) => `${bucket.href}/${checkHash(hash).slice(0, 2)}/${hash.slice(2, 4)}/${hash}`;

  async function call(url: string, init: RequestInit & { hash?: string; long?: boolean } = {}): Promise<Response> {
    const { hash = emptyHash, long = false, headers, ...rest } = init;
    return client.fetch(url, {
      ...rest,
      headers: { ...headers, 'x-amz-content-sha256': hash },
      ...(long ? {} : { signal: AbortSignal.timeout(shortCallMs) }),
    });
  }

  async function failed(doing: string, response: Response): Promise<Error> {
    const code = /<Code>([^<]*)<\/Code>/.exec(await response.text())?.[1] ?? 'no code';
    return new Error(`the file store refused ${doing}: ${response.status} ${code}`);
  }

  async function open(hash: string): Promise<Readable> {
    const response = await call(addressOf(hash), { long: true });
    if (response.status === 404) {
      await response.body?.cancel();
      throw new FileMissing(hash);
    }
    if (!response.ok || !response.body) throw await failed('to read', response);
    return Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  }

  async function has(hash: string): Promise<boolean> {
    const response = await call(addressOf(hash), { method: 'HEAD' });
    if (response.ok) return true;
    if (response.status === 404) return false;
    throw await failed('to look', response);
  }

  return {
    put: (bytes, { maxBytes }) =>
      receive(incoming, bytes, maxBytes, async (path, file) => {
        const response = await call(addressOf(file.hash), { method: 'PUT', body: await openAsBlob(path), hash: file.hash, long: true });
        if (!response.ok) throw await failed('to write', response);
        await response.body?.cancel();
        return file;
      }),
    async get(hash) {
      const parts: Uint8Array[] = [];
      for await (const part of await open(hash)) parts.push(part as Uint8Array);
      return Buffer.concat(parts);
    },
    async stream(hash, { verify = false } = {}) {
      const content = await open(hash);
      if (!verify) return content;
      const checked = verifying(hash);
      pipeline(content, checked).catch(() => {});
      return checked;
    },
    has,
    async *list() {
      let token: string | null = null;
      do {
        const url = new URL(bucket.href);
        url.searchParams.set('list-type', '2');
        if (token) url.searchParams.set('continuation-token', token);
        const response = await call(url.href);
        if (!response.ok) throw await failed('to list', response);
        const page: ListedPage = readListing(await response.text());
        yield* page.files;
        token = page.next;
      } while (token !== null);
    },
    async verify(hash) {
      const found = createHash('sha256');
      try {
        for await (const part of await open(hash)) found.update(part as Uint8Array);
      } catch (error) {
        if (error instanceof FileMissing) return false;
        throw error;
      }
      return found.digest('hex') === hash;
    },
    async remove(hash) {
      const response = await call(addressOf(hash), { method: 'DELETE' });
      if (!response.ok && response.status !== 404) throw await failed('to remove', response);
      await response.body?.cancel();
    },
  };
}

interface ListedPage {
  files: StoredFile[];
  next: string | null;
}

/** Reads a ListObjectsV2 answer; objects whose names are not ours are passed over. */
function readListing(xml: string): ListedPage {
  const files = [...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].flatMap(([, content = '']) => {
    const hash = /<Key>[0-9a-f]{2}\/[0-9a-f]{2}\/([0-9a-f]{64})<\/Key>/.exec(content)?.[1];
    const size = /<Size>(\d+)<\/Size>/.exec(content)?.[1];
    return hash && size ? [{ hash, size: Number(size) }] : [];
  });
  const more = /<IsTruncated>true<\/IsTruncated>/.test(xml);
  const token = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(xml)?.[1];
  return { files, next: more && token ? unescapeXml(token) : null };
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
