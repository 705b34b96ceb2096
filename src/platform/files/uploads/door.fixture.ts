/** The real program with purposes of a test, a form that takes files, and clients that can be cut off. */
import { createHash } from 'node:crypto';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { startApp, type TestApp } from '../../../../test/support/app.ts';
import type { Module } from '../../module/index.ts';
import { registerUploadPurpose, sendFile, stageParts } from './index.ts';

export const photos = {
  name: 'test-photos',
  kinds: {
    image: { maxBytes: 3_000_000 },
    video: { maxBytes: 3_000_000 },
    audio: { maxBytes: 1_000_000 },
    document: { maxBytes: 100_000 },
  },
  mostOpen: 6,
  mostBytes: 12_000_000,
} as const;
registerUploadPurpose(photos);
registerUploadPurpose({ name: 'test-other', kinds: { image: { maxBytes: 1000 } }, mostOpen: 2, mostBytes: 2000 });

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A form page, the form's answer, and files on their way out. */
const doors: Module = {
  name: 'test-doors',
  routes: (app, context) => {
    const schema = { hide: true };
    app.get('/test/form', { config: { right: 'public' }, schema }, async (request, reply) =>
      reply.type('text/html').send(`<input name="_csrf" value="${request.view({ formToken: true }).formToken}">`),
    );
    app.post('/test/form', { config: { right: 'public', uploads: 'staged' }, schema }, async (request, reply) => {
      const staged = await stageParts(context, request, reply, { purpose: photos.name, field: 'photo' });
      return reply.send({ ...staged, body: request.body });
    });
    app.post('/test/plain', { config: { right: 'public', uploads: true }, schema }, async (request, reply) =>
      reply.send([...request.uploads].map(([key, { fileName }]) => [key, fileName])),
    );
    app.get<{ Params: { hash: string }; Querystring: { kind?: 'image' | 'video' | 'document'; cache?: string } }>(
      '/test/files/:hash',
      { config: { right: 'public' }, schema },
      async (request, reply) =>
        sendFile(reply, context, request.params.hash, {
          kind: request.query.kind ?? 'image',
          name: 'Đường sạt "lở".PNG',
          ...(request.query.cache ? { cache: request.query.cache } : {}),
        }),
    );
  },
};

export function startDoors(settings: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  return startApp(settings, [doors]);
}

/** A browser's uploader that keeps its ticket. */
export function uploader(app: Pick<TestApp, 'address'>, cookie = '') {
  let jar = cookie;
  const HOME = `${app.address}/api/v1/uploads`;

  async function ask(method: string, url: string, headers: Record<string, string> = {}, body?: Uint8Array): Promise<Response> {
    const response = await fetch(url, {
      method,
      headers: { 'tus-resumable': '1.0.0', ...(jar === '' ? {} : { cookie: jar }), ...headers },
      ...(body ? { body: new Uint8Array(body) } : {}),
    });
    const given = response.headers.getSetCookie().find((line) => line.startsWith('reports_ticket='));
    if (given) jar = [jar, given.split(';')[0]].filter(Boolean).join('; ');
    return response;
  }
  const metadata = (said: Readonly<Record<string, string>>) =>
    Object.entries(said)
      .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
      .join(',');
  const bytes = { 'content-type': 'application/offset+octet-stream' };

  return {
    ask,
    url: (id: string) => `${HOME}/${id}`,
    get cookie() {
      return jar;
    },
    create: (length: number, said: Readonly<Record<string, string>> = {}, headers: Record<string, string> = {}, body?: Uint8Array) =>
      ask(
        'POST',
        HOME,
        {
          'upload-length': String(length),
          'upload-metadata': metadata({ filename: 'ảnh.jpg', purpose: photos.name, ...said }),
          ...headers,
        },
        body,
      ),
    /** Opens an upload and returns its id. */
    async open(length: number, said: Readonly<Record<string, string>> = {}): Promise<string> {
      const made = await this.create(length, said);
      return (made.headers.get('location') ?? `/${made.status}`).split('/').at(-1) ?? '';
    },
    patch: (id: string, offset: number, body: Uint8Array, headers: Record<string, string> = {}) =>
      ask('PATCH', `${HOME}/${id}`, { ...bytes, 'upload-offset': String(offset), ...headers }, body),
    head: (id: string) => ask('HEAD', `${HOME}/${id}`),
    async offset(id: string): Promise<number> {
      const { status, headers } = await this.head(id);
      if (status !== 200 && status !== 404) throw new Error(`HEAD was answered with ${status}`);
      return Number(headers.get('upload-offset') ?? -1);
    },
    state: async (id: string) => (await ask('GET', `${HOME}/${id}`)).json(),
    drop: (id: string) => ask('DELETE', `${HOME}/${id}`),
    async whole(content: Uint8Array, said: Readonly<Record<string, string>> = {}): Promise<string> {
      const id = await this.open(content.length, said);
      await this.patch(id, 0, content);
      return id;
    },
    /** A PATCH that the caller writes bit by bit, ends, or destroys. */
    slow(
      id: string,
      offset: number,
      length: number,
      headers: Record<string, string> = {},
    ): { request: ClientRequest; answer: Promise<IncomingMessage | null> } {
      const request = httpRequest(`${HOME}/${id}`, {
        method: 'PATCH',
        headers: {
          'tus-resumable': '1.0.0',
          ...bytes,
          'upload-offset': String(offset),
          'content-length': String(length),
          cookie: jar,
          ...headers,
        },
      });
      const answer = new Promise<IncomingMessage | null>((resolve) => {
        request.on('response', (response) => {
          response.resume();
          resolve(response);
        });
        request.on('error', () => resolve(null));
      });
      return { request, answer };
    },
  };
}
