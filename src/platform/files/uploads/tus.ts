/** tus 1.0 (https://tus.io/protocols/resumable-upload): creation, creation-with-upload, checksum, expiration, termination; and the state of an upload as JSON. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../http/index.ts';
import { countCall } from '../../http/limits.ts';
import type { Context } from '../../module/index.ts';
import { type Refusal, refused } from '../../outcome/index.ts';
import { tidy } from '../../text/index.ts';
import { removeUpload } from './clear.ts';
import { finishUpload } from './finish.ts';
import { purposeOf } from './purposes.ts';
import { type Checksum, takeBytes } from './receive.ts';
import type { Upload } from './rows.ts';
import { dropUpload } from './staging.ts';
import { createUpload, findUpload } from './store.ts';
import { ownerOf, ownersOf } from './ticket.ts';
import { uploadRefusalText } from './words.ts';

const HOME = '/api/v1/uploads';
const VERSION = '1.0.0';
const BYTES = 'application/offset+octet-stream';
/** Pieces of one upload a minute, from anywhere: many people share one address, an upload has one sender. */
const PIECES_PER_MINUTE = 240;
const LONGEST_NAME = 200;

/** The statuses of the protocol, where they are others than those of forms. */
const statuses: Readonly<Record<string, number>> = {
  'files.gone': 404,
  'files.version': 412,
  'files.conflict': 409,
  'files.checksum': 460,
  'files.too-much': 413,
  'files.too-large': 413,
  'files.offset-missing': 400,
  'files.length-missing': 400,
  'files.bytes-expected': 415,
  'files.purpose': 400,
  'files.too-often': 429,
};

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
interface IdRoute {
  readonly Params: { readonly id: string };
}

export async function tusRoutes(app: App, context: Context): Promise<void> {
  const { config, db } = context;

  /** Problems are documents here whoever asks, with the statuses of the protocol. */
  function problem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
    const words = uploadRefusalText(refusal, request.lang);
    const status = statuses[refusal.code] ?? refusal.status ?? 422;
    const document = {
      type: `urn:yenbai-s:${refusal.code}`,
      title: words?.title,
      status,
      detail: words?.advice,
      instance: request.url.split('?', 1)[0],
    };
    return reply.code(status).type('application/problem+json; charset=utf-8').send(JSON.stringify(document));
  }

  async function tooOften(request: FastifyRequest, reply: FastifyReply, key: string, most: number): Promise<FastifyReply | null> {
    const { hits, secondsLeft } = await countCall(context, key);
    return hits <= most
      ? null
      : problem(request, reply.header('retry-after', String(secondsLeft)), { code: 'files.too-often', params: { seconds: secondsLeft } });
  }

  /**
   * Answers before a form token is asked for: scripts send bytes, not forms. Other sites stay out all the same, since the origin is checked already and
   * no other site's page may send the header of the protocol.
   */
  function door(handler: Handler) {
    return {
      config: { right: 'public' },
      schema: { hide: true },
      preValidation: async (request: FastifyRequest, reply: FastifyReply) => {
        reply.header('tus-resumable', VERSION).header('cache-control', 'no-store');
        if (request.headers['tus-resumable'] === VERSION) return handler(request, reply);
        return problem(request, reply.header('tus-version', VERSION), { code: 'files.version' });
      },
    } as const;
  }
  const answered = async (_request: FastifyRequest, reply: FastifyReply) => reply;

  const found = (request: FastifyRequest): Promise<Upload | null> =>
    db.transaction((tx) => findUpload(tx, ownersOf(request), idOf(request)), { readOnly: true });

  const create: Handler = async (request, reply) => {
    const over = await tooOften(request, reply, `write:${request.ip}`, config.RATE_WRITES_PER_MINUTE);
    if (over) return over;
    const bytes = wholeNumber(request.headers['upload-length']);
    if (bytes === null) return problem(request, reply, { code: 'files.length-missing' });
    const said = metadataOf(request.headers['upload-metadata']);
    const purpose = purposeOf(said.get('purpose') ?? '');
    if (!purpose) return problem(request, reply, { code: 'files.purpose' });
    const hash = said.get('sha256')?.toLowerCase() ?? '';
    const name = tidy(said.get('filename') ?? '').slice(-LONGEST_NAME);
    const owner = ownerOf(request, reply);
    const made = await db.transaction((tx) =>
      createUpload(tx, { owner, purpose, name, bytes, ...(/^[0-9a-f]{64}$/.test(hash) ? { hash } : {}) }),
    );
    if (!made.ok) return problem(request, reply, made.refusal);
    const upload = made.value;
    reply.code(201).header('location', `${HOME}/${upload.id}`);
    if (request.headers['content-type'] !== BYTES) return standing(reply, upload).send();
    return take(request, reply, upload);
  };

  const head: Handler = async (request, reply) => {
    const upload = await found(request);
    if (!upload) return problem(request, reply, { code: 'files.gone' });
    return standing(reply.code(200), upload).header('upload-length', String(upload.bytes)).send();
  };

  const patch: Handler = async (request, reply) => {
    if (request.headers['content-type'] !== BYTES) return problem(request, reply, { code: 'files.bytes-expected' });
    const offset = wholeNumber(request.headers['upload-offset']);
    if (offset === null) return problem(request, reply, { code: 'files.offset-missing' });
    const upload = await found(request);
    if (!upload) return problem(request, reply, { code: 'files.gone' });
    const over = await tooOften(request, reply, `upload:${upload.id}`, PIECES_PER_MINUTE);
    if (over) return over;
    if (upload.refusal) return problem(request, reply, upload.refusal);
    if (offset !== upload.received) return problem(request, standing(reply, upload), { code: 'files.conflict' });
    reply.code(204);
    return take(request, reply, upload);
  };

  /** Takes the bytes of the request into the upload, and judges it with the last of them. */
  async function take(request: FastifyRequest, reply: FastifyReply, upload: Upload): Promise<FastifyReply> {
    const checksum = checksumOf(request.headers['upload-checksum']);
    if (!checksum.ok) return problem(request, reply, checksum.refusal);
    const length = wholeNumber(request.headers['content-length']);
    if (length !== null && upload.received + length > upload.bytes) return problem(request, reply, { code: 'files.too-much' });
    const taken =
      upload.state === 'receiving'
        ? await takeBytes(context, upload, bodyOf(request), checksum.value)
        : refused({ code: 'files.conflict' });
    if (!taken.ok) {
      // What still comes is let go, so that the sender gets to read the answer.
      if (request.body instanceof Readable) request.body.resume();
      return problem(request, reply, taken.refusal);
    }
    // Nobody is there any more to read an answer.
    if (taken.value.cut) return reply.code(400).send();
    const after = taken.value.received === upload.bytes ? await finishUpload(context, upload.id) : await found(request);
    if (after?.refusal) return problem(request, reply, after.refusal);
    return standing(reply, { ...upload, ...after, received: taken.value.received }).send();
  }

  const remove: Handler = async (request, reply) => {
    const over = await tooOften(request, reply, `write:${request.ip}`, config.RATE_WRITES_PER_MINUTE);
    if (over) return over;
    const dropped = await db.transaction((tx) => dropUpload(tx, ownersOf(request), idOf(request)));
    if (!dropped) return problem(request, reply, { code: 'files.gone' });
    await removeUpload(context, idOf(request));
    return reply.code(204).send();
  };

  const overridden: Handler = async (request, reply) => {
    const method = String(request.headers['x-http-method-override'] ?? '').toUpperCase();
    if (method === 'PATCH') return patch(request, reply);
    return method === 'DELETE' ? remove(request, reply) : problem(request, reply, { code: 'files.bytes-expected' });
  };

  await app.register(async (own) => {
    // Bytes are taken as they come; what was announced is the limit.
    own.addContentTypeParser(BYTES, (_request, body, done) => done(null, body));
    own.options(HOME, { config: { right: 'public' }, schema: { hide: true } }, abilities);
    own.options<IdRoute>(`${HOME}/:id`, { config: { right: 'public' }, schema: { hide: true } }, abilities);
    own.post(HOME, door(create), answered);
    own.head<IdRoute>(`${HOME}/:id`, door(head), answered);
    own.patch<IdRoute>(`${HOME}/:id`, door(patch), answered);
    own.post<IdRoute>(`${HOME}/:id`, door(overridden), answered);
    own.delete<IdRoute>(`${HOME}/:id`, door(remove), answered);
    own.get<IdRoute>(`${HOME}/:id`, { config: { right: 'public' }, schema: { hide: true } }, state);
  });

  async function abilities(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return reply
      .code(204)
      .header('tus-resumable', VERSION)
      .header('tus-version', VERSION)
      .header('tus-extension', 'creation,creation-with-upload,checksum,expiration,termination')
      .header('tus-checksum-algorithm', 'sha256,sha1')
      .send();
  }

  /** What became of it: by the hash the sender knows that every byte arrived. */
  async function state(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    reply.header('cache-control', 'no-store');
    let upload = await found(request);
    if (!upload) return problem(request, reply, { code: 'files.gone' });
    if (upload.state === 'checking') upload = (await finishUpload(context, upload.id)) ?? upload;
    const words = upload.refusal ? uploadRefusalText(upload.refusal, request.lang) : null;
    return reply.send({
      id: upload.id,
      state: upload.state,
      name: upload.name,
      bytes: upload.bytes,
      received: upload.received,
      sentHash: upload.sentHash,
      kind: upload.kind,
      media: upload.media,
      refusal: upload.refusal ? { code: upload.refusal.code, title: words?.title ?? '', advice: words?.advice ?? '' } : null,
      expiresAt: upload.state === 'taken' ? null : upload.expiresAt.toString({ smallestUnit: 'second' }),
    });
  }
}

function idOf(request: FastifyRequest): string {
  const { params } = request;
  return typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : '';
}

function standing(reply: FastifyReply, { received, expiresAt, state }: Upload): FastifyReply {
  reply.header('upload-offset', String(received));
  // The form of dates in HTTP (RFC 9110, 5.6.7), which the protocol asks for.
  return state === 'taken' ? reply : reply.header('upload-expires', httpDate(expiresAt));
}

function httpDate(instant: Temporal.Instant): string {
  const at = instant.toZonedDateTimeISO('UTC');
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][at.dayOfWeek - 1];
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][at.month - 1];
  const two = (number: number) => String(number).padStart(2, '0');
  return `${day}, ${two(at.day)} ${month} ${at.year} ${two(at.hour)}:${two(at.minute)}:${two(at.second)} GMT`;
}

function wholeNumber(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : null;
}

/** `Upload-Metadata`: names, each with its value in base64. */
function metadataOf(header: string | string[] | undefined): ReadonlyMap<string, string> {
  const pairs = String(header ?? '')
    .split(',')
    .map((pair) => pair.trim().split(' '));
  return new Map(pairs.map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString('utf8')]));
}

function checksumOf(header: string | string[] | undefined) {
  if (header === undefined) return { ok: true, value: undefined } as const;
  const [name, value = ''] = String(header).split(' ');
  const digest = Buffer.from(value, 'base64');
  if (name === 'sha256' || name === 'sha1') return { ok: true, value: { algorithm: name, digest } satisfies Checksum } as const;
  return refused({ code: 'files.checksum-unknown', status: 400 });
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The body as it comes; the parser of its type hands it on as a stream. Whoever stops early still wants to be answered, so the line stays open. */
function bodyOf({ body }: FastifyRequest): AsyncIterable<Uint8Array> {
  return body instanceof Readable ? body.iterator({ destroyOnReturn: false }) : nothing();
}
