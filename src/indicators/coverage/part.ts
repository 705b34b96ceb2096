import type { Part } from '../part.ts';
import { coverageApiRoutes } from './api/routes.ts';
import { coverageJobs } from './check.ts';
import { coverageCitizenRoutes, coverageNavigation } from './citizen/routes.ts';
import { createKeptCoverage } from './kept.ts';
import { waitingDifferences } from './waiting.ts';
import { coverageRefusalText } from './words.ts';

export const coveragePart: Part = {
  routes: (app, context) => {
    coverageApiRoutes(app, context, createKeptCoverage(context));
    return coverageCitizenRoutes(app, context);
  },
  navigation: coverageNavigation,
  shortAddresses: { '/do-phu': '/coverage' },
  jobs: coverageJobs,
  waiting: (context) => [waitingDifferences(context)],
  refusalText: coverageRefusalText,
};
