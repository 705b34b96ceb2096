/** Imports in the console: upload, preview, apply, the checked file, templates. */
import type { FastifyRequest } from 'fastify';
import { parseDate } from '../../platform/calendar/index.ts';
import { FileMissing } from '../../platform/files/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import { territoryRights } from '../access.ts';
import { applyImport, previewImport } from '../commands/import/apply.ts';
import { checkedFile } from '../commands/import/checked-file.ts';
import { templateOf } from '../commands/import/templates.ts';
import { asImportKind, type ImportInput } from '../commands/import/types.ts';
import { typedIn } from './form-values.ts';
import { columnName } from './labels.ts';
import { loadNames } from './names.ts';
import { type FileChoice, fileAddress, type PreviewContent, previewPage } from './preview.page.tsx';
import type { ShowOverview } from './routes.ts';
import { refusalLine, territoryRefusalText } from './words/index.ts';

interface FileRoute {
  Params: { hash: string };
  Querystring: { kind?: string; name?: string; from?: string };
}

export function importRoutes(app: App, context: Context, showOverview: ShowOverview): void {
  const { db, files, ids, config } = context;
  const right = territoryRights.import;
  const schema = { hide: true } as const;

  app.post('/console/territory/imports', { config: { right, uploads: true }, schema }, async (request, reply) => {
    const kind = typedIn(request.body, 'kind');
    const from = typedIn(request.body, 'from');
    const file = await arrived(request);
    const found = asImportKind(kind);
    const day = from === '' ? null : parseDate(from);
    const problems: { field: string; refusal: Refusal }[] = [];
    if (!found) problems.push({ field: 'kind', refusal: { code: 'territory.import-kind-missing' } });
    if (!file) problems.push({ field: 'file', refusal: { code: 'territory.import-file-missing' } });
    if (found === 'boundaries' && from === '') problems.push({ field: 'from', refusal: { code: 'territory.import-from-missing' } });
    if (from !== '' && day === null)
      problems.push({ field: 'from', refusal: { code: 'territory.import-date', params: { value: from.slice(0, 60) } } });
    if (!found || !file || problems.length > 0) {
      const said = problems.map(({ field, refusal }) => ({ field, message: refusalLine(refusal, request.lang) }));
      return showOverview(request, reply, { kind, from, file, problems: said });
    }
    const choice: FileChoice = { hash: file.hash, kind: found, fileName: file.name, from: found === 'boundaries' ? day : null };
    return reply.redirect(fileAddress(choice, 'preview'), 303);
  });

  app.get<FileRoute>('/console/territory/imports/:hash/preview', { config: { right }, schema }, async (request, reply) => {
    const choice = choiceOf(request.params.hash, request.query);
    if (!choice) return reply.refuse({ code: 'http.not-found' });
    const content = await look(choice);
    if ('refusal' in content && content.refusal.status === 404) return reply.refuse(content.refusal);
    return reply.page(previewPage(request.view({ formToken: true }), choice, content, { timeZone: config.TIME_ZONE }));
  });

  app.post<FileRoute>('/console/territory/imports/:hash/apply', { config: { right }, schema }, async (request, reply) => {
    const choice = choiceOf(request.params.hash, request.query);
    if (!choice) return reply.refuse({ code: 'http.not-found' });
    const input = await stored(choice);
    if (!input.ok) return reply.refuse(input.refusal);
    const applied = await applyImport(db, request.actor, input.value);
    if (applied.ok) {
      const { batch, repeated } = applied.value;
      return reply.redirect(`/console/territory/batches/${batch.id}${repeated ? '?repeated=yes' : ''}`, 303);
    }
    const page = previewPage(request.view({ formToken: true }), choice, await look(choice), {
      timeZone: config.TIME_ZONE,
      problem: { ...applied.refusal, details: [] },
    });
    return reply.page({ ...page, status: applied.refusal.status ?? 422 });
  });

  app.get<FileRoute>('/console/territory/imports/:hash/errors', { config: { right }, schema }, async (request, reply) => {
    const choice = choiceOf(request.params.hash, request.query);
    if (!choice || choice.kind === 'boundaries') return reply.refuse({ code: 'http.not-found' });
    const { kind } = choice;
    const { lang } = request;
    const input = await stored(choice);
    if (!input.ok) return reply.refuse(input.refusal);
    const preview = await previewImport(db, input.value, () => ids.next());
    if (!preview.ok) return reply.refuse(preview.refusal);
    const checked = await checkedFile(
      kind,
      input.value.bytes,
      preview.value.decision.errors,
      ({ column, refusal }) => `${column === null ? '' : `${columnName(kind, column, lang)}: `}${refusalLine(refusal, lang)}`,
      lang,
    );
    if (!checked.ok) return reply.refuse(checked.refusal);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', attachment(`checked-${choice.fileName}`))
      .send(checked.value);
  });

  app.get<{ Params: { kind: string } }>('/console/territory/templates/:kind', { config: { right }, schema }, async (request, reply) => {
    const kind = asImportKind(request.params.kind);
    if (!kind) return reply.refuse({ code: 'http.not-found' });
    const { fileName, type, text } = templateOf(kind, request.lang);
    return reply.type(type).header('content-disposition', attachment(fileName)).send(text);
  });

  /** The file of the form: the one that came with it, or one that came before and was kept. */
  async function arrived(request: FastifyRequest): Promise<{ hash: string; name: string } | null> {
    const upload = request.uploads.get('file');
    if (upload) return { hash: upload.stored.hash, name: upload.fileName };
    const hash = typedIn(request.body, 'kept');
    if (!isHash(hash) || !(await files.has(hash))) return null;
    return { hash, name: typedIn(request.body, 'kept_name').slice(0, 200) };
  }

  async function stored(choice: FileChoice): Promise<Outcome<ImportInput>> {
    try {
      return accepted({ kind: choice.kind, fileName: choice.fileName, bytes: await files.get(choice.hash), from: choice.from });
    } catch (error) {
      if (error instanceof FileMissing) return refused({ code: 'territory.import-file-gone', status: 404 });
      throw error;
    }
  }

  async function look(choice: FileChoice): Promise<PreviewContent> {
    const input = await stored(choice);
    if (!input.ok) return { refusal: input.refusal };
    const preview = await previewImport(db, input.value, () => ids.next());
    if (preview.ok) return { preview: preview.value, names: await loadNames(db) };
    // A file that can't be read is no error of the page: it says so and stays.
    if (!territoryRefusalText(preview.refusal, 'vi')) throw new Error(`no words for ${preview.refusal.code}`);
    return { refusal: preview.refusal };
  }
}

const isHash = (text: string) => /^[0-9a-f]{64}$/.test(text);

/** Which file an address names; null when it names none. */
function choiceOf(hash: string, query: FileRoute['Querystring']): FileChoice | null {
  const kind = asImportKind(query.kind);
  if (!kind || !isHash(hash)) return null;
  const from = query.from ? parseDate(query.from) : null;
  return { hash, kind, fileName: (query.name ?? '').normalize('NFC').slice(0, 200) || `${kind}.csv`, from };
}

/** A file name that cannot break out of the header; its letters stay for those who read RFC 6266. */
export function attachment(fileName: string): string {
  const ascii = fileName.replace(/[^\w.-]+/g, '-');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}
