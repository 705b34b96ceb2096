/** The one place where an expected refusal becomes an answer, and an unexpected error becomes a reference number. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Lang } from '../i18n/index.ts';
import type { Module, RefusalWords } from '../module/index.ts';
import type { Refusal } from '../outcome/index.ts';
import { ButtonLink, Problem } from '../ui/index.ts';
import { texts } from './messages.gen.ts';
import type { App } from './types.ts';

type Params = Readonly<Record<string, string | number>>;

/** The refusals of the web program itself: their status, what happened, and what to do now. */
const own: Readonly<Record<string, { status: number; words: (t: (typeof texts)[Lang], params: Params) => RefusalWords }>> = {
  'http.not-found': { status: 404, words: (t) => ({ title: t.not_found_title(), advice: t.not_found_advice() }) },
  'http.not-understood': {
    status: 400,
    words: (t, params) => ({ title: t.not_understood_title(), advice: t.not_understood_advice({ what: String(params.what ?? '') }) }),
  },
  'http.too-large': { status: 413, words: (t) => ({ title: t.too_large_title(), advice: t.too_large_advice() }) },
  'http.wrong-type': { status: 415, words: (t) => ({ title: t.wrong_type_title(), advice: t.wrong_type_advice() }) },
  'http.wrong-host': {
    status: 421,
    words: (t, params) => ({ title: t.wrong_host_title(), advice: t.wrong_host_advice({ host: String(params.host ?? '') }) }),
  },
  'http.foreign-origin': { status: 403, words: (t) => ({ title: t.foreign_origin_title(), advice: t.foreign_origin_advice() }) },
  'http.form-expired': { status: 403, words: (t) => ({ title: t.form_expired_title(), advice: t.form_expired_advice() }) },
  'http.no-right': {
    status: 403,
    words: (t, params) => ({ title: t.no_right_title(), advice: t.no_right_advice({ right: String(params.right ?? '') }) }),
  },
  'http.too-many': {
    status: 429,
    words: (t, params) => ({ title: t.too_many_title(), advice: t.too_many_advice({ seconds: Number(params.seconds ?? 60) }) }),
  },
  'http.busy': { status: 503, words: (t) => ({ title: t.busy_title(), advice: t.busy_advice() }) },
};

/** Finds the words for a refusal: the platform's own, or the module's whose name begins the code. */
function wordsFrom(modules: readonly Module[]): (refusal: Refusal, lang: Lang) => RefusalWords {
  return (refusal, lang) => {
    const found =
      own[refusal.code]?.words(texts[lang], refusal.params ?? {}) ??
      modules.map((module) => module.refusalText?.(refusal, lang) ?? null).find((words) => words !== null);
    if (!found) throw new Error(`No words for the refusal ${refusal.code}`);
    return found;
  };
}

/** Errors of the framework that are the caller's doing. */
function asRefusal(error: FastifyError): Refusal | null {
  switch (error.code) {
    case 'FST_ERR_VALIDATION':
      return {
        code: 'http.not-understood',
        params: {
          what: (error.validation ?? [])
            .map((one) => `${String(one.params.additionalProperty ?? one.instancePath.slice(1))} ${one.message ?? ''}`.trim())
            .join('; '),
        },
      };
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
    case 'FST_FILES_LIMIT':
    case 'FST_FIELDS_LIMIT':
    case 'FST_PARTS_LIMIT':
      return { code: 'http.too-large' };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return { code: 'http.wrong-type' };
    case 'FST_CSRF_MISSING_SECRET':
    case 'FST_CSRF_INVALID_TOKEN':
      return { code: 'http.form-expired' };
    default:
      break;
  }
  // A queue that is full says so itself.
  if (error.statusCode === 503) return { code: 'http.busy' };
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return { code: 'http.not-understood', params: { what: error.message } };
  }
  return null;
}

/** A problem document for programs (RFC 9457). `type` names the refusal for good; `detail` says what to do. */
function problemDocument(request: FastifyRequest, status: number, type: string, words: RefusalWords, extra: object = {}): string {
  return JSON.stringify({ type, title: words.title, status, detail: words.advice, instance: request.url.split('?', 1)[0], ...extra });
}

function Findings({ lines }: { lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  type: string,
  words: RefusalWords,
  extra: { reference?: string; details?: RefusalWords[] } = {},
) {
  reply.status(status).header('cache-control', 'no-store');
  if (request.wantsJson)
    return reply.type('application/problem+json; charset=utf-8').send(problemDocument(request, status, type, words, extra));
  const found = extra.details?.map((one) => `${one.title} ${one.advice}`);
  return reply.page({
    title: words.title,
    status,
    body: (
      <Problem
        lang={request.lang}
        title={words.title}
        happened={found ? <Findings lines={found} /> : ''}
        kept={null}
        advice={words.advice}
        reference={extra.reference}
      >
        {words.action && <ButtonLink href={words.action.href}>{words.action.label}</ButtonLink>}
      </Problem>
    ),
  });
}

export function answerErrors(app: App, modules: readonly Module[]): void {
  const words = wordsFrom(modules);

  app.decorateReply('refuse', function refuse(this: FastifyReply, refusal) {
    const { request } = this;
    const status = refusal.status ?? own[refusal.code]?.status ?? 422;
    const details = refusal.details?.map((one) => words(one, request.lang));
    return answer(request, this, status, `urn:yenbai-s:${refusal.code}`, words(refusal, request.lang), details ? { details } : {});
  });

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = asRefusal(error);
    if (refusal) return reply.refuse(refusal);
    // One reference number joins what the person sees with what the log holds.
    request.failure = error;
    const t = texts[request.lang];
    return answer(
      request,
      reply,
      500,
      'urn:yenbai-s:http.failed',
      { title: t.failed_title(), advice: t.failed_advice() },
      { reference: request.id },
    );
  });
}
