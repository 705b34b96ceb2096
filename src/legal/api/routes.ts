import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { DocumentParams, DocumentQuery, documentNotFound, LegalDocumentList, LegalDocumentWithClauses } from '../contract.ts';
import { clausesOf, findDocument, listDocuments } from '../queries.ts';

const PAGE_LENGTH = 50;

/** For programs: `/api/v1/legal-documents` and `/api/v1/legal-documents/{id}`. */
export function apiRoutes(app: App, context: Context): void {
  const config = { right: 'public' } as const;
  const tags = ['legal'];

  app.get(
    '/api/v1/legal-documents',
    {
      config,
      schema: { tags, summary: 'Legal documents, newest first', querystring: DocumentQuery, response: { 200: LegalDocumentList } },
    },
    async (request) => {
      const { after, limit = PAGE_LENGTH } = request.query;
      const { items, more } = await listDocuments(context.db, { limit, after });
      const last = items.at(-1);
      return { items: [...items], next: more && last !== undefined ? `/api/v1/legal-documents?after=${last.id}&limit=${limit}` : null };
    },
  );

  app.get(
    '/api/v1/legal-documents/:id',
    {
      config,
      schema: { tags, summary: 'One legal document with its clauses', params: DocumentParams, response: { 200: LegalDocumentWithClauses } },
    },
    async (request, reply) => {
      const document = await findDocument(context.db, request.params.id);
      if (document === null) return reply.refuse({ code: documentNotFound, status: 404 });
      return { ...document, clauses: await clausesOf(context.db, document.id) };
    },
  );
}
