/** `/api/v1/coverage`: teams and members of any unit, on any day, on any day's map, for programs. */
import type { App } from '../../../platform/http/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { UnitItem } from '../../../territory/index.ts';
import type { CoverageFigures } from '../../contract.ts';
import { type KeptCoverage, marks } from '../kept.ts';
import type { CoverageView } from '../read.ts';
import { CoverageAnswer, CoverageQuery } from './schemas.ts';

const json = 'application/json; charset=utf-8';

function unitJson(unit: UnitItem, lang: Lang) {
  return { id: unit.id, code: unit.code, name: unit.name, type: unit.type, typeName: unit.typeName[lang], level: unit.level };
}

function figuresJson({ communes, villages, members, teams, leaderless, people }: CoverageFigures) {
  return { communes, villages, members, teams, leaderless, people };
}

function answerJson(view: CoverageView, lang: Lang, withSteps: boolean) {
  const { assumed } = view;
  return {
    on: marks.on,
    map: marks.map,
    validFrom: view.sameFrom,
    validTo: view.sameTo,
    mapValidFrom: view.mapFrom,
    mapValidTo: view.mapTo,
    reading: view.reading,
    unit: view.unit && unitJson(view.unit, lang),
    ...figuresJson(view),
    unrecorded: view.unrecorded,
    unplaced: view.unplaced,
    assumed: assumed && { day: assumed.day, what: assumed.what[lang], why: assumed.why[lang], source: assumed.source },
    children: view.children.map((line) => ({ unit: unitJson(line.unit, lang), ...figuresJson(line) })),
    ...(withSteps ? { steps: view.series.map((step) => ({ from: step.from, to: step.to, ...figuresJson(step) })) } : {}),
  };
}

export function coverageApiRoutes(app: App, { clock }: Context, kept: KeptCoverage): void {
  app.get(
    '/api/v1/coverage',
    {
      config: { right: 'public' },
      schema: {
        tags: ['Coverage'],
        summary: 'Communes and villages with a team, teams and members, of a unit and of the units in it, on a day',
        querystring: CoverageQuery,
        response: { 200: CoverageAnswer },
      },
    },
    async (request, reply) => {
      const { on, unit, map, steps } = request.query;
      const { lang } = request;
      return kept.serve(request, reply, {
        key: `coverage.json ${lang} ${steps ?? 'no'}`,
        asked: { on: on ?? clock.today().toString(), unit, map, lang },
        given: on !== undefined,
        render: async (view) => ({ type: json, text: JSON.stringify(answerJson(view, lang, steps === 'yes')) }),
      });
    },
  );
}
