/** What programs send and get under `/api/v1/units`. */
import { Type } from 'typebox';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const day = (description: string) => Type.String({ description, examples: ['2022-10-31'] });
const id = (description: string) => Type.String({ description });

const on = Type.Optional(
  Type.String({ maxLength: 20, description: 'The day whose map is asked for, YYYY-MM-DD; today when left out', examples: ['2022-10-31'] }),
);
const lang = Type.Optional(Type.Union([Type.Literal('vi'), Type.Literal('en')], { description: 'Language of names of types and levels' }));

export const ListQuery = Type.Object(
  {
    on,
    lang,
    code: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 20,
        description: 'Official code, with leading zeros. Needs `on`: codes are given to other units over the years',
        examples: ['04606'],
      }),
    ),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          'Words as typed, with or without tones: a name, a former name, another spelling or a code. Without `on`, units that have ended are found too',
      }),
    ),
    parent: Type.Optional(id('Id of the unit above: its children; with `level`, everything of that level within it')),
    level: Type.Optional(
      Type.String({ maxLength: 40, description: 'Id of a level: province, district, commune, village', examples: ['commune'] }),
    ),
    near: Type.Optional(
      Type.String({
        maxLength: 60,
        description: 'Latitude and longitude in degrees: the unit in which the point lay on the day',
        examples: ['21.7077,104.8947'],
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Most items in one answer' })),
    after: Type.Optional(Type.String({ maxLength: 1000, description: 'Where the page before ended; taken from `next`' })),
  },
  { additionalProperties: false },
);

export const UnitParams = Type.Object({ id: id('Our own id of the unit; it never changes and is never given to another unit') });
export const DayQuery = Type.Object({ on, lang }, { additionalProperties: false });
export const LineageQuery = Type.Object(
  {
    on,
    lang,
    from: Type.Optional(
      Type.String({ maxLength: 20, description: 'Successors of the unit as it was on this day; its first day when left out' }),
    ),
  },
  { additionalProperties: false },
);
export const PlainQuery = Type.Object({ lang }, { additionalProperties: false });

const unitFields = {
  id: id('Our own id'),
  code: orNull(Type.String({ description: 'Official code on that day; null where the level has none' })),
  name: Type.String({ description: 'Name without the type' }),
  type: Type.String({ description: 'Id of the type', examples: ['xa'] }),
  typeName: Type.String({ description: 'The type in the language asked for' }),
  level: Type.String({ description: 'Id of the level', examples: ['commune'] }),
  levelName: Type.String({ description: 'The level in the language asked for' }),
  parent: orNull(id('Id of the unit above; null for a root')),
  parentName: orNull(Type.String({ description: 'Name of the unit above, without its type' })),
  validFrom: day('First day of this state: of this code, name, type and parent'),
  validTo: orNull(day('Last day of this state; null while it holds')),
  existsFrom: day('First recorded day of the unit in all its states'),
  existsTo: orNull(day('Last day of the unit; null while it exists')),
  lat: orNull(Type.Number({ description: 'Latitude of the centre point, WGS 84' })),
  lon: orNull(Type.Number({ description: 'Longitude of the centre point, WGS 84' })),
  coordBasis: orNull(Type.String({ description: 'How the centre point was made' })),
  aliases: Type.Array(Type.String(), { description: 'Other spellings' }),
  origin: Type.Union([Type.Literal('official'), Type.Literal('demonstration')], { description: '`demonstration`: made up, and marked so' }),
};

const Unit = Type.Object(unitFields, { description: 'A unit in one of its states' });

const ListItem = Type.Object({
  ...unitFields,
  foundBy: Type.Optional(
    Type.Object(
      { kind: Type.Union([Type.Literal('former-name'), Type.Literal('other-spelling')]), name: Type.String() },
      { description: 'The name by which `q` found the unit, where it is not its name here' },
    ),
  ),
  found: Type.Optional(
    Type.Object(
      {
        by: Type.Union([Type.Literal('boundary'), Type.Literal('nearest-centre')], {
          description: '`boundary`: an imported boundary holds the point; `nearest-centre`: only the nearest centre point speaks for it',
        }),
        distanceMetres: orNull(Type.Number({ description: 'From the point to the centre of the unit' })),
      },
      { description: 'How `near` found the unit' },
    ),
  ),
});

export const UnitList = Type.Object({
  on: day('The day of the map'),
  items: Type.Array(ListItem),
  next: orNull(Type.String({ description: 'Path of the next page; null on the last' })),
});

export const UnitDetail = Type.Object({
  on: day('The day asked for'),
  ...unitFields,
  ancestors: Type.Array(
    Type.Object({
      id: Type.String(),
      code: orNull(Type.String()),
      name: Type.String(),
      type: Type.String(),
      typeName: Type.String(),
      level: Type.String(),
    }),
    {
      description: 'The units above, the root first',
    },
  ),
  within: Type.Array(
    Type.Object({
      level: Type.String(),
      levelName: Type.String(),
      units: Type.Integer(),
      types: Type.Array(Type.Object({ type: Type.String(), typeName: Type.String(), units: Type.Integer() })),
    }),
    { description: 'How many units lie within it on the day, by level and type' },
  ),
});

const share = Type.Object({ num: Type.Integer(), den: Type.Integer() }, { description: 'An exact fraction' });

export const Relatives = Type.Object({
  on: day('The day of the map on which the units are named'),
  items: Type.Array(Type.Object({ ...unitFields, share, itself: Type.Boolean({ description: 'The unit asked for, which went on' }) })),
});

export const Figures = Type.Object({
  items: Type.Array(
    Type.Object({
      day: day('The day of the figure'),
      value: Type.Integer({ description: 'Number of people' }),
      basis: Type.String({ description: 'How the figure was made' }),
      source: Type.String({ description: 'Where the figure comes from' }),
    }),
  ),
});

const Event = Type.Object({
  id: Type.String(),
  kind: Type.String({ description: 'merge, split, transfer, rename, retype, establish or abolish-level' }),
  title: Type.String({ description: 'What happened, in Vietnamese' }),
  document: orNull(Type.Object({ id: Type.String(), number: Type.String() })),
  clause: orNull(Type.String()),
  verified: Type.Boolean({ description: 'Whether it was compared with the text of the document' }),
  verificationNote: orNull(Type.String()),
  outside: orNull(Type.String({ description: 'Predecessors outside the record, in words' })),
});

const sharedWith = Type.Array(Type.Object({ ...unitFields, share }));

export const HistoryAnswer = Type.Object({
  states: Type.Array(Unit, { description: 'All states, the earliest first' }),
  moments: Type.Array(
    Type.Object({
      day: day('First day of what is new'),
      events: Type.Array(Event),
      cameFrom: sharedWith,
      became: sharedWith,
    }),
    { description: 'What changed, day by day' },
  ),
});
