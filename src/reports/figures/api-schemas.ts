/** What programs send and get under `/api/v1/reports/figures`. */
import { Type } from 'typebox';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const some = (description: string, maxLength: number) => Type.Optional(Type.String({ maxLength, description }));

export const FiguresQuery = Type.Object(
  {
    lang: Type.Optional(Type.Union([Type.Literal('vi'), Type.Literal('en')], { description: 'Language of names' })),
    from: some('Sent in this month or later, YYYY-MM', 7),
    to: some('Sent in this month or earlier, YYYY-MM', 7),
    unit: some('Id of a unit: it and those below it', 36),
    category: some('Code of a category: it and those below it', 60),
    office: some('Id of an office', 36),
    by: some('Lines by unit, category, office or month; by unit where nothing is said', 10),
  },
  { additionalProperties: false },
);

const count = (description: string) => Type.Integer({ description });
const share = (description: string) =>
  Type.Object(
    {
      n: Type.Integer(),
      of: Type.Integer(),
      low: Type.Optional(Type.Number({ description: 'Lower end of Wilson’s interval of 95 %; left out below ten' })),
      high: Type.Optional(Type.Number({ description: 'Upper end' })),
    },
    { description },
  );

const figures = Type.Object({
  received: count('Sent in the period, through all doors; none left out'),
  notAccepted: count('Not accepted'),
  merged: count('Merged into another'),
  returned: count(
    'Given back at least once as not theirs; a line of an office counts what that office gave back, so lines may be more than the total',
  ),
  takenIn: share('Taken in on time, of those that were or whose time is over'),
  answered: count('Answered at least once'),
  onTime: share(
    'Every answer on time; late ones without an answer count as late, and late ones count at the office that had them when they became late',
  ),
  minutes: Type.Object(
    { of: Type.Integer(), median: orNull(Type.Integer()), p90: orNull(Type.Integer()) },
    { description: 'Working minutes from sending to the first answer: values that half, and nine tenths, do not exceed; null below ten' },
  ),
  rated: share('Ever judged by their senders, of those answered'),
  satisfied: share('Satisfied by the last judgement, of those ever judged'),
  dissatisfied: share('At least once not satisfied, of those ever judged'),
  reopened: count('Opened again by the sender'),
  waiting: count('Neither answered nor ended'),
  late: count('Of these, those whose time is over, or was in an earlier round'),
  standing: Type.Object(
    { n: Type.Integer(), longest: orNull(Type.Integer({ description: 'Whole working days' })) },
    { description: 'Of these, those whose time stands still now, waiting for the sender, and the longest of them' },
  ),
});

export const FiguresAnswer = Type.Object({
  publication: orNull(
    Type.Object({
      id: Type.String(),
      madeAt: Type.String(),
      rows: Type.Integer(),
      least: Type.Integer({ description: 'Rows that have to be alike' }),
    }),
  ),
  asked: Type.Object({
    from: orNull(Type.String()),
    to: orNull(Type.String()),
    unit: orNull(Type.String()),
    category: orNull(Type.String()),
    office: orNull(Type.String()),
    by: Type.String(),
  }),
  fewest: Type.Integer({ description: 'Below this many neither intervals nor percentiles are told' }),
  total: figures,
  lines: Type.Array(
    Type.Object({ key: Type.String({ description: 'Id, code or month; empty where no office is told' }), name: Type.String(), figures }),
  ),
  activeUse: Type.Array(
    Type.Object({ month: Type.String(), what: Type.String(), persons: orNull(Type.Integer()), browsers: orNull(Type.Integer()) }),
    { description: 'Distinct persons and browsers of the unit asked for, or of the whole; null for fewer than five; never to be summed' },
  ),
  uses: Type.Array(Type.String()),
  url: Type.String({ description: 'Path of the page' }),
});
