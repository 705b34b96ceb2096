/** Every module of the system, in the order in which they may use one another. */
import { module as audit } from '../audit/index.ts';
import { module as indicators } from '../indicators/index.ts';
import { module as legal } from '../legal/index.ts';
import { module as people } from '../people/index.ts';
import { uploadsModule } from '../platform/files/uploads/index.ts';
import { module as messaging } from '../platform/messaging/index.ts';
import type { Module } from '../platform/module/index.ts';
import { module as reports } from '../reports/index.ts';
import { module as teams } from '../teams/index.ts';
import { module as territory } from '../territory/index.ts';
import { module as site } from './site/index.ts';

export const modules: readonly Module[] = [messaging, uploadsModule, audit, legal, territory, people, teams, reports, indicators, site];
