/** What the life of a report is read as: shapes that pages, desks and programs of others build on. */
import type { JsonObject } from '../../platform/db/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import type { WayToAnswer } from '../contract.ts';
import type { Door, ReportKind, ReportState, StepName, Urgency } from '../model.ts';

export type Names = Readonly<Record<'vi' | 'en', string>>;

/** Who acts: somebody signed in, or a browser with a ticket (its digest), or both. */
export interface Who {
  readonly actor: Actor;
  readonly ticket: string | null;
}

/** A category as it is on a day. */
export interface Category {
  readonly code: string;
  readonly parentCode: string | null;
  readonly kind: ReportKind;
  readonly rank: number;
  readonly names: Names;
  readonly hints: Names;
  readonly icon: string;
  readonly place: 'required' | 'optional' | 'none';
  readonly privacy: 'public' | 'private';
  readonly intake: 'centre' | 'direct';
  readonly urgency: Urgency;
  readonly noticeCode: string | null;
  readonly nearMetres: number | null;
  /** Nothing stands below it on the day: it can be chosen. */
  readonly leaf: boolean;
  /** Steps from the top, 0 there. */
  readonly depth: number;
}

export interface QuestionOption {
  readonly code: string;
  readonly vi: string;
  readonly en: string;
}

/** A question of a category or of one above it. */
export interface Question {
  readonly code: string;
  readonly answer: 'choice' | 'yes-no' | 'text' | 'number';
  readonly required: boolean;
  readonly labels: Names;
  readonly options: readonly QuestionOption[];
}

export interface Notice {
  readonly code: string;
  readonly effect: 'stop' | 'divert' | 'warn';
  readonly titles: Names;
  readonly texts: Names;
  readonly actions: readonly { readonly href: string; readonly vi: string; readonly en: string }[];
  readonly source: string;
}

export type ReasonKind = 'not-accepted' | 'return' | 'needs-more' | 'extension' | 'unshown' | 'dissatisfied' | 'cannot';

export interface Reason {
  readonly code: string;
  readonly names: Names;
  /** Where to turn instead; empty where there is no such door. */
  readonly doors: Names;
  readonly doorHref: string;
}

export interface EmergencyNumber {
  readonly number: string;
  readonly names: Names;
}

export const audiences = ['everybody', 'sender', 'officials'] as const;
export type Audience = (typeof audiences)[number];

/** One step in the life of a report. */
export interface ReportEvent {
  readonly id: string;
  readonly ordinal: number;
  readonly at: Temporal.Instant;
  readonly step: StepName;
  readonly from: ReportState | null;
  readonly to: ReportState;
  readonly actorKind: 'sender' | 'official' | 'listener' | 'system';
  readonly actorId: string | null;
  readonly organisationId: string | null;
  readonly organisationName: string | null;
  readonly reasonCode: string | null;
  /** The reason as it was named on the day of the step. */
  readonly reason: Reason | null;
  readonly facts: JsonObject;
  /** Words of the step that the transaction's state may see; those among officials never under the duty `identity`. */
  readonly words: Readonly<Partial<Record<Audience, string>>>;
  /** The template from which the answer came unchanged. */
  readonly templateId: string | null;
}

export interface ReportAttachment {
  readonly id: string;
  readonly eventId: string | null;
  readonly rank: number;
  readonly role: 'sent' | 'before' | 'after' | 'document' | 'spoken-answer' | 'judgement';
  readonly kind: 'image' | 'video' | 'audio' | 'document';
  readonly fileHash: string;
  readonly sentHash: string;
  readonly bytes: number;
  readonly media: { readonly width?: number; readonly height?: number; readonly seconds?: number };
  readonly shownHash: string | null;
}

export interface ReportDeadline {
  readonly step: 'receive' | 'answer';
  readonly round: number;
  readonly ruleId: string;
  readonly beganAt: Temporal.Instant;
  readonly amount: number;
  readonly unit: 'working-hours' | 'working-days';
  readonly dueAt: Temporal.Instant;
  readonly pausedSince: Temporal.Instant | null;
  readonly pausedMinutes: number;
  readonly extended: number;
  readonly metAt: Temporal.Instant | null;
  readonly onTime: boolean | null;
  readonly level: number;
}

export interface ReportPart {
  readonly id: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly lead: boolean;
  readonly state: 'handed' | 'in-work' | 'done' | 'returned' | 'withdrawn';
  readonly assigneeId: string | null;
  readonly askedAt: Temporal.Instant;
  readonly doneAt: Temporal.Instant | null;
}

/** What the sender wrote, where exactly: null where the transaction's state may not see it. */
export interface ReportContent {
  readonly personId: string | null;
  readonly words: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly placeWords: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly accuracyMetres: number | null;
  readonly placeHow: string;
  readonly atHome: boolean;
  readonly summary: string | null;
  readonly summaryBy: string | null;
}

export interface ReportFace {
  readonly words: string;
  readonly placeWords: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly shownAt: Temporal.Instant;
}

/** A report with what the transaction's state may see of it. */
export interface ReportView {
  readonly id: string;
  readonly code: string;
  readonly kind: ReportKind;
  readonly categoryCode: string;
  readonly categoryNames: Names;
  readonly unitId: string;
  readonly unitName: string;
  readonly unitTypeId: string;
  readonly unitLevelId: string;
  readonly language: string;
  readonly door: Door;
  readonly state: ReportState;
  readonly urgency: Urgency;
  readonly privacy: 'public' | 'private';
  readonly shown: boolean;
  readonly listening: boolean;
  readonly sentAt: Temporal.Instant;
  readonly capturedAt: Temporal.Instant | null;
  readonly organisationId: string | null;
  readonly organisationName: string | null;
  readonly assigneeId: string | null;
  readonly returns: number;
  readonly reopens: number;
  readonly rounds: number;
  readonly masterId: string | null;
  readonly masterCode: string | null;
  readonly revision: number;
  readonly dueAt: Temporal.Instant | null;
  readonly pausedSince: Temporal.Instant | null;
  readonly receivedAt: Temporal.Instant | null;
  readonly handedAt: Temporal.Instant | null;
  readonly answeredAt: Temporal.Instant | null;
  readonly closedAt: Temporal.Instant | null;
  readonly satisfied: boolean | null;
  readonly followers: number;
  readonly origin: 'entered' | 'demonstration';
  readonly content: ReportContent | null;
  readonly face: ReportFace | null;
  readonly attachments: readonly ReportAttachment[];
  /** The earliest first. */
  readonly events: readonly ReportEvent[];
  readonly deadlines: readonly ReportDeadline[];
  readonly parts: readonly ReportPart[];
}

/** What `partiesOf` needs to know of a report; a ReportView has it. */
export type ReportSubject = Pick<ReportView, 'id' | 'unitId' | 'language' | 'organisationId'>;

/** Where a report stands and who has to do with it: nothing personal, and one statement to read. */
export interface ReportStanding extends ReportSubject, Pick<ReportView, 'code' | 'state' | 'categoryCode' | 'revision'> {
  readonly parts: readonly Pick<ReportPart, 'organisationId'>[];
}

/** Who sent a report: the receiving centre only. */
export interface Reporter {
  readonly personId: string | null;
  readonly name: string;
  readonly phone: string;
  readonly answerBy: WayToAnswer;
  readonly helperId: string | null;
  readonly helperConsent: 'spoken' | 'paper' | null;
  readonly visitBack: boolean;
}
