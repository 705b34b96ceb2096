/** What a phone sends to `POST /api/v1/reports`, and what it is answered. */
import { Type } from 'typebox';
import { limits, waysToAnswer } from '../contract.ts';
import { newestForm } from './model/form.ts';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const exact = { additionalProperties: false } as const;
const mostFiles = limits.photos + limits.videos + limits.recordings;

const Place = Type.Object(
  {
    commune: Type.String({ maxLength: 40, description: 'Code or id of the commune; empty where only the point is known' }),
    village: Type.String({ maxLength: 200, description: 'Name of the village' }),
    villageKey: Type.Optional(Type.String({ maxLength: 36, description: 'Its key in the ground, or its id, where two have one name' })),
    words: Type.String({ maxLength: 5_000, description: 'Landmark, house, way' }),
    lat: orNull(Type.Number({ description: 'WGS 84, degrees' })),
    lon: orNull(Type.Number()),
    accuracyMetres: orNull(Type.Number()),
    atHome: Type.Boolean({ description: 'Everybody sees the commune alone' }),
  },
  exact,
);

/** The newest form; `captured.ts` brings older ones to it. */
export const ReportBody = Type.Object(
  {
    schema: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: `Form of this document: ${newestForm} is the newest; left out it is 1. Older ones are taken too`,
      }),
    ),
    id: Type.String({ maxLength: 36, description: 'UUIDv7 made by the sender: the same id again is the same report' }),
    capturedAt: orNull(Type.String({ maxLength: 40, description: 'When it was written down' })),
    category: Type.String({ maxLength: 100, description: 'Code of a category that can be chosen' }),
    writtenAs: Type.Optional(
      orNull(Type.String({ maxLength: 100, description: 'Who was signed in when it was written, as /api/v1/reports/writer named them' })),
    ),
    noticed: Type.Optional(Type.Boolean({ description: 'The notice that leads elsewhere was read' })),
    words: Type.String({ maxLength: 20_000 }),
    answers: Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 2_000 }), {
      maxProperties: 50,
      description: 'By code of the question',
    }),
    language: Type.String({ maxLength: 10, description: 'Language of help' }),
    place: Place,
    uploads: Type.Optional(
      Type.Array(Type.String({ maxLength: 36 }), {
        maxItems: mostFiles,
        description: 'Ids of files that were sent to /api/v1/uploads by the same browser or person, in their order',
      }),
    ),
    keepPrivate: Type.Boolean(),
    contact: Type.Object({ name: Type.String({ maxLength: 500 }), phone: Type.String({ maxLength: 100 }) }, exact),
    answerBy: Type.Union(waysToAnswer.map((way) => Type.Literal(way))),
  },
  exact,
);
export type ReportBody = Type.Static<typeof ReportBody>;

export const SentAnswer = Type.Object({
  id: Type.String(),
  code: Type.String({ description: 'Twelve digits, the last one a check digit (Damm)' }),
  repeated: Type.Boolean({ description: 'The same id had come before: nothing was written' }),
});

export const GroundQuery = Type.Object(
  { lang: Type.Optional(Type.Union([Type.Literal('vi'), Type.Literal('en')], { description: 'Language of names' })) },
  exact,
);
