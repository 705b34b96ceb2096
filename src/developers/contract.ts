/** Programs of others: the rights that this module demands, what webhooks carry, and the limits; runs on a phone too. */
import type { Right } from '../platform/session/index.ts';

export const developersRights = {
  /** Open the real system to a program, or close it. */
  decide: 'developers.decide',
} as const satisfies Record<string, Right>;

/** sandbox: nothing real is touched; live: the real system. */
export const keyKinds = ['sandbox', 'live'] as const;
export type KeyKind = (typeof keyKinds)[number];

/** What a program's real system stands at: only tried, asked for, opened, refused, closed again. */
export const appStates = ['sandbox', 'wanted', 'granted', 'refused', 'revoked'] as const;
export type AppState = (typeof appStates)[number];

/** Types of events that webhooks carry. A new one may be added; none changes its meaning. */
export const webhookTypes = [
  'report.sent',
  'report.received',
  'report.needs-more',
  'report.resumed',
  'report.not-accepted',
  'report.merged',
  'report.handed',
  'report.returned',
  'report.in-work',
  'report.deadline-moved',
  'report.answered',
  'report.rated',
  'report.reopened',
  'report.withdrawn',
  'report.closed',
  'report.shown',
  'report.unshown',
] as const;
export type WebhookType = (typeof webhookTypes)[number];

/** Sent when the owner asks for a message to try; every webhook takes it. */
export const testType = 'test';

/** An event as programs are told of it: ids, codes, and what everybody may see. */
export interface WebhookEvent {
  /** The same id tells each webhook once. */
  readonly id: string;
  /** `report.answered`. */
  readonly type: string;
  /** ISO instant. */
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Only webhooks of this program; null for all. */
  readonly appId: string | null;
}

/** Limits of programs. */
export const developersLimits = {
  /** Programs of one person. */
  apps: 10,
  /** Keys of one kind in use, of one program. */
  keys: 5,
  /** Webhooks of one kind, of one program. */
  webhooks: 5,
  /** Calls in a minute for a new program. */
  perMinute: 60,
  /** The most that can be granted. */
  mostPerMinute: 100_000,
  name: 80,
  organisation: 120,
  site: 200,
  purpose: 1_000,
  contact: 200,
  reason: 1_000,
  url: 500,
  /** Deliveries of a webhook that its page shows. */
  shown: 50,
  /** Reports of one program in the sandbox. */
  sandboxReports: 500,
} as const;
