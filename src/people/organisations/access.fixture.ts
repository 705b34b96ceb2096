import type { Samples } from '../../../test/support/access-matrix.ts';

/** Organisations are changed by who reaches all of them: there is no outside. */
const sample =
  (tail: string): Samples[string] =>
  async (world) => ({ inside: `/console/organisations/${(await world.placeOf('agency-handler')).organisationId}${tail}` });

export const samples: Samples = {
  '/console/organisations/:organisationId': sample(''),
  '/console/organisations/:organisationId/change': sample('/change'),
  '/console/organisations/:organisationId/close': sample('/close'),
};
