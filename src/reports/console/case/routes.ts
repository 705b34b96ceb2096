/** `/console/reports/{code}`: the page, its files, and the steps that are taken there. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { ownersOf, previewOf, sendFile, stagedOf, stageParts, uploadRefusalText } from '../../../platform/files/uploads/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { isId } from '../../../territory/index.ts';
import { codeIn } from '../../code.ts';
import { reportsRights, uploadPurposes } from '../../contract.ts';
import { type ReportStanding, reasonsOn, reportByCode, reportStanding } from '../../core/index.ts';
import { type StepName, stepNames, transition } from '../../model.ts';
import { deskState, openDesk, sees } from '../access.ts';
import { lineOf, manyOf } from '../form-values.ts';
import { listAddress } from '../list/choice.ts';
import { texts } from '../messages.gen.ts';
import { takeSteps } from '../steps.ts';
import { casePage } from './case.page.tsx';
import { unconfirmed } from './face-personal.tsx';
import { gatherCase } from './gather.ts';
import { type FileRole, fieldName, fileRolesOf, givenFor, type KeptFile, readTyped, type TypedStep } from './typed.ts';

interface CaseRoute {
  Params: { code: string };
  Querystring: { sender?: string; template?: string; done?: string };
}
interface StepRoute extends CaseRoute {
  Params: { code: string; step: string };
}
interface FileRoute {
  Params: { code: string; file: string };
  Querystring: { small?: string };
}

interface Shown {
  readonly typed: TypedStep | null;
  readonly problems: readonly FieldProblem[];
  readonly conflict: { readonly title: string; readonly advice: string } | null;
  readonly preview: boolean;
  readonly status: number;
}

const fresh: Shown = { typed: null, problems: [], conflict: null, preview: false, status: 200 };
const widthOnPages = 640;

export function caseRoutes(app: App, context: Context): void {
  const { db, clock } = context;
  const route = { config: { right: reportsRights.see }, schema: { hide: true } } as const;

  app.get<CaseRoute>(`${listAddress}/:code`, route, async (request, reply) => {
    // A code that was typed with gaps leads to the one address of the report.
    const code = codeIn(request.params.code);
    if (code !== null && code !== request.params.code) return reply.redirect(`${listAddress}/${code}`, 303);
    return show(request, reply, fresh);
  });

  app.get<FileRoute>(`${listAddress}/:code/files/:file`, route, async (request, reply) => {
    const { params, query, actor } = request;
    const desk = await openDesk(context, actor);
    const found = await db.transaction(
      async (tx) => {
        const report = await reportByCode(tx, params.code);
        return report && sees(desk, report) ? (report.attachments.find((one) => one.id === params.file) ?? null) : null;
      },
      { state: await deskState(context, actor, reportsRights.see), readOnly: true },
    );
    if (!found) return reply.refuse({ code: 'http.not-found' });
    if (query.small !== undefined && found.kind === 'image') {
      const small = await previewOf(context, { kind: found.kind, keptHash: found.fileHash }, widthOnPages);
      if (small) return reply.header('cache-control', 'private, max-age=3600').type('image/jpeg').send(small);
    }
    const name = `${params.code}-${found.rank}`;
    return sendFile(reply, context, found.fileHash, { kind: found.kind, name, cache: 'private, max-age=3600' });
  });

  app.post<StepRoute>(
    `${listAddress}/:code/steps/:step`,
    { config: { right: reportsRights.see, uploads: 'staged' }, schema: { hide: true } },
    async (request, reply) => {
      const { params, body, actor, lang } = request;
      const step = stepNames.find((one) => one === params.step);
      const seen = Number(lineOf(body, 'revision'));
      if (step === undefined || !Number.isInteger(seen)) return reply.refuse({ code: 'http.not-found' });
      const found = await visible(request);
      if (!found) return reply.refuse({ code: 'http.not-found' });
      // A form of three steps in one has the fields of the last.
      const form: StepName = step === 'receive' || step === 'classify' ? 'hand' : step;
      const staged = fileRolesOf(step).length > 0 ? await takeFiles(request, reply, step) : { files: [], problems: [] };
      const typed = readTyped(form, body, staged.files);
      if (staged.problems.length > 0) return show(request, reply, { ...fresh, typed, problems: staged.problems, status: 422 });
      if (step === 'show' && lineOf(body, 'do') === 'preview') return show(request, reply, { ...fresh, typed, preview: true });
      const unsure = step === 'show' ? unconfirmed(typed, lang) : [];
      if (unsure.length > 0) return show(request, reply, { ...fresh, typed, problems: unsure, status: 422 });

      const kind = transition(step).reasons;
      const reasons = kind === undefined ? [] : await reasonsOn(db, kind, clock.today().toString());
      const masterId = step === 'merge' ? await masterOf(request, typed) : null;
      if (step === 'merge' && masterId === null)
        return show(request, reply, {
          ...fresh,
          typed,
          problems: [{ field: fieldName('merge', 'master'), message: texts[lang].master_unknown() }],
          status: 422,
        });
      const outcome = await takeSteps(context, actor, {
        report: found,
        step,
        revision: seen,
        input: (one) => givenFor(one, typed, { report: found, reasons, masterId }),
      });
      if (outcome.ok) return reply.redirect(`${listAddress}/${params.code}?done=${step}`, 303);
      return refuse(request, reply, typed, outcome.refusal);
    },
  );

  function refuse(request: FastifyRequest<StepRoute>, reply: FastifyReply, typed: TypedStep, refusal: Refusal) {
    const words = context.modules.map((module) => module.refusalText?.(refusal, request.lang) ?? null).find((one) => one !== null);
    if (!words || refusal.status === 404) return reply.refuse(refusal);
    if (refusal.status === 409)
      return show(request, reply, { ...fresh, typed, conflict: { title: words.title, advice: words.advice }, status: 409 });
    const field = fieldName(
      typed.step,
      refusal.field === 'uploads'
        ? (fileRolesOf(typed.step)[0] ?? 'form')
        : refusal.field === 'masterId'
          ? 'master'
          : (refusal.field ?? 'form'),
    );
    return show(request, reply, {
      ...fresh,
      typed,
      problems: [{ field, message: `${words.title}. ${words.advice}` }],
      status: refusal.status ?? 422,
    });
  }

  /** Where the report stands, for whoever may see it. */
  async function visible(request: FastifyRequest<CaseRoute>): Promise<ReportStanding | null> {
    const [desk, report] = await Promise.all([openDesk(context, request.actor), reportStanding(db, { code: request.params.code })]);
    return report && sees(desk, report) ? report : null;
  }

  /** The report that was named by its code; one that was offered counts where nothing was typed. */
  async function masterOf({ actor }: FastifyRequest, typed: TypedStep): Promise<string | null> {
    const code = codeIn(typed.values.master || typed.values.alike || '');
    if (code === null) return null;
    const found = await db.transaction(
      (tx) => sql<{ id: string }>`select id from reports.report where code = ${code}`.execute(tx.rows<unknown>()),
      {
        state: await deskState(context, actor, reportsRights.intake),
        readOnly: true,
      },
    );
    return found.rows[0]?.id ?? null;
  }

  /** What came with the form and what came with it before; both stay with it until the step is taken. */
  async function takeFiles(
    request: FastifyRequest<StepRoute>,
    reply: FastifyReply,
    step: StepName,
  ): Promise<{ readonly files: readonly KeptFile[]; readonly problems: readonly FieldProblem[] }> {
    const kept = manyOf(request.body, fieldName(step, 'kept'))
      .map((value) => value.split(':'))
      .flatMap(([id = '', role = '']): { id: string; role: FileRole }[] => {
        const known = fileRolesOf(step).find((one) => one === role);
        return isId(id) && known !== undefined ? [{ id, role: known }] : [];
      });
    const here = await stagedOf(
      db,
      ownersOf(request),
      kept.map((one) => one.id),
    );
    const files: KeptFile[] = kept.flatMap(({ id, role }) => {
      const staged = here.find((one) => one.id === id);
      return staged ? [{ id, role, name: staged.name }] : [];
    });
    const problems: FieldProblem[] = [];
    for (const role of request.isMultipart() ? fileRolesOf(step) : []) {
      const name = fieldName(step, role);
      const parts = await stageParts(context, request, reply, { purpose: uploadPurposes.step, field: name });
      files.push(...parts.ready.map((one) => ({ id: one.id, name: one.name, role })));
      problems.push(
        ...parts.refused.map(({ name: file, refusal }) => {
          const words = uploadRefusalText(refusal, request.lang);
          return { field: name, message: `${file}: ${[words?.title, words?.advice].filter(Boolean).join('. ')}` };
        }),
      );
    }
    return { files, problems };
  }

  async function show(request: FastifyRequest<CaseRoute>, reply: FastifyReply, shown: Shown): Promise<FastifyReply> {
    const { actor, lang, params, query } = request;
    const found = await gatherCase(context, actor, params.code, { lang, reveal: query.sender === 'show' });
    if (!found) return reply.refuse({ code: 'http.not-found' });
    const page = casePage(request.view({ formToken: true }), {
      found,
      ...shown,
      template: query.template ?? '',
      done: shown.status === 200 && !shown.preview ? (query.done ?? '') : '',
    });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status: shown.status });
  }
}
