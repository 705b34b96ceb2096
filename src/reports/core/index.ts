/** The kernel of reports: sending, the steps, deadlines, routing, reading. */

export { loadReportsReference } from '../load/reference.ts';
export {
  categoriesOn,
  emergencyNumbers,
  noticeFor,
  questionsFor,
  reasonsOn,
} from './categories.ts';
export { officialsFor } from './escalation.ts';
export { followOffices } from './follow-offices.ts';
export { tellings } from './levels.ts';
export { areWritten, officesOf, officesOn, partiesOf } from './parties.ts';
export { routeReport, suggestOffice } from './routing.ts';
export { takeStep } from './steps/take-step.ts';
export { submitReport } from './submit/submit.ts';
export {
  audiences,
  type Category,
  type EmergencyNumber,
  type Names,
  type Notice,
  type Question,
  type Reason,
  type ReasonKind,
  type ReportAttachment,
  type ReportDeadline,
  type ReportEvent,
  type Reporter,
  type ReportFace,
  type ReportStanding,
  type ReportView,
  type Who,
} from './types.ts';
export { reportByCode, reporterOf, reportStanding } from './view.ts';
