/** Several reports at once: each goes through its own step in its own transaction, and the answer says which went and why the others did not. */
import type { App } from '../../../platform/http/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import type { Context, RefusalWords } from '../../../platform/module/index.ts';
import { type Refusal, refused } from '../../../platform/outcome/index.ts';
import {
  Actions,
  Breadcrumb,
  ButtonLink,
  Card,
  EmptyState,
  Notice,
  type Page,
  PageHeading,
  type View,
} from '../../../platform/ui/index.ts';
import { isId } from '../../../territory/index.ts';
import { spokenCode } from '../../code.ts';
import { reportsRights } from '../../contract.ts';
import { reportStanding } from '../../core/index.ts';
import { lineOf, manyOf } from '../form-values.ts';
import { texts } from '../messages.gen.ts';
import { takeSteps } from '../steps.ts';
import { listAddress } from './choice.ts';

/** The most that one form can carry: what a page shows. */
const most = 100;
const steps = ['receive', 'hand', 'assign'] as const;

interface Went {
  readonly code: string;
  /** Null where it went. */
  readonly why: RefusalWords | null;
}

export function bulkRoutes(app: App, context: Context): void {
  app.post(`${listAddress}/bulk`, { config: { right: reportsRights.see }, schema: { hide: true } }, async (request, reply) => {
    const { actor, body, lang } = request;
    const step = steps.find((one) => one === lineOf(body, 'step'));
    const back = /^\/console\/reports(\?[^#]*)?$/.test(lineOf(body, 'back')) ? lineOf(body, 'back') : listAddress;
    const ticked = manyOf(body, 'report')
      .map((value) => value.split(':'))
      .filter(([id = '', revision = '']) => isId(id) && /^\d{1,9}$/.test(revision))
      .slice(0, most);
    if (step === undefined || ticked.length === 0) return reply.page({ ...resultPage(request.view(), { went: [], back }), status: 422 });

    const office = lineOf(body, 'office');
    const person = lineOf(body, 'person');
    const went: Went[] = [];
    for (const [id = '', revision = ''] of ticked) {
      const report = await reportStanding(context.db, { id });
      const outcome =
        report === null
          ? refused({ code: 'http.not-found', status: 404 })
          : await takeSteps(context, actor, {
              report,
              step,
              revision: Number(revision),
              input: (one) => ({
                ...(one === 'classify' ? { category: report.categoryCode } : {}),
                ...(one === 'hand' && isId(office) ? { organisationId: office } : {}),
                ...(one === 'assign' && isId(person) ? { assigneeId: person } : {}),
              }),
            });
      // Whoever may not see the report learns nothing more of it than its absence.
      const hidden = !outcome.ok && outcome.refusal.code === 'http.not-found';
      went.push({ code: hidden || report === null ? '' : report.code, why: outcome.ok ? null : wordsOf(outcome.refusal, lang) });
    }
    const page = resultPage(request.view(), { went, back });
    return reply.header('cache-control', 'private, no-store').page(went.some((one) => one.why === null) ? page : { ...page, status: 422 });
  });

  function wordsOf(refusal: Refusal, lang: Lang): RefusalWords {
    const found = context.modules.map((module) => module.refusalText?.(refusal, lang) ?? null).find((words) => words !== null);
    return found ?? { title: texts[lang].bulk_not_yours(), advice: texts[lang].bulk_not_yours_advice() };
  }
}

function resultPage(view: View, { went, back }: { readonly went: readonly Went[]; readonly back: string }): Page {
  const { lang } = view;
  const t = texts[lang];
  const done = went.filter((one) => one.why === null);
  const not = went.filter((one) => one.why !== null);
  return {
    title: t.bulk_result(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.list_title(), href: back }, { label: t.bulk_result() }]} />
        <PageHeading title={t.bulk_result()} />
        {went.length === 0 && <EmptyState icon="question" title={t.bulk_nothing()} why={t.bulk_nothing_why()} />}
        {done.length > 0 && (
          <Notice tone="good" title={t.bulk_done({ count: done.length })}>
            <ul class="desk-codes">
              {done.map(({ code }) => (
                <li key={code}>
                  <a class="code" href={`${listAddress}/${code}`}>
                    {spokenCode(code)}
                  </a>
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {not.length > 0 && (
          <Card title={t.bulk_not({ count: not.length })}>
            <ul class="desk-codes">
              {not.map(({ code, why }, index) => (
                <li key={index}>
                  {code !== '' && (
                    <a class="code" href={`${listAddress}/${code}`}>
                      {spokenCode(code)}
                    </a>
                  )}{' '}
                  <strong>{why?.title}</strong> {why?.advice}
                </li>
              ))}
            </ul>
          </Card>
        )}
        <Actions>
          <ButtonLink href={back}>{t.bulk_back()}</ButtonLink>
        </Actions>
      </>
    ),
  };
}
