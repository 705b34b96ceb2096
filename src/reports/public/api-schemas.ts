/** What programs send and get under `/api/v1/reports`. */
import { Type } from 'typebox';
import { reportKinds, states, urgencies } from '../model.ts';
import { stateGroups } from './asked.ts';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const moment = (description: string) => Type.String({ description, examples: ['2026-11-20T01:30:00Z'] });
const day = (description: string) => Type.Optional(Type.String({ maxLength: 10, description, examples: ['2026-11-01'] }));

export const ReportsQuery = Type.Object(
  {
    lang: Type.Optional(Type.Union([Type.Literal('vi'), Type.Literal('en')], { description: 'Language of names' })),
    category: Type.Optional(Type.String({ maxLength: 40, description: 'Code of a category: it and those below it' })),
    unit: Type.Optional(Type.String({ maxLength: 36, description: 'Id of a unit: reports in it and below it' })),
    state: Type.Optional(Type.String({ maxLength: 20, description: `Group of states: ${stateGroups.join(', ')}` })),
    period: Type.Optional(Type.String({ maxLength: 3, description: 'Sent in the last 30, 90 or 365 days; `from` goes before it' })),
    from: day('Sent on this day or later, YYYY-MM-DD'),
    to: day('Sent on this day or earlier, YYYY-MM-DD'),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Words, with or without tones, or a code' })),
    box: Type.Optional(Type.String({ maxLength: 120, description: 'south,west,north,east in degrees WGS 84' })),
    format: Type.Optional(
      Type.Union([Type.Literal('json'), Type.Literal('geojson')], { description: 'geojson: only reports that have a place, as points' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Most reports in one answer' })),
    after: Type.Optional(Type.String({ maxLength: 200, description: 'Where the page before ended; taken from `next`' })),
  },
  { additionalProperties: false },
);

export const ReportParams = Type.Object({ code: Type.String({ maxLength: 40, description: 'The twelve digits of the report' }) });
export const ReportQuery = Type.Object(
  { lang: Type.Optional(Type.Union([Type.Literal('vi'), Type.Literal('en')], { description: 'Language of names' })) },
  { additionalProperties: false },
);

const stateField = Type.String({ description: `One of ${states.join(', ')}` });
const place = Type.Object(
  {
    words: Type.String({ description: 'Landmark, as shown' }),
    lat: orNull(Type.Number({ description: 'WGS 84; may be rounded to about 300 m' })),
    lon: orNull(Type.Number()),
  },
  { description: 'No more exact than everybody may see' },
);

const fields = {
  code: Type.String({ description: 'Twelve digits, the last one a check digit (Damm)' }),
  kind: Type.String({ description: `${reportKinds.join(', ')}: a thing at a place, a question, a proposal` }),
  category: Type.Object({ code: Type.String(), name: Type.String() }),
  unit: Type.Object(
    {
      id: Type.String(),
      name: Type.String({ description: 'Alone, without its type' }),
      fullName: Type.String({ description: 'With its type and, of a village, its commune: thôn 3, xã Trạm Tấu' }),
    },
    { description: 'The smallest unit that is known' },
  ),
  state: stateField,
  sentAt: moment('When it arrived'),
  dueAt: orNull(moment('When the next step is due, in working time')),
  late: Type.Boolean({ description: 'Open, and its time is over' }),
  answeredAt: orNull(moment('When it was last answered')),
  satisfied: orNull(Type.Boolean({ description: 'The sender’s last judgement' })),
  followers: Type.Integer({ description: 'How many follow it besides the sender' }),
  words: Type.String({ description: 'The words as shown' }),
  place,
  url: Type.String({ description: 'Path of its page' }),
  demonstration: Type.Boolean({ description: 'Made up' }),
};

export const ReportsAnswer = Type.Object({
  total: Type.Integer({ description: 'How many there are in all' }),
  items: Type.Array(Type.Object(fields), { description: 'The newest first. Only what everybody may see' }),
  next: orNull(Type.String({ description: 'Path of the next page' })),
});

export const ReportAnswer = Type.Object({
  ...fields,
  urgency: Type.String({ description: urgencies.join(', ') }),
  office: orNull(Type.String({ description: 'The office that has it in hand' })),
  onTime: orNull(Type.Boolean({ description: 'Whether the last answer came in time' })),
  closedAt: orNull(moment('When nothing more was to be done')),
  reopened: Type.Integer({ description: 'How often it was opened again' }),
  mergedInto: orNull(Type.String({ description: 'Code of the report that goes on in its stead' })),
  files: Type.Array(Type.Object({ kind: Type.String(), role: Type.String(), url: Type.String() })),
  steps: Type.Array(
    Type.Object({
      step: Type.String(),
      at: moment('When'),
      state: stateField,
      office: orNull(Type.String()),
      words: orNull(Type.String({ description: 'The answer' })),
    }),
    { description: 'What happened, the earliest first; only what everybody may know' },
  ),
});
