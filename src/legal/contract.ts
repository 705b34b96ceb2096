/** What goes out of the legal module, as programs and pages see it. Days are ISO strings; `inForceTo` is the last day in force. */
import { type Static, Type } from 'typebox';

const Kind = Type.Union([
  Type.Literal('law'),
  Type.Literal('resolution'),
  Type.Literal('decree'),
  Type.Literal('decision'),
  Type.Literal('circular'),
  Type.Literal('plan'),
  Type.Literal('guidance'),
  Type.Literal('letter'),
  Type.Literal('other'),
]);
export type DocumentKind = Static<typeof Kind>;

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const OrNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const LegalDocument = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    number: Type.String({ description: 'Number and symbol as printed' }),
    kind: Kind,
    issuer: Type.String(),
    title: Type.String({ description: 'Subject in Vietnamese' }),
    titleEn: OrNull(Type.String({ description: 'Subject in English, not official' })),
    signedOn: OrNull(Day),
    inForceFrom: OrNull(Day),
    inForceTo: OrNull(Day),
    verified: Type.Boolean({ description: 'Whether what is cited was compared with the text of the document' }),
    verificationNote: Type.String(),
    source: Type.String(),
    url: OrNull(Type.String()),
  },
  { additionalProperties: false },
);
export type LegalDocument = Static<typeof LegalDocument>;

export const Clause = Type.Object(
  { path: Type.String({ description: 'Place in the document, e.g. Điều 1.khoản 2' }), text: Type.String() },
  { additionalProperties: false },
);
export type Clause = Static<typeof Clause>;

export const LegalDocumentWithClauses = Type.Object(
  { ...LegalDocument.properties, clauses: Type.Array(Clause) },
  { additionalProperties: false },
);
export type LegalDocumentWithClauses = Static<typeof LegalDocumentWithClauses>;

export const LegalDocumentList = Type.Object(
  { items: Type.Array(LegalDocument), next: OrNull(Type.String({ description: 'Path of the next page' })) },
  { additionalProperties: false },
);

export const DocumentQuery = Type.Object({
  after: Type.Optional(Type.String({ format: 'uuid', description: 'Id of the last document of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export const DocumentParams = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** Codes of expected refusals. */
export const documentNotFound = 'legal.document-not-found';
