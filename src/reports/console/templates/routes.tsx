/** `/console/reports/templates`: beginnings of answers of one's office. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { organisationsOn } from '../../../people/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import {
  Breadcrumb,
  Button,
  Card,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  type Page,
  PageHeading,
  problemOf,
  SelectField,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { isId } from '../../../territory/index.ts';
import { reportsRights } from '../../contract.ts';
import { categoriesOn, officesOf } from '../../core/index.ts';
import { categoryOptions, type Option } from '../choices.ts';
import { lineOf, linesOf } from '../form-values.ts';
import { listAddress } from '../list/choice.ts';
import { texts } from '../messages.gen.ts';
import { reportsConsoleRefusalText } from '../refusals.ts';
import { addTemplate, endTemplate, type Template, templateLimits, templatesOf } from './store.ts';

interface Typed {
  readonly title: string;
  readonly body: string;
  readonly category: string;
  readonly organisationId: string;
}

interface Content {
  readonly templates: readonly Template[];
  readonly own: readonly Option[];
  readonly categories: readonly Option[];
  readonly typed: Typed;
  readonly problems: readonly FieldProblem[];
  readonly id: string;
}

const address = `${listAddress}/templates`;
const empty: Typed = { title: '', body: '', category: '', organisationId: '' };

export function templateRoutes(app: App, context: Context): void {
  const { db, clock, ids } = context;
  const route = { config: { right: reportsRights.handle }, schema: { hide: true } } as const;
  const today = () => clock.today().toString();

  app.get(address, route, (request, reply) => show(request, reply, empty, []));

  app.post(address, route, async (request, reply) => {
    const { body, actor, lang } = request;
    const typed: Typed = {
      title: lineOf(body, 'title'),
      body: linesOf(body, 'body'),
      category: lineOf(body, 'category'),
      organisationId: lineOf(body, 'organisationId'),
    };
    const id = lineOf(body, 'id');
    const offices = await officesOf(db, actor, reportsRights.handle, today());
    const outcome = await db.transaction((tx) =>
      addTemplate(tx, actor, {
        id: isId(id) ? id : ids.next(),
        title: typed.title,
        body: typed.body,
        categoryCode: typed.category === '' ? null : typed.category,
        organisationId: isId(typed.organisationId) ? typed.organisationId : (offices[0] ?? ''),
        offices,
      }),
    );
    if (outcome.ok) return reply.redirect(address, 303);
    const words = reportsConsoleRefusalText(outcome.refusal, lang);
    return show(request, reply, typed, [
      { field: outcome.refusal.field ?? 'title', message: words === null ? '' : `${words.title}. ${words.advice}` },
    ]);
  });

  app.post<{ Params: { template: string } }>(`${address}/:template/end`, route, async (request, reply) => {
    const { actor, params } = request;
    if (!isId(params.template)) return reply.refuse({ code: 'http.not-found' });
    const offices = await officesOf(db, actor, reportsRights.handle, today());
    const outcome = await db.transaction((tx) => endTemplate(tx, actor, { id: params.template, offices }));
    return outcome.ok ? reply.redirect(address, 303) : reply.refuse(outcome.refusal);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    typed: Typed,
    problems: readonly FieldProblem[],
  ): Promise<FastifyReply> {
    const { actor, lang } = request;
    const offices = await officesOf(db, actor, reportsRights.handle, today());
    const [templates, all, categories] = await Promise.all([
      templatesOf(db, offices, today()),
      organisationsOn(db, today()),
      categoriesOn(db, today()),
    ]);
    const page = templatesPage(request.view({ formToken: true }), {
      templates,
      own: all.filter((one) => offices.includes(one.id)).map((one) => ({ value: one.id, label: one.name })),
      categories: categoryOptions(categories, lang, { leaves: false }),
      typed,
      problems,
      id: ids.next(),
    });
    return reply.header('cache-control', 'private, no-store').page(problems.length > 0 ? { ...page, status: 422 } : page);
  }
}

function templatesPage(view: View, { templates, own, categories, typed, problems, id }: Content): Page {
  const { lang } = view;
  const t = texts[lang];
  const mine = new Set(own.map((one) => one.value));
  return {
    title: t.templates_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.list_title(), href: listAddress }, { label: t.templates_title() }]} />
        <PageHeading title={t.templates_title()} intro={t.templates_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        {templates.length === 0 && <EmptyState icon="document" title={t.templates_empty()} why={t.templates_empty_why()} />}
        {templates.map((one) => (
          <Card key={one.id} title={one.title}>
            <p class="muted">
              {[
                one.organisationId === null ? t.template_everybody() : own.find((office) => office.value === one.organisationId)?.label,
                categories.find((category) => category.value === one.categoryCode)?.label,
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
            <p class="whitespace-pre-line">{one.body}</p>
            {one.organisationId !== null && mine.has(one.organisationId) && (
              <form method="post" action={`${address}/${one.id}/end`}>
                <FormToken view={view} />
                <Button kind="secondary">
                  {t.template_end()}
                  <span class="sr-only">: {one.title}</span>
                </Button>
              </form>
            )}
          </Card>
        ))}
        <Card title={t.template_add_title()}>
          <form class="form" method="post" action={address}>
            <FormToken view={view} />
            <input type="hidden" name="id" value={id} />
            <TextField
              lang={lang}
              name="title"
              label={t.template_name()}
              value={typed.title}
              maxLength={templateLimits.title}
              error={problemOf(problems, 'title')}
            />
            <TextField
              lang={lang}
              name="body"
              label={t.template_body()}
              hint={t.template_body_hint()}
              rows={6}
              value={typed.body}
              maxLength={templateLimits.body}
              error={problemOf(problems, 'body')}
            />
            <SelectField
              lang={lang}
              optional
              name="category"
              label={t.field_category()}
              options={[{ value: '', label: t.filter_any() }, ...categories]}
              value={typed.category}
            />
            {own.length > 1 && (
              <SelectField
                lang={lang}
                name="organisationId"
                label={t.field_office()}
                options={own}
                value={typed.organisationId}
                error={problemOf(problems, 'organisationId')}
              />
            )}
            <Button>{t.template_add()}</Button>
          </form>
        </Card>
      </>
    ),
  };
}
