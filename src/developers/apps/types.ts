import type { AppState, KeyKind } from '../contract.ts';

/** A program as its owner and the one who decides see it. */
export interface App {
  readonly id: string;
  readonly personId: string | null;
  readonly name: string;
  readonly purpose: string;
  readonly site: string;
  readonly organisation: string;
  readonly state: AppState;
  readonly asked: string;
  readonly contact: string;
  readonly reason: string;
  readonly perMinute: number;
  readonly createdAt: Temporal.Instant;
  readonly wantedAt: Temporal.Instant | null;
  readonly decidedAt: Temporal.Instant | null;
}

export interface ApiKey {
  readonly id: string;
  readonly kind: KeyKind;
  readonly hint: string;
  readonly createdAt: Temporal.Instant;
  readonly lastUsedAt: Temporal.Instant | null;
  readonly revokedAt: Temporal.Instant | null;
}

export interface Webhook {
  readonly id: string;
  readonly kind: KeyKind;
  readonly url: string;
  readonly types: readonly string[];
  readonly state: 'active' | 'paused' | 'removed';
  readonly failingSince: Temporal.Instant | null;
  readonly createdAt: Temporal.Instant;
}

export interface Delivery {
  readonly id: string;
  readonly messageId: string;
  readonly type: string;
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly nextAttemptAt: Temporal.Instant | null;
  readonly status: number | null;
  readonly failure: string | null;
  readonly createdAt: Temporal.Instant;
  readonly endedAt: Temporal.Instant | null;
}
