/** The door to citizen reports. */
export { followOffices, loadReportsReference, routeReport } from './core/index.ts';
export { loadDemonstrationReports } from './demonstration/index.ts';
export { reportsEvents } from './events.ts';
export { module } from './module.ts';
