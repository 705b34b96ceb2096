import { module as audit } from '../audit/index.ts';
import { module as channel, registerTopics } from '../channel/index.ts';
import { module as developers } from '../developers/index.ts';
import { module as indicators } from '../indicators/index.ts';
import { module as legal } from '../legal/index.ts';
import { module as people } from '../people/index.ts';
import { uploadsModule } from '../platform/files/uploads/index.ts';
import { module as messaging } from '../platform/messaging/index.ts';
import type { Module } from '../platform/module/index.ts';
import { module as speech } from '../platform/speech/index.ts';
import { module as reports, reportTopics } from '../reports/index.ts';
import { module as teams } from '../teams/index.ts';
import { module as territory } from '../territory/index.ts';
import { module as site } from './site/index.ts';

// What the work modules tell people about is named by them and carried by the channel; neither knows the other.
registerTopics(reportTopics);

/** Every module of the system, in the order in which they may use one another. */
export const modules: readonly Module[] = [
  messaging,
  uploadsModule,
  speech,
  audit,
  legal,
  territory,
  people,
  developers,
  teams,
  channel,
  reports,
  indicators,
  site,
];
