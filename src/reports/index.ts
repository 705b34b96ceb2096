/** The door to citizen reports. */
export { followOffices, loadReportsReference, routeReport } from './core/index.ts';
export { loadDemonstrationReports } from './demonstration/index.ts';
export { reportsEvents } from './events.ts';
export { publishFigures } from './figures/publish.ts';
export { module } from './module.ts';
export { tellsPrograms, webhookEventOf } from './open311/webhook.ts';
export { noticesOf, reportTopics, tellsPeople } from './tell/index.ts';
