/** What programs send and get under `/api/v1/coverage`. */
import { Type } from 'typebox';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const count = (description: string) => Type.Integer({ description });
const day = (description: string) => Type.String({ description, examples: ['2022-05-31'] });

export const CoverageQuery = Type.Object(
  {
    on: Type.Optional(
      Type.String({ maxLength: 20, description: 'The day of the figures, YYYY-MM-DD; today when left out', examples: ['2022-05-31'] }),
    ),
    unit: Type.Optional(
      Type.String({ maxLength: 60, description: 'Id of a unit; every root unit of the day when left out. See /api/v1/units' }),
    ),
    map: Type.Optional(
      Type.String({
        maxLength: 20,
        description: 'The day whose map is shown, YYYY-MM-DD; the day of the figures when left out',
        examples: ['2025-07-01'],
      }),
    ),
    steps: Type.Optional(
      Type.Union([Type.Literal('yes'), Type.Literal('no')], {
        default: 'no',
        description: 'Whether `steps` are wanted: how the figures came about',
      }),
    ),
    lang: Type.Optional(
      Type.Union([Type.Literal('vi'), Type.Literal('en')], { description: 'Language of names of types and levels, and of reasons' }),
    ),
  },
  { additionalProperties: false },
);

const Unit = Type.Object({
  id: Type.String({ description: 'Our own id; it never changes and is never given to another unit' }),
  code: orNull(Type.String({ description: 'Official code on the map; null where the level has none' })),
  name: Type.String({ description: 'Name without the type' }),
  type: Type.String({ description: 'Id of the type', examples: ['xa'] }),
  typeName: Type.String({ description: 'The type in the language asked for' }),
  level: Type.String({ description: 'Id of the level', examples: ['commune'] }),
});

const reached = (what: string) =>
  Type.Object({ withTeam: count(`${what} with an active team`), total: count(`${what} of the map in the unit`) });
const byLevel = { commune: count('Of teams at commune level'), village: count('Of teams at village level') };

const figures = {
  communes: reached('Communes'),
  villages: reached('Villages'),
  members: Type.Object(
    {
      ...byLevel,
      byCoreForce: Type.Record(Type.String(), Type.Integer(), {
        description: 'Memberships of both levels by code of the core force; forces without members are left out',
      }),
    },
    { description: 'Memberships in force that day: who serves in two teams counts twice' },
  ),
  teams: Type.Object(byLevel, { description: 'Active teams' }),
  leaderless: Type.Object(byLevel, { description: 'Active teams without a leader' }),
  people: orNull(
    Type.Integer({
      description:
        'Distinct persons in force. Never add these up: who serves in two units is one person. Null where several roots are added up',
    }),
  ),
};

const Step = Type.Object({ from: day('First day'), to: orNull(day('Last day; null while it goes on')), ...figures });

export const CoverageAnswer = Type.Object(
  {
    on: day('The day of the figures'),
    map: day('The day of the map'),
    validFrom: day('First day of which this answer is as true as of `on`'),
    validTo: orNull(day('Last such day; null while nothing later is recorded')),
    mapValidFrom: day('First day with this map'),
    mapValidTo: orNull(day('Last day with this map; null while it holds')),
    reading: Type.Union([Type.Literal('on-map'), Type.Literal('ended'), Type.Literal('all')], {
      description:
        '`on-map`: the unit is one of the map. `ended`: it existed on the day and is not on the map; totals and children are the units of the map that have its land, members are its own. `all`: several root units added up',
    }),
    unit: orNull(Unit),
    ...figures,
    unrecorded: Type.Object(
      { communes: Type.Integer(), villages: Type.Integer() },
      {
        description: 'Communes and villages of the map in the unit of which nothing is recorded on `on`, because their record begins later',
      },
    ),
    unplaced: Type.Object(byLevel, {
      description: 'Memberships counted in the unit of which the record does not say to which child they belong on this map',
    }),
    assumed: orNull(
      Type.Object(
        { day: Type.String(), what: Type.String(), why: Type.String(), source: Type.String() },
        { description: 'Set where `on` is a day that is only assumed for a text of which the day is not known' },
      ),
    ),
    children: Type.Array(Type.Object({ unit: Unit, ...figures }), { description: 'One level down, in the order of names' }),
    steps: Type.Optional(
      Type.Array(Step, {
        description: 'With `steps=yes`: the figures of the unit from day to day; each day on its own map unless another map was asked for',
      }),
    ),
  },
  { description: 'The coverage of a unit by community digital teams' },
);
