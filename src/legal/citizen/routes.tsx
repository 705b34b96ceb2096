import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { DocumentParams, DocumentQuery, documentNotFound } from '../contract.ts';
import { kindName, titleIn } from '../kinds.ts';
import { texts } from '../messages.gen.ts';
import { clausesOf, findDocument, listDocuments } from '../queries.ts';
import { ListPage } from './list.page.tsx';
import { ShowPage } from './show.page.tsx';

const PAGE_LENGTH = 50;

/** The public pages: `/legal` and `/legal/{id}`. */
export function citizenRoutes(app: App, context: Context): void {
  const config = { right: 'public' } as const;

  app.get('/legal', { config, schema: { querystring: DocumentQuery, hide: true } }, async (request, reply) => {
    const { after, limit = PAGE_LENGTH } = request.query;
    const { items, more } = await listDocuments(context.db, { limit, after });
    const last = items.at(-1);
    const next = more && last !== undefined ? `/legal?after=${last.id}&limit=${limit}` : null;
    const t = texts[request.lang];
    return reply.page({
      title: t.list_title(),
      sharing: { text: t.list_answer() },
      help: [
        { part: t.help_list(), text: t.help_list_text(), target: 'main .table' },
        { part: t.column_checked(), text: t.help_checked_text(), target: 'main .pill' },
      ],
      body: <ListPage lang={request.lang} documents={items} next={next} />,
    });
  });

  app.get('/legal/:id', { config, schema: { params: DocumentParams, hide: true } }, async (request, reply) => {
    const document = await findDocument(context.db, request.params.id);
    if (document === null) return reply.refuse({ code: documentNotFound, status: 404 });
    const clauses = await clausesOf(context.db, document.id);
    const t = texts[request.lang];
    return reply.page({
      title: document.number,
      description: titleIn(document, request.lang),
      sharing: { text: `${kindName(document.kind, request.lang)}: ${titleIn(document, request.lang)}` },
      help: [
        { part: t.verification(), text: t.help_checked_text(), target: 'main .notice' },
        { part: t.help_facts(), text: t.help_facts_text(), target: 'main .definitions' },
        { part: t.clauses(), text: t.help_clauses_text(), target: 'main h2' },
        { part: t.help_source(), text: t.help_source_text(), target: 'main .quiet-links' },
      ],
      body: <ShowPage lang={request.lang} document={document} clauses={clauses} />,
    });
  });
}
