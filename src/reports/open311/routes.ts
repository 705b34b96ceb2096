/** `/open311/v2`: Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2), read and write, JSON and XML. What goes beyond it stands on /developers. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Caller, keyOf, shownKey } from '../../developers/index.ts';
import { ownerOf, stageParts } from '../../platform/files/uploads/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import { fold } from '../../platform/text/index.ts';
import { childrenOf, isId, structureTag } from '../../territory/index.ts';
import { refusalWords } from '../citizen/words.ts';
import { uploadPurposes } from '../contract.ts';
import { reportsTag } from '../tags.ts';
import { readAsked, textIn } from './asked.ts';
import { discovery, home, sandboxName } from './discovery.ts';
import { type Body, type Format, formats, type Item, send, sendError, types, write } from './format.ts';
import { texts } from './messages.gen.ts';
import { idempotentId, realStore } from './real-store.ts';
import { sandboxStore } from './sandbox-store.ts';
import { forPrograms, readSent, serviceIn } from './sent.ts';
import { definitionOn, servicesOn } from './services.ts';
import { requestItem, type Store, updateItem } from './store.ts';

const tags = ['Open311'];
const longestKey = 200;

/** Statuses of refusals that the standard gives another one. */
const statuses: Readonly<Record<string, number>> = {
  'reports.category-unknown': 404,
  'reports.category-not-final': 404,
  'reports.id-taken': 409,
  'http.too-many': 429,
};

const query = Type.Object(
  {
    jurisdiction_id: Type.Optional(Type.String({ description: 'This installation; `sandbox` for the sandbox' })),
    api_key: Type.Optional(Type.String({ description: 'A key of a program; also as bearer' })),
    service_request_id: Type.Optional(Type.String({ description: 'Codes, separated by commas: these alone' })),
    service_code: Type.Optional(Type.String({ description: 'Codes of services, separated by commas' })),
    start_date: Type.Optional(Type.String({ description: 'Sent since; 90 days at most' })),
    end_date: Type.Optional(Type.String({ description: 'Sent until' })),
    updated_after: Type.Optional(Type.String({ description: 'Changed since (extension)' })),
    status: Type.Optional(Type.String({ description: 'open, closed or both' })),
    page: Type.Optional(Type.String({ description: 'From 1 (extension)' })),
    page_size: Type.Optional(Type.String({ description: 'Up to 1000 (extension)' })),
    lang: Type.Optional(Type.String({ description: 'vi or en (extension)' })),
  },
  { additionalProperties: true },
);
const File = Type.Object({ file: Type.String({ description: 'The code with .json or .xml' }) });

const statusFor = ({ code, status }: Refusal): number => statuses[code] ?? (status === undefined || status === 422 ? 400 : status);

/** `road-damage.json` as its name and format; null for another ending. */
function split(file: string): { readonly name: string; readonly format: Format } | null {
  const dot = file.lastIndexOf('.');
  const format = formats.find((one) => one === file.slice(dot + 1));
  return dot > 0 && format !== undefined ? { name: file.slice(0, dot), format } : null;
}

const formatOf = (request: FastifyRequest): Format => ((request.url.split('?', 1)[0] ?? '').endsWith('.xml') ? 'xml' : 'json');

/** What is refused is never kept. */
class NotKept extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

export function open311Routes(app: App, context: Context): void {
  const { db, clock, config, ids } = context;
  const today = () => clock.today().toString();

  /** A refusal in the words of the standard; `status` where it has one of its own. */
  function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal, status = statusFor(refusal)): FastifyReply {
    // What the platform itself says has its words there.
    const words =
      refusalWords(context, forPrograms(refusal), request.lang) ??
      (refusal.code === 'http.too-many' ? texts[request.lang].too_many({ seconds: Number(refusal.params?.seconds ?? 60) }) : refusal.code);
    return sendError(reply, formatOf(request), status, words);
  }

  /** What the framework refuses, in the words of the standard. */
  function errorHandler(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      request.failure = error;
      return sendError(reply, formatOf(request), 500, texts[request.lang].failed({ reference: request.id }));
    }
    const known: Readonly<Record<number, Refusal['code']>> = { 413: 'reports.open311-large', 415: 'reports.open311-type' };
    const code = known[status];
    return refuse(request, reply, { code: code ?? 'reports.open311-unreadable' }, code === undefined ? 400 : status);
  }

  /** The names by which this installation is asked: its host, and its territory without tones and spaces. */
  async function jurisdictions(): Promise<readonly string[]> {
    const [root] = await childrenOf(db, null, today());
    return [config.PUBLIC_URL?.hostname ?? 'localhost', ...(root ? [fold(root.name).replaceAll(' ', '')] : [])];
  }

  /** Whether the sandbox is asked for by name; refuses the name of another place (404). */
  async function jurisdiction(source: unknown): Promise<Outcome<{ readonly sandbox: boolean }>> {
    const asked = textIn(source, 'jurisdiction_id').toLowerCase();
    if (asked === '') return accepted({ sandbox: false });
    if (asked === sandboxName) return accepted({ sandbox: true });
    return (await jurisdictions()).includes(asked)
      ? accepted({ sandbox: false })
      : refused({ code: 'reports.open311-jurisdiction', params: { id: asked.slice(0, 60) }, status: 404 });
  }

  interface Asking {
    readonly caller: Caller | null;
    readonly store: Store;
    readonly sandbox: boolean;
  }

  /** Who asks, and in which store they look. */
  async function open(request: FastifyRequest, reply: FastifyReply, source: unknown): Promise<Outcome<Asking>> {
    const place = await jurisdiction(source);
    if (!place.ok) return place;
    const key = await keyOf(context, request, reply);
    if (!key.ok) return key;
    const caller = key.value;
    if (place.value.sandbox && caller?.kind === 'live') return refused({ code: 'reports.open311-live-in-sandbox', status: 403 });
    const sandbox = place.value.sandbox || caller?.kind === 'sandbox';
    const asking = { appId: caller?.appId ?? null, lang: request.lang, origin: request.view().origin ?? '' };
    const store = sandbox ? sandboxStore(context, asking) : realStore(context, asking, { uploads: [], owner: null });
    return accepted({ caller, store, sandbox });
  }

  /** Answers alike to everybody come from the cache; who shows a key, or looks into the sandbox, is answered anew. */
  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    format: Format,
    make: (asking: Asking | null) => Promise<Outcome<Body>>,
  ): Promise<FastifyReply> {
    reply.header('access-control-allow-origin', '*');
    const plain = shownKey(request) === '' && textIn(request.query, 'jurisdiction_id').toLowerCase() !== sandboxName;
    if (!plain) {
      const asking = await open(request, reply, request.query);
      if (!asking.ok) return refuse(request, reply, asking.refusal);
      const made = await make(asking.value);
      return made.ok ? send(reply, format, 200, made.value) : refuse(request, reply, made.refusal);
    }
    const place = await jurisdiction(request.query);
    if (!place.ok) return refuse(request, reply, place.refusal);
    try {
      return await context.cache.serve(request, reply, {
        key: `open311 ${request.url} ${request.lang} ${request.view().origin} ${today()}`,
        render: async () => {
          const made = await make(null);
          if (!made.ok) throw new NotKept(made.refusal);
          return { type: types[format], text: write(format, made.value), tags: [structureTag, reportsTag] };
        },
      });
    } catch (error) {
      if (error instanceof NotKept) return refuse(request, reply, error.refusal);
      throw error;
    }
  }

  const storeOf = (asking: Asking | null, request: FastifyRequest): Store =>
    asking?.store ??
    realStore(context, { appId: null, lang: request.lang, origin: request.view().origin ?? '' }, { uploads: [], owner: null });

  const route = (summary: string) => ({
    config: { right: 'public' as const },
    schema: { tags, summary, querystring: query },
    errorHandler,
  });
  const fileRoute = (summary: string) => ({
    config: { right: 'public' as const },
    schema: { tags, summary, querystring: query, params: File },
    errorHandler,
  });
  const list = (root: string, each: string, items: readonly Item[]): Outcome<Body> => accepted({ root, each, items });

  /** One thing by its name and format. */
  const one =
    (make: (name: string, asking: Asking | null, request: FastifyRequest) => Promise<Outcome<Body>>) =>
    async (request: FastifyRequest<{ Params: { file: string } }>, reply: FastifyReply) => {
      const file = split(request.params.file);
      if (file === null) return refuse(request, reply, { code: 'reports.open311-format', status: 404 });
      return answer(request, reply, file.format, (asking) => make(file.name, asking, request));
    };

  for (const format of formats) {
    app.get(`${home}/discovery.${format}`, route('Service discovery'), (request, reply) =>
      answer(request, reply, format, async () =>
        accepted({ root: 'discovery', item: discovery(request.view().origin ?? '', config.DEPARTMENT_NAME) }),
      ),
    );

    app.get(`${home}/services.${format}`, route('What can be reported today'), (request, reply) =>
      answer(request, reply, format, async () => list('services', 'service', await servicesOn(db, today(), request.lang))),
    );

    app.get(`${home}/requests.${format}`, route('Public reports, the newest first'), (request, reply) =>
      answer(request, reply, format, async (asking) => {
        const asked = readAsked(request.query, clock.now(), config.TIME_ZONE);
        if (!asked.ok) return asked;
        return list('service_requests', 'request', (await storeOf(asking, request).list(asked.value)).map(requestItem));
      }),
    );

    app.get(`${home}/servicerequestupdates.${format}`, route('Steps and answers of public reports (extension)'), (request, reply) =>
      answer(request, reply, format, async (asking) => {
        const asked = readAsked(request.query, clock.now(), config.TIME_ZONE);
        if (!asked.ok) return asked;
        return list('service_request_updates', 'request_update', (await storeOf(asking, request).updates(asked.value)).map(updateItem));
      }),
    );

    app.post(
      `${home}/requests.${format}`,
      {
        config: { right: 'public', uploads: 'staged' },
        schema: { tags, summary: 'Send a report; needs a key', consumes: ['application/x-www-form-urlencoded', 'multipart/form-data'] },
        errorHandler,
        // Form tokens protect browsers, which carry cookies; a program carries its key and is answered before they are asked for.
        preValidation: (request, reply) => submit(request, reply, format),
      },
      async (_request, reply) => reply,
    );

    for (const name of ['discovery', 'services', 'servicerequestupdates', 'requests']) {
      app.route({
        method: name === 'requests' ? ['PUT', 'PATCH', 'DELETE'] : ['POST', 'PUT', 'PATCH', 'DELETE'],
        url: `${home}/${name}.${format}`,
        config: { right: 'public' },
        schema: { hide: true },
        errorHandler,
        preValidation: async (request, reply) => {
          reply.header('allow', name === 'requests' ? 'GET, HEAD, POST' : 'GET, HEAD');
          return refuse(request, reply, { code: 'reports.open311-method' }, 405);
        },
        handler: async (_request, reply) => reply,
      });
    }
  }

  app.get(
    `${home}/services/:file`,
    fileRoute('What a service asks'),
    one(async (code, _asking, request) => {
      const definition = await definitionOn(db, code, today(), request.lang);
      return definition === null
        ? refused({ code: 'reports.category-unknown', status: 404 })
        : accepted({ root: 'service_definition', item: definition });
    }),
  );

  app.get(
    `${home}/requests/:file`,
    fileRoute('One report'),
    one(async (code, asking, request) => {
      const told = await storeOf(asking, request).one(code);
      return told === null
        ? refused({ code: 'reports.open311-unknown', status: 404 })
        : list('service_requests', 'request', [requestItem(told)]);
    }),
  );

  app.get(
    `${home}/tokens/:file`,
    fileRoute('The report of an idempotency key'),
    one(async (token, asking, request) => {
      const code = await storeOf(asking, request).byToken(token.slice(0, longestKey));
      return code === null
        ? refused({ code: 'reports.open311-unknown', status: 404 })
        : list('service_requests', 'request', [{ service_request_id: code, token }]);
    }),
  );

  async function submit(request: FastifyRequest, reply: FastifyReply, format: Format): Promise<FastifyReply> {
    const { body, lang } = request;
    const type = request.headers['content-type'] ?? '';
    if (type !== '' && !/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type))
      return refuse(request, reply, { code: 'reports.open311-type' }, 415);
    const service = serviceIn(body);
    if (!service.ok) return refuse(request, reply, service.refusal);
    const source = textIn(body, 'jurisdiction_id') === '' ? request.query : body;
    const asking = await open(request, reply, source);
    if (!asking.ok) return refuse(request, reply, asking.refusal);
    const { caller, sandbox } = asking.value;
    if (caller === null) return refuse(request, reply, { code: 'developers.key-missing', status: 403 });
    const given = request.headers['idempotency-key'];
    const key = typeof given === 'string' ? given.trim() : '';
    if (key.length > longestKey)
      return refuse(request, reply, { code: 'reports.open311-parameter', params: { field: 'Idempotency-Key' }, status: 400 });
    const id = key === '' ? ids.next() : idempotentId(caller.appId, key);
    const sent = readSent(body, id, isId);
    if (!sent.ok) return refuse(request, reply, sent.refusal);
    const store = sandbox ? asking.value.store : await withFiles(request, reply, caller);
    const done = await store.submit(sent.value);
    if (!done.ok) return refuse(request, reply, done.refusal);
    const { code, repeated } = done.value;
    const origin = request.view().origin ?? '';
    const t = texts[lang];
    const notice = sandbox ? t.notice_sandbox() : t.notice({ address: `${origin}/reports/${code}` });
    const item: Item = { service_request_id: code, service_notice: notice, account_id: textIn(body, 'account_id') || null };
    return send(reply, format, repeated ? 200 : 201, { root: 'service_requests', each: 'request', items: [item] });
  }

  /** The real store with the files that the form brought (extension): those that can't be taken are left out, as `media_url` is. */
  async function withFiles(request: FastifyRequest, reply: FastifyReply, caller: Caller): Promise<Store> {
    const asking = { appId: caller.appId, lang: request.lang, origin: request.view().origin ?? '' };
    const brought = request.isMultipart() && (request.uploads?.size ?? 0) > 0;
    if (!brought) return realStore(context, asking, { uploads: [], owner: null });
    const owner = ownerOf(request, reply);
    const { ready } = await stageParts(context, request, reply, { purpose: uploadPurposes.sent, field: 'media' });
    return realStore(context, asking, { uploads: ready.map((upload) => upload.id), owner });
  }
}
