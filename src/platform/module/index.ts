/** The shape by which a module shows itself to the programs; src/app/modules.ts lists them all. */

import type { PageCache } from '../cache/index.ts';
import type { Clock } from '../clock/index.ts';
import type { Config } from '../config/index.ts';
import type { Vault } from '../crypto/index.ts';
import type { Db } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import type { App } from '../http/index.ts';
import type { Lang } from '../i18n/index.ts';
import type { Ids } from '../ids/index.ts';
import type { JobDefinition, Jobs } from '../jobs/index.ts';
import type { Logger } from '../log/index.ts';
import type { Messages } from '../messaging/index.ts';
import type { Refusal } from '../outcome/index.ts';
import type { Right } from '../session/index.ts';
import type { ActorNames, PrivacySource, RetentionSource, SearchSource, WaitingSource } from './ports.ts';

export type { Find, PrivacySource, RetentionSource, SearchSource, Waiting, WaitingItem, WaitingSource } from './ports.ts';

/** What every route, job and command is given. */
export interface Context {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly files: FileStore;
  readonly jobs: Jobs;
  readonly cache: PageCache;
  /** Encrypts and finds numbers that must not lie open in the database. */
  readonly vault: Vault;
  /** Messages to people: SMS, e-mail, web push. */
  readonly messages: Messages;
  /** Every module, for those that gather what modules publish. */
  readonly modules: readonly Module[];
}

export interface NavigationEntry {
  /** `account`: among the links of one's own page. */
  readonly area: 'public' | 'console' | 'account';
  readonly href: string;
  readonly label: (lang: Lang) => string;
  readonly right: Right;
  readonly order: number;
}

/** A right with its meaning in plain words. */
export interface RightDeclaration {
  readonly right: Right;
  readonly texts: Readonly<Record<Lang, string>>;
}

/** What happened, what to do now, and where, when that is a page of ours. */
export interface RefusalWords {
  readonly title: string;
  readonly advice: string;
  readonly action?: { readonly href: string; readonly label: string };
}

export interface Module {
  readonly name: string;
  readonly rights?: readonly RightDeclaration[];
  readonly routes?: (app: App, context: Context) => void | Promise<void>;
  readonly jobs?: (context: Context) => readonly JobDefinition[];
  readonly navigation?: readonly NavigationEntry[];
  /** Work that waits for people. */
  readonly waiting?: (context: Context) => readonly WaitingSource[];
  readonly search?: (context: Context) => readonly SearchSource[];
  readonly privacy?: (context: Context) => PrivacySource;
  /** Of the one module that knows persons. */
  readonly actorNames?: ActorNames;
  readonly retention?: (context: Context) => readonly RetentionSource[];
  /** Addresses that can be read out, and where they lead. */
  readonly shortAddresses?: Readonly<Record<string, string>>;
  /** The words for this module's refusals: what happened, and what to do now. */
  readonly refusalText?: (refusal: Refusal, lang: Lang) => RefusalWords | null;
}

/** How actors that were kept by id are called on screens; empty where no module knows persons. */
export async function nameActors(context: Pick<Context, 'db' | 'modules'>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = context.modules.find((module) => module.actorNames !== undefined)?.actorNames;
  return (await names?.(context.db, ids)) ?? new Map();
}
