/** What both stores answer alike: reports as everybody sees them, and the sandbox, which touches nothing real. */
import type { Outcome } from '../../platform/outcome/index.ts';
import { answeredStates, endStates } from '../model.ts';
import type { Asked } from './asked.ts';
import { type Item, momentOf } from './format.ts';
import type { Sent } from './sent.ts';

/** A report as the standard tells it. */
export interface Told {
  readonly code: string;
  readonly state: string;
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly description: string | null;
  readonly agency: string | null;
  /** The answer, where there is one. */
  readonly answer: string | null;
  readonly requestedAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
  readonly expectedAt: Temporal.Instant | null;
  readonly address: string | null;
  /** The unit. */
  readonly addressId: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  /** Address of a picture. */
  readonly media: string | null;
}

/** A step of a report. */
export interface Update {
  readonly id: string;
  readonly code: string;
  readonly state: string;
  readonly at: Temporal.Instant;
  readonly words: string | null;
}

export interface Submission {
  readonly code: string;
  readonly repeated: boolean;
}

/** One interface, two stores. */
export interface Store {
  readonly list: (asked: Asked) => Promise<readonly Told[]>;
  readonly one: (code: string) => Promise<Told | null>;
  readonly updates: (asked: Asked) => Promise<readonly Update[]>;
  /** The code of a report that this program sent with an idempotency key, or of one that it may see. */
  readonly byToken: (token: string) => Promise<string | null>;
  readonly submit: (sent: Sent) => Promise<Outcome<Submission>>;
}

/** States in which a report is closed for the standard, which knows no third word. */
export const closedStates: readonly string[] = [...endStates, ...answeredStates];

export const statusOf = (state: string): 'open' | 'closed' => (closedStates.includes(state) ? 'closed' : 'open');

/** A report with the fields of the standard; `status_detail` is ours. */
export const requestItem = (told: Told): Item => ({
  service_request_id: told.code,
  status: statusOf(told.state),
  status_notes: told.answer,
  status_detail: told.state,
  service_name: told.serviceName,
  service_code: told.serviceCode,
  description: told.description,
  agency_responsible: told.agency,
  service_notice: null,
  requested_datetime: momentOf(told.requestedAt),
  updated_datetime: momentOf(told.updatedAt),
  expected_datetime: momentOf(told.expectedAt),
  address: told.address,
  address_id: told.addressId,
  zipcode: null,
  lat: told.lat,
  long: told.lon,
  media_url: told.media,
});

export const updateItem = (update: Update): Item => ({
  update_id: update.id,
  service_request_id: update.code,
  status: statusOf(update.state),
  status_detail: update.state,
  updated_datetime: momentOf(update.at),
  description: update.words,
});
