/** What may come in and go out of reports, and the rights that they demand; runs on a phone too. */
import type { Right } from '../platform/session/index.ts';
import type { Door, StepName, Urgency } from './model.ts';

/** The rights that this module demands. */
export const reportsRights = {
  /** See reports of one's place or office. */
  see: 'reports.see',
  /** Take in, classify, hand on, merge, not accept: the receiving centre. */
  intake: 'reports.intake',
  /** Work on what one's office has in hand. */
  handle: 'reports.handle',
  /** Approve answers and extensions of one's office. */
  approve: 'reports.approve',
  /** Decide what everybody sees. */
  publish: 'reports.publish',
} as const satisfies Record<string, Right>;

export const placeHows = ['gps', 'pin', 'photo', 'words', 'unit', 'none'] as const;

/** Where the matter is. */
export interface PlaceInput {
  readonly how: (typeof placeHows)[number];
  /** The smallest unit that was chosen or found; a village where there is one. */
  readonly unitId: string;
  /** WGS 84 degrees. */
  readonly lat: number | null;
  readonly lon: number | null;
  readonly accuracyMetres: number | null;
  /** Landmark, house, way. */
  readonly words: string;
  readonly atHome: boolean;
}

/** How an answer gets back. */
export const waysToAnswer = ['page', 'sms', 'call', 'visit'] as const;
export type WayToAnswer = (typeof waysToAnswer)[number];

/** A report as it is sent, from whatever door. */
export interface ReportInput {
  /** UUIDv7 made by the form or the phone: the same id again is the same report. */
  readonly id: string;
  readonly door: Door;
  readonly categoryCode: string;
  readonly words: string;
  /** Answers to the questions of the category, by code. */
  readonly answers: Readonly<Record<string, string>>;
  readonly place: PlaceInput;
  /** Language of help. */
  readonly language: string;
  /** Uploads that are ready, in their order. */
  readonly uploads: readonly string[];
  /** The sender wants nobody else to see it. */
  readonly keepPrivate: boolean;
  readonly contact: { readonly name: string; readonly phone: string };
  readonly answerBy: WayToAnswer;
  /** ISO instant at which a phone wrote it down. */
  readonly capturedAt: string | null;
  /** Written down for somebody who agrees. */
  readonly onBehalf: { readonly personId: string | null; readonly consent: 'spoken' | 'paper' } | null;
  /** The number of a printed slip: it becomes the code. */
  readonly slip?: string;
  /** The missed call that was called back. */
  readonly callBackId?: string;
}

/** A step that somebody takes; which fields it needs is in the table of model.ts. */
export interface StepInput {
  readonly reportId: string;
  readonly step: StepName;
  /** The revision that whoever decides has seen; null for the sender and the system, who decide on nothing that they saw. */
  readonly revision: number | null;
  readonly reason?: string;
  readonly wordsToSender?: string;
  readonly wordsToOfficials?: string;
  /** Words that everybody sees, once the report is shown: the answer. */
  readonly words?: string;
  readonly templateId?: string;
  readonly category?: string;
  readonly urgency?: Urgency;
  readonly unitId?: string;
  readonly organisationId?: string;
  /** For `hand`: further offices that have a part; the one in `organisationId` leads and gives the combined answer. */
  readonly parts?: readonly string[];
  readonly assigneeId?: string;
  readonly masterId?: string;
  /** More working time, in the unit of the rule. */
  readonly amount?: number;
  /** For an answer that nothing can be done now: who decides, and by which day (ISO). */
  readonly cannot?: { readonly reason: string; readonly whoDecides: string; readonly byDay: string };
  /** Uploads that come with the step, and what each is. */
  readonly uploads?: readonly { readonly id: string; readonly role: 'before' | 'after' | 'document' | 'spoken-answer' | 'judgement' }[];
  /** For `answer`: files of earlier drafts and of other offices' parts that belong to the answer too. */
  readonly evidence?: readonly string[];
  readonly satisfied?: boolean;
  readonly summary?: string;
  /** What everybody shall see: for `show`. */
  readonly face?: {
    readonly words: string;
    readonly placeWords: string;
    readonly place: 'exact' | 'coarse' | 'none';
    readonly attachments: readonly string[];
  };
}

/** What uploads of reports are for: those of a citizen, and those that come with an official's step. */
export const uploadPurposes = { sent: 'reports-sent', step: 'reports-step' } as const;

/** Limits of one report. */
export const limits = {
  words: 5_000,
  placeWords: 300,
  photos: 5,
  videos: 1,
  recordings: 3,
  /** Files of one step of an official. */
  stepFiles: 12,
  /** Of a photo as sent, bytes. */
  photoBytes: 15_000_000,
  /** Of a video as sent, bytes. */
  videoBytes: 60_000_000,
  /** Of a recording as sent, bytes. */
  audioBytes: 15_000_000,
  /** Of a document as evidence, bytes. */
  documentBytes: 20_000_000,
  /** Seconds of a video or a recording. */
  seconds: 300,
  /** Letters that an answer has at least, empty phrases not counted. */
  answerLetters: 30,
  /** Offices that have a part besides the one that leads. */
  parts: 6,
  /** The most working time that can be asked for at once, in the unit of the rule. */
  extension: 60,
} as const;
