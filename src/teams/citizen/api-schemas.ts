/** What programs send and get under `/api/v1/teams`. */
import { Type } from 'typebox';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const day = (description: string) => Type.String({ description, examples: ['2022-05-31'] });

const on = Type.Optional(
  Type.String({ maxLength: 20, description: 'The day asked for, YYYY-MM-DD; today when left out', examples: ['2022-05-31'] }),
);
const lang = Type.Optional(Type.Union([Type.Literal('vi'), Type.Literal('en')], { description: 'Language of names of core forces' }));

export const TeamsQuery = Type.Object(
  {
    on,
    lang,
    unit: Type.Optional(Type.String({ maxLength: 36, description: 'Id of a unit: the teams that sit in it or below it on the day' })),
    level: Type.Optional(Type.String({ maxLength: 20, description: 'commune or village' })),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Words of the name, with or without tones' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Most items in one answer' })),
    after: Type.Optional(Type.String({ maxLength: 1000, description: 'Where the page before ended; taken from `next`' })),
  },
  { additionalProperties: false },
);
export const TeamQuery = Type.Object({ on, lang }, { additionalProperties: false });
export const TeamParams = Type.Object({ id: Type.String({ description: 'Our own id of the team; it never changes' }) });

const teamFields = {
  id: Type.String(),
  name: Type.String({ description: 'Name as people call it' }),
  level: Type.String({ description: 'commune or village' }),
  unit: Type.Object({ id: Type.String(), name: Type.String() }, { description: 'The unit where the team sits on the day' }),
  status: Type.String({ description: 'active or suspended' }),
  seatToConfirm: Type.Boolean({ description: 'The unit was divided; the seat waits to be confirmed' }),
  validFrom: day('First day of this state'),
  validTo: orNull(day('Last day of this state; null while it holds')),
  demonstration: Type.Boolean({ description: 'Made up' }),
};

export const TeamsAnswer = Type.Object({
  on: day('The day of the answer'),
  total: Type.Object({ teams: Type.Integer(), members: Type.Integer({ description: 'Memberships in force' }) }),
  items: Type.Array(
    Type.Object({ ...teamFields, members: Type.Integer({ description: 'Memberships in force' }), hasLeader: Type.Boolean() }),
  ),
  next: orNull(Type.String({ description: 'Path of the next page' })),
});

export const TeamAnswer = Type.Object({
  on: day('The day of the answer'),
  id: Type.String(),
  team: orNull(Type.Object(teamFields)),
  members: Type.Object({
    total: Type.Integer({ description: 'Memberships in force in the active team' }),
    byCoreForce: Type.Record(Type.String(), Type.Integer()),
  }),
  states: Type.Array(
    Type.Object({
      name: Type.String(),
      unitId: Type.String(),
      status: Type.String(),
      validFrom: day('First day'),
      validTo: orNull(day('Last day')),
    }),
  ),
  events: Type.Array(
    Type.Object({
      kind: Type.String(),
      on: day('First day of the new state'),
      decision: orNull(
        Type.Object({ number: Type.String(), decidedOn: orNull(day('Day of the decision')), issuer: orNull(Type.String()) }),
      ),
      from: Type.Array(Type.String(), { description: 'Teams from which it came' }),
      to: Type.Array(Type.String(), { description: 'Teams into which it went' }),
    }),
  ),
});
