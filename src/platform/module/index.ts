/** The shape by which a module shows itself to the programs; src/app/modules.ts lists them all. */

import type { PageCache } from '../cache/index.ts';
import type { Clock } from '../clock/index.ts';
import type { Config } from '../config/index.ts';
import type { Db } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import type { App } from '../http/index.ts';
import type { Lang } from '../i18n/index.ts';
import type { Ids } from '../ids/index.ts';
import type { JobDefinition, Jobs } from '../jobs/index.ts';
import type { Logger } from '../log/index.ts';
import type { Refusal } from '../outcome/index.ts';
import type { Right } from '../session/index.ts';

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
}

export interface NavigationEntry {
  readonly area: 'public' | 'console';
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

export interface Module {
  readonly name: string;
  readonly rights?: readonly RightDeclaration[];
  readonly routes?: (app: App, context: Context) => void | Promise<void>;
  readonly jobs?: (context: Context) => readonly JobDefinition[];
  readonly navigation?: readonly NavigationEntry[];
  /** Addresses that can be read out, and where they lead. */
  readonly shortAddresses?: Readonly<Record<string, string>>;
  /** The words for this module's refusals: what happened, and what to do now. */
  readonly refusalText?: (refusal: Refusal, lang: Lang) => { title: string; advice: string } | null;
}
